"""Killed in the middle and started again: no acknowledged order is lost, no hold is stuck, the books agree (P1, P5, P7).

Real processes on a database file of their own, or on a database of the server that FERIA_DATABASE_URL names.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.day import publish_row

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("FERIA_CHAOS_KILLS", "6"))
SEED = int(os.environ.get("FERIA_CHAOS_SEED", "11"))

BOUNDARIES = [
    "feria.mall.kit.idempotency._claim",
    "feria.mall.orders.placing.write_order",
    "feria.mall.orders.placing.write_lines",
    "feria.mall.orders.placing.hold",
    "feria.mall.orders.placing.become_placed",
    "feria.mall.orders.gateways.dummy.DummyGateway.start",
    "feria.mall.orders.settling._into_inbox",
    "feria.mall.orders.settling.post_capture",
    "feria.mall.orders.transitions.allocate",
    "feria.mall.orders.transitions._move",
    "feria.mall.orders.transitions.post_sale",
    "feria.mall.orders.due.become_paid",
    "feria.mall.orders.transitions.give_back",
    "feria.mall.orders.transitions.post_void",
    "feria.mall.orders.closing.become_cancelled",
    "feria.mall.orders.gateways.dummy.DummyGateway.refund",
    "feria.mall.orders.refunding.post_refund",
    "feria.mall.orders.transitions.release",
    "feria.mall.orders.closing.become_lapsed",
]

GROUP_BOUNDARIES = [
    "feria.mall.orders.group.ordering._new_group",
    "feria.mall.orders.group.ordering.write_order",
    "feria.mall.orders.group.ordering.take",
    "feria.mall.orders.group.ordering.hold",
    "feria.mall.orders.group.ordering.become_placed",
    "feria.mall.orders.group.filling.become_prepaid",
    "feria.mall.orders.group.filling._open",
    "feria.mall.orders.group.filling.lock_uses_of",
    "feria.mall.orders.transitions._sell",
    "feria.mall.orders.group.filling.become_paid_together",
    "feria.mall.orders.group.filling.end",
    "feria.mall.orders.group.filling.become_cancelled",
    "feria.mall.orders.group.filling.become_lapsed",
]


@dataclass(frozen=True)
class Said:
    """One acknowledgement: what was done, to which order."""

    what: str
    about: str


@dataclass
class Mall:
    """A mall's home and its processes; ``said`` is what they acknowledged before they died."""

    environment: dict[str, str]
    said: list[Said] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)

    def start(self, *verb: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.trader", *verb],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def hear(self, process: subprocess.Popen[str]) -> None:
        """Take in what the process says until it ends; it must die no other death than it should."""
        lines, complaint = process.communicate(timeout=300)
        assert process.returncode in (0, -signal.SIGKILL), complaint
        assert "Exception in thread" not in complaint, complaint[-4_000:]  # the others would have gone on
        for line in lines.splitlines():
            if line.startswith("{"):
                self.reports.append(json.loads(line))
            else:
                self.said.append(Said(*line.split(" ")))


@pytest.fixture
def mall(tmp_path: Path) -> Mall:
    mall = Mall(environment_for(tmp_path))
    mall.hear(mall.start("prepare"))
    mall.said.clear()
    return mall


def environment_for(home: Path) -> dict[str, str]:
    """A home, and if there is a PostgreSQL a new database in it."""
    environment = {**os.environ, "FERIA_HOME": str(home), "PYTHONPATH": os.pathsep.join(["src", "."])}
    if server := os.environ.get("FERIA_DATABASE_URL"):
        import psycopg

        base, name = server.rpartition("/")[0], f"feria_chaos_{secrets.token_hex(4)}"
        with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        environment["FERIA_DATABASE_URL"] = f"{base}/{name}"
    return environment


def expect_whole(mall: Mall, report: dict[str, Any]) -> None:
    """What must hold after any number of deaths."""
    assert report["differences"] == []
    assert (report["held"], report["oversold"]) == (0, 0)
    assert set(report["payments"]) <= {"started", "captured", "refunded"}
    cancelled = {said.about for said in mall.said if said.what == "cancelled"}
    for said in mall.said:
        if said.what not in ("placed", "paid", "cancelled"):
            continue
        assert said.about in report["states"], f"{said} was acknowledged and is lost"
        state = report["states"][said.about]
        if said.about in cancelled:
            assert state == "cancelled"
        elif said.what == "paid":
            # A cancelling under way at a death may have committed without its acknowledgement.
            assert state in ("paid", "cancelled")


def test_killed_again_and_again_while_it_trades(mall: Mall) -> None:
    chance = random.Random(SEED)
    for n in range(KILLS):
        process = mall.start("trade", str(SEED + n))
        assert process.stdout
        for _ in range(chance.randint(1, 12)):  # killed after so many deeds, wherever the next ones then are
            mall.said.append(Said(*process.stdout.readline().split()))
        time.sleep(chance.uniform(0, 0.2))
        process.send_signal(signal.SIGKILL)
        mall.hear(process)
    mall.hear(mall.start("settle"))
    expect_whole(mall, mall.reports[-1])
    said = Counter(said.what for said in mall.said)
    assert {"placed", "paid"} <= said.keys()
    publish(mall, KILLS, **said)


@pytest.mark.parametrize(
    "boundaries",
    [
        pytest.param(BOUNDARIES, id="checkout, payment, cancelling and lapsing"),
        pytest.param(GROUP_BOUNDARIES, id="groups"),
    ],
)
def test_killed_at_every_boundary(mall: Mall, boundaries: list[str]) -> None:
    mall.hear(mall.start("die-after", *boundaries))
    assert [said.about for said in mall.said if said.what == "killed-after"] == boundaries
    assert len(mall.reports) == len(boundaries)
    for boundary, report in zip(boundaries, mall.reports, strict=True):
        assert (boundary, report["differences"], report["held"]) == (boundary, [], 0)
    expect_whole(mall, mall.reports[-1])
    publish(mall, len(boundaries))


def publish(mall: Mall, kills: int, **counted: int) -> None:
    publish_row(
        {
            "promise": "P2, P5, P7",
            "database": "PostgreSQL" if "FERIA_DATABASE_URL" in mall.environment else "SQLite",
            "seed": SEED,
            "kills": kills,
            **counted,
            "orders": len(mall.reports[-1]["states"]),
            "lost": 0,
            "differences": len(mall.reports[-1]["differences"]),
        }
    )


def test_control_an_event_acted_on_in_two_commits_is_caught(mall: Mall) -> None:
    mall.hear(mall.start("die-careless"))
    (report,) = mall.reports
    assert any("check='gateway'" in difference for difference in report["differences"])
