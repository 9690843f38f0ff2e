"""What is in stock, who is holding it, and whether the counters agree with the holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from feria.mall.stock.models import Hold, RushItem, StockItem

if TYPE_CHECKING:
    from feria.mall.catalog.api import Product


@dataclass(frozen=True, kw_only=True)
class Level:
    """Where a product's units stand: received = free + held + sold. ``paying``: claimants holding some (R3.2)."""

    sku: str
    received: int
    held: int
    sold: int
    paying: int = 0

    @property
    def free(self) -> int:
        return self.received - self.held - self.sold


def levels(products: Iterable[Product]) -> dict[str, Level]:
    """Each product's level by SKU; a product that never had stock stands at nought."""
    wanted = {product.pk: product.sku for product in products}
    paying = Count("holds", filter=Q(holds__state=Hold.State.HELD))
    found = {
        item.pk: Level(
            sku=wanted[item.pk], received=item.received, held=item.held, sold=item.sold, paying=item.paying
        )
        for item in StockItem.objects.filter(pk__in=wanted).annotate(paying=paying)
    }
    return {sku: found.get(pk) or Level(sku=sku, received=0, held=0, sold=0) for pk, sku in wanted.items()}


def available(products: Iterable[Product]) -> dict[str, int]:
    """Units of each product, by SKU, that can be held now."""
    wanted = {product.pk: product.sku for product in products}
    rows = StockItem.objects.filter(pk__in=wanted).values_list("pk", F("received") - F("held") - F("sold"))
    free = dict(rows)
    return {sku: free.get(pk, 0) for pk, sku in wanted.items()}


def claims() -> dict[str, dict[str, dict[str, int]]]:
    """Live claims, claimant -> state (held, allocated) -> SKU -> units: what orders are checked against (P17).

    Without what the teller holds for buyers who have not ordered yet.
    """
    found: dict[str, dict[str, dict[str, int]]] = {}
    live = Hold.objects.exclude(state=Hold.State.RELEASED)
    rows = live.exclude(state=Hold.State.HELD, session__isnull=False).values_list(
        "claimant", "state", "item__product__sku", "quantity"
    )
    for claimant, state, sku, quantity in rows.iterator():
        found.setdefault(claimant, {}).setdefault(state, {})[sku] = quantity
    return found


@dataclass(frozen=True, kw_only=True)
class CounterDrift:
    """A counter of a stock row that disagrees with the rows it counts."""

    sku: str
    counter: str  # received, held, sold; taken:CODE of a rush session
    counted: int  # what the rows say
    stored: int


def counter_drifts() -> list[CounterDrift]:
    """Stock rows whose counters disagree with their movements and holds. None, unless something is broken."""
    return [
        *_differing("received", Sum("movements__quantity")),
        *_differing("held", Sum("holds__quantity", filter=Q(holds__state=Hold.State.HELD))),
        *_differing("sold", Sum("holds__quantity", filter=Q(holds__state=Hold.State.ALLOCATED))),
        *_taken_differing(),
    ]


def _differing(counter: str, units: Sum) -> list[CounterDrift]:
    items = StockItem.objects.annotate(counted=Coalesce(units, 0)).exclude(counted=F(counter))
    return [
        CounterDrift(sku=sku, counter=counter, counted=counted, stored=stored)
        for sku, counted, stored in items.values_list("product__sku", "counted", counter)
    ]


def _taken_differing() -> list[CounterDrift]:
    live = Q(session__holds__item=F("item")) & ~Q(session__holds__state=Hold.State.RELEASED)
    rows = RushItem.objects.annotate(counted=Coalesce(Sum("session__holds__quantity", filter=live), 0))
    return [
        CounterDrift(sku=sku, counter=f"taken:{code}", counted=counted, stored=stored)
        for sku, code, counted, stored in rows.exclude(counted=F("taken")).values_list(
            "item__product__sku", "session__code", "counted", "taken"
        )
    ]
