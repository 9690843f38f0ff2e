"""Currencies whose minor unit is the unit itself, and amounts in other steps: the same rules (R2.20)."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from feria.pricing import Cart, Lane, Percent, Promotion, QuantityTiers, SpendTiers, quote
from tests.pricing.test_properties import assert_identities
from tests.strategies import NOW, carts, made_up, promotion_sets

some = settings(max_examples=40, deadline=None)

AMOUNTS = {"amount", "unit_price", "floor", "spend", "off", "price", "below", "cap", "shipping_fee", "every"}
"""Fields that hold money (``every`` is money in grants, and true or false elsewhere)."""


def in_steps(value: Any, change: Any) -> Any:
    """The value with every amount of money changed."""
    if isinstance(value, tuple):
        return tuple(in_steps(each, change) for each in value)
    if not isinstance(value, msgspec.Struct):
        return value
    fields = {name: getattr(value, name) for name in value.__struct_fields__}
    return msgspec.structs.replace(
        value,
        **{
            name: change(each) if name in AMOUNTS and type(each) is int else in_steps(each, change)
            for name, each in fields.items()
        },
    )


def whole_units(amount: int) -> int:
    """An amount of cents in a currency that has none; what costs something still does."""
    return -(-amount // 1000)


@some
@given(carts(floors=True), promotion_sets())
def test_identities_hold_where_a_unit_costs_a_few_minor_units(
    cart: Cart, promotions: list[Promotion]
) -> None:
    coarse: Cart = msgspec.structs.replace(in_steps(cart, whole_units), currency="JPY")
    rules = [in_steps(promotion, whole_units) for promotion in promotions if rises(promotion)]

    assert_identities(coarse, quote(coarse, rules, NOW))


def rises(promotion: Promotion) -> bool:
    """Whether its tiers stay apart in whole units."""
    benefit = promotion.benefit
    if not isinstance(benefit, SpendTiers | QuantityTiers):
        return True
    coarse = in_steps(benefit, whole_units)
    return not list(coarse.problems())


def has_shares(promotion: Promotion) -> bool:
    """Whether it takes a share, which is rounded to the minor unit."""
    benefit = promotion.benefit
    if isinstance(benefit, QuantityTiers | SpendTiers):
        return any(tier.off_bps for tier in benefit.tiers)
    return isinstance(benefit, Percent) or getattr(benefit, "off_bps", 10_000) != 10_000


@pytest.mark.many
def test_a_hundred_times_the_money_is_a_hundred_times_the_price() -> None:
    """As long as nothing is rounded: no shares, and one lane after the item prices."""
    compared = 0
    for seed in range(1_000):
        cart, promotions = made_up(random.Random(seed))
        lane = random.Random(seed).choice([Lane.BUNDLE, Lane.SHOP, Lane.MALL, Lane.SHIPPING])
        plain = [each for each in promotions if each.lane in (Lane.ITEM, lane) and not has_shares(each)]
        if not plain:
            continue
        dearer = in_steps(cart, lambda amount: amount * 100)
        quoted = quote(cart, plain, NOW)
        scaled = quote(dearer, [in_steps(each, lambda amount: amount * 100) for each in plain], NOW)
        compared += bool(quoted.adjustments)
        assert scaled.payable == 100 * quoted.payable, seed
    assert compared > 150
