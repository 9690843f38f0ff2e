"""How a group ends. Each is called with the group's row locked, inside the caller's transaction."""

from __future__ import annotations

from typing import Any

from feria.mall.kit.api import emit, now
from feria.mall.orders.models import Group, Order

LIVE = (Order.State.PLACED, Order.State.PREPAID)
"""Orders that have a seat in a group that is not full yet."""


def end(group: Group, state: Group.State) -> None:
    """The group is full, or will never be: said once."""
    closed_at = now()
    ended = Group.objects.filter(pk=group.pk, state=Group.State.OPEN).update(state=state, closed_at=closed_at)
    if not ended:
        raise RuntimeError(f"group {group.key} was closed under its lock")
    group.state, group.closed_at = state, closed_at
    emit(f"orders.group_{state.value}", group.key, group_fact(group))


def end_if_empty(order: Order) -> None:
    """The order has left its group: one that nobody is in any more is over, at once."""
    if order.group_id is None:
        return
    group = Group.objects.select_related("product", "starter").get(pk=order.group_id)
    if group.state == Group.State.OPEN and not group.orders.filter(state__in=LIVE).exists():
        end(group, Group.State.FAILED)


def group_fact(group: Group) -> dict[str, Any]:
    """A group, as the outbox tells of it."""
    return {
        "group": group.key,
        "code": group.code,
        "sku": group.product.sku,
        "starter": group.starter.code,
        "size": group.size,
        "unit_price": group.unit_price,
    }
