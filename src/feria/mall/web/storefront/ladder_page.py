"""A ladder, in words: today's price, tomorrow's, and what is left (R2.12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feria.festival import Document, Rung
from feria.mall.catalog.api import Product
from feria.mall.orders import api as orders
from feria.mall.web.money import count_text
from feria.mall.web.storefront.words import worded
from feria.pricing import Percent


@dataclass(frozen=True, kw_only=True)
class LadderNote:
    """A ladder as its product's page tells it; a price is None on a day that is none of the ladder's."""

    title: str
    currency: str
    today: int | None
    following: int | None
    following_at: datetime | None
    ends_at: datetime | None
    lead: str
    rest: str
    left_percent: int


def ladder_notes(product: Product, now: datetime, documents: Sequence[Document]) -> list[LadderNote]:
    """The ladders of a product that are not over; ``documents`` are those in force."""
    found = orders.ladder_offers(product.sku, now, documents)
    return [ladder_note(one, product.listed_price, now) for one in found]


def ladder_note(one: orders.LadderOffer, listed: int, now: datetime) -> LadderNote:
    """One ladder of a product that is listed at so much; ``ends_at``: when today's price does."""
    today, following = one.design.rung_at(now), one.design.rung_after(now)
    return LadderNote(
        title=worded(one.design.names, one.design.id),
        currency=settings.CURRENCY,
        today=_price(today, listed) if one.left else None,
        following=_price(following, listed) if one.left else None,
        following_at=following.window.start_at if following else None,
        ends_at=today.window.end_at if today else None,
        lead=_left(one),
        rest=_paying(one.paying),
        left_percent=min(one.left * 100 // one.design.units, 100),
    )


def _price(rung: Rung | None, listed: int) -> int | None:
    return listed - Percent(bps=rung.off_bps).unit_off(listed) if rung else None


def _left(one: orders.LadderOffer) -> str:
    counts = {"left": count_text(one.left), "units": count_text(one.design.units)}
    if not one.left and one.taken < one.design.units:  # what others bought without the ladder is gone too
        return _("Sold out")
    if not one.left:
        return _("All %(units)s units at these prices are taken.") % counts
    return _("%(left)s of %(units)s units are left.") % counts


def _paying(paying: int) -> str:
    if not paying:
        return ""
    return ngettext(
        "%(n)s is still being paid for; if it is not, it comes back within minutes.",
        "%(n)s are still being paid for; what is not paid comes back within minutes.",
        paying,
    ) % {"n": count_text(paying)}
