"""How many claims a second the teller answers: one hot product, a thousand shoppers waiting, every commit on disk.

    python -m bench.teller            # SQLite and PostgreSQL, rounds in turns, medians and ratios
    python -m bench.teller --smoke    # a little of each, to see that it runs
    python -m bench.teller --on sqlite --rounds 9

Beside it, in turns, on the same database:

- *bare*: as small a micro-batcher as one can write. It takes who waits, does one UPDATE and one INSERT of the same
  rows, commits, and answers. It checks no window, no limit, no key, and would sell the same unit to nobody's account.
- *one by one* (PostgreSQL): 32 clients who commit each claim by itself, in one statement and one trip to the server.
- *valkey*: a Lua claim, auto-pipelined, with ``appendfsync always`` (``bench/valkey_claims.py``).

The machine's disk and its other users change from minute to minute: compare ratios, not figures.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from bench.valkey_claims import Pipelined, running_valkey
from feria.mall.stock.teller.claims import Claim, Line, Outcome
from feria.mall.stock.teller.desk import Teller

SESSION, SKU, UNITS = "hot", "hot-one", 2_000_000_000
CLIENTS = 32
LOG_FILES = 64  # of 16 MB: what min_wal_size keeps
_numbers = count(1)

Round = Callable[[int, int], Awaitable["Result"]]


@dataclass
class Result:
    """One round: claims a second, and how long each claim waited, in seconds."""

    claims_per_second: float
    waits: list[float] = field(repr=False)

    @property
    def median_ms(self) -> float:
        return statistics.median(self.waits) * 1000


class Bare:
    """A micro-batcher with nothing but an UPDATE and an INSERT."""

    def __init__(self, write: Callable[[Sequence[Claim]], None]) -> None:
        self._write = write
        self._waiting: list[tuple[Claim, asyncio.Future[bool]]] = []
        self._someone = asyncio.Event()

    async def claim(self, claim: Claim) -> bool:
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((claim, answer))
        self._someone.set()
        return await answer

    async def serve(self) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as thread:
            while True:
                await self._someone.wait()
                self._someone.clear()
                batch, self._waiting = self._waiting, []
                await loop.run_in_executor(thread, self._write, [claim for claim, _ in batch])
                for _, answer in batch:
                    answer.set_result(True)


def bare_sqlite(url: str) -> Callable[[Sequence[Claim]], None]:
    path = url.removeprefix("sqlite:///")
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=60)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-64000")
    (item,) = connection.execute("SELECT item_id FROM stock_rushitem").fetchone()
    insert = """
        INSERT INTO stock_hold (claimant, member, item_id, quantity, state, held_at, held_until, session_id)
        SELECT substr(value, 1, instr(value, ' ') - 1), substr(value, instr(value, ' ') + 1), ?, 1, 'held',
            datetime('now'), datetime('now', '+15 minutes'), 1
        FROM json_each(?)
    """

    def write(claims: Sequence[Claim]) -> None:
        holders = msgspec.json.encode([f"{claim.session}/{claim.key} {claim.member}" for claim in claims])
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "UPDATE stock_stockitem SET held = held + ? WHERE product_id = ?", [len(claims), item]
        )
        connection.execute(insert, [item, holders.decode()])
        connection.execute("COMMIT")

    return write


def bare_postgres(url: str) -> Callable[[Sequence[Claim]], None]:
    connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
    (item,) = connection.execute("SELECT item_id FROM stock_rushitem").fetchone() or (0,)
    insert = """
        INSERT INTO stock_hold (claimant, member, item_id, quantity, state, held_at, held_until, session_id)
        SELECT split_part(holder, ' ', 1), split_part(holder, ' ', 2), %s, 1, 'held', now(),
            now() + interval '15 minutes', 1
        FROM json_array_elements_text(%s::json) AS holder
    """

    def write(claims: Sequence[Claim]) -> None:
        holders = msgspec.json.encode([f"{claim.session}/{claim.key} {claim.member}" for claim in claims])
        with connection.pipeline():
            connection.execute("BEGIN")
            connection.execute(
                "UPDATE stock_stockitem SET held = held + %s WHERE product_id = %s", [len(claims), item]
            )
            connection.execute(insert, [item, holders.decode()])
            connection.execute("COMMIT")

    return write


async def crowd(waiting: int, claims: int, ask: Callable[[Claim], Awaitable[None]]) -> Result:
    """So many shoppers, each asking again as soon as answered, until so many claims have been answered.

    The claims are made before the clock starts: reading requests is the work of whoever stands before the teller.
    """
    waits: list[float] = []
    line = (Line(SKU, 1),)
    numbers = [next(_numbers) for _ in range(claims)]
    made = iter([Claim(key=f"k{n}", member=f"m{n}", session=SESSION, lines=line) for n in numbers])

    async def shopper() -> None:
        for claim in made:
            began = time.perf_counter()
            await ask(claim)
            waits.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(shopper() for _ in range(waiting)))
    return Result(len(waits) / (time.perf_counter() - began), waits)


def ours(url: str) -> Round:
    async def round_(waiting: int, claims: int) -> Result:
        async with Teller(url) as teller:

            async def ask(claim: Claim) -> None:
                answer = await teller.claim(claim)
                assert answer.outcome is Outcome.HELD, answer

            return await crowd(waiting, claims, ask)

    return round_


def bare(url: str) -> Round:
    async def round_(waiting: int, claims: int) -> Result:
        batcher = Bare((bare_sqlite if url.startswith("sqlite") else bare_postgres)(url))
        serving = asyncio.create_task(batcher.serve())

        async def ask(claim: Claim) -> None:
            assert await batcher.claim(claim)

        result = await crowd(waiting, claims, ask)
        serving.cancel()
        return result

    return round_


def one_by_one(url: str) -> Round:
    """Each claim its own commit: the way most shops do it, made as quick as it can be."""

    async def round_(_waiting: int, claims: int) -> Result:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as one:
            (item,) = await (await one.execute("SELECT item_id FROM stock_rushitem")).fetchone() or (0,)
        statement = f"""
            WITH taken AS (
                UPDATE stock_stockitem SET held = held + 1
                WHERE product_id = {item} AND received - held - sold - set_aside >= 1 RETURNING product_id
            )
            INSERT INTO stock_hold (claimant, member, item_id, quantity, state, held_at, held_until, session_id)
            SELECT %s, %s, product_id, 1, 'held', now(), now() + interval '15 minutes', 1 FROM taken
        """  # noqa: S608 - made of a number
        clients: asyncio.Queue[Any] = asyncio.Queue()
        opened = [await psycopg.AsyncConnection.connect(url, autocommit=True) for _ in range(CLIENTS)]
        for client in opened:
            client.prepare_threshold = 0
            clients.put_nowait(client)

        async def ask(claim: Claim) -> None:
            client = await clients.get()
            assert (await client.execute(statement, [claim.claimant, claim.member])).rowcount == 1
            clients.put_nowait(client)

        result = await crowd(CLIENTS, claims, ask)
        for client in opened:
            await client.close()
        return result

    return round_


def on_valkey(port: int) -> Round:
    async def round_(waiting: int, claims: int) -> Result:
        valkey = await Pipelined.open(port, UNITS)

        async def ask(claim: Claim) -> None:
            assert await valkey.claim(claim)

        result = await crowd(waiting, claims, ask)
        valkey.close()
        return result

    return round_


def prepare() -> None:
    """A mall with one product that never runs out and a session that is open; every limit is set, and generous."""
    import django

    django.setup()
    from datetime import timedelta

    from django.core.management import call_command

    from feria.mall.catalog.api import Category, Product, Shop
    from feria.mall.kit.api import database_now
    from feria.mall.stock.api import RushTerms, plan_rush, receive

    call_command("migrate", verbosity=0)
    shop = Shop.objects.create(code="shop", name="Shop")
    category = Category.objects.create(path="all", name="All", depth=1)
    product = Product.objects.create(sku=SKU, shop=shop, category=category, name=SKU, listed_price=100)
    receive(product, 3 * UNITS, "delivery")  # two thirds for the others, who take what is free
    now = database_now()
    terms = {product: RushTerms(units=UNITS, units_per_member=50)}
    plan_rush(SESSION, now - timedelta(hours=1), now + timedelta(days=1), terms, units_per_member=100)


@contextmanager
def databases(names: Sequence[str]):  # type: ignore[no-untyped-def]
    """The addresses of fresh databases with the mall's tables, by name."""
    from tools.with_postgres import running_postgres

    with tempfile.TemporaryDirectory(prefix="feria-bench-") as home:
        urls = {}
        if "sqlite" in names:
            urls["sqlite"] = f"sqlite:///{Path(home) / 'mall.sqlite3'}"
            _prepare(urls["sqlite"], home)
        if "postgresql" in names:
            with running_postgres(durable=True) as url:
                _prepare(url, home)
                _keep_log_files(url)
                yield {**urls, "postgresql": url}
        else:
            yield urls


