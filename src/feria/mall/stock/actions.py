"""The verbs that move stock: receive, hold, release, allocate, give back.

Every one of them is safe to repeat. A unit is counted where it stands (free, set aside, held or sold). Three walls
keep one from being sold twice (R3.1): the items' rows are locked while they are looked at, the update that takes units
asks again (``... WHERE received - held - sold - set_aside >= quantity``), and the table has a CHECK constraint.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from feria.mall.kit.api import database_now, joined
from feria.mall.stock.errors import HoldDiffers, HoldLost, Short, StockShort
from feria.mall.stock.locks import locked_holds, locked_items
from feria.mall.stock.models import Hold, StockItem
from feria.mall.stock.sessions import settle_in_sessions
from feria.mall.stock.shelves import FREE, units_free


def hold(claimant: str, wants: Mapping[str, int], until: datetime) -> list[Hold]:
    """Hold units of each SKU for ``claimant`` until that instant of the database's clock: all or nothing.

    Held twice, the first answer stands (its deadline too).
    Raises StockShort naming every short SKU; HoldDiffers if the claimant holds something else;
    HoldLost if it held this and lost it.
    """
    if not wants or any(quantity <= 0 for quantity in wants.values()):
        raise ValueError(f"a hold is of one unit or more of something: {dict(wants)}")
    with joined():
        return _hold(claimant, wants, until)


def _hold(claimant: str, wants: Mapping[str, int], until: datetime) -> list[Hold]:
    if earlier := list(
        Hold.objects.filter(claimant=claimant).select_related("item__product").order_by("item_id")
    ):
        return _same_again(claimant, earlier, wants)
    items = locked_items(wants)
    if short := _short(items, wants):
        raise StockShort(short)
    _take({items[sku].pk: quantity for sku, quantity in wants.items()})
    held_at = database_now()
    return Hold.objects.bulk_create(
        Hold(item=item, claimant=claimant, quantity=wants[sku], held_at=held_at, held_until=until)
        for sku, item in items.items()
    )


def _short(items: Mapping[str, StockItem], wants: Mapping[str, int]) -> list[Short]:
    """The SKUs of which fewer units are free than wanted, by SKU; one without stock has none."""
    free = {sku: units_free(item) for sku, item in items.items()}
    return [
        Short(sku=sku, wants=quantity, has=free.get(sku, 0))
        for sku, quantity in sorted(wants.items())
        if free.get(sku, 0) < quantity
    ]


def _take(quantities: Mapping[int, int]) -> None:
    """Move free units to held, product id -> units, where there are so many. Raises RuntimeError if there are not."""
    for quantity, product_ids in _by_quantity(quantities):
        rows = StockItem.objects.alias(free=FREE).filter(pk__in=product_ids, free__gte=quantity)
        if rows.update(held=F("held") + quantity) != len(product_ids):
            raise RuntimeError(f"stock of {product_ids} changed under its lock")


def _by_quantity(quantities: Mapping[int, int]) -> list[tuple[int, list[int]]]:
    """Product ids by how many units of each: most lines of a basket are of one unit, and move in one statement."""
    grouped: dict[int, list[int]] = {}
    for product_id, quantity in sorted(quantities.items()):
        grouped.setdefault(quantity, []).append(product_id)
    return sorted(grouped.items())


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


def allocate(claimant: str) -> list[Hold]:
    """Turn the claimant's held units into sold ones. Done twice, it answers the same. Raises HoldLost."""
    with joined():
        allocated = _settle(claimant, Hold.State.HELD, Hold.State.ALLOCATED)
        allocated = allocated or locked_holds(claimant, Hold.State.ALLOCATED)
        if not allocated:
            raise HoldLost(claimant)
        return allocated


@transaction.atomic
def give_back(claimant: str) -> list[Hold]:
    """Put the claimant's sold units back on the shelf (a paid order is cancelled); answers what came back."""
    return _settle(claimant, Hold.State.ALLOCATED, Hold.State.RELEASED)


def _settle(claimant: str, before: Hold.State, after: Hold.State) -> list[Hold]:
    """Move each of the claimant's holds from one state to the other, and its units with it."""
    holds = locked_holds(claimant, before)
    if not holds:
        return []
    settled_at = database_now()
    still = Hold.objects.filter(pk__in=[hold.pk for hold in holds], state=before)
    if still.update(state=after, settled_at=settled_at) != len(holds):
        raise RuntimeError(f"holds of {claimant} changed under their lock")
    for quantity, product_ids in _by_quantity({hold.item_id: hold.quantity for hold in holds}):
        StockItem.objects.filter(pk__in=product_ids).update(**_counters(quantity, before, after))
    settle_in_sessions([hold for hold in holds if hold.session_id is not None], before, after)
    for hold in holds:
        hold.state, hold.settled_at = after, settled_at
    return holds


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
