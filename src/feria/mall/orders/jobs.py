"""What happens by itself: unpaid orders lapse, groups that are not full end, refunds go out, gateways that said nothing are asked.

Every job may run anywhere, any number of times, also beside itself: rows and their states decide, not who runs it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from threading import Event
from time import monotonic

from django.db import close_old_connections
from django.db.models import Q, QuerySet

from feria.mall.kit.api import Reading, database_now, now, read_clocks
from feria.mall.orders.carts import sweep_guest_carts
from feria.mall.orders.closing import lapse
from feria.mall.orders.errors import GatewayDown
from feria.mall.orders.group.filling import expire_due as expire_groups
from feria.mall.orders.models import Order, Payment
from feria.mall.orders.presale.balances import remind as remind_balances
from feria.mall.orders.refunding import send_refunds
from feria.mall.orders.rules import ask_again_at
from feria.mall.orders.settling import ask_about
from feria.mall.rush.api import remind_due
from feria.mall.stock.api import close_out_due, release_due
from feria.mall.traffic.api import fold_days

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
TIDY_EVERY_SECONDS = 3_600.0
LAST_CALL = timedelta(minutes=1)
"""So long before an order's deadline the gateway is asked whether a payment's event got lost."""
MOST_ASKED = 100
"""In one round, of the payments that nothing was heard of for long."""


def lapse_due() -> list[str]:
    """Let every order lapse whose deadline has passed; answers the numbers this call let lapse.

    Before that the gateway is asked: money it took without our hearing of it goes back at once.
    """
    clocks = read_clocks()
    due = _due_by(clocks)
    numbers = list(due.values_list("number", flat=True))
    ask_gateways(due)
    lapsed = [number for number in numbers if _lapsed(number)]
    release_due(clocks.database)
    return lapsed


def _lapsed(number: str) -> bool:
    """One order that cannot lapse, whatever is wrong with it, must not keep the others' stock."""
    try:
        return lapse(number)
    except Exception:
        log.exception("order %s could not lapse", number)
        return False


def ask_last_call() -> None:
    """Ask about the open payments of orders that are about to lapse: a lost event must not cost the buyer the order."""
    clocks = read_clocks()
    ask_gateways(_due_by(Reading(clocks.database + LAST_CALL, clocks.mall + LAST_CALL)))


def _due_by(clocks: Reading) -> QuerySet[Order]:
    """Orders not paid by the database's clock, and balances not paid by the festival's."""
    unpaid = Q(state=Order.State.PLACED, pay_until__lte=clocks.database)
    unbalanced = Q(state=Order.State.PREPAID, presale__balance_until__lte=clocks.mall)
    return Order.objects.filter(unpaid | unbalanced).order_by("pay_until")


def ask_about_silent() -> None:
    """Ask about payments that nothing was heard of for long, whatever became of their orders.

    A gateway's page stays open when the order has lapsed: who pays then gets the money back (P2), though the event be lost.
    """
    at = database_now()
    due = Payment.objects.filter(state=Payment.State.STARTED, ask_at__lte=at).order_by("ask_at")
    silent = list(due[:MOST_ASKED])
    for payment in silent:
        payment.ask_at = ask_again_at(payment.started_at, at)
    # Before they are asked: one that fails does not keep the others.
    Payment.objects.bulk_update(silent, ["ask_at"])
    _ask_each(silent)


def ask_gateways(orders: QuerySet[Order]) -> None:
    """Ask how the open payments of these orders stand, and act on the answers."""
    _ask_each(Payment.objects.filter(state=Payment.State.STARTED, order__in=orders))


def _ask_each(payments: Iterable[Payment]) -> None:
    for payment in payments:
        try:
            ask_about(payment)
        except GatewayDown:
            log.warning("gateway %s gave no answer about %s", payment.gateway, payment.reference)


def sweep() -> None:
    """One round of everything."""
    ask_last_call()
    lapse_due()
    ask_about_silent()
    expire_groups()
    at = now()
    close_out_due(at)
    remind_due(at)
    remind_balances()
    send_refunds()


def tidy() -> None:
    """What need not be done often: old guest carts go, and the views of days that are over become counts."""
    at = now()
    fold_days(at)
    while sweep_guest_carts(at):
        pass


def run_forever(stop_event: Event, every_seconds: float = EVERY_SECONDS) -> None:
    """Sweep until told to stop. Whatever goes wrong in a round, there is a next one."""
    tidied_at = float("-inf")
    while not stop_event.is_set():
        close_old_connections()
        try:
            sweep()
            if monotonic() - tidied_at > TIDY_EVERY_SECONDS:
                tidied_at = monotonic()
                tidy()
        except Exception:  # a database that is away, a gateway that answers nonsense: the next round sees
            log.exception("the sweeper will try again")
        stop_event.wait(every_seconds)
