"""Money that is due back goes back: asked of the gateway outside any transaction, written down once it said yes."""

from __future__ import annotations

import logging

from django.db import transaction

from feria.mall.kit.api import database_now
from feria.mall.orders.errors import GatewayDown
from feria.mall.orders.gateways import gateway_named
from feria.mall.orders.ledger import post_refund
from feria.mall.orders.locks import locked_order, locked_payments
from feria.mall.orders.models import Order, Payment
from feria.mall.orders.transitions import tell_refunded

log = logging.getLogger(__name__)


def send_refunds(order: Order | None = None) -> list[str]:
    """Send back every payment that is due back, of one order or of all; answers the references sent.

    A gateway that gives no answer is asked again by the sweeper; one asked twice refunds once.
    """
    due = Payment.objects.filter(state=Payment.State.REFUND_DUE).select_related("order").order_by("pk")
    if order is not None:
        due = due.filter(order=order)
    return [payment.reference for payment in due if _send(payment)]


def _send(payment: Payment) -> bool:
    try:
        gateway_named(payment.gateway).refund(payment)
    except GatewayDown:
        log.warning("gateway %s gave no answer to the refund of %s", payment.gateway, payment.reference)
        return False
    with transaction.atomic():
        order = locked_order(payment.order.number)
        fresh = next(one for one in locked_payments(order) if one.pk == payment.pk)
        fresh.order = order
        return mark_refunded(fresh)


def mark_refunded(payment: Payment) -> bool:
    """Write down that the payment went back; call with its order locked. False if it was not due back."""
    if payment.state != Payment.State.REFUND_DUE:
        return False
    payment.state, payment.settled_at = Payment.State.REFUNDED, database_now()
    payment.save(update_fields=["state", "settled_at"])
    post_refund(payment)
    tell_refunded(payment)
    return True
