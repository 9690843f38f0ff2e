"""Refunds add up, whatever comes back in whatever order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feria.pricing import Apportioned, Cart, Promotion, Quote, Retested, Return, compile_plan, refund
from tests.strategies import NOW, carts, made_up, promotion_sets


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


@settings(max_examples=60, deadline=None)
@given(carts(floors=True), promotion_sets(), st.booleans(), st.randoms(use_true_random=False))
def test_whatever_comes_back_in_whatever_order_adds_up(
    cart: Cart, promotions: list[Promotion], retested: bool, chance: random.Random
) -> None:
    plan = compile_plan(promotions)
    quoted = plan.quote(cart, NOW)
    policy = Retested(cart, plan) if retested else Apportioned()
    gifts = [each.of for each in quoted.grants if each.what == "gift"]
    before: list[Return] = []
    refunded = 0
    coupons: tuple[str, ...] = ()
    points = 0
    for parcel in in_some_order(quoted, chance):
        result = refund(quoted, parcel, policy, now=NOW, before=before, refunded=refunded, gifts_back=gifts)
        assert result.amount >= 0
        before, refunded = [*before, *parcel], result.refunded
        coupons, points = coupons + result.coupons, points + result.points
    assert refunded == quoted.payable
    assert coupons == quoted.coupons
    assert points == quoted.points


def test_a_parcel_says_the_same_however_its_units_are_listed() -> None:
    for seed in range(100):
        chance = random.Random(seed)
        cart, promotions = made_up(chance)
        quoted = compile_plan(promotions).quote(cart, NOW)
        units = [each for parcel in in_some_order(quoted, chance) for each in parcel][:4]
        lines = sorted({each.line for each in units})
        together = [Return(line=line, quantity=sum(each.line == line for each in units)) for line in lines]

        assert refund(quoted, units, now=NOW) == refund(quoted, together, now=NOW)
