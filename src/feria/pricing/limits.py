"""What a cart may hold; one that holds more, or makes no sense, is refused with the place named."""

from __future__ import annotations

from feria.pricing.cart import (
    MAX_COUPONS,
    MAX_LINES,
    MAX_QUANTITY,
    MAX_UNIT_PRICE,
    Cart,
    Floors,
    duplicate_line,
    line_problem,
)
from feria.pricing.errors import CartProblem, PricingError
from feria.pricing.goods import Goods
from feria.pricing.shapes import Misshapen, well_shaped


def check_cart(cart: Cart, goods: Goods) -> None:
    """Refuse a cart that cannot be priced.

    Raises CartProblem naming the line and the limit.
    """
    fee, points = cart.shipping_fee, cart.points
    if type(fee) is not int or type(points) is not int or fee < 0 or points < 0:
        raise CartProblem(
            "bad-fee", "The shipping fee and the points offered are whole numbers, not below zero."
        )
    if goods.has_floors and type(cart.floors) is not Floors:
        raise CartProblem("bad-field", f"cart.floors: {cart.floors!r} is no way to treat floor prices.")
    _check_goods(goods)
    if cart.coupons:
        _check_pocket(cart)


def blame_cart(cart: Cart, error: Exception) -> None:
    """If something went wrong because a field of the cart is no such thing as it should be, say which.

    Raises CartProblem then. Asked only where something did go wrong: it takes longer than to price the cart.
    """
    if isinstance(error, PricingError):
        return
    try:
        known = well_shaped(cart, Cart)
    except Misshapen as misshapen:
        place = f"cart.{misshapen.place}" if misshapen.place else "cart"
        raise CartProblem("bad-field", f"{place}: {misshapen.message}") from error
    for name in known.__struct_fields__:
        if getattr(known, name) != getattr(cart, name):
            raise CartProblem(
                "bad-field", f"cart.{name}: This holds lists or words where tuples or members belong."
            ) from error


def check_length(lines: int) -> None:
    """Refuse a cart of more lines than can be priced, before they are looked at."""
    if lines > MAX_LINES:
        raise CartProblem("too-many-lines", f"The cart has {lines} lines; at most {MAX_LINES} can be priced.")


def _check_goods(goods: Goods) -> None:
    units, prices = goods.units, goods.prices
    for index, price in enumerate(prices):
        if not 0 < units[index] <= MAX_QUANTITY or not 0 <= price <= MAX_UNIT_PRICE:
            raise line_problem(goods.lines[index])
    if goods.shelf is None:
        _check_lines(goods)
    elif len(set(goods.on_shelf)) < len(goods.on_shelf):
        raise duplicate_line(_twice(goods.ids))


def _check_lines(goods: Goods) -> None:
    """What a shelf sees to before a cart is filled from it."""
    ids = goods.ids
    if not all(ids) or (goods.has_floors and min(goods.floors) < 0):
        raise next(line_problem(line) for line in goods.lines if not line.id or line.floor < 0)
    if len(set(ids)) < len(ids):
        raise duplicate_line(_twice(ids))


def _twice(ids: list[str]) -> str:
    return next(one for one in ids if ids.count(one) > 1)


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
