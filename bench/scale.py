"""What 583,000 orders a second would take, reckoned from what one machine does; and two databases measured beside one.

    python -m bench.scale                       # the model, with the figures below
    python -m bench.scale --orders 100000 --hottest 0.05 --claims-per-shard 60000
    python -m bench.scale --measure             # two PostgreSQLs with the SKUs split over them, against one

583,000 orders a second is the highest peak that was ever published (2020). The model is arithmetic, and every figure in
it is an option: those that were measured say where, those that were assumed say so. docs/explanation/scale.md reads it out.

The measured run gives each database one core, together with the teller and the shoppers it serves: so one database uses
half of a machine of two cores, and two use all of it. If tellers and databases shared anything, two would do less than twice as much.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, fields
from math import ceil
from pathlib import Path
from zlib import crc32

SKUS = tuple(f"hot-{number}" for number in range(16))
SHARDS = 2
UNITS = 100_000_000


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the model is reckoned from. Rates are a second; measured ones are of this project's machine of two cores."""

    orders: float = 583_000  # published peak of 2020
    asks_per_order: float = (
        4  # assumed: claims that reach the line for each that is met; the rest hears "sold out"
    )
    looks_per_order: float = 6  # assumed: clock, session and claim status, answered from memory
    hottest: float = 0.02  # assumed: share of all claims that want the same SKU
    burst_seconds: float = 10  # assumed: how long the peak lasts
    spread_seconds: float = (
        120  # assumed: over how long those who claimed in it place their orders (they have 900)
    )
    claims_per_shard: float = (
        21_000  # measured: bench.teller on PostgreSQL, two quiet cores, its thousand shoppers on them too
    )
    lane_requests_per_core: float = (
        6_500  # measured: bench.lane on SQLite, 150 to 165 us of processor for each claim
    )
    looks_per_core: float = 8_500  # measured: bench.lane, 115 us for each "sold out" that is told from memory
    orders_per_core: float = 15  # measured: order of a claim, payment, ledger, in Python
    order_writes_per_shard: float = (
        3_000  # assumed: such orders a second that one database of 8 cores commits
    )
    log_bytes_per_claim: float = 640  # measured: write-ahead log of PostgreSQL
    disk_bytes: float = 500e6  # assumed: what one disk syncs in a second
    use: float = 0.6  # planned load: what is left is for the loss of a machine, and for being wrong
    cores_per_teller: float = 2  # the database and the teller before it, as measured
    cores_per_order_database: float = 8
    core_hour: float = 0.045  # assumed: price of a core for an hour, on demand
    hours: float = 24  # rented for the day


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of machine: what it must do, what one unit of it does, how many are needed."""

    name: str
    load: float
    capacity: float
    units: int
    cores: float


def model(given: Figures) -> list[Part]:
    """What each part must carry at the peak, and how many of it do so."""

    def part(name: str, load: float, capacity: float, cores: float) -> Part:
        return Part(
            name=name,
            load=load,
            capacity=capacity,
            units=ceil(load / (capacity * given.use)),
            cores=cores,
        )

    claims = given.orders * given.asks_per_order
    placed = given.orders * given.burst_seconds / given.spread_seconds
    by_log = given.disk_bytes / given.log_bytes_per_claim
    return [
        part("lane, claims (cores)", claims, given.lane_requests_per_core, 1),
        part("lane, looks (cores)", given.orders * given.looks_per_order, given.looks_per_core, 1),
        # Only claims that may be met are written; the lane answers the others once a session is known to be sold out.
        part(
            "teller and its database",
            given.orders,
            min(given.claims_per_shard, by_log),
            given.cores_per_teller,
        ),
        part("pages that order and pay (cores)", placed, given.orders_per_core, 1),
        part(
            "databases of orders and ledger",
            placed,
            given.order_writes_per_shard,
            given.cores_per_order_database,
        ),
    ]


def first_to_break(given: Figures, parts: list[Part]) -> list[str]:
    """In words: what gives way first, and what that would take."""
    hot, one = given.orders * given.hottest, given.claims_per_shard * given.use
    worst = max(parts, key=lambda part: part.units * part.cores)
    told = [
        f"A SKU is sold by one teller: {one:,.0f} claims a second at {given.use:.0%} load. The hottest wants {hot:,.0f}: "
        + (
            "that holds."
            if hot <= one
            else f"it breaks first. Its stock must lie in {ceil(hot / one)} pools, each on a database of its own."
        ),
        f"Most of the machines: {worst.name}, {worst.units * worst.cores:,.0f} cores.",
    ]
    at_once = given.orders / (given.orders_per_core * given.use)
    told.append(
        f"If everybody ordered in the second in which they claimed, pages alone would need {at_once:,.0f} cores: "
        "the quarter of an hour to pay is what makes the peak a peak of claims only."
    )
    return told


def show(given: Figures) -> None:
    parts = model(given)
    print(
        f"{given.orders:,.0f} orders a second, {given.asks_per_order:g} asks for each, planned at {given.use:.0%} load\n"
    )
    print(f"  {'part':36}{'a second':>12}{'one does':>12}{'needed':>9}{'cores':>9}")
    for part in parts:
        print(
            f"  {part.name:36}{part.load:12,.0f}{part.capacity:12,.0f}{part.units:9,}{part.units * part.cores:9,.0f}"
        )
    cores = sum(part.units * part.cores for part in parts)
    cost = cores * given.core_hour * given.hours
    print(f"  {'together':36}{'':12}{'':12}{'':9}{cores:9,.0f}")
    print(f"\n  {cost:,.0f} in rent for {given.hours:g} hours at {given.core_hour} a core and hour.\n")
    for line in first_to_break(given, parts):
        print(f"  {line}")


# The measured run.


@dataclass(frozen=True, kw_only=True)
class Sold:
    """What one shard did in its seconds."""

    claims: int
    claims_per_second: float
    log_bytes: int  # written ahead


def shard_of(sku: str, shards: int = SHARDS) -> int:
    """Which database a SKU lives in, the same everywhere and always."""
    return crc32(sku.encode()) % shards


def skus_of(shard: int) -> list[str]:
    return [sku for sku in SKUS if shard_of(sku) == shard]


def prepare(shard: int) -> None:
    """The mall's tables, the shard's products, and a session that sells them."""
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
    terms = {}
    for sku in skus_of(shard):
        product = Product.objects.create(sku=sku, shop=shop, category=category, name=sku, listed_price=100)
        receive(product, UNITS, "delivery")
        terms[product] = RushTerms(units=UNITS, units_per_member=5)
    now = database_now()
    plan_rush(f"shard-{shard}", now - timedelta(hours=1), now + timedelta(days=1), terms, units_per_member=10)


async def sell(url: str, shard: int, waiting: int, seconds: float) -> Sold:
    """Shoppers on one shard's products for so long."""
    import psycopg

    from feria.mall.stock.teller.claims import Claim, Line, Outcome
    from feria.mall.stock.teller.desk import Teller

    lines = [(Line(sku, 1),) for sku in skus_of(shard)]
    first = time.monotonic_ns()
    served = 0
    position = "SELECT pg_current_wal_lsn() - '0/0'"
    watch = psycopg.connect(url, autocommit=True)
    (before,) = watch.execute(position).fetchone() or (0,)
    async with Teller(url) as teller:
        until = time.monotonic() + seconds

        async def shopper(number: int) -> None:
            nonlocal served
            while time.monotonic() < until:
                number += waiting
                name = f"{first}-{number}"
                claim = Claim(
                    key=name, member=name, session=f"shard-{shard}", lines=lines[number % len(lines)]
                )
                assert (await teller.claim(claim)).outcome is Outcome.HELD
                served += 1

        began = time.monotonic()
        await asyncio.gather(*(shopper(number) for number in range(waiting)))
        took = time.monotonic() - began
    (after,) = watch.execute(position).fetchone() or (0,)
    return Sold(claims=served, claims_per_second=served / took, log_bytes=int(after - before))


