"""The engine against an oracle that tries everything."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import pytest

from feria.pricing import Cart, Lane, Promotion, bundles, quote, search
from feria.pricing.bill import Bill
from feria.pricing.bundles import Grouped
from feria.pricing.hands import Course
from feria.pricing.offer import Bid
from feria.pricing.owed import Owed
from feria.pricing.search import Hand, Search
from tests.pricing.compiled import swaps_a_function
from tests.pricing.oracle import payable_range
from tests.strategies import NOW, made_up, made_up_company

pytestmark = pytest.mark.many

Case: TypeAlias = tuple[Cart, list[Promotion]]


def differences(seeds: range, make: Callable[[random.Random], Case] = made_up) -> list[int]:
    """Seeds of made-up cases whose payable is not the oracle's."""
    odd = []
    for seed in seeds:
        cart, promotions = make(random.Random(seed))
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


def test_no_difference_over_carts_with_vouchers_floors_and_company() -> None:
    assert differences(range(800), made_up_company) == []


def test_those_carts_spend_vouchers_and_several_coupons() -> None:
    """The made-up carts reach what they are made for: each of these is seen often."""
    spent = [quote(*made_up_company(random.Random(seed)), NOW) for seed in range(400)]
    lanes = [[each.lane for each in quoted.adjustments if each.coupon] for quoted in spent]

    assert sum(Lane.MALL in each for each in lanes) > 40
    assert sum(each.count(Lane.MALL) > 1 for each in lanes) > 20
    assert sum(each.count(Lane.MALL_COUPON) > 1 for each in lanes) > 5
    assert sum(bool(quoted.below_floor) for quoted in spent) > 10
    for code in ("cannot-join", "below-floor", "needs-full-price"):
        assert sum(any(refusal.code == code for refusal in quoted.refusals) for quoted in spent) > 5, code


@swaps_a_function
def test_the_oracle_notices_when_the_search_takes_the_first_best_coupons(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def greedy(self: Search, course: Course, taken: Hand, least: int) -> Iterator[tuple[Hand, int]]:
        yield next(hands(self, course, taken, least))

    hands = Search._hands
    monkeypatch.setattr(Search, "_hands", greedy)

    assert differences(range(1_500)) != []


@swaps_a_function
@pytest.mark.parametrize("rule", ["fits", "may_stand"])
def test_the_oracle_notices_when_a_rule_of_company_is_forgotten(
    monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    def held_only(bill: Bill, bid: Bid, taken: Sequence[Bid]) -> bool:
        template = bid.offer.coupon
        return not template or sum(one.offer.coupon == template for one in taken) < len(bill.held[template])

    monkeypatch.setattr(search, rule, held_only if rule == "fits" else lambda bid, other: True)

    assert differences(range(600), made_up_company) != []


@swaps_a_function
def test_the_oracle_notices_when_floors_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Owed, "room", lambda owed, group: owed.each[group])

    assert differences(range(300), made_up_company) != []


@swaps_a_function
def test_the_oracle_notices_when_bundles_do_not_share_units(monkeypatch: pytest.MonkeyPatch) -> None:
    def the_largest_only(owed: Owed, bids: Sequence[Bid]) -> tuple[list[Grouped], int]:
        best = max(bids, key=lambda bid: bid.amount)
        return together(owed, [best])

    together = bundles._together
    monkeypatch.setattr(bundles, "_together", the_largest_only)

    assert differences(range(300)) != []


def parts(first: int, after: int) -> pytest.MarkDecorator:
    """`seeds` in parts of 2,000, so that each processor takes some."""
    ranges = [range(begin, begin + 2_000) for begin in range(first, after, 2_000)]
    return pytest.mark.parametrize("seeds", ranges, ids=[f"{part.start}-{part.stop}" for part in ranges])


@pytest.mark.long
@parts(10_000, 30_000)
def test_no_difference_over_twenty_thousand_carts(seeds: range) -> None:
    assert differences(seeds) == []


@pytest.mark.thorough
@parts(10_000, 30_000)
def test_no_difference_over_twenty_thousand_carts_with_company(seeds: range) -> None:
    assert differences(seeds, made_up_company) == []


@pytest.mark.thorough
@parts(100_000, 300_000)
def test_no_difference_over_two_hundred_thousand_carts(seeds: range) -> None:
    assert differences(seeds) == []
