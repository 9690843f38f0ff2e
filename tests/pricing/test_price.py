"""A price without its explanation is the quote's: the same sums, promotion by promotion and funder by funder."""

from __future__ import annotations

import gc
import random

import pytest

from feria.pricing import Cart, Given, Plan, Price, Quote, compile_plan
from tests.strategies import NOW, made_up

pytestmark = pytest.mark.many


def summed(quoted: Quote) -> Price:
    """What a price says of a cart, read off its quote."""
    return Price(
        listed=quoted.listed,
        payable=quoted.payable,
        touched=sum(
            group.quantity for line in quoted.lines for group in line.units if group.payable < line.unit_price
        ),
        given=[
            Given(each.promotion, -each.amount, sum(share.quantity for share in each.shares), each.funders)
            for each in quoted.adjustments
        ],
        coupons=list(quoted.coupons),
        gap=quoted.gap,
    )


def cases(seeds: range) -> list[tuple[Cart, Plan]]:
    made = [made_up(random.Random(seed)) for seed in seeds]
    return [(cart, compile_plan(promotions)) for cart, promotions in made]


def test_it_is_what_the_quote_comes_to() -> None:
    for cart, plan in cases(range(1_500)):
        assert plan.price(cart, NOW) == summed(plan.quote(cart, NOW, nudges=False))


def test_many_of_them_have_something_to_compare() -> None:
    prices = [plan.price(cart, NOW) for cart, plan in cases(range(300))]

    assert sum(bool(price.given) for price in prices) > 150
    assert sum(bool(price.coupons) for price in prices) > 10
    assert sum(len(price.given) > 1 for price in prices) > 60


def test_what_was_worked_is_freed_at_once() -> None:
    """A replay prices with the garbage collector off: nothing may wait for it."""
    made = cases(range(300))
    for cart, plan in made:
        plan.price(cart, NOW)  # what a plan remembers stays
    gc.collect()
    gc.disable()
    try:
        for cart, plan in made:
            plan.price(cart, NOW)
        left = gc.collect()
    finally:
        gc.enable()

    assert left < 30
