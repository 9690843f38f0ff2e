"""The balance: its price is agreed when it is first asked for, its reminders go out, and unpaid it lapses."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from feria.mall.campaigns.api import one_look
from feria.mall.kit.api import emit, now, read_clocks
from feria.mall.orders.agreeing import agree
from feria.mall.orders.due import PRESALE, amount_due
from feria.mall.orders.errors import StateRefused
from feria.mall.orders.facts import placed_fact
from feria.mall.orders.ledger import check_balance, sale_entries
from feria.mall.orders.locks import locked_order
from feria.mall.orders.models import CartLine, Order, OrderLine, PresaleOrder
from feria.mall.orders.placing import spend_coupons
from feria.mall.orders.presale.errors import PresaleRefused
from feria.mall.orders.presale.pricing import till_of_balance
from feria.mall.orders.quoting import freeze_quote, shops_by_line
from feria.mall.orders.transitions import become_paid
from feria.pricing import Quote

LAST_REMINDER = timedelta(hours=2)
"""So long before a balance's end its buyer is told once more."""


@transaction.atomic
def agree_balance(number: str) -> Order:
    """Price the whole order with what is in force now, coupons too; asked again, the first price stands.

    Where reductions leave nothing due it is paid at once. Raises PresaleRefused, StateRefused; PriceMoved when
    others took the places it rested on, CouponRefused when a coupon was spent meanwhile.
    """
    order = locked_order(number)
    if order.state != Order.State.PREPAID or order.way != PRESALE:
        return order
    clocks = read_clocks()
    if clocks.mall < order.presale.balance_from_at:
        raise PresaleRefused("balance-not-yet", at=order.presale.balance_from_at)
    if clocks.mall >= order.presale.balance_until:
        raise StateRefused(order.number, Order.State.LAPSED, "pay")
    if order.presale.agreed_at is None:
        _agree(order)
    return order


def quote_balance(order: Order) -> Quote:
    """What the whole order would cost now, deposit included."""
    return till_of_balance(order, now()).quote(_lines(order))


@one_look()
def _agree(order: Order) -> None:
    at = now()
    agreed = agree(till_of_balance(order, at), _lines(order), order.member)
    quote = agreed.quote
    check_balance("sale", sale_entries(quote, shops_by_line(order)))
    order.listed, order.payable, order.quote = quote.listed, quote.payable, freeze_quote(quote)
    order.save(update_fields=["listed", "payable", "quote"])
    for line in quote.lines:
        rows = OrderLine.objects.filter(order=order, product__sku=line.sku)
        rows.update(unit_price=line.unit_price, listed=line.listed, payable=line.payable)
    agreed.take_places(order)
    order.presale.agreed_at = at
    order.presale.save(update_fields=["agreed_at"])
    emit("orders.balance_agreed", order.number, {**placed_fact(order), "balance": amount_due(order)})
    if amount_due(order) == 0:
        become_paid(order)
    spend_coupons(order, quote, at)


def _lines(order: Order) -> list[CartLine]:
    rows = order.lines.select_related("product__shop", "product__category").order_by("pk")
    return [CartLine(product=row.product, quantity=row.quantity) for row in rows]


def remind() -> list[str]:
    """Tell each buyer once that the balance can be paid, and once that it soon cannot; answers the orders' numbers.

    The facts go to the outbox; whoever sends messages reads them there.
    """
    at = now()
    waiting = PresaleOrder.objects.filter(order__state=Order.State.PREPAID, balance_until__gt=at)
    opened = waiting.filter(told_open_at=None, balance_from_at__lte=at)
    closing = waiting.filter(told_closing_at=None, balance_until__lte=at + LAST_REMINDER)
    told = [_tell(pk, "told_open_at", "orders.balance_opened") for pk in opened.values_list("pk", flat=True)]
    told += [
        _tell(pk, "told_closing_at", "orders.balance_closing") for pk in closing.values_list("pk", flat=True)
    ]
    return [number for number in told if number]


@transaction.atomic
def _tell(pk: int, column: str, topic: str) -> str:
    """The guarded update lets one of several sweepers tell it."""
    if not PresaleOrder.objects.filter(pk=pk, **{column: None}).update(**{column: now()}):
        return ""
    presale = PresaleOrder.objects.select_related("order__member").get(pk=pk)
    body = {
        **placed_fact(presale.order),
        "balance": amount_due(presale.order),
        "balance_until": presale.balance_until.isoformat(),
    }
    emit(topic, presale.order.number, body)
    return presale.order.number
