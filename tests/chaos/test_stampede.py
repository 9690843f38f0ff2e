"""Tellers killed in the middle of a stampede: what was acknowledged stands, nothing is sold twice (P1, P3, P6, P7).

Two tellers at a time in processes of their own; each is killed with SIGKILL at a random moment and another starts.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.chaos.day import publish_row
from tests.chaos.stampede import EACH
from tests.chaos.test_shutdown import environment_for

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("FERIA_CHAOS_KILLS", "6"))
FIRST, _, LAST = (os.environ.get("FERIA_CHAOS_SEEDS") or os.environ.get("FERIA_CHAOS_SEED", "11")).partition(
    "-"
)
SEEDS = range(int(FIRST), int(LAST or FIRST) + 1)
"""One, or many: FERIA_CHAOS_SEEDS=11-20."""

UNITS = 700


class Told(NamedTuple):
    """One answer that somebody heard."""

    outcome: str
    claimant: str
    member: str
    units: int


def start(environment: dict[str, str], *verb: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.chaos.stampede", *verb]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> str:
    told, _ = process.communicate(
        timeout=600
    )  # preparing alone took more than two minutes on a machine that was busy
    assert process.returncode == 0
    return told


def kill_after(process: subprocess.Popen[str], answers: int, seconds: float) -> list[Told]:
    """Let it give so many answers and run on for a moment, kill it, and take in all that it said."""
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(answers)]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.readlines()  # not `communicate`, which would skip what was read ahead
    assert process.wait(120) == -signal.SIGKILL
    return heard(lines)


def heard(lines: list[str]) -> list[Told]:
    """The answers, but for one that death cut short."""
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [Told(outcome, claimant, member, int(units)) for outcome, claimant, member, units in whole]


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_in_the_middle_of_a_stampede(tmp_path: Path, seed: int) -> None:
    environment = environment_for(tmp_path)
    finish(start(environment, "prepare", str(UNITS)))
    chance = random.Random(seed)
    told: list[Told] = []
    for n in range(KILLS):
        moments = (seed * 1_000 + 2 * n, seed * 1_000 + 2 * n + 1)
        pair = [start(environment, "sell", str(seed), str(moment)) for moment in moments]
        for process in pair:
            told += kill_after(process, chance.randint(1, 120), chance.uniform(0, 0.3))
    killed = len(told)
    told += heard(finish(start(environment, "sell-out", str(seed))).splitlines(keepends=True))
    report = json.loads(finish(start(environment, "settle")))
    assert killed, "nobody was served before a death: the test shows nothing"
    expect_one_stampede(told, report)
    publish_row(
        {
            "promise": "P1, P3, P6, P7",
            "database": "PostgreSQL" if "FERIA_DATABASE_URL" in environment else "SQLite",
            "seed": seed,
            "tellers killed": 2 * KILLS,
            "answers heard from them": killed,
            "held": len({answer.claimant for answer in told if answer.outcome == "held"}),
            "lost": 0,
            "held units": f"{sum(units for _, units, _ in report['rows'].values())} of {UNITS}",
        }
    )


def expect_one_stampede(told: list[Told], report: dict[str, Any]) -> None:
    """What was said stands, a key has one answer, exactly the units are held, and no counter strays."""
    rows = report["rows"]
    # Nothing acknowledged is lost, and what stands is what was said.
    held = {answer.claimant: answer for answer in told if answer.outcome == "held"}
    for claimant, answer in held.items():
        assert claimant in rows, f"{claimant} was held and is lost"
        assert rows[claimant][:2] == [answer.member, answer.units]

    # A key has one answer, in whatever process it was asked.
    outcomes = defaultdict(set)
    for answer in told:
        outcomes[answer.claimant].add(answer.outcome)
    assert {len(different) for different in outcomes.values()} == {1}
    assert not {answer.claimant for answer in told if answer.outcome != "held"} & set(rows)

    # Exactly what there was (a claim of two may leave one behind), for nobody more than allowed.
    assert UNITS - 1 <= sum(units for _, units, _ in rows.values()) <= UNITS
    by_member = Counter()  # type: ignore[var-annotated]
    for member, units, _ in rows.values():
        by_member[member] += units
    assert max(by_member.values()) <= EACH

    # After the sweeper nothing is stuck, and the counters agree with the rows.
    assert (report["held"], report["still_held"], report["drifts"]) == (0, 0, [])
    assert report["sold"] == report["sold_by_rows"] <= UNITS == report["received"]
