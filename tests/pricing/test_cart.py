"""A cart that cannot be priced is refused, and the line is named."""

from datetime import UTC, datetime

import pytest

from feria.pricing import Cart, CartProblem, HeldCoupon, Lane, Line, Percent, Promotion, quote
from feria.pricing.cart import MAX_COUPONS, MAX_LINES, MAX_QUANTITY, MAX_UNIT_PRICE

NOW = datetime(2026, 11, 11, tzinfo=UTC)


def line(name: str = "tea", *, quantity: int = 1, unit_price: int = 100, floor: int = 0) -> Line:
    return Line(id=name, sku=name, quantity=quantity, unit_price=unit_price, shop="north", floor=floor)


@pytest.mark.parametrize("quantity", [0, -1, MAX_QUANTITY + 1, 10**30, 1.0, True])
def test_a_quantity_out_of_range_names_its_line(quantity: int) -> None:
    with pytest.raises(CartProblem) as caught:
        quote(Cart(currency="CNY", lines=(line("rice"), line(quantity=quantity))), [], NOW)

    assert (caught.value.code, caught.value.line) == ("bad-quantity", "tea")
    assert str(MAX_QUANTITY) in caught.value.message


@pytest.mark.parametrize("price", [-1, MAX_UNIT_PRICE + 1, 9.99])
def test_a_price_out_of_range_names_its_line(price: int) -> None:
    with pytest.raises(CartProblem) as caught:
        quote(Cart(currency="CNY", lines=(line(unit_price=price),)), [], NOW)

    assert (caught.value.code, caught.value.line) == ("bad-price", "tea")


def test_a_negative_floor_names_its_line() -> None:
    with pytest.raises(CartProblem, match="floor"):
        quote(Cart(currency="CNY", lines=(line(floor=-1),)), [], NOW)


def test_two_lines_of_one_id_are_refused() -> None:
    with pytest.raises(CartProblem) as caught:
        quote(Cart(currency="CNY", lines=(line(), line())), [], NOW)

    assert (caught.value.code, caught.value.line) == ("duplicate-line", "tea")


def test_the_limits_are_named() -> None:
    with pytest.raises(CartProblem, match=str(MAX_LINES)):
        quote(Cart(currency="CNY", lines=tuple(line(str(n)) for n in range(MAX_LINES + 1))), [], NOW)
    pocket = tuple(HeldCoupon(id=str(n), template="c") for n in range(MAX_COUPONS + 1))
    with pytest.raises(CartProblem, match=str(MAX_COUPONS)):
        quote(Cart(currency="CNY", lines=(), coupons=pocket), [], NOW)


def test_a_coupon_is_brought_once() -> None:
    pocket = (HeldCoupon(id="1", template="a"), HeldCoupon(id="1", template="b"))
    with pytest.raises(CartProblem, match="twice"):
        quote(Cart(currency="CNY", lines=(), coupons=pocket), [], NOW)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(CartProblem, match="time zone"):
        quote(Cart(currency="CNY", lines=()), [], datetime(2026, 11, 11))  # noqa: DTZ001


def test_a_cart_in_another_currency_is_refused() -> None:
    half = Promotion(id="half", name="Half", lane=Lane.ITEM, benefit=Percent(bps=5000), currency="CNY")
    with pytest.raises(CartProblem, match="EUR"):
        quote(Cart(currency="EUR", lines=(line(),)), [half], NOW)


def test_an_empty_cart_costs_nothing() -> None:
    quoted = quote(Cart(currency="CNY", lines=()), [], NOW)

    assert (quoted.listed, quoted.payable, quoted.proven) == (0, 0, True)
