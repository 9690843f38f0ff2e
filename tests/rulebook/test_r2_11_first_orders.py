"""R2.11: the first so many orders. Each promotion counts its own; a rank that is given back is the next one's."""

from __future__ import annotations

import pytest

from feria.pricing import AllOf, AnyOf, Condition, FirstOrders, Gone, Lane, MinSpend, NewMember, Not, Percent
from feria.pricing.places import next_rank, places_of
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan

HALF = promotion("first-50", Lane.MALL, Percent(bps=5_000), conditions=(FirstOrders(count=50),))
FREE = promotion("first-3", Lane.MALL, Percent(bps=10_000), conditions=(FirstOrders(count=3),))


def gone(**counts: int) -> tuple[Gone, ...]:
    return tuple(Gone(promotion=name.replace("_", "-"), count=count) for name, count in counts.items())


def test_the_50th_pays_half_and_the_51st_the_whole() -> None:
    assert priced(cart(goods(100), gone=gone(first_50=49)), HALF).payable == yuan(50)
    late = priced(cart(goods(100), gone=gone(first_50=50)), HALF)
    assert late.payable == yuan(100)
    assert [(each.code, each.needs, each.has) for each in late.refusals] == [("needs-rank", 50, 51)]


def test_each_promotion_counts_its_own_places() -> None:
    """Given three that were free, then the fourth is the first of those at half price."""
    fourth = priced(cart(goods(100), gone=gone(first_3=3, first_50=0)), FREE, HALF)
    assert [each.promotion for each in fourth.adjustments] == ["first-50"]


def test_a_count_of_its_own_goes_before_the_rank_among_all() -> None:
    assert priced(cart(goods(100), rank=70, gone=gone(first_50=6)), HALF).payable == yuan(50)
    assert priced(cart(goods(100), rank=50), HALF).payable == yuan(50), (
        "as before, where no count is handed in"
    )


@pytest.mark.parametrize(
    ("conditions", "places"),
    [
        ((), 0),
        ((FirstOrders(count=50),), 50),
        ((AllOf(conditions=(MinSpend(amount=100), FirstOrders(count=3))),), 3),
        ((AnyOf(conditions=(FirstOrders(count=3), NewMember())), FirstOrders(count=9)), 9),
        ((Not(condition=FirstOrders(count=50)),), 0),
    ],
)
def test_how_many_places_a_promotion_has(conditions: tuple[Condition, ...], places: int) -> None:
    assert places_of(promotion("one", Lane.MALL, Percent(bps=1), conditions=conditions)) == places


def test_ranks_are_drawn_from_one_and_a_gap_is_filled_first() -> None:
    assert [next_rank(set()), next_rank({1, 2, 3}), next_rank({1, 3}), next_rank({2})] == [1, 4, 2, 1]
