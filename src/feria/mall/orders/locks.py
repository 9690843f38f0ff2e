"""The order in which rows are locked here and below: cart, order, its payments, stock by product id, coupons.

Whoever holds an order's row decides about it alone: paying, cancelling and lapsing wait for one another.
(SQLite knows no row locks; there every transaction that writes waits for the one before it.)
"""

from __future__ import annotations

from feria.mall.orders.models import Cart, Order, Payment


def locked_cart(cart: Cart) -> Cart:
    """The cart as it stands now, ours until the transaction ends."""
    return Cart.objects.select_for_update().get(pk=cart.pk)


def locked_order(number: str) -> Order:
    """The order as it stands now, ours until the transaction ends."""
    return Order.objects.select_for_update(of=("self",)).select_related("member").get(number=number)


def locked_payments(order: Order) -> list[Payment]:
    """The order's payments as they stand now; call with its row locked."""
    return list(order.payments.select_for_update().order_by("pk"))
