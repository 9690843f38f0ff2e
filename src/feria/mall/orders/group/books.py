"""Do groups agree with the orders in them? Part of reconciling (P17, R2.14)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q

from feria.mall.orders.due import GROUP
from feria.mall.orders.group.ends import LIVE
from feria.mall.orders.models import Group, Order, QuotaUse
from feria.mall.orders.reconciling.differences import Difference, differ

_State = Group.State
_COUNTS = {
    name: Count("orders", filter=Q(orders__state=state))
    for name, state in (
        ("sold", Order.State.PAID),
        ("waiting", Order.State.PREPAID),
        ("paying", Order.State.PLACED),
    )
}


def group_differences() -> Iterator[Difference]:
    """Only full groups sell, none that is over has anybody waiting, and everybody in one has one seat of it."""
    columns = ("key", "state", "size", *_COUNTS)
    for key, state, size, *counts in Group.objects.annotate(**_COUNTS).values_list(*columns):
        sold, waiting, paying = counts
        if not _agrees(state, size, sold, waiting, paying):
            found = f"{sold} sold, {waiting} waiting, {paying} paying"
            yield differ("group-state", key, f"{state} of {size}", found)
    strays = Order.objects.filter(Q(way=GROUP, group=None) | (~Q(way=GROUP) & Q(group__isnull=False)))
    for number in strays.values_list("number", flat=True):
        yield differ("group-of-order", number, "a group for each order of one", "")
    yield from _seats()


def _agrees(state: str, size: int, sold: int, waiting: int, paying: int) -> bool:
    if state == _State.OPEN:
        return not sold and waiting < size and waiting + paying <= size
    return not waiting and not paying and (not sold or state == _State.WON)


def _seats() -> Iterator[Difference]:
    """A living order of a group has one seat of it."""
    taken = QuotaUse.objects.filter(order__way=GROUP, given_back_at=None, quota__code__contains="/")
    codes = dict(taken.values_list("order__number", "quota__code"))
    living = Order.objects.filter(way=GROUP, state__in=[*LIVE, Order.State.PAID]).select_related("group")
    for order in living.iterator():
        if order.group and codes.get(order.number) != order.group.seats:
            yield differ("group-seat", order.number, order.group.seats, codes.get(order.number))
