"""The engine against an oracle that tries everything."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from feria.pricing import bundles, choices, quote
from feria.pricing.bill import Bill
from feria.pricing.bundles import Grouped
from feria.pricing.choices import Choice
from feria.pricing.offer import Bid
from feria.pricing.owed import Owed
from tests.pricing.compiled import swaps_a_function
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


@swaps_a_function
def test_the_oracle_notices_when_the_search_takes_the_first_best_coupons(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def greedy(bill: Bill, shops: list[list[Bid]]) -> tuple[Choice, int]:
        return choices._price(bill, choices._without_clash(bill, tuple(options[0] for options in shops))), 0

    monkeypatch.setattr(choices, "_search", greedy)

    assert differences(range(1_500)) != []


@swaps_a_function
def test_the_oracle_notices_when_bundles_do_not_share_units(monkeypatch: pytest.MonkeyPatch) -> None:
    def the_largest_only(owed: Owed, bids: Sequence[Bid]) -> tuple[list[Grouped], int]:
        best = max(bids, key=lambda bid: bid.amount)
        return together(owed, [best])

    together = bundles._together
    monkeypatch.setattr(bundles, "_together", the_largest_only)

    assert differences(range(300)) != []


@pytest.mark.long
def test_no_difference_over_twenty_thousand_carts() -> None:
    assert differences(range(10_000, 30_000)) == []
