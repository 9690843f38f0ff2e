"""What rush sessions keep aside for themselves, and how units go between them and everybody else (R3.4).

A session's rows are guarded by its items' locks; who plans also locks the session's row, before the items'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import F

from feria.mall.kit.api import database_now
from feria.mall.stock.errors import Short, StockShort
from feria.mall.stock.models import Hold, RushItem, RushSession, StockItem
from feria.mall.stock.shelves import units_free


def settle_in_sessions(holds: Sequence[Hold], before: Hold.State, after: Hold.State) -> None:
    """Count in their sessions what became of these holds, whose items are locked.

    What comes back is aside again while its session keeps stock for itself, and free for everybody afterwards.
    """
    rows = RushItem.objects.filter(
        session_id__in={hold.session_id for hold in holds}, item_id__in={hold.item_id for hold in holds}
    )
    found: dict[tuple[int | None, int], RushItem] = {}
    if holds:
        found = {(row.session_id, row.item_id): row for row in rows}
    for hold in holds:
        row, units = found[hold.session_id, hold.item_id], hold.quantity
        changes: dict[str, object] = {}
        if after == Hold.State.ALLOCATED:
            changes["sold"] = F("sold") + units
        else:
            changes.update(taken=F("taken") - units, released=F("released") + units)
            if before == Hold.State.ALLOCATED:
                changes["sold"] = F("sold") - units
            if _keeps_aside(row):
                changes["remaining"] = F("remaining") + units
                StockItem.objects.filter(pk=hold.item_id).update(set_aside=F("set_aside") + units)
        RushItem.objects.filter(pk=row.pk).update(**changes)


def _keeps_aside(row: RushItem) -> bool:
    return row.units is not None and row.is_offered and row.closed_out_at is None


def arrange(
    session: RushSession,
    *,
    is_over: bool,
    units: Mapping[int, int | None] | None = None,
    as_far_as_it_goes: bool = False,
) -> None:
    """Set aside what each product of the session still lacks, and let go of what it has too many of.

    ``units``: by product id, how many the session sells from now on (but never fewer than are taken). The caller has
    locked the session. All or nothing, raising StockShort; or ``as_far_as_it_goes``, and then it sells so many fewer.
    """
    items = {
        item.pk: item
        for item in StockItem.objects.select_for_update(of=("self",))
        .select_related("product")
        .filter(rushes__session=session)
        .order_by("pk")
    }
    rows = list(session.items.order_by("item_id"))
    for row in rows:
        wanted = (units or {}).get(row.item_id, row.units)
        row.units = None if wanted is None else max(wanted, row.taken)
    lacks = [(row, _aside_when(row, is_over=is_over) - row.remaining, items[row.item_id]) for row in rows]
    short = [
        Short(sku=item.product.sku, wants=more, has=units_free(item))
        for row, more, item in lacks
        if more > units_free(item)
    ]
    if short and not as_far_as_it_goes:
        raise StockShort(sorted(short, key=lambda one: one.sku))
    closed_out_at = database_now() if is_over else None
    for row, more, item in lacks:
        moved = min(more, units_free(item))
        if moved:
            StockItem.objects.filter(pk=item.pk).update(set_aside=F("set_aside") + moved)
        row.remaining += moved
        if moved < more:  # it has lost what it could not get back
            row.units = row.taken + row.remaining
        if (row.closed_out_at is None) == is_over:
            row.closed_out_at = closed_out_at
        row.save(update_fields=["units", "remaining", "closed_out_at"])


def _aside_when(row: RushItem, *, is_over: bool) -> int:
    """Units that should be set aside for this product."""
    if row.units is None or is_over or not row.is_offered:
        return 0
    return row.units - row.taken
