"""Reads of carts, orders and payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Sum

from feria.mall.kit.api import database_now, now
from feria.mall.members.api import Member
from feria.mall.orders.due import PRESALE
from feria.mall.orders.group.standing import GroupStanding, standing_of
from feria.mall.orders.models import Cart, CartLine, Order, OrderLine, Payment
from feria.mall.orders.presale.balances import quote_balance
from feria.mall.orders.quoting import decode_quote
from feria.pricing import Quote
from feria.pricing.presale import balance_due


@dataclass(frozen=True, kw_only=True)
class CartCount:
    """How much is in a cart: different products, units."""

    lines: int
    units: int


def cart_count(owner: Member | str | None) -> CartCount:
    """For the badge on the cart; makes no cart."""
    if not owner:
        return CartCount(lines=0, units=0)
    whose: dict[str, Member | str] = (
        {"cart__session_key": owner} if isinstance(owner, str) else {"cart__member": owner}
    )
    counted = CartLine.objects.filter(**whose).aggregate(lines=Count("id"), units=Sum("quantity"))
    return CartCount(lines=counted["lines"], units=counted["units"] or 0)


def cart_lines(cart: Cart) -> list[CartLine]:
    """Every line of the cart, selected or not, with product, shop and category loaded."""
    return list(cart.lines.select_related("product__shop", "product__category"))


def order(number: str) -> Order | None:
    """The order of this number."""
    return _whole(Order.objects.all()).filter(number=number).first()


def order_of(member: Member, number: str) -> Order | None:
    """The order of this number, if it is the member's."""
    return _whole(Order.objects.filter(member=member)).filter(number=number).first()


def orders_of(member: Member) -> QuerySet[Order]:
    """The member's orders, latest first, lines loaded."""
    return _whole(Order.objects.filter(member=member))


def balances_open(member: Member, at: datetime) -> QuerySet[Order]:
    """The member's orders ahead whose balance can be paid at that instant of the mall's clock, the most urgent first."""
    found = Order.objects.filter(
        member=member,
        state=Order.State.PREPAID,
        presale__balance_from_at__lte=at,
        presale__balance_until__gt=at,
    )
    return found.select_related("presale").order_by("presale__balance_until", "pk")


def orders_with(shop: str) -> QuerySet[Order]:
    """Orders with goods of this shop (its code), latest first, lines loaded."""
    of_shop = OrderLine.objects.filter(shop__code=shop).values("order_id")
    return _whole(Order.objects.filter(pk__in=of_shop))


def lines_of_shop(shop: str, state: str | None = None) -> QuerySet[OrderLine]:
    """What was ordered from a shop (its code), latest order first; ``state`` narrows to orders in one state."""
    rows = OrderLine.objects.filter(shop__code=shop).select_related("order", "product")
    if state:
        rows = rows.filter(order__state=state)
    return rows.order_by("-order__placed_at", "-pk")


def order_of_payment(reference: str) -> Order | None:
    """The order a payment is for."""
    return _whole(Order.objects.filter(payments__reference=reference)).first()


def _whole(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.select_related("member", "group").prefetch_related(
        "lines__product__category", "lines__shop"
    )


@dataclass(frozen=True, kw_only=True)
class OrderDetail:
    """All that an order's page shows. ``time_left`` to pay is by the database's clock.

    ``ahead`` is there for an order of a presale, ``group`` for one in a group.
    """

    order: Order
    quote: Quote
    lines: Sequence[OrderLine]
    payments: Sequence[Payment]
    can_pay: bool
    can_cancel: bool
    time_left: timedelta
    ahead: Ahead | None = None
    group: GroupStanding | None = None


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """How an order ahead stands. ``balance`` is what is due of it: at most, before its time; then as of now, until it is agreed. Instants by the mall's clock."""

    deposit: int
    counts_as: int
    is_deposit_paid: bool
    is_agreed: bool
    balance: int
    balance_from_at: datetime
    balance_until: datetime
    is_balance_due: bool
    is_balance_open: bool


def order_detail(found: Order) -> OrderDetail:
    """The order with its quote as it stood, its payments, and what can be done with it now."""
    left = max(found.pay_until - database_now(), timedelta())
    is_open = found.state == Order.State.PLACED
    return OrderDetail(
        order=found,
        quote=decode_quote(found),
        lines=list(found.lines.all()),
        payments=list(found.payments.order_by("pk")),
        can_pay=is_open and left > timedelta(),
        can_cancel=is_open or found.state in (Order.State.PREPAID, Order.State.PAID),
        time_left=left if is_open else timedelta(),
        ahead=order_ahead(found),
        group=standing_of(found),
    )


def order_ahead(found: Order) -> Ahead | None:
    """How an order of a presale stands; None for any other."""
    if found.way != PRESALE:
        return None
    presale, at = found.presale, now()
    is_due = found.state == Order.State.PREPAID
    is_open = is_due and presale.balance_from_at <= at < presale.balance_until
    payable = found.payable
    if is_open and presale.agreed_at is None:
        payable = quote_balance(found).payable
    return Ahead(
        deposit=presale.deposit,
        counts_as=presale.counts_as,
        is_deposit_paid=bool(found.prepaid),
        is_agreed=presale.agreed_at is not None,
        balance=balance_due(payable, presale.deposit),
        balance_from_at=presale.balance_from_at,
        balance_until=presale.balance_until,
        is_balance_due=is_due,
        is_balance_open=is_open,
    )