def order(claims: int) -> float:
    """Orders made of claims (priced, placed, paid at the dummy bank, posted) for each second of this process's work."""
    import django

    django.setup()
    from feria.mall.kit.api import database_now
    from feria.mall.members.models import Member, User
    from feria.mall.orders import api as orders
    from feria.mall.stock.teller.claims import Claim, Line
    from feria.mall.stock.teller.stores import store_for

    codes = [f"m{number}" for number in range(claims)]
    users = User.objects.bulk_create(User(username=code, email=f"{code}@example.test") for code in codes)
    now = database_now()
    members = Member.objects.bulk_create(
        Member(user=user, code=code, joined_at=now) for code, user in zip(codes, users, strict=True)
    )
    line = (Line(skus_of(0)[0], 1),)
    store = store_for(os.environ["FERIA_DATABASE_URL"])
    store.serve([Claim(key=code, member=code, session="shard-0", lines=line) for code in codes])
    address = {"recipient": "Ana", "street": "12 Elm Street", "city": "Columbus", "region": "OH"}
    began = time.process_time()
    for member in members:
        placed = orders.order_claim(member, "shard-0", member.code, address)
        redirect = orders.start_payment(placed, "/")
        orders.dummy.decide(redirect.reference, "captured", tell=True)
    return claims / (time.process_time() - began)


