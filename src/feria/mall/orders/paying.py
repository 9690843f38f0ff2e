"""Starting a payment. What becomes of it is settling.py's matter."""

from __future__ import annotations

from feria.mall.kit.api import new_number, read_clocks
from feria.mall.orders.due import PRESALE, amount_due, is_in_time, purpose_due
from feria.mall.orders.errors import StateRefused
from feria.mall.orders.gateways import gateway_named
from feria.mall.orders.gateways.protocol import Redirect
from feria.mall.orders.models import Order, Payment
from feria.mall.orders.presale.balances import agree_balance
from feria.mall.orders.rules import FIRST_ASKED_AFTER


def start_payment(order: Order, return_url: str, gateway: str = "dummy") -> Redirect:
    """Open a payment of what is due: the whole order, or a presale's deposit or balance; send the buyer to the answered address.

    ``{reference}`` in ``return_url`` becomes the payment's reference. An order may be tried again until its
    deadline; should two payments of it be captured, the second goes back by itself.
    Raises StateRefused when it is paid, closed or past its deadline, PresaleRefused before a balance's time,
    GatewayDown when nobody answers; PriceMoved and CouponRefused where others were faster than a balance.
    """
    if order.way == PRESALE:
        agree_balance(order.number)
    order.refresh_from_db(fields=["state", "payable", "prepaid", "pay_until"])
    purpose = purpose_due(order)
    if not purpose:
        raise StateRefused(order.number, order.state, "pay")
    clocks = read_clocks()
    if not is_in_time(order, clocks):
        raise StateRefused(order.number, Order.State.LAPSED, "pay")
    way = gateway_named(gateway)
    payment = Payment.objects.create(
        order=order,
        gateway=gateway,
        reference=new_number("P"),
        purpose=purpose,
        amount=amount_due(order),
        currency=order.currency,
        started_at=clocks.database,
        ask_at=clocks.database + FIRST_ASKED_AFTER,
    )
    return way.start(payment, return_url.replace("{reference}", payment.reference))
