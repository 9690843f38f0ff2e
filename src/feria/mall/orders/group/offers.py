"""What groups can buy, as the festivals in force say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


def group_offers(sku: str | None = None, documents: Sequence[Document] | None = None) -> list[GroupOffer]:
    """The group buys of a product (of every one for None), of all festivals in force, the earliest first.

    ``documents`` are those in force, where they are at hand.
    """
    found = [
        GroupOffer(design=design, document=document)
        for document in (documents_in_force() if documents is None else documents)
        for design in document.groups
        if sku in (None, design.sku)
    ]
    return sorted(_counted(found), key=lambda each: each.design.window.start_at)


def group_offer(code: str) -> GroupOffer | None:
    """The group buy of this code."""
    return next((each for each in group_offers() if each.design.code == code), None)


def _counted(offers: list[GroupOffer]) -> list[GroupOffer]:
    """With the units that groups may still have of each, where the document says how many there are."""
    limited = [each.quota for each in offers if each.design.units is not None]
    taken = dict(Quota.objects.filter(code__in=limited).values_list("code", "taken")) if limited else {}
    return [replace(each, left=_left(each.design, taken.get(each.quota, 0))) for each in offers]


def _left(design: GroupDesign, taken: int) -> int | None:
    return None if design.units is None else max(design.units - taken, 0)
