"""How ladders stand, for pages (R2.12): today's step, tomorrow's, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum

from feria.festival import Document, LadderDesign
from feria.mall.campaigns.api import documents_in_force
from feria.mall.catalog.api import products_by_sku
from feria.mall.orders.counts import LADDER
from feria.mall.orders.models import Order, Quota
from feria.mall.stock.api import available


@dataclass(frozen=True, kw_only=True)
class LadderOffer:
    """A ladder; ``left`` are units nobody has, as far as stock has them; ``paying`` those of orders not paid yet."""

    design: LadderDesign
    left: int
    paying: int
    taken: int = 0  # of its units, paid or being paid


def ladder_offers(
    sku: str | None, now: datetime, documents: Sequence[Document] | None = None
) -> list[LadderOffer]:
    """The ladders of a product (of every one for None) that are not over by their days, the earliest first.

    ``documents`` are those in force, where they are at hand.
    """
    found = [
        design
        for document in (documents_in_force() if documents is None else documents)
        for design in document.ladders
        if sku in (None, design.sku) and design.rungs[-1].window.end_at > now
    ]
    return _counted(sorted(found, key=lambda each: each.rungs[0].window.start_at))


def _counted(designs: list[LadderDesign]) -> list[LadderOffer]:
    if not designs:
        return []
    unpaid = Q(uses__given_back_at=None, uses__order__state=Order.State.PLACED)
    quotas = Quota.objects.filter(code__in=[LADDER + each.code for each in designs])
    rows = quotas.annotate(paying=Sum("uses__units", filter=unpaid, default=0))
    counts = {row.code: (row.taken, row.paying) for row in rows}
    free = available(products_by_sku([each.sku for each in designs]).values())
    return [_offer(each, free.get(each.sku, 0), *counts.get(LADDER + each.code, (0, 0))) for each in designs]


def _offer(design: LadderDesign, free: int, taken: int, paying: int) -> LadderOffer:
    left = min(max(design.units - taken, 0), free)
    return LadderOffer(design=design, left=left, paying=paying, taken=taken)
