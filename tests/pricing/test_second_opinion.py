"""The engine against constraint programming on carts too large to try everything on.

What the comparison covers is told in ``second_opinion``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from feria.pricing import Lane, Quote, compile_plan, lanes
from feria.pricing.hands import Course
from feria.pricing.offer import Bid
from feria.pricing.search import Hand, Search
from tests.pricing.compiled import swaps_a_function
from tests.pricing.large_carts import crossing_cart, nested_cart
from tests.pricing.second_opinion import Opinion, Undecided, item_prices, one_lane_off, second_opinion
from tests.strategies import NOW

pytestmark = pytest.mark.many


@dataclass(frozen=True)
class Difference:
    """A seed for which the two do not agree, and what each says."""

    seed: int
    quoted: Opinion
    solved: Opinion
    gap: int


def opinion_of(quoted: Quote) -> Opinion:
    """What the engine says."""
    return Opinion(quoted.payable, len(quoted.coupons))


def over_all_lanes(seeds: range) -> list[Difference]:
    """Where payable or number of coupons differ; a quote that is not proven differs too."""
    found = []
    for seed in seeds:
        cart, promotions = nested_cart(random.Random(seed))
        quoted = compile_plan(promotions).quote(cart, NOW, nudges=False)
        solved = second_opinion(cart, promotions)
        if not quoted.proven or opinion_of(quoted) != solved:
            found.append(Difference(seed, opinion_of(quoted), solved, quoted.gap))
    return found


@dataclass
class Tally:
    """How a lane compares: differences, quotes not proven, programs not decided."""

    differences: list[Difference] = field(default_factory=list)
    unproven: int = 0
    undecided: int = 0


def in_one_lane(lane: Lane, seeds: range) -> Tally:
    """Where the goods' payable differs; for a quote that is not proven, where it is not within its gap."""
    tally = Tally()
    for seed in seeds:
        cart, promotions = crossing_cart(random.Random(seed), lane)
        each = item_prices(cart, promotions)
        before = sum(price * line.quantity for price, line in zip(each, cart.lines, strict=True))
        try:
            least = before - one_lane_off(cart, promotions, lane)
        except Undecided:
            tally.undecided += 1
            continue
        quoted = compile_plan(promotions).quote(cart, NOW, nudges=False)
        goods = quoted.payable - quoted.shipping
        tally.unproven += not quoted.proven
        if not goods - quoted.gap <= least <= goods:
            tally.differences.append(Difference(seed, Opinion(goods, 0), Opinion(least, 0), quoted.gap))
    return tally


def test_no_difference_over_all_lanes_at_once() -> None:
    assert over_all_lanes(range(300)) == []


@pytest.mark.parametrize("lane", [Lane.SHOP, Lane.MALL])
def test_no_difference_where_sums_cross(lane: Lane) -> None:
    assert in_one_lane(lane, range(200)) == Tally()


def test_no_difference_where_bundles_cross_and_no_gap_too_small() -> None:
    tally = in_one_lane(Lane.BUNDLE, range(40))

    assert tally.differences == []
    assert tally.unproven <= 10
    assert tally.undecided <= 6


def test_the_large_carts_are_large_and_their_choices_matter() -> None:
    """Else agreeing would say little."""
    cases = [nested_cart(random.Random(seed)) for seed in range(40)]
    spent = [second_opinion(cart, promotions).coupons for cart, promotions in cases]

    assert all(len(cart.lines) == 20 and len(cart.coupons) == 12 for cart, _ in cases)
    assert sum(len(promotions) for _, promotions in cases) / len(cases) >= 35
    assert len(set(spent)) >= 3


@swaps_a_function
def test_it_notices_when_each_shop_takes_its_largest_coupon(monkeypatch: pytest.MonkeyPatch) -> None:
    def largest(self: Search, course: Course, taken: Hand, least: int) -> Iterator[tuple[Hand, int]]:
        yield next(hands(self, course, taken, least))

    hands = Search._hands
    monkeypatch.setattr(Search, "_hands", largest)

    assert over_all_lanes(range(40)) != []


@swaps_a_function
def test_it_notices_when_the_largest_reduction_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(bids: Sequence[Bid]) -> tuple[list[Bid], int]:
        won: list[Bid] = []
        for bid in sorted(bids, key=lambda bid: -bid.amount):
            if all(set(bid.lines).isdisjoint(other.lines) for other in won):
                won.append(bid)
        return won, 0

    monkeypatch.setattr(lanes, "contest", greedy)

    assert in_one_lane(Lane.MALL, range(40)).differences != []


@pytest.mark.thorough
def test_no_difference_over_two_thousand_large_carts() -> None:
    assert over_all_lanes(range(1_000, 3_000)) == []
    for lane in (Lane.SHOP, Lane.MALL, Lane.BUNDLE):
        tally = in_one_lane(lane, range(1_000, 1_500))
        assert tally.differences == []
        assert tally.undecided <= 50
