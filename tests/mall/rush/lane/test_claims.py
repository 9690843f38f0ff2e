"""Claims over the lane: what is answered, and what then stands in the tables (R3.1-R3.4, P3). On the mall's database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import pytest
from django.db import connection

from feria.mall.rush.api import turned_away
from feria.mall.rush.lane.setup import LaneSetup, Mode
from feria.mall.stock.api import Hold, RushTerms, counter_drifts, refused_for_good, release, rush_figures
from tests.mall.rush.lane.conftest import ADDRESS, Caller, outcome
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush

pytestmark = pytest.mark.django_db(transaction=True)
Play = Callable[..., None]


def test_a_claim_holds_its_units_and_says_where_to_pay_until_when(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    rush({on_shelf("tea", 3): RushTerms(units=3)})

    async def scene(caller: Caller) -> None:
        answer = await caller.claim("k1", "ana", tea=2)
        assert outcome(answer) == (200, "held")
        body = answer.json()
        assert (body["claimant"], body["order_url"]) == ("ten/k1", "/rush/ten/claims/k1/")
        assert body["repeated"] is False
        again = await caller.claim("k1", "ana", tea=2)
        assert again.json() == body | {"repeated": True}

    play(scene)
    row = Hold.objects.get()
    assert (row.claimant, row.member, row.quantity, row.state) == ("ten/k1", "ana", 2, "held")
    assert counter_drifts() == []


def test_a_thousand_ask_for_a_hundred_units_and_exactly_a_hundred_are_held(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    rush({on_shelf("tea", 500): RushTerms(units=100)})

    async def scene(caller: Caller) -> None:
        answers = await asyncio.gather(*(caller.claim(f"k{n}") for n in range(1_000)))
        assert (
            sorted(outcome(answer) for answer in answers) == [(200, "held")] * 100 + [(409, "sold_out")] * 900
        )

    # However slow the machine is just now: nobody is sent to the waiting room.
    play(scene, setup=LaneSetup(unlimited=frozenset({ADDRESS}), room=Mode.OFF))
    assert Hold.objects.count() == 100
    assert counter_drifts() == []


def test_whom_the_lane_refuses_by_itself_is_counted_by_reason(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    tea = on_shelf("tea", 9)
    rush({tea: RushTerms(units=2)})
    rush({tea: RushTerms(units=2)}, "later", opens_in=600)
    asked: list[str] = []

    async def scene(caller: Caller) -> None:
        assert outcome(await caller.claim("k0", tea=2)) == (200, "held")
        await refused_by_the_lane_alone(caller, asked)
        for n in range(3):
            assert outcome(await caller.claim(f"k{n}", session="later")) == (425, "not_yet")
        assert outcome(await caller.claim("k9", link="wrong")) == (404, "unknown")
        assert outcome(await caller.claim("k9", session="nowhere")) == (404, "unknown")

    play(scene)
    told = turned_away("ten")
    assert told == {"sold_out": len(asked) - rush_figures("ten").refused["sold_out"], "unknown": 1}
    assert told["sold_out"] > 0
    play(lambda caller: refused_by_the_lane_alone(caller, asked))  # another lane adds to it
    assert turned_away("ten") == {
        "sold_out": len(asked) - rush_figures("ten").refused["sold_out"],
        "unknown": 1,
    }
    assert turned_away("later") == {"not_yet": 3}
    assert turned_away("nowhere") == {}


async def refused_by_the_lane_alone(caller: Caller, asked: list[str]) -> None:
    """Ask until nobody but the lane says that nothing is left; the teller says so to the first ones, and writes it down."""

    async def once_more() -> bool:
        asked.append(f"more-{len(asked)}")
        assert outcome(await caller.claim(asked[-1])) == (409, "sold_out")
        status = await caller.get(f"claims/ten/{asked[-1]}", f"m-{asked[-1]}")
        return status.json().get("kept") is False

    await until(once_more)


async def until(told: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it is so; the lane reads four times a second, and a machine may be slow."""
    async with asyncio.timeout(60):
        while not await told():
            await asyncio.sleep(0.05)


def in_the_database(ask: Callable[[], Any]) -> Callable[[], Any]:
    """For another thread, which closes what it opened."""

    def asked() -> Any:
        try:
            return ask()
        finally:
            connection.close()

    return asked


def test_what_the_lane_alone_called_sold_out_is_told_so_until_units_come_back_and_then_may_be_asked_again(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    rush({on_shelf("tea", 3): RushTerms(units=1)})

    async def scene(caller: Caller) -> None:
        assert outcome(await caller.claim("first")) == (200, "held")
        late = await turned_away_by_the_lane_alone(caller)
        mine = f"m-{late}"

        told = await caller.get(f"claims/ten/{late}", mine)
        assert outcome(told) == (409, "sold_out")
        assert (told.json()["claimant"], told.json()["kept"]) == (f"ten/{late}", False)

        await asyncio.to_thread(in_the_database(lambda: release("ten/first")))
        await until(lambda: is_told(caller, late, mine, (404, "no_claim")))
        assert "you may ask again" in (await caller.get(f"claims/ten/{late}", mine)).json()["message"]
        assert outcome(await caller.claim(late)) == (200, "held")
        assert (await caller.get(f"claims/ten/{late}", mine)).json()["state"] == "held"

    play(scene)
    assert Hold.objects.filter(state="held").count() == 1


async def is_told(caller: Caller, key: str, member: str, what: tuple[int, str]) -> bool:
    return outcome(await caller.get(f"claims/ten/{key}", member)) == what


async def turned_away_by_the_lane_alone(caller: Caller) -> str:
    """A key whose claim never came to the teller, which would have written its answer down."""
    for n in count():
        answer = await caller.claim(f"late-{n}")
        assert outcome(answer) == (409, "sold_out")
        if f"ten/late-{n}" not in await asyncio.to_thread(
            in_the_database(lambda: refused_for_good([f"ten/late-{n}"]))  # noqa: B023 - awaited here
        ):
            return f"late-{n}"
        await asyncio.sleep(0.05)
    raise AssertionError


@pytest.mark.parametrize(
    ("opens_in", "lasts", "told"),
    [(600.0, 3600.0, (425, "not_yet")), (-600.0, 300.0, (410, "over"))],
    ids=["to come", "over"],
)
def test_before_the_start_and_after_the_end_a_claim_that_is_not_kept_is_told_when(
    on_shelf: PutOnShelf,
    rush: PlanRush,
    play: Play,
    opens_in: float,
    lasts: float,
    told: tuple[int, str],
) -> None:
    rush({on_shelf("tea", 3): RushTerms(units=1)}, opens_in=opens_in, lasts=lasts)

    async def scene(caller: Caller) -> None:
        answer = await caller.get("claims/ten/k1", "ana")
        assert outcome(answer) == told
        assert answer.json().keys() & {"opens_at", "closed_at"}

    play(scene)
