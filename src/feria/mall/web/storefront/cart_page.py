"""The cart as its page shows it: lines by shop with their explanations, the sum, the nudges, the coupons that would help."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.mall.orders.api import MOST_UNITS, CartLine
from feria.mall.stock import api as stock
from feria.mall.web import parts, switches
from feria.mall.web.money import money_text
from feria.mall.web.storefront.cards import art_of, size_of
from feria.mall.web.storefront.nudges import Prompt, prompts, won
from feria.mall.web.storefront.places import PlaceNote, race_notes
from feria.mall.web.storefront.presale_page import AheadOffer, ahead_by_sku
from feria.mall.web.storefront.receipts import cart_receipt, line_receipt, refusals
from feria.mall.web.storefront.tickets import helpful_tickets
from feria.mall.web.storefront.visit import Visit
from feria.pricing import Quote, QuotedLine


@dataclass(frozen=True, kw_only=True)
class Row:
    """A cart line and whether it takes part. ``ahead``: a presale of the product, which no cart can hold."""

    line: parts.CartLine
    ahead: AheadOffer | None
    is_selected: bool
    select_url: str


@dataclass(frozen=True, kw_only=True)
class ShopRows:
    name: str
    url: str
    rows: list[Row]


@dataclass(frozen=True, kw_only=True)
class CartPage:
    """Everything the cart's page says. ``quote`` is None while nothing is selected."""

    shops: list[ShopRows]
    quote: Quote | None
    receipt: parts.Receipt | None
    refusals: list[str]
    won: parts.Nudge | None
    places: list[PlaceNote]
    prompts: list[Prompt]
    tickets: list[parts.Coupon]
    can_check_out: bool
    problem: str
    empty: parts.Empty


def cart_page(visit: Visit, problems: dict[str, str] | None = None, problem: str = "") -> CartPage:
    """``problems``: SKU -> what is wrong with what was just asked for that line; ``problem``: with the whole."""
    lines = visit.cart_lines
    quote = visit.cart_quote
    left = stock.available([line.product for line in lines])
    told = _shortages(lines, left) | (problems or {})
    quoted = {line.sku: line for line in quote.lines} if quote else {}
    goods = {line.product.sku: line.product for line in lines}
    ahead = ahead_by_sku(goods, left, visit.now, visit.in_force)
    rows = [
        (line, _row(line, quote, quoted.get(line.product.sku), left, told, ahead.get(line.product.sku)))
        for line in lines
    ]
    short = any(line.product.sku in told for line in lines if line.is_selected)
    return CartPage(
        shops=_by_shop(rows),
        quote=quote,
        receipt=cart_receipt(quote) if quote else None,
        refusals=refusals(quote) if quote else [],
        won=won(quote) if quote else None,
        places=race_notes(quote, visit.now) if quote else [],
        prompts=prompts(visit, quote) if quote and switches.is_on(switches.NUDGES) else [],
        tickets=helpful_tickets(visit) if quote and switches.is_on(switches.COUPON_TIPS) else [],
        can_check_out=quote is not None and not short,
        problem=problem,
        empty=_empty(),
    )


def _empty() -> parts.Empty:
    return parts.Empty(
        title=_("Your cart is empty"),
        text=_("What you add stays here, at the price of the moment, until you order."),
        action=parts.Link(text=_("See what is on"), url=reverse("storefront:home")),
    )


def _shortages(lines: list[CartLine], left: dict[str, int]) -> dict[str, str]:
    found = {}
    for line in lines:
        has = left.get(line.product.sku, 0)
        if has == 0:
            found[line.product.sku] = _(
                "Sold out just now. Remove it, or keep it for later by taking its tick off."
            )
        elif has < line.quantity:
            found[line.product.sku] = ngettext(
                "Only %(n)s is left. Lower the quantity to go on.",
                "Only %(n)s are left. Lower the quantity to go on.",
                has,
            ) % {"n": has}
    return found


def _row(
    line: CartLine,
    quote: Quote | None,
    quoted: QuotedLine | None,
    left: dict[str, int],
    told: dict[str, str],
    ahead: AheadOffer | None,
) -> Row:
    product = line.product
    listed = product.listed_price * line.quantity
    payable = quoted.payable if quoted else listed
    currency = quote.currency if quote else settings.CURRENCY
    return Row(
        line=parts.CartLine(
            name=product.name,
            url=reverse("storefront:product", args=[product.sku]),
            art=art_of(product),
            sku=product.sku,
            quantity=line.quantity,
            currency=currency,
            total=payable,
            list_total=listed if payable != listed else None,
            unit=product.listed_price if line.quantity > 1 else None,
            note=size_of(product),
            saving=_("%(amount)s off") % {"amount": money_text(listed - payable, currency)}
            if payable < listed
            else "",
            receipt=line_receipt(quote, quoted) if quote and quoted else None,
            problem=told.get(product.sku, ""),
            update_url=reverse("storefront:cart-line", args=[product.sku]),
            remove_url=reverse("storefront:cart-remove", args=[product.sku]),
            max_quantity=min(MOST_UNITS, max(left.get(product.sku, 0), line.quantity)),
        ),
        ahead=ahead,
        is_selected=line.is_selected,
        select_url=reverse("storefront:cart-select", args=[product.sku]),
    )


def _by_shop(rows: list[tuple[CartLine, Row]]) -> list[ShopRows]:
    shops: dict[str, ShopRows] = {}
    for line, row in rows:
        shop = line.product.shop
        url = reverse("storefront:shop", args=[shop.code])
        shops.setdefault(shop.code, ShopRows(name=shop.title, url=url, rows=[])).rows.append(row)
    return list(shops.values())