def _keep_log_files(url: str) -> None:
    """As a mall does before a rush (docs/how-to/postgresql.md): the files that the log will fill are there already.

    A server that is new makes each of them, 16 MB, when it comes to it, and whoever commits waits meanwhile.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("min_wal_size = '1GB'", "max_wal_size = '4GB'"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
        for _ in range(LOG_FILES):
            connection.execute(
                "SELECT pg_logical_emit_message(false, 'feria', 'fills a file'), pg_switch_wal()"
            )
        connection.execute("CHECKPOINT")


def _prepare(url: str, home: str) -> None:
    environment = {
        **os.environ,
        "FERIA_DATABASE_URL": url,
        "FERIA_HOME": home,
        "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
    }
    subprocess.run([sys.executable, "-m", "bench.teller", "--prepare"], env=environment, check=True)


def compare(name: str, url: str, valkey: int, rounds: int, waiting: int, claims: int) -> None:
    contenders: dict[str, tuple[Round, int]] = {
        "ours": (ours(url), claims),
        "bare": (bare(url), claims),
        "valkey": (on_valkey(valkey), claims),
    }
    if name == "postgresql":
        contenders["one by one"] = (one_by_one(url), max(claims // 40, CLIENTS))
    results: dict[str, list[Result]] = {contender: [] for contender in contenders}
    for number in range(rounds):
        turn = list(contenders.items())
        for contender, (round_, size) in turn if number % 2 else reversed(turn):
            results[contender].append(asyncio.run(round_(waiting, size)))
    print(f"\n{name}: {rounds} rounds in turns, {waiting} waiting, {claims:,} claims a round, fsync on")
    for contender, of in results.items():
        speed = statistics.median(one.claims_per_second for one in of)
        wait = statistics.median(one.median_ms for one in of)
        ratios = [
            mine.claims_per_second / theirs.claims_per_second
            for mine, theirs in zip(results["ours"], of, strict=True)
        ]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        print(
            f"  {contender:<12}{speed:10,.0f} claims/s   median wait {wait:8.1f} ms"
            + (
                ""
                if contender == "ours"
                else f"   ours / {contender}: {statistics.median(ratios):.2f} ({spread})"
            )
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="one small round of each")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], action="append", help="by default both")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--waiting", type=int, default=1_000)
    parser.add_argument("--claims", type=int, default=40_000, help="a round")
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.prepare:
        prepare()
        return
    rounds, claims = (1, 2_000) if chosen.smoke else (chosen.rounds, chosen.claims)
    with databases(chosen.on or ["sqlite", "postgresql"]) as urls, running_valkey() as valkey:
        for name, url in urls.items():
            compare(name, url, valkey, rounds, chosen.waiting, claims)


if __name__ == "__main__":
    main()
