"""What groups can buy, as the festivals in force say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from feria.festival import Document, GroupDesign
from feria.mall.campaigns.api import documents_in_force
from feria.mall.orders.models import Quota

UNLIMITED = 1_000_000_000_000
"""The limit of a quota where the document sets none: stock decides."""
TOGETHER = "together:"
"""How the codes of quotas begin that count units and seats of groups; they come after all others, and are locked so."""


@dataclass(frozen=True, kw_only=True)
class GroupOffer:
    """A group buy. ``left`` is how many units groups may still have, None: as many as stock."""

    design: GroupDesign
    document: Document
    left: int | None = None

    @property
    def quota(self) -> str:
        """The code of the quota that counts its units."""
        return TOGETHER + self.design.code

    @property
    def limit(self) -> int:
        return UNLIMITED if self.design.units is None else self.design.units

    def state(self, now: datetime) -> Literal["to come", "open", "over"]:
        """Whether groups can be started."""
        if now < self.design.window.start_at:
            return "to come"
        return "open" if now < self.design.window.end_at else "over"


def group_offers(sku: str | None = None) -> list[GroupOffer]:
    """The group buys of all festivals in force, of one product or of all, the earliest first."""
    found = [offer for offer in _offers() if sku in (None, offer.design.sku)]
    return [_counted(each) for each in sorted(found, key=lambda each: each.design.window.start_at)]


def group_offer(code: str) -> GroupOffer | None:
    """The group buy of this code."""
    found = next((offer for offer in _offers() if offer.design.code == code), None)
    return _counted(found) if found else None


def _offers() -> list[GroupOffer]:
    return [
        GroupOffer(design=design, document=document)
        for document in documents_in_force()
        for design in document.groups
    ]


def _counted(offer: GroupOffer) -> GroupOffer:
    if offer.design.units is None:
        return offer
    taken = Quota.objects.filter(code=offer.quota).values_list("taken", flat=True).first() or 0
    left = max(offer.design.units - taken, 0)
    return GroupOffer(design=offer.design, document=offer.document, left=left)
