"""Refunds add up, whatever comes back in whatever order."""

from __future__ import annotations

import random

import pytest

from feria.pricing import Apportioned, Quote, Retested, Return, compile_plan, refund
from tests.strategies import NOW, made_up


def in_some_order(quoted: Quote, chance: random.Random) -> list[list[Return]]:
    """All units of the order, returned in random order and grouping."""
    units = [line.id for line in quoted.lines for _ in range(line.quantity)]
    chance.shuffle(units)
    parcels: list[list[Return]] = [[]]
    for unit in units:
        if parcels[-1] and chance.random() < 0.5:
            parcels.append([])
        parcels[-1].append(Return(line=unit, quantity=1))
    return parcels


@pytest.mark.parametrize("retested", [False, True], ids=["apportioned", "retested"])
def test_any_sequence_of_returns_sums_to_what_was_paid(retested: bool) -> None:
    for seed in range(300):
        chance = random.Random(seed)
        cart, promotions = made_up(chance)
        plan = compile_plan(promotions)
        quoted = plan.quote(cart, NOW)
        policy = Retested(cart, plan) if retested else Apportioned()
        before: list[Return] = []
        refunded = 0
        for parcel in in_some_order(quoted, chance):
            result = refund(quoted, parcel, policy, now=NOW, before=before, refunded=refunded)
            assert result.amount >= 0
            assert result.refunded == refunded + result.amount <= quoted.payable
            before, refunded = [*before, *parcel], result.refunded
        assert refunded == quoted.payable, seed


def test_apportioned_refunds_do_not_depend_on_the_path() -> None:
    for seed in range(100):
        chance = random.Random(seed)
        cart, promotions = made_up(chance)
        quoted = compile_plan(promotions).quote(cart, NOW)
        some = [parcel for parcels in [in_some_order(quoted, chance)] for parcel in parcels][:2]
        at_once = refund(quoted, [each for parcel in some for each in parcel], now=NOW)
        refunded, before = 0, []
        for parcel in reversed(some):
            refunded = refund(quoted, parcel, now=NOW, before=before, refunded=refunded).refunded
            before = [*before, *parcel]
        assert refunded == at_once.refunded, seed
