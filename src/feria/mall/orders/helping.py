"""What would make a cart cheaper: coupons still to be claimed, items that reach the next step (R2.18).

Nothing is promised that was not priced: each coupon and each item is tried in a quote of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from feria.mall.catalog.api import Product, in_scope, products
from feria.mall.kit.api import now as mall_now
from feria.mall.orders.carts import is_sellable
from feria.mall.orders.models import Cart, CartLine
from feria.mall.orders.quoting import selected_lines, till
from feria.mall.stock.api import available
from feria.pricing import HeldCoupon, Nudge, Quote

LOOKED_AT = 24
"""So many candidates are looked at before those in stock are picked."""
TRIED = 8
"""So many of those are tried in a quote."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """An item that does what a nudge asks: ``units`` of it move the cart's total by ``extra`` minor units.

    ``extra`` is less than the item's price by what the promotion then takes off; it may be below nought.
    """

    product: Product
    units: int
    extra: int


def coupon_gains(cart: Cart, templates: Iterable[str], now: datetime | None = None) -> dict[str, int]:
    """What holding one coupon of each template, by itself, would take off the cart's total; only those that help."""
    at = now or mall_now()
    lines = _taking_part(cart)
    if not lines:
        return {}
    served = till(cart.member, at)
    without = served.quote(lines).payable
    gains = {}
    for template in templates:
        tried = HeldCoupon(id=f"try:{template}", template=template)
        gain = without - served.quote(lines, also=[tried]).payable
        if gain > 0:
            gains[template] = gain
    return gains


def fits(cart: Cart, nudge: Nudge, limit: int = 3, now: datetime | None = None) -> list[Fit]:
    """Items in stock that, put into this cart, earn what the nudge promises; the least extra money first.

    None for a coupon to be claimed: that takes no item.
    """
    if nudge.code == "claim-coupon":
        return []
    lines = _taking_part(cart)
    served = till(cart.member, now or mall_now())
    before = served.quote(lines)
    found = []
    for product in _candidates(nudge, [line.product.sku for line in lines])[:TRIED]:
        units = nudge.shortfall if nudge.code == "buy-more" else 1
        quote = served.quote([*lines, CartLine(product=product, quantity=units)])
        if _taken_off(quote, nudge.promotion) > _taken_off(before, nudge.promotion):
            found.append(Fit(product=product, units=units, extra=quote.payable - before.payable))
    return sorted(found, key=lambda fit: fit.extra)[:limit]


def _taken_off(quote: Quote, promotion: str) -> int:
    """What the promotion takes off, 0 if it does not apply; more, once its next step is reached."""
    return -sum(each.amount for each in quote.adjustments if each.promotion == promotion)


def fitting(nudge: Nudge, without: Collection[str] = (), limit: int = 4) -> list[Product]:
    """Items in stock that by their listed price would do what the nudge asks, untried in any cart."""
    return _candidates(nudge, without)[:limit]


def _candidates(nudge: Nudge, without: Collection[str]) -> list[Product]:
    """For money short, items listed at the shortfall up to twice it, best sellers first; failing those,
    the cheapest above it. For units short, the cheapest.
    """
    inside = products(shop=nudge.shop or None).filter(in_scope(nudge.scope)).exclude(sku__in=list(without))
    cheapest = inside.order_by("listed_price", "sku")
    if nudge.code == "spend-more":
        near = inside.filter(listed_price__gte=nudge.shortfall, listed_price__lte=2 * nudge.shortfall)
        found = list(near[:LOOKED_AT])
        found = found or list(cheapest.filter(listed_price__gte=nudge.shortfall)[:LOOKED_AT])
    else:
        found = list(cheapest[:LOOKED_AT])
    left = available(found)
    wanted = nudge.shortfall if nudge.code == "buy-more" else 1
    return [one for one in found if left[one.sku] >= wanted]


def _taking_part(cart: Cart) -> list[CartLine]:
    return [line for line in selected_lines(cart) if is_sellable(line.product)]
