"""A quote told as receipts: for one line, for the whole cart, and what did not apply and why (R2.18)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from feria.mall.web import parts
from feria.mall.web.money import money_text
from feria.mall.web.storefront.words import funder_name, lane_name, language, money_in, worded
from feria.pricing import Adjustment, Quote, QuotedLine
from feria.pricing.wording import say


def cart_receipt(quote: Quote, caption: str = "") -> parts.Receipt:
    """The whole quote: listed, each adjustment with its funders, payable."""
    rows = [parts.ReceiptRow(label=_("Listed prices"), amount=quote.listed)]
    rows += [_adjustment_row(one, one.amount, quote.currency) for one in quote.adjustments]
    rows.append(parts.ReceiptRow(label=_("To pay"), amount=quote.payable, kind="total"))
    return parts.Receipt(
        currency=quote.currency,
        rows=rows,
        caption=caption or _("How the total comes about"),
        refusals=refusals(quote),
    )


def line_receipt(quote: Quote, line: QuotedLine, *, with_refusals: bool = False) -> parts.Receipt:
    """One line: what it is listed at, what each promotion took off it, what is left to pay."""
    rows = [
        parts.ReceiptRow(
            label=_("Listed price"),
            amount=line.listed,
            note=_units(line.quantity, line.unit_price, quote.currency) if line.quantity > 1 else "",
        )
    ]
    for one in quote.adjustments:
        part = sum(share.amount for share in one.shares if share.line == line.id)
        if part:
            rows.append(_adjustment_row(one, part, quote.currency))
    rows.append(parts.ReceiptRow(label=_("You pay"), amount=line.payable, kind="total"))
    return parts.Receipt(
        currency=quote.currency,
        rows=rows,
        caption=_("Why this price"),
        refusals=refusals(quote) if with_refusals else (),
    )


def refusals(quote: Quote, most: int = 12) -> list[str]:
    """Each promotion that did not apply, and why, in the reader's language."""
    money = money_in(quote.currency)
    return [f"{worded(one.names, one.name)}: {say(one, language(), money)}" for one in quote.refusals[:most]]


def coupons_used(quote: Quote) -> Iterable[Adjustment]:
    return (one for one in quote.adjustments if one.coupon)


def _units(quantity: int, unit_price: int, currency: str) -> str:
    return _("%(n)s × %(price)s") % {"n": quantity, "price": money_text(unit_price, currency)}


def _adjustment_row(one: Adjustment, amount: int, currency: str) -> parts.ReceiptRow:
    return parts.ReceiptRow(
        label=worded(one.names, one.name),
        amount=amount,
        note=_("%(lane)s, paid for by %(who)s") % {"lane": lane_name(one.lane), "who": _payers(one)},
        kind="saving",
    )


def _payers(one: Adjustment) -> str:
    names = [funder_name(part.who) for part in one.funders if part.amount]
    if len(names) < 2:
        return names[0] if names else funder_name("mall")
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
