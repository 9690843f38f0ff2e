"""``feria rush-drive`` before the real lane: a small crowd, limits, a sold-out session, and a database that agrees."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.server.test_up import ROOT, Town, town  # noqa: F401 - a fixture

pytestmark = pytest.mark.journey

PLAN = """
from datetime import timedelta
from django.utils import timezone
from feria.mall.kit import api as kit
from feria.mall.rush import api as rush
from tests.mall import factories, festivals
for number in range(2, 40):
    factories.make_member(f"hh-{number}")
now = timezone.localtime(kit.now())
at = lambda minutes: (now + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M")
rush.open_festival(festivals.TEXT + f'''
rush:
  - id: ten-am
    name: {{en: Ten, zh-hans: 十点, es: Diez}}
    from: {at(0)}
    to: {at(60)}
    per_member: 1
    products:
      - {{sku: cola, price: "5.00", units: 12}}
''', None)
"""


def rush_drive(town: Town, *words: str) -> tuple[int, dict[str, Any]]:  # noqa: F811
    command = [sys.executable, "-m", "feria.cli.main", "rush-drive", "double-eleven-2025.ten-am", "--json"]
    done = subprocess.run(
        [*command, "--home", str(town.home), "--url", town.url, *words],
        env=town.environment | {"FERIA_DRIVE_TOKEN": town.token},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_crowd_buys_the_session_out_and_the_database_agrees(town: Town) -> None:  # noqa: F811
    town.run(PLAN)
    with town.open():
        crowd = ["--buyers", "60", "--members", "30", "--think", "0", "--pay-rate", "1", "--abandon", "0.25"]
        status, report = rush_drive(town, *crowd)
    assert (status, report["checked"]["findings"]) == (0, [])
    assert report["held"] == report["units"] == report["checked"]["units"] == 12
    assert report["checked"]["left"] == 0
    assert report["ordered"] == report["paid"] == 12 - report["abandoned"]
    assert sum(report["refused"].values()) == 48
    assert report["sold_out_at"] is not None
    assert report["order_problems"] == {}
