"""A quote told as receipts: for one line, for the whole cart, and what did not apply and why (R2.18)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from feria.mall.web import parts
from feria.mall.web.money import money_text
from feria.mall.web.storefront.words import enumerated, funder_name, lane_name, language, money_in, worded
from feria.mall.web.templatetags.storefront import when
from feria.pricing import Adjustment, Lane, Nudge, Quote, QuotedLine, Refusal
from feria.pricing.wording import say


def cart_receipt(quote: Quote, caption: str = "", total: str = "") -> parts.Receipt:
    """The whole quote: listed, each adjustment with its funders, payable."""
    rows = [parts.ReceiptRow(label=_("Listed prices"), amount=quote.listed)]
    # ``shipping`` is what is left of the fee; the receipt starts from the whole of it.
    fee = quote.shipping - sum(one.amount for one in quote.adjustments if one.lane is Lane.SHIPPING)
    if fee:
        rows.append(parts.ReceiptRow(label=_("Shipping"), amount=fee))
    rows += [_adjustment_row(one, one.amount) for one in quote.adjustments]
    rows.append(parts.ReceiptRow(label=total or _("To pay"), amount=quote.payable, kind="total"))
    return parts.Receipt(
        currency=quote.currency, rows=rows, caption=caption or _("How the total comes about")
    )


def line_receipt(quote: Quote, line: QuotedLine, caption: str = "") -> parts.Receipt:
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
            rows.append(_adjustment_row(one, part))
    rows.append(parts.ReceiptRow(label=_("You pay"), amount=line.payable, kind="total"))
    return parts.Receipt(currency=quote.currency, rows=rows, caption=caption)


NEARNESS = ("needs-spend", "needs-quantity", "beaten-by", "better-without", "needs-coupon", "not-now")
"""Refusals a shopper can do something about, or is curious about, come first."""
SILENT = frozenset({"no-items", "over"})
"""Not about these goods, or over for good: true, and no help to anyone."""


def refusals(quote: Quote) -> list[str]:
    """What did not apply and why, in the reader's language; what is about other goods or is over goes unsaid."""
    told = sorted(
        (one for one in quote.refusals if one.code not in SILENT),
        key=lambda one: NEARNESS.index(one.code) if one.code in NEARNESS else len(NEARNESS),
    )
    return [sentence(one, quote) for one in told]


def sentence(one: Refusal | Nudge, quote: Quote) -> str:
    """A refusal or a nudge as one sentence, money, times and names as this reader writes them."""
    told: tuple[Adjustment | Refusal | Nudge, ...] = (*quote.adjustments, *quote.refusals, *quote.nudges)
    names = {each.promotion: worded(each.names, each.name) for each in told}
    return say(
        one,
        language(),
        money_in(quote.currency),
        instant=when,
        called=lambda promotion: names.get(promotion, promotion),
    )


def _units(quantity: int, unit_price: int, currency: str) -> str:
    return _("%(n)s × %(price)s") % {"n": quantity, "price": money_text(unit_price, currency)}


def _adjustment_row(one: Adjustment, amount: int) -> parts.ReceiptRow:
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
    return _("%(first)s and %(last)s") % {"first": enumerated(names[:-1]), "last": names[-1]}
