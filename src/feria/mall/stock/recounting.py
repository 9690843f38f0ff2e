"""Counters of stock set anew to what their rows say (P17). Holds, movements and sessions are the truth, and stay."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum

from feria.mall.stock.locks import lock_sessions
from feria.mall.stock.models import Hold, RushItem, StockItem, StockMovement

_State = Hold.State


def recount(sku: str) -> bool:
    """Count the product's units anew, in its own row and in those of its sessions, while nobody else can move them.

    False, with nothing changed, when the database refuses the sum: then more is promised than there is, and no counter
    is to blame. Neither is one where there is no row to count in.
    """
    try:
        with transaction.atomic():
            _recount(StockItem.objects.get(product__sku=sku))
    except (IntegrityError, StockItem.DoesNotExist):
        return False
    return True


def _recount(item: StockItem) -> None:
    rows = RushItem.objects.filter(item=item)
    lock_sessions(list(rows.values_list("session__code", flat=True)), [item.pk])
    aside = 0
    for row in rows.order_by("pk"):
        of_session = Hold.objects.filter(item=item, session_id=row.session_id)
        row.sold, row.released = _units(of_session, _State.ALLOCATED), _units(of_session, _State.RELEASED)
        row.taken = _units(of_session, _State.HELD) + row.sold
        keeps = row.units is not None and row.is_offered and row.closed_out_at is None
        row.remaining = max((row.units or 0) - row.taken, 0) if keeps else 0
        row.save(update_fields=["taken", "sold", "released", "remaining"])
        aside += row.remaining
    holds = Hold.objects.filter(item=item)
    moved = StockMovement.objects.filter(item=item).aggregate(units=Sum("quantity", default=0))["units"]
    StockItem.objects.filter(pk=item.pk).update(
        received=moved,
        held=_units(holds, _State.HELD),
        sold=_units(holds, _State.ALLOCATED),
        set_aside=aside,
    )


def _units(holds: QuerySet[Hold], state: Hold.State) -> int:
    total: int = holds.aggregate(units=Sum("quantity", filter=Q(state=state), default=0))["units"]
    return total
