"""What a document says as far as it could be read, each part with its path, so that checks can point at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from feria.festival.document import CouponDesign, Document, Phase, Venue
from feria.festival.groups import GroupDesign
from feria.festival.ladders import LadderDesign
from feria.festival.presales import PresaleDesign
from feria.festival.rushes import RushDesign
from feria.pricing import Promotion

T = TypeVar("T")


@dataclass(frozen=True)
class Placed(Generic[T]):
    """A value and where the document states it."""

    path: str
    value: T


@dataclass
class Draft:
    """The parts that checks look at."""

    currency: str
    zone: ZoneInfo
    shops: list[str] = field(default_factory=list)
    phases: list[Placed[Phase]] = field(default_factory=list)
    promotions: list[Placed[Promotion]] = field(default_factory=list)
    coupons: list[Placed[CouponDesign]] = field(default_factory=list)
    venues: list[Placed[Venue]] = field(default_factory=list)
    rushes: list[Placed[RushDesign]] = field(default_factory=list)
    rush_ids: list[Placed[str]] = field(default_factory=list)  # read whole or not
    presales: list[Placed[PresaleDesign]] = field(default_factory=list)
    presale_ids: list[Placed[str]] = field(default_factory=list)  # read whole or not
    ladders: list[Placed[LadderDesign]] = field(default_factory=list)
    ladder_ids: list[Placed[str]] = field(default_factory=list)  # read whole or not
    groups: list[Placed[GroupDesign]] = field(default_factory=list)
    group_ids: list[Placed[str]] = field(default_factory=list)  # read whole or not
    exclusives: dict[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # group -> ids of promotions and coupons
    offer_ids: list[Placed[str]] = field(default_factory=list)  # of promotions and coupons, read whole or not
    offer_shops: list[Placed[str]] = field(default_factory=list)  # the shops they belong to
    period_paths: dict[tuple[str, str], str] = field(default_factory=dict)  # (path of the phase, id) -> path
    all_phases_read: bool = True

    @classmethod
    def of(cls, document: Document) -> Draft:
        """A document that has been read, taken apart again."""
        draft = cls(
            currency=document.currency,
            zone=ZoneInfo(document.time_zone),
            shops=list(document.shops),
            phases=_placed("phases", document.phases),
            promotions=_placed("promotions", document.promotions),
            coupons=_placed("coupons", document.coupons),
            venues=_placed("venues", document.venues),
            rushes=_placed("rush", document.rushes),
            presales=_placed("presale", document.presales),
            ladders=_placed("ladder", document.ladders),
            groups=_placed("group", document.groups),
            exclusives=document.exclusives,
        )
        draft.rush_ids = [Placed(f"{each.path}.id", each.value.id) for each in draft.rushes]
        draft.ladder_ids = [Placed(f"{each.path}.id", each.value.id) for each in draft.ladders]
        draft.group_ids = [Placed(f"{each.path}.id", each.value.id) for each in draft.groups]
        draft.presale_ids = [Placed(f"{each.path}.id", each.value.id) for each in draft.presales]
        draft.offer_ids = [Placed(f"{each.path}.id", each.value.id) for each in draft.offers]
        draft.offer_shops = [
            Placed(f"{each.path}.shop", each.value.shop) for each in draft.offers if each.value.shop
        ]
        return draft

    @property
    def offers(self) -> list[Placed[Promotion]]:
        """The promotions, and those that coupons open."""
        return self.promotions + [Placed(each.path, each.value.promotion) for each in self.coupons]

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """From the first phase's start to the last one's end; None while a phase is missing from the reckoning."""
        if not self.phases or not self.all_phases_read:
            return None
        phases = [each.value for each in self.phases]
        return min(each.start_at for each in phases), max(each.end_at for each in phases)


def _placed(field_name: str, values: tuple[T, ...]) -> list[Placed[T]]:
    return [Placed(f"{field_name}[{i}]", value) for i, value in enumerate(values)]
