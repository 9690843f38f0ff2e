"""What can be ordered ahead, as the festivals in force say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from feria.festival import Document, PresaleDesign, PresaleGood
from feria.mall.campaigns.api import documents_in_force
from feria.mall.catalog.api import Product
from feria.mall.orders.models import Quota
from feria.mall.stock.api import available

UNLIMITED = 1_000_000_000_000
"""The limit of a quota where the document sets none: stock decides."""


@dataclass(frozen=True, kw_only=True)
class PresaleOffer:
    """A product of a presale. ``left`` is how many units the presale still has, None: as many as stock."""

    design: PresaleDesign
    good: PresaleGood
    document: Document
    left: int | None = None

    @property
    def quota(self) -> str:
        """The code of the quota that counts its units."""
        return f"presale:{self.design.code}:{self.good.sku}"

    @property
    def limit(self) -> int:
        return UNLIMITED if self.good.units is None else self.good.units

    def units_left(self, free: int) -> int:
        """How many can be ordered ahead while stock has ``free`` of it."""
        return free if self.left is None else min(self.left, free)

    def state(self, now: datetime) -> Literal["to come", "open", "over"]:
        """Whether deposits are taken."""
        window = self.design.deposit
        if now < window.start_at:
            return "to come"
        return "open" if now < window.end_at else "over"


def presale_offers(sku: str | None = None, documents: Sequence[Document] | None = None) -> list[PresaleOffer]:
    """The presales of a product (of every one for None), of all festivals in force, the earliest first.

    ``documents`` are those in force, where they are at hand.
    """
    found = [
        PresaleOffer(design=design, good=good, document=document)
        for document in (documents_in_force() if documents is None else documents)
        for design in document.presales
        for good in design.products
        if sku in (None, good.sku)
    ]
    return sorted(_counted(found), key=lambda each: each.design.deposit.start_at)


def open_presales(
    goods: Mapping[str, Product],
    now: datetime,
    documents: Sequence[Document] | None = None,
    free: Mapping[str, int] | None = None,
) -> list[PresaleOffer]:
    """Of these products, by SKU, the presales that take deposits now and have a unit left, the earliest first.

    ``left`` of each is what can be had of it, by its own count and by stock's: ``free``, where that is at hand.
    """
    found = [
        each
        for each in presale_offers(None, documents)
        if each.good.sku in goods and each.state(now) == "open"
    ]
    if not found:
        return []
    units = available([goods[each.good.sku] for each in found]) if free is None else free
    had = [replace(each, left=each.units_left(units[each.good.sku])) for each in found]
    return [each for each in had if each.left]


def presale_offer(code: str, sku: str) -> PresaleOffer | None:
    """The product in the presale of this code."""
    return next((each for each in presale_offers(sku) if each.design.code == code), None)


def _counted(offers: list[PresaleOffer]) -> list[PresaleOffer]:
    """With the units that each still has, where the document says how many there are."""
    limited = [each.quota for each in offers if each.good.units is not None]
    taken = dict(Quota.objects.filter(code__in=limited).values_list("code", "taken")) if limited else {}
    return [replace(each, left=_left(each.good, taken.get(each.quota, 0))) for each in offers]


def _left(good: PresaleGood, taken: int) -> int | None:
    return None if good.units is None else max(good.units - taken, 0)
