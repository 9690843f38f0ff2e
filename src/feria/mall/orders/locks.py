"""The order in which rows are locked here and below: cart, order, its payments, quotas by code, stock by product id,
coupons.

Whoever holds an order's row decides about it alone: paying, cancelling and lapsing wait for one another.
(SQLite knows no row locks; there every transaction that writes waits for the one before it.)
"""

from __future__ import annotations

from collections.abc import Collection

from feria.mall.orders.models import Cart, Order, Payment, Quota, QuotaUse


def locked_cart(cart: Cart) -> Cart:
    """The cart as it stands now, ours until the transaction ends."""
    return Cart.objects.select_for_update().get(pk=cart.pk)


def locked_order(number: str) -> Order:
    """The order as it stands now, ours until the transaction ends."""
    return Order.objects.select_for_update(of=("self",)).select_related("member").get(number=number)


def locked_payments(order: Order) -> list[Payment]:
    """The order's payments as they stand now; call with its row locked."""
    return list(order.payments.select_for_update().order_by("pk"))


def locked_quotas(codes: Collection[str]) -> dict[str, Quota]:
    """The quotas of these codes as they stand now, by code."""
    rows = Quota.objects.select_for_update().filter(code__in=list(codes)).order_by("code")
    return {row.code: row for row in rows}


def locked_given_back(order: Order) -> list[QuotaUse]:
    """What a closed order had of quotas, their rows locked; call with its row locked."""
    given = order.quota_uses.exclude(given_back_at=None)
    locked_quotas(list(given.values_list("quota__code", flat=True)))
    return list(given.select_related("quota", "order").order_by("quota__code"))


def locked_uses(order: Order) -> list[QuotaUse]:
    """What the order has of quotas, their rows locked; call with its row locked."""
    live = order.quota_uses.filter(given_back_at=None)
    codes = list(live.values_list("quota__code", flat=True))
    if not codes:  # as of most orders
        return []
    locked_quotas(codes)
    return list(live.select_related("quota", "order").order_by("quota__code"))
