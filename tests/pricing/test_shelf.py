"""Carts filled from a shelf cost what the same carts cost line by line."""

from __future__ import annotations

import random

import msgspec
import pytest

from feria.pricing import (
    Brands,
    Cart,
    CartProblem,
    Goods,
    Lane,
    Line,
    Percent,
    Promotion,
    Shelf,
    compile_plan,
    take_from,
)
from tests.strategies import NOW, made_up, made_up_company

TEA = Line(id="tea", sku="tea", quantity=1, unit_price=300, shop="north")
CARD = Line(id="card", sku="card", quantity=1, unit_price=0, shop="north", is_discountable=False)


def filled(shelf: Shelf, cart: Cart) -> Goods:
    """The cart's goods, each put on the shelf as one article whose price and number of units do not matter."""
    places = [shelf.add(msgspec.structs.replace(line, quantity=1, unit_price=0)) for line in cart.lines]
    units = [line.quantity for line in cart.lines]
    return take_from(shelf, places, units, [line.unit_price for line in cart.lines])


@pytest.mark.parametrize("make", [made_up, made_up_company])
@pytest.mark.many
def test_they_cost_the_same(make) -> None:
    for seed in range(150):
        cart, promotions = make(random.Random(seed))
        plan = compile_plan(promotions)
        goods = filled(Shelf(), cart)

        assert tuple(goods.lines) == cart.lines
        assert plan.price(msgspec.structs.replace(cart, lines=()), NOW, goods) == plan.price(cart, NOW)


def test_a_plan_may_turn_from_one_shelf_to_another_and_a_shelf_may_grow() -> None:
    cart, promotions = made_up(random.Random(5))
    plan, bare = compile_plan(promotions), msgspec.structs.replace(cart, lines=())
    due = plan.price(cart, NOW).payable
    growing = Shelf()
    early = filled(growing, cart)
    growing.add(TEA)

    for goods in (early, filled(Shelf(), cart), early):
        assert plan.price(bare, NOW, goods).payable == due


def test_an_article_is_told_by_its_shelf_and_its_place_whatever_was_remembered() -> None:
    """The same places of another shelf, and places that came later, hold other articles."""
    half = Promotion(
        id="half", name="Half", lane=Lane.ITEM, benefit=Percent(bps=5_000), scope=Brands(brands=("Aurora",))
    )
    tea = [
        msgspec.structs.replace(TEA, id=name, brand=brand) for name, brand in (("a", "Aurora"), ("b", "Bund"))
    ]
    plan, bare = compile_plan([half]), Cart(currency="CNY", lines=())

    def due(shelf: Shelf, *places: int) -> int:
        return plan.price(
            bare, NOW, take_from(shelf, list(places), [1] * len(places), [1_000] * len(places))
        ).payable

    one, other = Shelf(), Shelf()
    for line in tea:
        one.add(line)
    for line in tea[::-1]:
        other.add(line)
    assert (due(one, 0), due(one, 1), due(other, 0), due(other, 1)) == (500, 1_000, 1_000, 500)
    late = other.add(msgspec.structs.replace(TEA, id="c", brand="Aurora"))
    assert (due(other, 0), due(other, 1, late), due(one, 1, 0)) == (1_000, 1_000, 1_500)
    assert plan.quote(Cart(currency="CNY", lines=tuple(tea)), NOW).payable == 450


def test_what_promotions_may_not_count_is_not_counted() -> None:
    shelf = Shelf()
    goods = take_from(shelf, [shelf.add(CARD), shelf.add(TEA)], [2, 1], [5_000, 300])

    assert goods.whole == [1]
    assert [line.unit_price for line in goods.lines] == [5_000, 300]


def test_an_article_has_an_id_of_its_own() -> None:
    shelf = Shelf()
    shelf.add(TEA)

    for wrong in (TEA, msgspec.structs.replace(TEA, id=""), msgspec.structs.replace(TEA, id="x", floor=-1)):
        with pytest.raises(CartProblem):
            shelf.add(wrong)


@pytest.mark.parametrize(
    ("places", "units", "prices", "code"),
    [
        ([0, 0], [1, 1], [5, 5], "duplicate-line"),
        ([0], [0], [5], "bad-quantity"),
        ([0], [1], [-5], "bad-price"),
        ([0] * 501, [1] * 501, [5] * 501, "too-many-lines"),
    ],
)
def test_what_cannot_be_priced_is_refused_as_in_a_cart(
    places: list[int], units: list[int], prices: list[int], code: str
) -> None:
    shelf = Shelf()
    shelf.add(TEA)
    goods = take_from(shelf, places, units, prices)

    with pytest.raises(CartProblem) as refused:
        compile_plan([]).price(Cart(currency="CNY", lines=()), NOW, goods)
    assert refused.value.code == code
