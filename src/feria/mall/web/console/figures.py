"""The console's reads put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from feria.festival import Document
from feria.mall.campaigns import api as campaigns
from feria.mall.coupons import api as coupons
from feria.mall.orders import api as orders
from feria.mall.web.money import count_text, money_text
from feria.mall.web.parts import Stat
from feria.mall.web.storefront.words import worded


@dataclass(frozen=True, slots=True, kw_only=True)
class FestivalRow:
    """A festival in the list."""

    code: str
    name: str
    state: str
    phase: str
    number: int | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponRow:
    """A coupon's design with how far it went."""

    code: str
    name: str
    shop: str
    stock: int
    claimed: int
    claimed_share: int
    used: int
    claim_from_at: datetime
    claim_until: datetime
    use_from_at: datetime
    use_until: datetime


def festival_rows(rows: Iterable[campaigns.FestivalRow]) -> list[FestivalRow]:
    """The list of festivals in the reader's words."""
    states = {
        "draft": _("draft"),
        "withdrawn": _("withdrawn"),
        "upcoming": _("to come"),
        "running": _("running"),
        "over": _("over"),
    }
    return [
        FestivalRow(
            code=row.code,
            name=worded(row.document.names, row.code) if row.document else row.code,
            state=states[row.state],
            phase=worded(row.moment.phase.names) if row.moment and row.moment.phase else "",
            number=row.applied,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in rows
    ]


def tiles(document: Document, now: datetime) -> list[Stat]:
    """Sales since the festival began, beside its target where one is stated."""
    sold = orders.sales(document.starts_at, min(now, document.ends_at))
    currency = settings.CURRENCY
    target = document.targets.get("sales")
    note = _("goal %(goal)s") % {"goal": money_text(target.goal, currency)} if target else ""
    return [
        Stat(label=_("Sales"), amount=sold.revenue, currency=currency, note=note),
        Stat(label=_("Orders"), text=count_text(sold.orders)),
        Stat(label=_("Units"), text=count_text(sold.units)),
        Stat(label=_("Reductions"), amount=sold.reduction, currency=currency),
    ]


def coupon_rows(festival: str) -> list[CouponRow]:
    """The festival's coupons."""
    return [
        CouponRow(
            code=row.code,
            name=worded(row.names, row.code),
            shop=row.shop_code,
            stock=row.stock,
            claimed=row.claimed,
            claimed_share=round(100 * row.claimed / row.stock) if row.stock else 0,
            used=row.redeemed,  # type: ignore[attr-defined]  # reckoned by templates()
            claim_from_at=row.claim_from_at,
            claim_until=row.claim_until,
            use_from_at=row.use_from_at,
            use_until=row.use_until,
        )
        for row in coupons.templates(festival)
    ]
