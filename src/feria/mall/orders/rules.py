"""Decisions of carts and orders that need no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from feria.festival import Document
from feria.mall.orders.errors import LineProblem
from feria.mall.orders.gateways.protocol import Event
from feria.mall.orders.models import Order, Payment
from feria.pricing import AllOf, AnyOf, BuyersOrder, Condition, Not, Promotion

MOST_UNITS = 999
"""Of one product in a cart."""
MOST_LINES = 200
"""Different products in a cart."""
FIRST_ASKED_AFTER, ASKED_FOR = timedelta(minutes=20), timedelta(days=7)
"""A payment that its gateway says nothing of is asked about so long after its start, and then at twice the age each time;
after a week no more.
"""
PRICES_KEPT_FOR = timedelta(days=15)
"""R5.6: so long after a festival what it sold may not be sold lower."""

_State = Order.State
TRANSITIONS: dict[str, frozenset[str]] = {
    _State.PLACED: frozenset({_State.PREPAID, _State.PAID, _State.CANCELLED, _State.LAPSED}),
    _State.PREPAID: frozenset({_State.PAID, _State.CANCELLED, _State.LAPSED}),
    _State.PAID: frozenset({_State.CANCELLED}),
    _State.CANCELLED: frozenset(),
    _State.LAPSED: frozenset({_State.PLACED}),
}
"""Where an order may go from each state. One that lapsed is placed again by a late payment alone, and paid at once."""


def prices_kept_until(festival: Document) -> datetime:
    """Until when what is bought in the festival may not be sold lower (R5.6)."""
    return festival.ends_at + PRICES_KEPT_FOR


def ask_again_at(started_at: datetime, asked_at: datetime) -> datetime | None:
    """When to ask a gateway again about a payment that was still open when it was asked; None: not any more."""
    age = asked_at - started_at
    return asked_at + age if age < ASKED_FOR else None


def may_become(state: str, after: str) -> bool:
    """Whether an order in ``state`` may go to ``after``."""
    return after in TRANSITIONS[state]


def quantity_problem(sku: str, quantity: int, line: str = "") -> LineProblem | None:
    """Why this many units cannot stand in a cart."""
    where = line or sku
    if quantity <= 0:
        return LineProblem(line=where, sku=sku, code="not-positive")
    if quantity > MOST_UNITS:
        return LineProblem(line=where, sku=sku, code="too-many-units", limit=MOST_UNITS)
    return None


def mismatch(payment: Payment, order_number: str, event: Event) -> str:
    """What an event says that is not so: order, currency or amount; "" when all of it is."""
    if event.order_number != order_number:
        return "order"
    if event.currency != payment.currency:
        return "currency"
    return "" if event.amount == payment.amount else "amount"


def asks_which_order(promotions: Iterable[Promotion]) -> bool:
    """Whether any of them depends on how many orders the buyer has placed in the festival."""
    return any(_asks(condition) for promotion in promotions for condition in promotion.conditions)


def _asks(condition: Condition) -> bool:
    match condition:
        case BuyersOrder():
            return True
        case AllOf(conditions=parts) | AnyOf(conditions=parts):
            return any(_asks(part) for part in parts)
        case Not(condition=inner):
            return _asks(inner)
    return False
