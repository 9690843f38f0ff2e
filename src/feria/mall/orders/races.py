"""The first so many orders (R2.11): whose place is whose, as quoting, checkout and pages see it.

An order takes its place when it is placed and keeps it while it is being paid; its rank is drawn at payment. So the
price a shopper sees is the price they pay, and there are never more than so many (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Q

from feria.mall.campaigns.api import documents_in_force, plan
from feria.mall.orders.models import Order, QuotaUse
from feria.mall.orders.quotas import FIRST
from feria.pricing import Plan, Promotion
from feria.pricing.places import places_of


@lru_cache(maxsize=16)
def races_in(in_force: Plan) -> dict[str, Promotion]:
    """The plan's promotions for the first so many, by id."""
    return {each.id: each for each in in_force.promotions if places_of(each)}


def codes_of(promotions: Collection[str]) -> dict[str, str]:
    """The quota's code by the promotion's id. Places are counted for each festival apart."""
    if not promotions:
        return {}
    festival = {each.id: doc.id for doc in documents_in_force() for each in doc.all_promotions}
    return {each: f"{FIRST}{festival.get(each, '')}:{each}" for each in promotions}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a race stands: its ``places``, how many of them are paid, and how many are being paid for."""

    promotion: str
    name: str
    names: Mapping[str, str]
    places: int
    paid: int
    paying: int

    @property
    def left(self) -> int:
        return max(self.places - self.paid - self.paying, 0)

    @property
    def next_place(self) -> int:
        """The place that the next order takes."""
        return self.paid + self.paying + 1


def standings(promotions: Collection[str], now: datetime) -> list[Standing]:
    """How those of the promotions that are races stand, in the order named."""
    known = races_in(plan(now)) if promotions else {}
    races = {each: known[each] for each in promotions if each in known}
    if not races:
        return []
    codes = codes_of(races)
    live = QuotaUse.objects.filter(quota__code__in=codes.values(), given_back_at=None)
    paid = Count("pk", filter=Q(rank__isnull=False))
    counted = {
        code: (ranked, every - ranked)
        for code, ranked, every in live.order_by().values("quota__code").annotate(ranked=paid, every=Count("pk"))
        .values_list("quota__code", "ranked", "every")
    }  # fmt: skip
    return [_standing(race, *counted.get(codes[each], (0, 0))) for each, race in races.items()]


def _standing(race: Promotion, paid: int, paying: int) -> Standing:
    return Standing(
        promotion=race.id,
        name=race.name,
        names=race.names,
        places=places_of(race),
        paid=paid,
        paying=paying,
    )


@dataclass(frozen=True, kw_only=True)
class Place:
    """An order's place in a race; ``rank`` is 0 while it is not paid."""

    promotion: str
    rank: int
    places: int
    is_given_back: bool


def places_of_order(order: Order) -> list[Place]:
    """The order's places among the first so many, given back or not."""
    uses = order.quota_uses.filter(quota__code__startswith=FIRST).select_related("quota")
    return [
        Place(
            promotion=use.quota.code.rpartition(":")[2],
            rank=use.rank or 0,
            places=use.quota.limit,
            is_given_back=use.given_back_at is not None,
        )
        for use in uses.order_by("pk")
    ]
