"""A payment that comes after its order lapsed: the order is taken up again if it could be had so now (decision 0011).

Its price must be one that the shopper would get now, with every limit and place that it rests on; its units must be
free; its coupons unspent. All of it happens in the payment's own transaction, or none of it.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from feria.mall.campaigns.api import one_look
from feria.mall.coupons.api import CouponRefused
from feria.mall.kit.api import Reading, database_now, read_clocks
from feria.mall.orders.carts import is_sellable
from feria.mall.orders.counts import wanted
from feria.mall.orders.due import GROUP, PRESALE, step
from feria.mall.orders.errors import TooLate
from feria.mall.orders.locks import locked_given_back
from feria.mall.orders.models import CartLine, Order, Payment, QuotaUse
from feria.mall.orders.placing import spend_coupons
from feria.mall.orders.presale.errors import PresaleRefused
from feria.mall.orders.presale.offers import presale_offer
from feria.mall.orders.presale.ordering import check_limits
from feria.mall.orders.presale.pricing import till_of_deposit
from feria.mall.orders.quotas import take_again
from feria.mall.orders.quoting import Till, decode_quote, till, till_of_claim
from feria.mall.orders.transitions import become_placed_again
from feria.mall.rush.api import session_of
from feria.mall.stock.api import HoldLost, NotAgain, StockShort, hold_again
from feria.pricing import Quote

_LIVE = (Order.State.PLACED, Order.State.PREPAID, Order.State.PAID)
_REFUSALS = (TooLate, PresaleRefused, HoldLost, NotAgain, StockShort, CouponRefused)


def take_up(order: Order, payment: Payment) -> bool:
    """Let a captured payment have its lapsed order after all; False, and nothing is changed, where that cannot be.

    Call it with the order locked, in the payment's transaction; of a rush claim the session is locked before.
    """
    if not _may_be_late(order, payment):
        return False
    try:
        with transaction.atomic():
            clocks = read_clocks()
            quote = _take_up(order, clocks)
            step(order)
            spend_coupons(order, quote, clocks.mall)
            return True
    except _REFUSALS:
        order.refresh_from_db()
        return False


def _may_be_late(order: Order, payment: Payment) -> bool:
    """Whether the payment is of the whole price, or of a deposit, and not too late even so. A balance never is:

    with it the deposit was lost.
    """
    due = order.payable
    purpose = Payment.Purpose.WHOLE
    if order.way == PRESALE:
        due, purpose = order.presale.deposit, Payment.Purpose.DEPOSIT
    latest = order.pay_until + timedelta(minutes=settings.LATE_PAYMENT_MINUTES)
    return (
        order.state == Order.State.LAPSED
        and order.way != GROUP  # its group went on without it (decision 0010)
        and not order.prepaid
        and (payment.purpose, payment.amount) == (purpose, due)
        and database_now() < latest
        and not _was_ordered_again(order)
    )


def _was_ordered_again(order: Order) -> bool:
    """The shopper was told that the time was over, and has ordered some of it anew: two of it were not asked for."""
    products = order.lines.values("product_id")
    later = Order.objects.filter(member_id=order.member_id, pk__gt=order.pk, state__in=_LIVE)
    return later.filter(lines__product_id__in=products).exists()


@one_look()
def _take_up(order: Order, clocks: Reading) -> Quote:
    """The order stands again, at the answered price; its coupons are yet to be spent. Raises one of the refusals."""
    rows = order.lines.select_related("product__shop", "product__category").order_by("pk")
    lines = [CartLine(product=row.product, quantity=row.quantity) for row in rows]
    if not all(is_sellable(line.product) for line in lines):
        raise TooLate("not-on-sale")
    uses = locked_given_back(order)
    quote = decode_quote(order)
    served = _till(order, clocks, lines, uses)
    again = served.quote(lines)
    if again.payable > order.payable:
        raise TooLate("price")
    if order.way != PRESALE:
        now_had = {want.code: want.units for want in wanted(served.plan, again).values()}
        if any(now_had.get(use.quota.code, 0) < use.units for use in uses):
            raise TooLate("place")
    for use in uses:
        take_again(use)
    hold_again(order.holder, clocks.database)
    become_placed_again(order)
    return quote


def _till(order: Order, clocks: Reading, lines: list[CartLine], uses: list[QuotaUse]) -> Till:
    """The till that serves the order's kind now. Raises TooLate, PresaleRefused where it is closed."""
    if order.way == PRESALE:
        (line,) = lines
        offer = presale_offer(order.presale.code, line.product.sku)
        if offer is None or offer.state(clocks.mall) != "open":
            raise TooLate("over")
        for use in uses:
            check_limits(order.member, offer, use.quota, line.quantity)
        return till_of_deposit(order.member, offer, clocks.mall, order.region)
    if order.claimant:
        return till_of_claim(
            order.member, session_of(order.claimant), clocks.mall, order.region, order.channel
        )
    return till(order.member, clocks.mall, order.region, order.channel)
