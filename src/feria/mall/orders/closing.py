"""The ends an order can come to: cancelled by someone, or lapsed at its deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from django.db import transaction

from feria.mall.kit.api import record
from feria.mall.orders.due import PRESALE, is_in_time, purpose_due
from feria.mall.orders.errors import StateRefused
from feria.mall.orders.locks import locked_order, locked_payments
from feria.mall.orders.models import Order
from feria.mall.orders.refunding import send_refunds
from feria.mall.orders.rules import may_become
from feria.mall.orders.transitions import become_cancelled, become_lapsed

if TYPE_CHECKING:
    from feria.mall.members.api import User

Fault = Literal["buyer", "seller"]


def cancel(order: Order, by: User | None, fault: Fault = "buyer") -> Order:
    """Undo an order, paid or not: stock and coupons come back, a payment goes back in full; of a presale all but the
    deposit, unless the ``fault`` is the seller's (R2.13).

    Cancelled twice, it answers the same. Raises StateRefused for one that lapsed.
    Who may cancel whose order is the caller's matter.
    """
    with transaction.atomic():
        locked = locked_order(order.number)
        if locked.state == Order.State.CANCELLED:
            return locked
        if not may_become(locked.state, Order.State.CANCELLED):
            raise StateRefused(locked.number, locked.state, "cancel")
        keeps = fault == "buyer" and locked.way == PRESALE and bool(locked.prepaid)
        become_cancelled(locked, locked_payments(locked), keeps=keeps)
        record(by, "orders.order_cancelled", locked.number, {"payable": locked.payable, "fault": fault})
    send_refunds(locked)
    return locked


def lapse(number: str) -> bool:
    """Let the order lapse if what is due of it is still unpaid and its deadline has passed."""
    with transaction.atomic():
        order = locked_order(number)
        if not purpose_due(order) or is_in_time(order):
            return False
        become_lapsed(order)
        return True
