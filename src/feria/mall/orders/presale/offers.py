"""What can be ordered ahead, as the festivals in force say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from feria.festival import Document, PresaleDesign, PresaleGood
from feria.mall.campaigns.api import documents_in_force
from feria.mall.orders.models import Quota

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

    def state(self, now: datetime) -> Literal["to come", "open", "over"]:
        """Whether deposits are taken."""
        window = self.design.deposit
        if now < window.start_at:
            return "to come"
        return "open" if now < window.end_at else "over"


def presale_offers(sku: str) -> list[PresaleOffer]:
    """The presales of a product, of all festivals in force, the earliest first."""
    found = [
        PresaleOffer(design=design, good=good, document=document)
        for document in documents_in_force()
        for design in document.presales
        if (good := design.good(sku)) is not None
    ]
    return sorted(map(_counted, found), key=lambda each: each.design.deposit.start_at)


def presale_offer(code: str, sku: str) -> PresaleOffer | None:
    """The product in the presale of this code."""
    return next((each for each in presale_offers(sku) if each.design.code == code), None)


def _counted(offer: PresaleOffer) -> PresaleOffer:
    if offer.good.units is None:
        return offer
    taken = Quota.objects.filter(code=offer.quota).values_list("taken", flat=True).first() or 0
    left = max(offer.good.units - taken, 0)
    return PresaleOffer(design=offer.design, good=offer.good, document=offer.document, left=left)
