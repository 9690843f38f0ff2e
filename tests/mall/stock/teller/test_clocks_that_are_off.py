"""Workers whose own clocks are seconds off sell nothing early and nothing late: the database's clock decides (P9).

What they are told is compared with the database's clock as read, over a connection of its own, just before a claim was
made (the decision fell then or later) and just after it was answered (the decision fell then or before).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from feria.mall.kit.api import now
from feria.mall.stock.api import RushSession, RushTerms, counter_drifts, plan_rush
from tests.mall.stock.conftest import PutOnShelf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

WORKER = """
import asyncio, json, sys, time
from datetime import UTC, datetime, timedelta
import time_machine
from feria.mall.stock.teller.claims import Claim, Line
from feria.mall.stock.teller.desk import Teller, store_for

url, name, off, whose = sys.argv[1:]

def open_store(url):
    store = store_for(url)
    read = store._read
    def by_my_own_clock(names):
        rows = read(names)
        rows.database = datetime.now(UTC)
        return rows
    if whose == "mine":
        store._read = by_my_own_clock
    return store

if url.startswith("sqlite"):
    import sqlite3
    watch = sqlite3.connect(url.removeprefix("sqlite:///"))
    clock = lambda: watch.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')").fetchone()[0]
else:
    import psycopg
    watch = psycopg.connect(url, autocommit=True)
    clock = lambda: watch.execute("SELECT clock_timestamp()").fetchone()[0].isoformat()

async def main():
    async with Teller(url, open_store=open_store) as teller:
        print("ready", flush=True)
        seconds = float(sys.stdin.readline())
        began, number = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            number += 1
            before = clock()
            claim = Claim(key=f"{name}{number}", member=f"{name}{number}", session="ten", lines=(Line("tea", 1),))
            answer = await teller.claim(claim)
            print(json.dumps([before, clock(), answer.outcome]))
            await asyncio.sleep(0.002)

with time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(off)), tick=True):
    asyncio.run(main())
"""


@dataclass(frozen=True)
class Told:
    """An outcome, and the database's clock around it."""

    before: datetime
    after: datetime
    outcome: str


def sold_by_workers(url: str, product: object, *, whose: str) -> tuple[RushSession, list[Told]]:
    """Two workers, five seconds fast and five slow, ask from before a short session until after it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, url, name, str(off), whose],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name, off in (("fast", 5), ("slow", -5))
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    opens_at = now().replace(microsecond=0) + timedelta(seconds=2)
    session = plan_rush("ten", opens_at, opens_at + timedelta(seconds=1), {product: RushTerms(units=9_000)})  # type: ignore[dict-item]
    told = []
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("4\n")
        worker.stdin.flush()
    for worker in workers:
        for line in worker.communicate(timeout=120)[0].splitlines():
            before, after, outcome = json.loads(line)
            told.append(Told(datetime.fromisoformat(before), datetime.fromisoformat(after), outcome))
    return session, told


def wrong(session: RushSession, told: list[Told]) -> list[Told]:
    """What cannot have been decided by the database's clock."""
    possible = {
        "not_yet": lambda one: one.before < session.opens_at,
        "held": lambda one: one.after >= session.opens_at and one.before < session.closes_at,
        "over": lambda one: one.after >= session.closes_at,
    }
    return [one for one in told if not possible[one.outcome](one)]


def test_workers_five_seconds_fast_and_slow_sell_nothing_early_and_nothing_late(
    on_shelf: PutOnShelf, teller_url: str
) -> None:
    session, told = sold_by_workers(teller_url, on_shelf("tea", 9_000), whose="the databases")
    assert wrong(session, told) == []
    assert set(Counter(one.outcome for one in told)) == {"not_yet", "held", "over"}
    assert counter_drifts() == []


def test_control_workers_that_trust_their_own_clocks_are_caught(
    on_shelf: PutOnShelf, teller_url: str
) -> None:
    session, told = sold_by_workers(teller_url, on_shelf("tea", 9_000), whose="mine")
    assert wrong(session, told)
