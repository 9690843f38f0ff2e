"""Workers whose own clocks are seconds off sell nothing early and nothing late: the database's clock decides (P9).

What they are told is compared with the database's clock as read, over a connection of its own, just before a claim was
made (the decision fell then or later) and just after it was answered (the decision fell then or before).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from feria.mall.catalog.models import Product
from feria.mall.kit.api import now
from feria.mall.stock.api import RushSession, RushTerms, counter_drifts, plan_rush
from tests.mall.stock.conftest import PutOnShelf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

WORKER = """
import asyncio, json, sys
from datetime import UTC, datetime, timedelta
import time_machine
from feria.mall.stock.teller.claims import Claim, Line
from feria.mall.stock.teller.desk import Teller
from feria.mall.stock.teller.stores import store_for

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
    number = 0
    async with Teller(url, open_store=open_store) as teller:
        while session := (await asyncio.to_thread(sys.stdin.readline)).strip():
            told, answer = set(), None
            while answer is None or answer.outcome != "over":
                number += 1
                before = clock()
                claim = Claim(key=f"{name}{number}", member=f"{name}{number}", session=session, lines=(Line("tea", 1),))
                answer = await teller.claim(claim)
                if answer.outcome != "unknown":  # it was planned
                    print(json.dumps([before, clock(), answer.outcome]))
                elif not told:
                    told.add("ready")
                    print("ready", flush=True)
                await asyncio.sleep(0.002)
            print("over", flush=True)

with time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(off)), tick=True):
    asyncio.run(main())
"""


@dataclass(frozen=True)
class Told:
    """An outcome, and the database's clock around it."""

    session: RushSession
    before: datetime
    after: datetime
    outcome: str


@contextmanager
def workers_at(url: str, whose: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Two workers, one five seconds fast and one slow; told a session's name, they ask from before it is planned until it is over."""
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
    try:
        yield workers
        for worker in workers:
            worker.communicate("\n", timeout=120)
    finally:
        for worker in workers:
            worker.kill()


def lines_until(worker: subprocess.Popen[str], word: str) -> Iterator[str]:
    assert worker.stdout
    for line in worker.stdout:
        if line == f"{word}\n":
            return
        yield line
    raise AssertionError(f"the worker ended before it was {word}")


def sold_by_workers(url: str, product: Product, *, whose: str) -> list[Told]:
    """What the workers were told, of a session so long that they asked before it, in it and after it."""
    told: list[Told] = []
    with workers_at(url, whose) as workers:
        for attempt in range(5):  # a busy machine needs a longer one
            code, seconds = f"ten-{attempt}", timedelta(seconds=2**attempt)
            for worker in workers:
                assert worker.stdin
                worker.stdin.write(f"{code}\n")
                worker.stdin.flush()
            for worker in workers:
                assert list(lines_until(worker, "ready")) == []
            opens_at = now() + seconds
            session = plan_rush(code, opens_at, opens_at + seconds, {product: RushTerms(units=1_500)})
            for worker in workers:
                for line in lines_until(worker, "over"):
                    before, after, outcome = json.loads(line)
                    told.append(
                        Told(session, datetime.fromisoformat(before), datetime.fromisoformat(after), outcome)
                    )
            if {one.outcome for one in told} == {"not_yet", "held", "over"}:
                break
    return told


def wrong(told: list[Told]) -> list[Told]:
    """What cannot have been decided by the database's clock."""
    possible = {
        "not_yet": lambda one: one.before < one.session.opens_at,
        "held": lambda one: one.after >= one.session.opens_at and one.before < one.session.closes_at,
        "sold_out": lambda one: one.after >= one.session.opens_at and one.before < one.session.closes_at,
        "over": lambda one: one.after >= one.session.closes_at,
    }
    return [one for one in told if not possible[one.outcome](one)]


def test_workers_five_seconds_fast_and_slow_sell_nothing_early_and_nothing_late(
    on_shelf: PutOnShelf, teller_url: str
) -> None:
    told = sold_by_workers(teller_url, on_shelf("tea", 9_000), whose="the databases")
    assert wrong(told) == []
    assert {one.outcome for one in told} == {"not_yet", "held", "over"}
    assert counter_drifts() == []


def test_control_workers_that_trust_their_own_clocks_are_caught(
    on_shelf: PutOnShelf, teller_url: str
) -> None:
    told = sold_by_workers(teller_url, on_shelf("tea", 9_000), whose="mine")
    assert wrong(told)
