"""Ordering ahead, in words: what is paid now, what later, and what is lost by whom (R2.13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.festival import Document
from feria.mall.catalog.api import Product
from feria.mall.orders import api as orders
from feria.mall.web.money import count_text, money_text
from feria.mall.web.storefront.words import worded
from feria.mall.web.templatetags.storefront import when


@dataclass(frozen=True, kw_only=True)
class AheadOffer:
    """A presale of a product as its page tells it. Amounts are of one unit."""

    title: str
    url: str
    currency: str
    deposit: int
    counts_as: int
    balance: int
    total: int
    deposit_from_at: datetime
    deposit_until: datetime
    balance_from_at: datetime
    balance_until: datetime
    note: str
    is_open: bool
    most: int


def ahead_offers(sku: str, now: datetime, free: int, documents: Sequence[Document]) -> list[AheadOffer]:
    """The product's presales that are open or to come; ``free`` is what stock has of it, ``documents`` are in force."""
    found = [one for one in orders.presale_offers(sku, documents) if one.state(now) != "over"]
    return [ahead_offer(one, now, free) for one in found]


def ahead_by_sku(
    goods: Mapping[str, Product], free: Mapping[str, int], now: datetime, documents: Sequence[Document]
) -> dict[str, AheadOffer]:
    """Of these products, with what stock has of each, those whose deposit can be paid now; the first presale of each."""
    shown: dict[str, AheadOffer] = {}
    for one in orders.open_presales(goods, now, documents, free):
        if one.good.sku not in shown:
            shown[one.good.sku] = ahead_offer(one, now, free[one.good.sku])
    return shown


def ahead_offer(one: orders.PresaleOffer, now: datetime, free: int) -> AheadOffer:
    """One presale of a product."""
    terms = one.good.terms
    left = one.units_left(free)
    limits = [left, orders.MOST_UNITS, *([one.good.per_member] if one.good.per_member else [])]
    return AheadOffer(
        title=worded(one.design.names, one.design.id),
        url=reverse("storefront:presale", args=[one.design.code, one.good.sku]),
        currency=one.document.currency,
        deposit=terms.deposit,
        counts_as=terms.counts_as,
        balance=terms.balance,
        total=terms.total,
        deposit_from_at=one.design.deposit.start_at,
        deposit_until=one.design.deposit.end_at,
        balance_from_at=one.design.balance.start_at,
        balance_until=one.design.balance.end_at,
        note=_left(left),
        is_open=one.state(now) == "open" and left > 0,
        most=max(min(limits), 1),
    )


def _left(left: int) -> str:
    if not left:
        return _("None is left to order ahead.")
    return ngettext(
        "%(n)s is left to order ahead.", "%(n)s are left to order ahead.", left
    ) % {"n": count_text(left)}  # fmt: skip


def balance_note(order: orders.Order, now: datetime) -> str:
    """What a list of orders says of one whose balance is still due; "" of any other."""
    if order.state != orders.Order.State.PREPAID or order.way != "presale":
        return ""
    presale = order.presale
    times = {"from": when(presale.balance_from_at), "until": when(presale.balance_until)}
    if now >= presale.balance_from_at:
        return _("The balance can be paid now, until %(until)s") % times
    return _("Balance due from %(from)s until %(until)s") % times


def cancelled_words(order: orders.Order) -> str:
    """What became of the money of an order that was just cancelled."""
    if order.forfeited:
        lost = {"deposit": money_text(order.forfeited, settings.CURRENCY)}
        return (
            _(
                "The order is cancelled. The deposit of %(deposit)s stays with the shop; anything else goes back to you."
            )
            % lost
        )
    return _("The order is cancelled. What you paid goes back to you, and so do your coupons.")
