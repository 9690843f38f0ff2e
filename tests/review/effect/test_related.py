"""R6.7: similar goods (same style, other cut) and complementary ones (grill, rack, skewers), from baskets."""

from __future__ import annotations

from typing import Any, NamedTuple

import ibis

from feria.review.effect.api import Related, related

SHELF = {
    "grill": "garden",
    "big-grill": "garden",
    "skewers": "kitchen",
    "charcoal": "fuel",
    "milk": "dairy",
    "tea": "drinks",
    "cups": "kitchen",
}


class Basket(NamedTuple):
    household: int
    goods: tuple[str, ...]


def summer() -> list[Basket]:
    """Forty households buy milk and tea; ten of them grill, each with the one grill or the other, never both at once."""
    baskets = [
        Basket(house, ("milk", "tea") if week % 2 else ("milk",)) for house in range(40) for week in range(6)
    ]
    for house in range(10):
        baskets += [Basket(house, ("grill", "skewers", "charcoal"))] * 2
        baskets += [Basket(house, ("big-grill", "skewers"))] * 2
    # One household's habit: tea with cups, every day.
    return baskets + [Basket(39, ("tea", "cups"))] * 60


def table(baskets: list[Basket]) -> Any:
    rows = [
        (number, basket.household, item) for number, basket in enumerate(baskets) for item in basket.goods
    ]
    numbers, households, items = zip(*rows, strict=True)
    return ibis.memtable({"basket": numbers, "household": households, "item": items})


def kin_of(item: str, baskets: list[Basket]) -> Related:
    return next(found for found in related(table(baskets), SHELF) if found.item == item)


def test_what_goes_into_the_basket_with_a_grill_is_complementary() -> None:
    grill = kin_of("grill", summer())

    assert {kin.item for kin in grill.complementary} == {"skewers", "charcoal"}


def test_the_other_grill_of_the_same_households_is_similar() -> None:
    grill = kin_of("grill", summer())

    assert [kin.item for kin in grill.similar] == ["big-grill"]
    assert grill.similar[0].households == 10


def test_what_everybody_buys_anyway_is_no_kin() -> None:
    assert "milk" not in {kin.item for kin in kin_of("tea", summer()).complementary}


def test_one_households_habit_proves_nothing() -> None:
    assert kin_of("cups", summer()).complementary == ()


def test_only_what_was_asked_for_is_answered() -> None:
    assert [found.item for found in related(table(summer()), SHELF, items={"grill"})] == ["grill"]
