"""Short words for the worked examples of the rulebook: amounts in yuan, as they stand there."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from feria.pricing import Benefit, Cart, HeldCoupon, Lane, Line, Promotion, Quote, quote

THE_DAY = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)


def yuan(amount: str | int) -> int:
    """Yuan as written, in fen."""
    return int(Decimal(amount) * 100)


def goods(price: str | int, *, quantity: int = 1, name: str = "", shop: str = "north", **more: Any) -> Line:
    """A line at a price in yuan."""
    sku = more.pop("sku", name or f"sku-{price}")
    return Line(id=name or sku, sku=sku, quantity=quantity, unit_price=yuan(price), shop=shop, **more)


def cart(*lines: Line, coupons: tuple[str, ...] = (), **more: Any) -> Cart:
    """A cart with one held coupon of each template named."""
    held = tuple(HeldCoupon(id=f"held-{template}", template=template) for template in coupons)
    return Cart(currency="CNY", lines=lines, coupons=held, **more)


def promotion(name: str, lane: Lane, benefit: Benefit, **more: Any) -> Promotion:
    """A promotion whose name is its id."""
    return Promotion(id=name, name=name, lane=lane, benefit=benefit, **more)


def priced(cart: Cart, *promotions: Promotion, at: datetime = THE_DAY) -> Quote:
    """The quote on the day itself, unless said otherwise."""
    return quote(cart, promotions, at)
