"""What is due next of an order, until when, and what its payment makes of it."""

from __future__ import annotations

from datetime import timedelta

from feria.mall.kit.api import Reading, read_clocks
from feria.mall.orders.group.filling import pay_share
from feria.mall.orders.models import Order, Payment
from feria.mall.orders.transitions import become_paid, become_prepaid
from feria.pricing.presale import balance_due

PRESALE, GROUP = "presale", "group"
BACKSTOP = timedelta(days=366)
"""So long the units of what is prepaid stay held if nobody sweeps: the festival's own deadline comes first."""

_State, _Purpose = Order.State, Payment.Purpose


def purpose_due(order: Order) -> str:
    """What the next payment is for; "" when none is due."""
    if order.state == _State.PLACED:
        return _Purpose.DEPOSIT if order.way == PRESALE else _Purpose.WHOLE
    return _Purpose.BALANCE if order.state == _State.PREPAID and order.way == PRESALE else ""


def amount_due(order: Order) -> int:
    """How much that is, minor units."""
    match purpose_due(order):
        case _Purpose.WHOLE:
            return order.payable
        case _Purpose.DEPOSIT:
            return order.presale.deposit
        case _Purpose.BALANCE:
            return balance_due(order.payable, order.prepaid)
    return 0


def is_in_time(order: Order, clocks: Reading | None = None) -> bool:
    """Whether what is due can still be paid: an order by the database's clock, a balance by the festival's.

    ``clocks`` are as read after the order was locked.
    """
    at = clocks or read_clocks()
    if order.state == _State.PREPAID:
        return order.way != PRESALE or at.mall < order.presale.balance_until
    return at.database < order.pay_until


def step(order: Order) -> None:
    """What is due was paid. Raises HoldLost, and then nothing is changed."""
    if purpose_due(order) == _Purpose.DEPOSIT:
        clocks = read_clocks()
        wait = max(order.presale.balance_until - clocks.mall, timedelta())
        become_prepaid(order, order.presale.deposit, clocks.database + wait + BACKSTOP)
    elif order.way == GROUP:
        pay_share(order)
    else:
        become_paid(order)
