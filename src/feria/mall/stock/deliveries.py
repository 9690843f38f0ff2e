"""How stock comes in: deliveries, counts, the first stock of a new mall. Every change leaves a movement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from feria.mall.kit.api import answered_once, database_now, record
from feria.mall.stock.errors import BelowClaims
from feria.mall.stock.models import StockItem, StockMovement
from feria.mall.stock.shelves import FREE, units_free

if TYPE_CHECKING:
    from feria.mall.catalog.api import Product
    from feria.mall.members.api import User


@transaction.atomic
def receive(product: Product, quantity: int, reason: str) -> StockItem:
    """Add units, or take off with a negative quantity (a count found less). Raises BelowClaims."""
    StockItem.objects.get_or_create(product_id=product.pk)
    after = FREE + quantity
    rows = StockItem.objects.alias(after=after).filter(pk=product.pk, after__gte=0)
    changed = rows.update(received=F("received") + quantity)
    item = StockItem.objects.get(pk=product.pk)
    if not changed:
        raise BelowClaims(product.sku, quantity, units_free(item))
    StockMovement.objects.create(item=item, quantity=quantity, reason=reason, moved_at=database_now())
    return item


def book_in(product: Product, quantity: int, reason: str, by: User, key: str) -> int:
    """What ``receive`` does, by a person: once for their ``key``, with an entry in the audit trail; answers how many
    units are free then. Raises BelowClaims, KeyReused.
    """

    def booked() -> dict[str, int]:
        item = receive(product, quantity, reason)
        record(by, "stock.received", product.sku, {"units": quantity, "reason": reason})
        return {"free": units_free(item)}

    asked = {"sku": product.sku, "quantity": quantity, "reason": reason}
    free: int = answered_once(f"user:{by.pk}", "stock.received", key, asked, booked)["free"]
    return free


@transaction.atomic
def open_stock(quantities: Mapping[int, int], reason: str = "opening") -> int:
    """Give products (by id) their first stock; those that have any row already are left as they are.

    Answers how many were given stock, so that a loader can be run again.
    """
    known = set(StockItem.objects.filter(pk__in=quantities).values_list("pk", flat=True))
    fresh = {product_id: quantity for product_id, quantity in quantities.items() if product_id not in known}
    moved_at = database_now()
    StockItem.objects.bulk_create(
        StockItem(product_id=product_id, received=quantity) for product_id, quantity in sorted(fresh.items())
    )
    StockMovement.objects.bulk_create(
        StockMovement(item_id=product_id, quantity=quantity, reason=reason, moved_at=moved_at)
        for product_id, quantity in sorted(fresh.items())
    )
    return len(fresh)
