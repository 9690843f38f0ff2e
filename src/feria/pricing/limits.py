"""What a cart may hold; one that holds more, or makes no sense, is refused with the place named."""

from __future__ import annotations

from feria.pricing.cart import MAX_COUPONS, MAX_LINES, MAX_QUANTITY, MAX_UNIT_PRICE, Cart, line_problem
from feria.pricing.errors import CartProblem
from feria.pricing.goods import Goods


def check_cart(cart: Cart, goods: Goods) -> None:
    """Refuse a cart that cannot be priced.

    Raises CartProblem naming the line and the limit.
    """
    if cart.shipping_fee < 0 or cart.points < 0:
        raise CartProblem("bad-fee", "The shipping fee and the points offered cannot be below zero.")
    _check_goods(goods)
    if cart.coupons:
        _check_pocket(cart)


def check_lines(cart: Cart) -> None:
    """Refuse a cart of more lines than can be priced, before they are looked at."""
    if len(cart.lines) > MAX_LINES:
        raise CartProblem(
            "too-many-lines", f"The cart has {len(cart.lines)} lines; at most {MAX_LINES} can be priced."
        )


def _check_goods(goods: Goods) -> None:
    ids, units, prices, floors = goods.ids, goods.units, goods.prices, goods.floors
    for index, name in enumerate(ids):
        if (
            not 0 < units[index] <= MAX_QUANTITY
            or not 0 <= prices[index] <= MAX_UNIT_PRICE
            or floors[index] < 0
            or not name
        ):
            raise line_problem(goods.lines[index])
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise CartProblem(
            "duplicate-line", f"Two lines are called {twice}; each needs an id of its own.", line=twice
        )


def _check_pocket(cart: Cart) -> None:
    coupons = cart.coupons
    if len(coupons) > MAX_COUPONS:
        raise CartProblem(
            "too-many-coupons",
            f"The cart brings {len(coupons)} coupons; at most {MAX_COUPONS} can be weighed.",
        )
    if len({coupon.id for coupon in coupons}) < len(coupons):
        raise CartProblem(
            "duplicate-coupon", "The same coupon is in the cart twice; each can be brought once."
        )
