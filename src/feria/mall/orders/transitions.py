"""An order's changes of state. Each is called with the order's row locked, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from feria.mall.coupons.api import give, restore, take_back
from feria.mall.kit.api import emit, now
from feria.mall.members.api import note_first_order
from feria.mall.orders import rules
from feria.mall.orders.facts import payment_fact, placed_fact, sale_fact
from feria.mall.orders.ledger import post_sale, post_void, sale_entries
from feria.mall.orders.models import Order, Payment
from feria.mall.orders.quotas import give_back_uses, rank_uses
from feria.mall.orders.quoting import decode_quote, shops_by_line
from feria.mall.stock.api import allocate, give_back, release

_State = Order.State


def become_placed(order: Order) -> None:
    """Tell that the order stands; its stock is held and its coupons are redeemed already."""
    emit("orders.order_placed", order.number, placed_fact(order))


def become_paid(order: Order) -> None:
    """The price is paid (or nought): the held units are sold. Raises HoldLost, and then nothing is changed."""
    rank_uses(order)
    allocate(order.holder)
    paid_at = now()
    _move(order, _State.PAID, paid_at=paid_at)
    quote = decode_quote(order)
    post_sale(order, sale_entries(quote, shops_by_line(order)))
    for grant in quote.grants:
        if grant.what == "coupon":  # nothing else that an order brings has a room to go to yet
            give(order.member, grant.of, grant.amount, order.number, paid_at)
    note_first_order(order.member, paid_at)
    emit("orders.order_paid", order.number, sale_fact(order), happened_at=paid_at)


def become_lapsed(order: Order) -> None:
    """Not paid in time: stock and coupons come back."""
    _move(order, _State.LAPSED, closed_at=now())
    give_back_uses(order)
    release(order.holder)
    restore(order.number)
    emit("orders.order_lapsed", order.number, placed_fact(order))


def become_cancelled(order: Order, payments: list[Payment]) -> None:
    """Undo the order: what was held or sold comes back, what it brought goes, the sale is voided,
    captured money is due back.
    """
    was_paid = order.state == _State.PAID
    sale = sale_fact(order) if was_paid else None
    _move(order, _State.CANCELLED, closed_at=now())
    give_back_uses(order)
    if was_paid:
        give_back(order.holder)
        take_back(order.number)
        post_void(order)
    else:
        release(order.holder)
    restore(order.number)
    for payment in payments:
        if payment.state == Payment.State.CAPTURED:
            payment.state = Payment.State.REFUND_DUE
            payment.save(update_fields=["state"])
    emit("orders.order_cancelled", order.number, {**placed_fact(order), "sale": sale})


def tell_refunded(payment: Payment) -> None:
    """A payment went back to the buyer."""
    emit("orders.order_refunded", payment.order.number, payment_fact(payment))


def _move(order: Order, after: str, **instants: datetime) -> None:
    """Set the state where the table allows it. The row is locked; the guarded update is the second wall."""
    moved = rules.may_become(order.state, after) and Order.objects.filter(
        pk=order.pk, state=order.state
    ).update(state=after, **instants)
    if not moved:
        raise RuntimeError(f"order {order.number} cannot go from {order.state} to {after}")
    order.state = after
    for name, instant in instants.items():
        setattr(order, name, instant)
