"""What is in stock, who is holding it, and whether the counters agree with the holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from feria.mall.stock.models import Hold, RushItem, StockItem
from feria.mall.stock.shelves import FREE

if TYPE_CHECKING:
    from feria.mall.catalog.api import Product


@dataclass(frozen=True, kw_only=True)
class Level:
    """Where a product's units stand: received = free + held + sold + set aside for rush sessions.

    ``paying``: claimants holding some (R3.2).
    """

    sku: str
    received: int
    held: int
    sold: int
    set_aside: int = 0
    paying: int = 0

    @property
    def free(self) -> int:
        return self.received - self.held - self.sold - self.set_aside


def levels(products: Iterable[Product]) -> dict[str, Level]:
    """Each product's level by SKU; a product that never had stock stands at nought."""
    wanted = {product.pk: product.sku for product in products}
    paying = _paying(wanted)
    found = {
        item.pk: Level(
            sku=wanted[item.pk],
            received=item.received,
            held=item.held,
            sold=item.sold,
            set_aside=item.set_aside,
            paying=paying.get(item.pk, 0),
        )
        for item in StockItem.objects.filter(pk__in=wanted)
    }
    return {sku: found.get(pk) or Level(sku=sku, received=0, held=0, sold=0) for pk, sku in wanted.items()}


def _paying(items: Iterable[int]) -> dict[int, int]:
    """How many hold some of each of these items (by id) and have not paid yet."""
    held = Hold.objects.filter(state=Hold.State.HELD, item_id__in=items).order_by()
    return dict(held.values("item_id").annotate(paying=Count("pk")).values_list("item_id", "paying"))


def available(products: Iterable[Product]) -> dict[str, int]:
    """Units of each product, by SKU, that can be held now."""
    wanted = {product.pk: product.sku for product in products}
    free = dict(StockItem.objects.filter(pk__in=wanted).values_list("pk", FREE))
    return {sku: free.get(pk, 0) for pk, sku in wanted.items()}


def claims() -> dict[str, dict[str, dict[str, int]]]:
    """Live claims, claimant -> state (held, allocated) -> SKU -> units: what orders are checked against (P17).

    Also those that the teller holds for buyers who have not ordered yet: ``session/key`` is their name.
    """
    found: dict[str, dict[str, dict[str, int]]] = {}
    live = Hold.objects.exclude(state=Hold.State.RELEASED)
    rows = live.values_list("claimant", "state", "item__product__sku", "quantity")
    for claimant, state, sku, quantity in rows.iterator():
        found.setdefault(claimant, {}).setdefault(state, {})[sku] = quantity
    return found


@dataclass(frozen=True, kw_only=True)
class CounterDrift:
    """A counter of a stock row that disagrees with the rows it counts; or units held of no stock row at all."""

    sku: str  # "#7" where product 7 has no stock row
    counter: str  # received, held, sold, set_aside; taken:CODE (sold, released, remaining) of a rush session
    counted: int  # what the rows say
    stored: int


def counter_drifts() -> list[CounterDrift]:
    """Stock rows whose counters disagree with their movements and holds, and holds of no stock row. None, unless
    something is broken.
    """
    return [
        *_holds_of_nothing(),
        *_differing("received", Sum("movements__quantity")),
        *_differing("held", Sum("holds__quantity", filter=Q(holds__state=Hold.State.HELD))),
        *_differing("sold", Sum("holds__quantity", filter=Q(holds__state=Hold.State.ALLOCATED))),
        *_differing("set_aside", Sum("rushes__remaining")),
        *_of_sessions_differing("taken", Q(state__in=[Hold.State.HELD, Hold.State.ALLOCATED])),
        *_of_sessions_differing("sold", Q(state=Hold.State.ALLOCATED)),
        *_of_sessions_differing("released", Q(state=Hold.State.RELEASED)),
        *_remaining_differing(),
    ]


def _holds_of_nothing() -> list[CounterDrift]:
    """Units that live holds have of a product without a stock row: no constraint of the database forbids it."""
    rows = StockItem.objects.filter(pk=OuterRef("item_id"))
    live = Hold.objects.filter(~Exists(rows)).exclude(state=Hold.State.RELEASED)
    units = live.order_by("item_id").values("item_id").annotate(units=Sum("quantity"))
    return [
        CounterDrift(sku=f"#{pk}", counter="held", counted=held, stored=0)
        for pk, held in units.values_list("item_id", "units")
    ]


def _differing(counter: str, units: Sum) -> list[CounterDrift]:
    items = StockItem.objects.annotate(counted=Coalesce(units, 0)).exclude(counted=F(counter))
    return [
        CounterDrift(sku=sku, counter=counter, counted=counted, stored=stored)
        for sku, counted, stored in items.values_list("product__sku", "counted", counter)
    ]


def _of_sessions_differing(counter: str, which: Q) -> list[CounterDrift]:
    """Counters of rush sessions that disagree with their holds."""
    holds = Hold.objects.filter(which, session=OuterRef("session"), item=OuterRef("item")).order_by()
    units = holds.values("item").annotate(units=Sum("quantity")).values("units")
    rows = RushItem.objects.annotate(counted=Coalesce(Subquery(units), 0)).exclude(counted=F(counter))
    return _drifts_of_sessions(counter, rows)


def _remaining_differing() -> list[CounterDrift]:
    """A session keeps aside what it may still sell, and nothing once it is closed out."""
    keeps = Q(units__isnull=False, is_offered=True, closed_out_at=None)
    counted = Case(When(keeps, then=F("units") - F("taken")), default=0)
    rows = RushItem.objects.annotate(counted=counted).exclude(counted=F("remaining"))
    return _drifts_of_sessions("remaining", rows)


def _drifts_of_sessions(counter: str, rows: QuerySet[RushItem]) -> list[CounterDrift]:
    figures = rows.values_list("item__product__sku", "session__code", "counted", counter)
    return [
        CounterDrift(sku=sku, counter=f"{counter}:{code}", counted=counted, stored=stored)
        for sku, code, counted, stored in figures
    ]
