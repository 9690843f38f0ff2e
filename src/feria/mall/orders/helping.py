"""What would make a cart cheaper: coupons still to be claimed, items that reach the next step (R2.18).

Nothing is promised that was not priced: each coupon and each item is tried in a quote of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from feria.mall.catalog.api import Product, in_scope, pricing_line, products
from feria.mall.kit.api import now as mall_now
from feria.mall.orders.carts import is_sellable
from feria.mall.orders.models import Cart, CartLine
from feria.mall.orders.quoting import Till, selected_lines, till
from feria.mall.stock.api import available
from feria.pricing import HeldCoupon, Nudge

LOOKED_AT = 24
"""So many candidates are looked at; pricing tries the likeliest."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """An item that does what a nudge asks: ``units`` of it move the cart's total by ``extra`` minor units.

    ``extra`` is less than the item's price by what the promotion then takes off; it may be below nought.
    """

    product: Product
    units: int
    extra: int


def coupon_gains(cart: Cart, templates: Iterable[str], *, served: Till | None = None) -> dict[str, int]:
    """What holding one coupon of each template, by itself, would take off the cart's total; only those that help.

    ``served`` is the till that serves the cart's member, where it is at hand.
    """
    lines = _taking_part(cart)
    if not lines:
        return {}
    served = served or till(cart.member, mall_now())
    without = served.quote(lines).payable
    gains = {}
    for template in templates:
        tried = HeldCoupon(id=f"try:{template}", template=template)
        gain = without - served.quote(lines, also=[tried]).payable
        if gain > 0:
            gains[template] = gain
    return gains


def fits(cart: Cart, nudge: Nudge, limit: int = 3, *, served: Till | None = None) -> list[Fit]:
    """Items in stock that, put into this cart, earn what the nudge promises; the least extra money first.

    None for a coupon to be claimed: that takes no item. ``served`` as for ``coupon_gains``.
    """
    if nudge.code == "claim-coupon":
        return []
    lines = _taking_part(cart)
    likely = {one.sku: one for one in _candidates(nudge, [line.product.sku for line in lines])}
    left = available(likely.values())
    catalogue = [pricing_line(one, left[sku]) for sku, one in likely.items() if left[sku] > 0]
    served = served or till(cart.member, mall_now())
    found = served.fitting(lines, nudge, catalogue, limit)
    return [Fit(product=likely[fit.line.sku], units=fit.line.quantity, extra=fit.extra) for fit in found]


def _candidates(nudge: Nudge, without: list[str]) -> list[Product]:
    """For money short, best sellers whose price lies near what is missing; failing those, the cheapest above it.
    For units short, the cheapest.
    """
    inside = products(shop=nudge.shop or None).filter(in_scope(nudge.scope)).exclude(sku__in=without)
    cheapest = inside.order_by("listed_price", "sku")
    if nudge.code != "spend-more":
        return list(cheapest[:LOOKED_AT])
    near = inside.filter(listed_price__gte=-(-nudge.shortfall // 3), listed_price__lte=2 * nudge.shortfall)
    return list(near[:LOOKED_AT]) or list(cheapest.filter(listed_price__gte=nudge.shortfall)[:LOOKED_AT])


def _taking_part(cart: Cart) -> list[CartLine]:
    return [line for line in selected_lines(cart) if is_sellable(line.product)]
