"""What a gateway's event does to a payment and its order: once, checked, and never both paid and refunded.

Wrong amount, currency, order, gateway or signature never marks anything paid (P4). A capture that finds its order
paid already or cancelled is due back to the buyer; one that comes past the deadline has the order only if it could be
had so now (``taking_up``), and is due back otherwise (P2).
"""

from __future__ import annotations

import msgspec
from django.db import IntegrityError, transaction

from feria.mall.kit.api import Reading, database_now, read_clocks
from feria.mall.orders.due import amount_due, is_in_time, purpose_due, step
from feria.mall.orders.errors import EventRefused, PaymentUnknown
from feria.mall.orders.gateways import gateway_named
from feria.mall.orders.gateways.protocol import Event
from feria.mall.orders.ledger import post_capture
from feria.mall.orders.locks import locked_order, locked_payments
from feria.mall.orders.models import GatewayEvent, Order, Payment
from feria.mall.orders.refunding import mark_refunded, send_refunds
from feria.mall.orders.rules import mismatch
from feria.mall.orders.taking_up import take_up
from feria.mall.orders.transitions import become_lapsed
from feria.mall.stock.api import HoldLost, lock_session_of

LARGEST_BODY = 64 * 1024
"""Bytes; a gateway's event is a few hundred."""


def receive_event(gateway: str, body: bytes, signature: str) -> str:
    """A webhook came in: act on it once; answers its outcome. Raises EventRefused if it is not the gateway's.

    Outcomes: paid, failed, refunded, refund-due (captured too late, or twice), already, unknown-payment,
    and wrong-order, wrong-currency, wrong-amount.
    """
    if len(body) > LARGEST_BODY:
        raise EventRefused("too-large")
    return act_on(gateway, gateway_named(gateway).verify(body, signature))


def confirm_return(reference: str) -> Order:
    """The buyer came back from the gateway: if its event has not come, ask. Raises PaymentUnknown, GatewayDown."""
    payment = Payment.objects.filter(reference=reference).first()
    if payment is None:
        raise PaymentUnknown(reference)
    ask_about(payment)
    return Order.objects.select_related("member").get(pk=payment.order_id)


def ask_about(payment: Payment) -> str:
    """Ask the gateway about a payment that is still open here, and act as its lost webhook would have."""
    if payment.state != Payment.State.STARTED:
        return "already"
    status = gateway_named(payment.gateway).status(payment.reference)
    return act_on(payment.gateway, status.event) if status.event else status.state


def act_on(gateway: str, event: Event) -> str:
    """Take the event into the inbox and do what it says, in one transaction; an event known already acts no more."""
    with transaction.atomic():
        inbox = _into_inbox(gateway, event)
        if inbox is None:
            return GatewayEvent.objects.get(gateway=gateway, event_id=event.event_id).outcome
        inbox.outcome, order = _act(gateway, event)
        inbox.save(update_fields=["outcome"])
    if inbox.outcome == "refund-due" and order:
        send_refunds(order)
    return inbox.outcome


def _into_inbox(gateway: str, event: Event) -> GatewayEvent | None:
    try:
        with transaction.atomic():
            return GatewayEvent.objects.create(
                gateway=gateway,
                event_id=event.event_id,
                body=msgspec.to_builtins(event),
                received_at=database_now(),
                outcome="",
            )
    except IntegrityError:
        return None


def _act(gateway: str, event: Event) -> tuple[str, Order | None]:
    found = Payment.objects.filter(gateway=gateway, reference=event.reference)
    number = found.values_list("order__number", flat=True).first()
    if number is None:
        return "unknown-payment", None
    order = locked_order(number)
    payment = next(one for one in locked_payments(order) if one.reference == event.reference)
    if wrong := mismatch(payment, number, event):
        return f"wrong-{wrong}", order
    payment.order = order
    if event.kind == "captured":
        return _capture(order, payment), order
    if event.kind == "refunded":
        return ("refunded" if mark_refunded(payment) else "already"), order
    return _fail(payment), order


def _capture(order: Order, payment: Payment) -> str:
    if payment.state not in (Payment.State.STARTED, Payment.State.FAILED):
        return "already"
    clocks = read_clocks()
    post_capture(payment, clocks.mall)
    payment.settled_at = clocks.database
    is_kept = _pays(order, payment, clocks)
    payment.state = Payment.State.CAPTURED if is_kept else Payment.State.REFUND_DUE
    payment.save(update_fields=["state", "settled_at"])
    return "paid" if payment.state == Payment.State.CAPTURED else "refund-due"


def _pays(order: Order, payment: Payment, clocks: Reading) -> bool:
    """Let the payment count; False if it cannot any more. Past its deadline the order lapses here and now: whether the
    sweeper has been by makes no difference to what becomes of a late payment.
    """
    if order.state == Order.State.LAPSED:
        lock_session_of(order.holder)  # before the places that it had, as below
        return take_up(order, payment)
    if payment.purpose != purpose_due(order) or payment.amount != amount_due(order):
        return False
    if is_in_time(order, clocks):
        try:
            with transaction.atomic():
                step(order)
                return True
        except HoldLost:  # another sweeper freed the units a moment ago
            order.refresh_from_db()
    lock_session_of(order.holder)
    become_lapsed(order)
    return take_up(order, payment)


def _fail(payment: Payment) -> str:
    if payment.state != Payment.State.STARTED:
        return "already"
    payment.state, payment.settled_at = Payment.State.FAILED, database_now()
    payment.save(update_fields=["state", "settled_at"])
    return "failed"
