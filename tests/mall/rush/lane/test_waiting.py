"""The waiting room: in order of arrival, each told where they stand; no claim past it; nobody waits for nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest

from feria.mall.rush.api import LaneSetup
from feria.mall.rush.lane.buckets import Rate
from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.line import GONE_AFTER
from feria.mall.rush.lane.setup import Mode
from feria.mall.rush.lane.waiting import ask_again_in
from feria.mall.stock.api import Hold, RushTerms
from tests.mall.rush.lane.conftest import ADDRESS, Caller, outcome
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush

pytestmark = pytest.mark.django_db(transaction=True)
Play = Callable[..., None]
Told = dict[str, Any]
LONG = 60.0
"""Seconds: however busy the machine, what has not come to pass by then never will."""


def roomy(rate: float, mode: Mode = Mode.ON, **more: Any) -> LaneSetup:
    return LaneSetup(unlimited=frozenset({ADDRESS}), room=mode, room_rate=rate, **more)


async def join(caller: Caller, member: str) -> Told:
    answer = await caller.http.post("/lane/room/ten", headers=caller.bearer(member))
    assert answer.status_code == 200
    told: Told = answer.json()
    return told


async def ask(caller: Caller, ticket: str) -> Told:
    answer = await caller.http.get("/lane/room/ten", params={"ticket": ticket})
    assert answer.status_code == 200
    told: Told = answer.json()
    return told


def test_people_are_let_in_in_order_of_arrival_and_only_they_may_claim(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    rush({on_shelf("tea", 20): RushTerms(units=20)})
    let_in: list[str] = []

    async def wait(caller: Caller, member: str) -> None:
        told = await join(caller, member)
        while told["state"] == "waiting":
            assert told["wait_seconds"] < 10
            told = await ask(caller, told["ticket"])
        assert told["state"] == "admitted"
        let_in.append(member)
        assert outcome(await caller.claim(f"k-{member}", token=told["admission"])) == (200, "held")

    async def scene(caller: Caller) -> None:
        answer = await caller.claim("k1", "ana")
        assert outcome(answer) == (429, "wait")
        assert (answer.json()["room"], answer.headers["retry-after"]) == ("/lane/room/ten", "1")
        members = [f"m{n}" for n in range(9)]
        people = []
        for member in members:
            people.append(asyncio.create_task(wait(caller, member)))
            await asyncio.sleep(0.02)
        await asyncio.gather(*people)
        # Those of one round may be told in any order; rounds come one after the other.
        assert sorted(let_in) == members
        assert let_in[0] in members[:3]
        assert let_in[-1] in members[-3:]
        assert outcome(await caller.claim("k2", "ana")) == (429, "wait")

    play(scene, setup=roomy(3))
    assert Hold.objects.count() == 9


def test_before_the_start_everybody_has_a_place_and_nobody_is_let_in(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    rush({on_shelf("tea", 20): RushTerms(units=20)}, opens_in=600)

    async def scene(caller: Caller) -> None:
        first = [await join(caller, f"m{n}") for n in range(4)]
        assert [(one["state"], one["position"], one["ahead"]) for one in first] == [
            ("waiting", n + 1, n) for n in range(4)
        ]
        assert all(590 < one["wait_seconds"] < 602 for one in first)
        assert first[3]["wait_seconds"] > first[0]["wait_seconds"]
        assert (await join(caller, "m1"))["position"] == 2  # joining again keeps the place
        assert (await ask(caller, first[2]["ticket"]))["position"] == 3
        assert (await caller.get("health")).json()["room"] == {"waiting": 4}

    play(scene, setup=roomy(4))


def test_who_waits_is_told_that_it_is_sold_out(on_shelf: PutOnShelf, rush: PlanRush, play: Play) -> None:
    rush({on_shelf("tea", 1): RushTerms(units=1)})

    async def scene(caller: Caller) -> None:
        lucky, *others = [await join(caller, f"m{n}") for n in range(3)]
        assert (lucky["state"], [one["state"] for one in others]) == ("admitted", ["waiting"] * 2)
        assert outcome(await caller.claim("k1", token=lucky["admission"])) == (200, "held")
        for one in others:
            told, began = one, monotonic()
            while told["state"] == "waiting" and monotonic() - began < LONG:
                told = await ask(caller, told["ticket"])
            assert (told["state"], told["paying"]) == ("sold_out", 1)
            assert "admission" not in told
        assert (await join(caller, "late"))["state"] == "sold_out"

    play(scene, setup=roomy(0.001, asker_rate=Rate(burst=200, per_second=50)))


def test_a_place_is_kept_for_those_who_are_there(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    rush({on_shelf("tea", 9): RushTerms(units=9)})
    ahead, usual = (
        [0.0],
        LaneClock.database,
    )  # the lane's clock stands where the test puts it, and runs on from there
    monkeypatch.setattr(LaneClock, "database", lambda clock, at=None: usual(clock, at) + ahead[0])

    async def scene(caller: Caller) -> None:
        assert (await join(caller, "m0"))["state"] == "admitted"  # and has used up the leave there was
        away, stays = await join(caller, "away"), await join(caller, "stays")
        assert (away["position"], stays["position"]) == (1, 2)
        ahead[0] += GONE_AFTER * 2 / 3  # nobody's turn has come yet
        stays = await ask(caller, stays["ticket"])
        assert (stays["state"], stays["position"]) == ("waiting", 2)
        ahead[0] += GONE_AFTER * 2 / 3
        began = monotonic()
        while stays["state"] == "waiting" and monotonic() - began < LONG:
            stays = await ask(caller, stays["ticket"])
        assert stays["state"] == "admitted"  # the turn of who went away was not waited for
        answer = await caller.http.get("/lane/room/ten", params={"ticket": away["ticket"]})
        assert outcome(answer) == (410, "gone")
        assert (await join(caller, "away"))["state"] in {"waiting", "admitted"}  # and may come back

    # One is let in in as many seconds as it takes both of them to wait.
    play(scene, setup=roomy(1 / (GONE_AFTER * 4 / 3), asker_rate=Rate(burst=200, per_second=50)))


def test_tickets_and_admissions_are_nobody_elses_and_for_no_other_room(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    rush({on_shelf("tea", 9): RushTerms(units=9)})
    rush({on_shelf("jam", 9): RushTerms(units=9)}, "eleven")

    async def scene(caller: Caller) -> None:
        told = await join(caller, "ana")
        admission = told["admission"]
        assert outcome(await caller.claim("k1", session="eleven", token=admission, jam=1)) == (429, "wait")
        forged = admission.replace("ana", "ben")
        assert outcome(await caller.claim("k1", token=forged)) == (401, "token_bad")
        for ticket in ("", "x", "a~b~c~d~e~f~g", "\N{TEACUP WITHOUT HANDLE}" * 50, admission):
            answer = await caller.http.get("/lane/room/ten", params={"ticket": ticket})
            assert outcome(answer) == (404, "no_ticket")
        assert outcome(await caller.http.get("/lane/room/nowhere")) == (404, "unknown")

    play(scene, setup=roomy(5))


def test_who_asks_for_the_place_too_often_waits_longer(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    rush({on_shelf("tea", 9): RushTerms(units=9)}, opens_in=600)

    async def scene(caller: Caller) -> None:
        ticket = (await join(caller, "ana"))["ticket"]
        assert (await ask(caller, ticket))["position"] == 1
        answer = await caller.http.get("/lane/room/ten", params={"ticket": ticket})
        assert outcome(answer) == (429, "too_often")
        assert answer.headers["retry-after"]

    play(scene, setup=roomy(5, asker_rate=Rate(burst=2, per_second=0.001)))


def test_when_the_room_is_off_nobody_is_sent_there(on_shelf: PutOnShelf, rush: PlanRush, play: Play) -> None:
    rush({on_shelf("tea", 9): RushTerms(units=9)})

    async def scene(caller: Caller) -> None:
        assert outcome(await caller.claim("k1", "ana")) == (200, "held")

    play(scene, setup=roomy(5, Mode.OFF))


@pytest.mark.parametrize(
    ("wait", "waiting", "seconds"),
    [
        (2.0, 5, 1.0),
        (600.0, 40, 1.0),  # few: sold out is known to all of them within two seconds
        (600.0, 6_000, 2.0),
        (600.0, 24_000, 8.0),
        (600.0, 200_000, 10.0),
        (5.0, 200_000, 1.0),  # the first of very many see their turn come
        (30.0, None, 6.0),  # before the start, or when all is gone
        (3_600.0, None, 10.0),
    ],
)
def test_how_often_one_asks_for_ones_place(wait: float, waiting: int | None, seconds: float) -> None:
    assert ask_again_in(wait, waiting) == seconds
