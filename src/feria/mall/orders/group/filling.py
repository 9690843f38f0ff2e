"""Shares come in: with the last one every member's order is a sale, exactly once; or time runs out, and all is undone.

Whoever changes anything of a group has its row locked first (locks.py), so payments, cancellations and the end of its
time come one after another, whichever process they are in.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from feria.mall.kit.api import database_now, emit, now
from feria.mall.orders.group.ends import LIVE, end, group_fact
from feria.mall.orders.locks import lock_uses_of, locked_group, locked_members, locked_payments
from feria.mall.orders.models import Group, Order
from feria.mall.orders.transitions import (
    become_cancelled,
    become_lapsed,
    become_paid_together,
    become_prepaid,
)

log = logging.getLogger(__name__)

BACKSTOP = timedelta(days=366)
"""So long the units of a group whose time is over stay held if nobody sweeps: the group's own end comes first."""


def pay_share(order: Order) -> None:
    """A member has paid: they wait for the others, or were the last and all are buyers now.

    Call with the order, and so its group, locked. Raises HoldLost, and then nothing is changed.
    """
    group = Group.objects.select_related("product", "starter").get(orders=order)
    others = bought_with_the_next(group)
    if others:
        lock_uses_of([*others, order])  # before any stock, as everywhere
    become_prepaid(order, order.payable, group.fill_until + BACKSTOP)
    if group.opened_at is None:
        _open(group)
    if others:
        become_paid_together(sorted([*others, order], key=lambda each: each.member_id))
        end(group, Group.State.WON)


def bought_with_the_next(group: Group) -> list[Order]:
    """The orders that become sales with the next share that is paid, locked; none where that is not the last.

    Call with the group locked.
    """
    waiting = locked_members(group, [Order.State.PREPAID])
    return waiting if len(waiting) + 1 == group.size else []


def _open(group: Group) -> None:
    group.opened_at = now()
    group.save(update_fields=["opened_at"])
    emit("orders.group_opened", group.key, group_fact(group))


def expire_due() -> list[str]:
    """End every group that was not full in time; answers the keys of those this call ended. Refunds are sent after it.

    It may run anywhere, any number of times, also beside itself: the row's state decides, by the database's clock.
    """
    due = Group.objects.filter(state=Group.State.OPEN, fill_until__lte=database_now())
    return [key for key in list(due.values_list("key", flat=True)) if _expired(key)]


def _expired(key: str) -> bool:
    """One group that cannot end, whatever is wrong with it, must not keep the others' money."""
    try:
        return _expire(key)
    except Exception:
        log.exception("group %s could not end", key)
        return False


@transaction.atomic
def _expire(key: str) -> bool:
    group = locked_group(key)
    if group is None or group.state != Group.State.OPEN or database_now() < group.fill_until:
        return False
    members = locked_members(group, LIVE)
    lock_uses_of(members)
    end(group, Group.State.FAILED)
    for order in members:
        if order.state == Order.State.PREPAID:
            become_cancelled(order, locked_payments(order))
        else:
            become_lapsed(order)
    return True
