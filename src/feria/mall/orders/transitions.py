"""An order's changes of state. Each is called with the order's row locked, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from feria.mall.coupons.api import give, restore, take_back
from feria.mall.kit.api import emit, now
from feria.mall.members.api import note_first_order
from feria.mall.orders import rules
from feria.mall.orders.facts import payment_fact, placed_fact, sale_fact
from feria.mall.orders.group.ends import end_if_empty
from feria.mall.orders.ledger import (
    post_credit,
    post_forfeit,
    post_prepaid,
    post_sale,
    post_uncredit,
    post_void,
    sale_entries,
)
from feria.mall.orders.models import Order, Payment
from feria.mall.orders.quotas import give_back_uses, rank_uses
from feria.mall.orders.quoting import decode_quote, shops_by_line
from feria.mall.stock.api import allocate, give_back, prolong, release
from feria.pricing import Quote

_State = Order.State


def become_placed(order: Order) -> None:
    """Tell that the order stands; its stock is held already."""
    emit("orders.order_placed", order.number, placed_fact(order))


def become_placed_again(order: Order) -> None:
    """A late payment takes up an order that lapsed: what it had is held once more."""
    _move(order, _State.PLACED, closed_at=None)
    emit("orders.order_taken_up", order.number, placed_fact(order))


def become_prepaid(order: Order, amount: int, until: datetime) -> None:
    """So much is in before the sale is made: the units stay held until that instant of the database's clock.

    Raises HoldLost, and then nothing is changed.
    """
    prolong(order.holder, until)
    _move(order, _State.PREPAID, prepaid=amount)
    post_prepaid(order)
    emit("orders.order_prepaid", order.number, {**placed_fact(order), "prepaid": amount})


def become_paid(order: Order) -> None:
    """The price is paid (or nought): the held units are sold. Raises HoldLost, and then nothing is changed."""
    become_paid_together([order])


def become_paid_together(orders: Sequence[Order]) -> None:
    """The same of several orders: what they bring comes when all are sold, so that rows are locked as of one (locks.py)."""
    sales = [_sell(order) for order in orders]
    _bring_coupons(sales)
    for sale in sales:
        member = sale.order.member
        if member.first_order_at is None:
            note_first_order(member, sale.paid_at)
        emit("orders.order_paid", sale.order.number, sale.fact, happened_at=sale.paid_at)


class _Sale(NamedTuple):
    """An order that was just paid, with what is known of it."""

    order: Order
    paid_at: datetime
    quote: Quote
    fact: dict[str, Any]


def _sell(order: Order) -> _Sale:
    rank_uses(order)
    allocate(order.holder)
    paid_at = now()
    _move(order, _State.PAID, paid_at=paid_at)
    sale = _Sale(order, paid_at, decode_quote(order), sale_fact(order))
    shop_of = {line["sku"]: line["shop"] for line in sale.fact["lines"]}
    post_sale(order, sale_entries(sale.quote, shop_of), paid_at)
    if order.prepaid:
        post_credit(order)
    return sale


def _bring_coupons(sales: Sequence[_Sale]) -> None:
    """Nothing else that an order brings has a room to go to yet. By code: that is the order in which they are locked."""
    brought = [(grant, sale) for sale in sales for grant in sale.quote.grants if grant.what == "coupon"]
    for grant, sale in sorted(brought, key=lambda each: each[0].of):
        give(sale.order.member, grant.of, grant.amount, sale.order.number, sale.paid_at)


def become_lapsed(order: Order) -> None:
    """Not paid in time: stock and coupons come back. What was prepaid is kept: the buyer let it lapse (R2.13)."""
    was_prepaid = order.state == _State.PREPAID
    _move(order, _State.LAPSED, closed_at=now(), forfeited=order.prepaid)
    if was_prepaid:
        post_uncredit(order)
        post_forfeit(order, shops_by_line(order))
    give_back_uses(order)
    release(order.holder)
    restore(order.number)
    end_if_empty(order)
    emit("orders.order_lapsed", order.number, {**placed_fact(order), "forfeited": order.forfeited})


def become_cancelled(order: Order, payments: list[Payment], *, keeps: bool = False) -> None:
    """Undo the order: what was held or sold comes back, what it brought goes, the sale is voided,
    captured money is due back. ``keeps``: but for the deposit, which the buyer loses.
    """
    was_paid, was_prepaid = order.state == _State.PAID, order.state == _State.PREPAID
    sale = sale_fact(order) if was_paid else None
    _move(order, _State.CANCELLED, closed_at=now(), forfeited=order.prepaid if keeps else 0)
    give_back_uses(order)
    if was_paid:
        give_back(order.holder)
        take_back(order.number)
        post_void(order)
    else:
        if was_prepaid:
            post_uncredit(order)
        release(order.holder)
    restore(order.number)
    end_if_empty(order)
    if order.forfeited:
        post_forfeit(order, shops_by_line(order))
    for payment in payments:
        is_kept = keeps and payment.purpose == Payment.Purpose.DEPOSIT
        if payment.state == Payment.State.CAPTURED and not is_kept:
            payment.state = Payment.State.REFUND_DUE
            payment.save(update_fields=["state"])
    emit("orders.order_cancelled", order.number, {**placed_fact(order), "sale": sale})


def tell_refunded(payment: Payment) -> None:
    """A payment went back to the buyer."""
    emit("orders.order_refunded", payment.order.number, payment_fact(payment))


def _move(order: Order, after: str, **columns: datetime | int | None) -> None:
    """Set the state where the table allows it. The row is locked; the guarded update is the second wall."""
    moved = rules.may_become(order.state, after) and Order.objects.filter(
        pk=order.pk, state=order.state
    ).update(state=after, **columns)
    if not moved:
        raise RuntimeError(f"order {order.number} cannot go from {order.state} to {after}")
    order.state = after
    for name, value in columns.items():
        setattr(order, name, value)
