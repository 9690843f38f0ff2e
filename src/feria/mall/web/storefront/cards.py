"""Products as cards: each priced by the engine, all of a page in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.mall.catalog import api as catalog
from feria.mall.stock import api as stock
from feria.mall.web import parts, switches
from feria.mall.web.illustrations import art_for
from feria.mall.web.money import money_text
from feria.mall.web.storefront.visit import Visit
from feria.mall.web.storefront.words import worded
from feria.pricing import Quote

FEW_LEFT = 5
"""From here down a card says how many units are left."""


def product_cards(visit: Visit, products: Iterable[catalog.Product]) -> list[parts.ProductCard]:
    """Cards for these products at this visit's instant; two queries for prices and stock, whatever the number."""
    rows = list(products)
    prices = visit.shelf.price(rows)
    left = stock.available(rows)
    hearts = _hearts(visit)
    return [_card(row, prices[row.sku], left.get(row.sku, 0), hearts) for row in rows]


def _hearts(visit: Visit) -> frozenset[str] | None:
    """The SKUs whose heart is filled; None where cards show no heart."""
    if visit.member is None or not switches.is_on(switches.FAVOURITES):
        return None
    return visit.favourites


def art_of(product: catalog.Product) -> parts.Art:
    """The product's cut-paper picture; its name stands beside it, so it needs no words of its own."""
    return art_for(product.category.path, product.name, product.sku)


def price_of(quote: Quote) -> parts.Price:
    """What one unit costs now, beside what it is listed at (R2.23)."""
    saved = quote.listed - quote.payable
    return parts.Price(
        amount=quote.payable,
        currency=quote.currency,
        reference=quote.listed if saved else None,
        reference_basis=_("Listed price before the festival") if saved else "",
        saving=_("You save %(amount)s") % {"amount": money_text(saved, quote.currency)} if saved else "",
    )


def _card(
    product: catalog.Product, quote: Quote, left: int, hearts: frozenset[str] | None
) -> parts.ProductCard:
    return parts.ProductCard(
        name=product.name,
        url=reverse("storefront:product", args=[product.sku]),
        art=art_of(product),
        price=replace(price_of(quote), reference_basis=""),
        badges=badges_of(quote),
        note=_note(product, left),
        sku=product.sku,
        add_url=reverse("storefront:cart-add") if left else "",
        favourite_url=reverse("storefront:favourite", args=[product.sku]) if hearts is not None else "",
        is_favourite=product.sku in (hearts or ()),
        sold_out=not left,
    )


def badges_of(quote: Quote) -> Sequence[parts.Badge]:
    """At most two: what has lowered the price, and the reduction nearest to being earned."""
    badges = [parts.Badge(text=worded(one.names, one.name), tone="action") for one in quote.adjustments[:1]]
    badges += [
        parts.Badge(text=worded(nudge.names, nudge.name), tone="accent")
        for nudge in quote.nudges
        if nudge.code != "claim-coupon"
    ]
    return badges[:2]


def _note(product: catalog.Product, left: int) -> str:
    if 0 < left <= FEW_LEFT:
        return ngettext("%(n)s left", "%(n)s left", left) % {"n": left}
    return size_of(product) or product.shop.title


def size_of(product: catalog.Product) -> str:
    """The package size, unless the name already says it."""
    return "" if product.package_size in product.name else product.package_size
