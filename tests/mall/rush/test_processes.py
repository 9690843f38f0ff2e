"""How the processes that take claims are, as each says itself."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from feria.mall.kit.api import database_now
from feria.mall.rush import processes
from feria.mall.rush.api import Health, in_sum, lane_processes
from feria.mall.rush.lane import works
from feria.mall.rush.models import LaneProcess
from feria.mall.rush.processes import FORGOTTEN_AFTER, SILENT_AFTER, report_in
from feria.mall.stock.api import RushTerms
from tests.mall.rush.lane.conftest import Caller, outcome
from tests.mall.rush.lane.conftest import play as play
from tests.mall.rush.lane.test_claims import Play
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.conftest import on_shelf as on_shelf
from tests.mall.stock.teller.conftest import PlanRush
from tests.mall.stock.teller.conftest import rush as rush
from tests.mall.stock.teller.conftest import teller_url as teller_url

BUSY = Health(waiting=120, pace_ms=8.5, served=4_000, in_room=30, valkey="up")


@pytest.mark.django_db
def test_who_reports_twice_is_one_process_as_it_was_the_second_time() -> None:
    report_in("here/1", Health())
    report_in("here/1", BUSY)
    report_in("there/1", Health(served=7))
    assert [(one.name, one.waiting, one.served) for one in lane_processes()] == [
        ("here/1", 120, 4_000),
        ("there/1", 0, 7),
    ]


@pytest.mark.django_db
def test_who_is_silent_is_left_out_and_in_the_end_forgotten() -> None:
    report_in("here/1", Health())
    LaneProcess.objects.update(told_at=database_now() - SILENT_AFTER)
    assert lane_processes() == []
    LaneProcess.objects.update(told_at=database_now() - FORGOTTEN_AFTER - timedelta(seconds=1))
    report_in("here/2", Health())
    assert [one.name for one in LaneProcess.objects.all()] == ["here/2"]


def process(**figures: object) -> LaneProcess:
    return LaneProcess(
        **{"waiting": 0, "pace_ms": 0.0, "served": 0, "in_room": 0, "valkey": "none"} | figures
    )


def test_in_sum_lines_are_added_and_the_slowest_counter_counts() -> None:
    two = [process(waiting=3, pace_ms=2.0, served=10), process(waiting=4, pace_ms=9.0, served=20, in_room=5)]
    assert in_sum(two) == Health(waiting=7, pace_ms=9.0, served=30, in_room=5)
    assert in_sum([]) == Health()


def test_a_waiting_room_that_is_shared_is_counted_once() -> None:
    shared = [process(valkey="up", in_room=50), process(valkey="up", in_room=49)]
    assert in_sum(shared) == Health(in_room=50, valkey="up")
    assert in_sum([*shared, process(valkey="down", in_room=8)]) == Health(in_room=58, valkey="down")


@pytest.mark.django_db(transaction=True)
def test_every_lane_reports(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "SILENT_AFTER", timedelta(hours=1))
    monkeypatch.setattr(works, "TOLD_EVERY_SECONDS", 0.01)
    rush({on_shelf("tea", 9): RushTerms(units=9)})
    heard = threading.Event()

    def report(name: str, health: Health) -> None:
        report_in(name, health)
        if health.served:
            heard.set()

    monkeypatch.setattr(works, "report_in", report)

    async def scene(caller: Caller) -> None:
        assert outcome(await caller.claim("k1")) == (200, "held")
        heard.clear()
        await until(heard)

    play(scene)
    play(scene)  # the first answer again, from another lane
    assert [one.served for one in lane_processes()] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_no_claim_waits_for_the_report(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    rush({on_shelf("tea", 9): RushTerms(units=9)})
    is_asked, is_let_go = threading.Event(), threading.Event()

    def stuck(*_: object) -> None:
        is_asked.set()
        is_let_go.wait()

    monkeypatch.setattr(works, "report_in", stuck)

    async def scene(caller: Caller) -> None:
        try:
            assert outcome(await caller.claim("k1")) == (200, "held")
            await until(is_asked)
            assert outcome(await caller.claim("k2")) == (200, "held")
        finally:
            is_let_go.set()

    play(scene)


async def until(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, 60)
