"""Claims over the lane: what is answered, and what then stands in the tables (R3.1-R3.4, P3). On the mall's database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from feria.mall.rush.lane.setup import LaneSetup, Mode
from feria.mall.stock.api import Hold, RushTerms, counter_drifts
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
