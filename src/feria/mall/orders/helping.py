"""What would make a cart cheaper: coupons still to be claimed, items that reach the next step (R2.18)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from feria.mall.catalog.api import Product, in_scope, products
from feria.mall.kit.api import now as mall_now
from feria.mall.orders.models import Cart
from feria.mall.orders.carts import is_sellable
from feria.mall.orders.quoting import plan, pricing_cart, selected_lines
from feria.mall.stock.api import available
from feria.pricing import HeldCoupon, Nudge

_LOOKED_AT = 24
"""So many candidates are looked at before those in stock are picked."""


def coupon_gains(cart: Cart, templates: Iterable[str], now: datetime | None = None) -> dict[str, int]:
    """What holding one coupon of each template, by itself, would take off the cart's total; only those that help."""
    at = now or mall_now()
    lines = [line for line in selected_lines(cart) if is_sellable(line.product)]
    if not lines:
        return {}
    in_force = plan(at)
    without = in_force.quote(pricing_cart(lines, cart.member, at), at).payable
    gains = {}
    for template in templates:
        tried = HeldCoupon(id=f"try:{template}", template=template)
        gain = without - in_force.quote(pricing_cart(lines, cart.member, at, also=[tried]), at).payable
        if gain > 0:
            gains[template] = gain
    return gains


def fitting(nudge: Nudge, without: Collection[str] = (), limit: int = 4) -> list[Product]:
    """Items in stock that one by one would do what the nudge asks, those that overshoot it least-known last.

    For money short, items listed at the shortfall up to twice it come first, best sellers before others; failing
    those, the cheapest above it. For units short, best sellers.
    """
    inside = products(shop=nudge.shop or None).filter(in_scope(nudge.scope)).exclude(sku__in=list(without))
    if nudge.code == "spend-more":
        near = inside.filter(listed_price__gte=nudge.shortfall, listed_price__lte=2 * nudge.shortfall)
        found = list(near[:_LOOKED_AT]) or list(
            inside.filter(listed_price__gte=nudge.shortfall).order_by("listed_price", "sku")[:_LOOKED_AT]
        )
    else:
        found = list(inside[:_LOOKED_AT])
    left = available(found)
    return [one for one in found if left[one.sku]][:limit]
