"""The verbs that move stock: receive, hold, release, allocate, give back.

Every one of them is safe to repeat. A unit is counted where it stands (free, held or sold) by guarded
updates, ``... WHERE received - held - sold >= quantity``, so that the decision and the change are one
statement; the table's CHECK constraint is the second wall behind it (R3.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from feria.mall.kit.api import database_now
from feria.mall.stock.errors import HoldDiffers, HoldLost, Short, StockShort
from feria.mall.stock.locks import by_product, holds_in_order
from feria.mall.stock.models import Hold, StockItem


@transaction.atomic
def hold(claimant: str, wants: Mapping[str, int], until: datetime) -> list[Hold]:
    """Hold units of each SKU for ``claimant`` until that instant of the database's clock: all or nothing.

    Held twice, the first answer stands (its deadline too).
    Raises StockShort naming every short SKU; HoldDiffers if the claimant holds something else;
    HoldLost if it held this and lost it.
    """
    if not wants or any(quantity <= 0 for quantity in wants.values()):
        raise ValueError(f"a hold is of one unit or more of something: {dict(wants)}")
    if earlier := list(
        Hold.objects.filter(claimant=claimant).select_related("item__product").order_by("item_id")
    ):
        return _same_again(claimant, earlier, wants)
    found = dict(StockItem.objects.filter(product__sku__in=wants).values_list("product__sku", "pk"))
    short = [Short(sku=sku, wants=quantity, has=0) for sku, quantity in wants.items() if sku not in found]
    skus = {product_id: sku for sku, product_id in found.items()}
    quantities = by_product({found[sku]: quantity for sku, quantity in wants.items() if sku in found})
    for product_id, quantity in quantities:
        if not _take(product_id, quantity):
            short.append(Short(sku=skus[product_id], wants=quantity, has=_free(product_id)))
    if short:
        raise StockShort(sorted(short, key=lambda item: item.sku))
    held_at = database_now()
    return Hold.objects.bulk_create(
        Hold(item_id=product_id, claimant=claimant, quantity=quantity, held_at=held_at, held_until=until)
        for product_id, quantity in quantities
    )


def _take(product_id: int, quantity: int) -> bool:
    """Move free units to held; False, and nothing moved, if there are not so many."""
    free = F("received") - F("held") - F("sold")
    rows = StockItem.objects.alias(free=free).filter(product_id=product_id, free__gte=quantity)
    return rows.update(held=F("held") + quantity) == 1


def _free(product_id: int) -> int:
    item = StockItem.objects.filter(product_id=product_id).first()
    return item.received - item.held - item.sold if item else 0


def _same_again(claimant: str, earlier: list[Hold], wants: Mapping[str, int]) -> list[Hold]:
    held = {hold.item.product.sku: hold.quantity for hold in earlier}
    if held != dict(wants):
        raise HoldDiffers(claimant, held, dict(wants))
    if any(hold.state == Hold.State.RELEASED for hold in earlier):
        raise HoldLost(claimant)
    return earlier


@transaction.atomic
def release(claimant: str) -> list[Hold]:
    """Give the claimant's held units back to everyone; answers the holds this call released.

    Units already allocated stay sold: those come back through ``give_back`` alone.
    """
    return _settle(claimant, Hold.State.HELD, Hold.State.RELEASED)


@transaction.atomic
def allocate(claimant: str) -> list[Hold]:
    """Turn the claimant's held units into sold ones. Done twice, it answers the same. Raises HoldLost."""
    _settle(claimant, Hold.State.HELD, Hold.State.ALLOCATED)
    allocated = holds_in_order(claimant, [Hold.State.ALLOCATED])
    if not allocated:
        raise HoldLost(claimant)
    return allocated


@transaction.atomic
def give_back(claimant: str) -> list[Hold]:
    """Put the claimant's sold units back on the shelf (a paid order is cancelled); answers what came back."""
    return _settle(claimant, Hold.State.ALLOCATED, Hold.State.RELEASED)


def _settle(claimant: str, before: Hold.State, after: Hold.State) -> list[Hold]:
    """Move each hold from one state to the other, and its units with it; a hold moved by another is passed over."""
    settled_at = database_now()
    moved = []
    for hold in holds_in_order(claimant, [before]):
        if Hold.objects.filter(pk=hold.pk, state=before).update(state=after, settled_at=settled_at):
            StockItem.objects.filter(pk=hold.item_id).update(**_counters(hold.quantity, before, after))
            hold.state, hold.settled_at = after, settled_at
            moved.append(hold)
    return moved


def _counters(quantity: int, before: Hold.State, after: Hold.State) -> dict[str, object]:
    column = {Hold.State.HELD: "held", Hold.State.ALLOCATED: "sold"}
    changes: dict[str, object] = {column[before]: F(column[before]) - quantity}
    if after in column:
        changes[column[after]] = F(column[after]) + quantity
    return changes


def release_due(now: datetime) -> list[str]:
    """Release every hold whose deadline is not after ``now`` (the database's clock); answers the claimants.

    A transaction for each claimant; it may run anywhere, any number of times, also beside itself.
    """
    due = Hold.objects.filter(state=Hold.State.HELD, held_until__lte=now)
    claimants = sorted(set(due.values_list("claimant", flat=True)))
    return [claimant for claimant in claimants if release(claimant)]
