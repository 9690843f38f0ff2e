"""The engine against an oracle that tries everything."""

from __future__ import annotations

import random

import pytest

from feria.pricing import quote
from tests.pricing.oracle import payable_range
from tests.strategies import NOW, made_up


def differences(seeds: range) -> list[int]:
    """Seeds of made-up cases whose payable is not the oracle's."""
    odd = []
    for seed in seeds:
        cart, promotions = made_up(random.Random(seed))
        low, high = payable_range(cart, promotions, NOW)
        quoted = quote(cart, promotions, NOW)
        if not quoted.proven or not low <= quoted.payable <= high:
            odd.append(seed)
    return odd


def test_no_difference_over_made_up_carts() -> None:
    assert differences(range(1_500)) == []


def test_ties_leave_little_room() -> None:
    """The oracle's range is a point nearly always, so that the comparison means equality."""
    ranges = [payable_range(*made_up(random.Random(seed)), NOW) for seed in range(300)]

    assert sum(low != high for low, high in ranges) <= 6


@pytest.mark.long
def test_no_difference_over_twenty_thousand_carts() -> None:
    assert differences(range(10_000, 30_000)) == []