def pin(process: int, core: int) -> None:
    """Keep a process, and those it has started, to one core."""
    os.sched_setaffinity(process, {core})
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1])
            if parent == process:
                os.sched_setaffinity(int(stat.parent.name), {core})
        except (OSError, IndexError):  # it ended meanwhile
            continue


@contextmanager
def two_databases() -> Iterator[tuple[list[str], float]]:
    """Two PostgreSQLs with every commit on disk, each on a core of its own and with its share of the SKUs.

    Their addresses; and how many orders a core makes of claims on the first.
    """
    from tools.with_postgres import running_server

    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="feria-scale-"))
        urls = []
        for shard in range(SHARDS):
            server = stack.enter_context(running_server(durable=True))
            environment = {
                **os.environ,
                "FERIA_DATABASE_URL": server.address,
                "FERIA_HOME": home,
                "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
            }
            command = [sys.executable, "-m", "bench.scale", "--prepare", str(shard)]
            subprocess.run(command, env=environment, check=True)
            pin(server.pid, cores()[shard])
            urls.append(server.address)
            if not shard:
                asked = [sys.executable, "-m", "bench.scale", "--order", "300"]
                done = subprocess.run(asked, env=environment, stdout=subprocess.PIPE, text=True, check=True)
                orders = float(done.stdout)
        yield urls, orders


def cores() -> list[int]:
    found = sorted(os.sched_getaffinity(0))
    if len(found) < SHARDS:
        raise SystemExit(f"this needs {SHARDS} cores, and there are {len(found)}")
    return found[:SHARDS]


def selling(urls: list[str], shards: list[int], waiting: int, seconds: float) -> list[Sold]:
    """What each of these shards sold, all selling at the same time."""
    started = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "bench.scale", "--sell", str(shard), "--url", urls[shard]),
                *("--core", str(cores()[shard]), "--waiting", str(waiting), "--seconds", str(seconds)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for shard in shards
    ]
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [json.loads(process.communicate(timeout=300)[0]) for process in started]
    return [Sold(**one) for one in told]


def measure(rounds: int, waiting: int, seconds: float) -> None:
    with two_databases() as (urls, orders):
        ratios, ones, twos = [], [], []
        for _ in range(rounds):
            (first,) = selling(urls, [0], waiting, seconds)
            both = sum(sold.claims_per_second for sold in selling(urls, [0, 1], waiting, seconds))
            (second,) = selling(urls, [1], waiting, seconds)
            one = (first.claims_per_second + second.claims_per_second) / 2
            ratios.append(both / one)
            ones.append(one)
            twos.append(both)
            print(
                f"  one database {one:10,.0f} claims/s    two {both:10,.0f}    {both / one:.2f} x", flush=True
            )
        print(
            f"\n{rounds} rounds of {seconds:g} s, {waiting} waiting on each database, fsync on, a core each\n"
            f"  one {statistics.median(ones):,.0f}, two {statistics.median(twos):,.0f} claims/s: "
            f"{statistics.median(ratios):.2f} x ({min(ratios):.2f} to {max(ratios):.2f})\n"
            f"  {second.log_bytes / second.claims:,.0f} bytes of write-ahead log a claim; "
            f"a core of pages orders and pays {orders:,.0f} claims a second"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for field in fields(Figures):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=float, default=field.default)
    parser.add_argument("--measure", action="store_true", help="two databases beside one")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--waiting", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=4)
    for hidden in ("--prepare", "--sell", "--core", "--order"):
        parser.add_argument(hidden, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.prepare is not None:
        prepare(chosen.prepare)
    elif chosen.order is not None:
        print(order(chosen.order))
    elif chosen.sell is not None:
        pin(os.getpid(), chosen.core)
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(asdict(asyncio.run(sell(chosen.url, chosen.sell, chosen.waiting, chosen.seconds)))))
    elif chosen.measure:
        measure(chosen.rounds, chosen.waiting, chosen.seconds)
    else:
        show(Figures(**{field.name: getattr(chosen, field.name) for field in fields(Figures)}))


if __name__ == "__main__":
    main()
