"""The order in which rows are locked here and below: cart, group, order (those of a group by id), its payments, quotas by
code (all of them at once), stock by product id, templates by code that a paid order brings coupons of, members by id
whose first order it is, and last the coupons it spends. Where a group is full it is so of all its orders together.

Whoever holds an order's row decides about it alone: paying, cancelling and lapsing wait for one another.
(SQLite knows no row locks; there every transaction that writes waits for the one before it.)
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from feria.mall.kit.api import now
from feria.mall.orders.models import Cart, Group, Order, Payment, Quota, QuotaUse


def locked_cart(cart: Cart) -> Cart:
    """The cart as it stands now, ours until the transaction ends.

    A guest's cart that is gone meanwhile is the member's that it joined at sign-in, or a new one where it was swept.
    """
    rows = Cart.objects.select_for_update()
    while (there := rows.filter(pk=cart.pk).first()) is None:
        if cart.member_id is not None:
            raise Cart.DoesNotExist  # and so is the member
        at = now()
        cart, _made = Cart.objects.get_or_create(session_key=cart.session_key, defaults={"updated_at": at})
    return there


def locked_order(number: str) -> Order:
    """The order as it stands now, and its group if it has one, ours until the transaction ends."""
    if connection.features.has_select_for_update:
        list(Group.objects.select_for_update().filter(orders__number=number).values_list("pk"))
    return Order.objects.select_for_update(of=("self",)).select_related("member").get(number=number)


def locked_group(key: str) -> Group | None:
    """The group of this key as it stands now, ours until the transaction ends: nobody joins, pays or leaves meanwhile."""
    rows = Group.objects.select_for_update(of=("self",)).select_related("product__shop", "product__category")
    return rows.filter(key=key).first()


def locked_members(group: Group, states: Collection[str]) -> list[Order]:
    """The group's orders in these states; call with the group locked."""
    rows = Order.objects.select_for_update(of=("self",)).select_related("member")
    return list(rows.filter(group=group, state__in=states).order_by("pk"))


def codes_had_by(orders: Collection[Order]) -> set[str]:
    """The quotas that these orders have something of; call with the orders locked."""
    uses = QuotaUse.objects.filter(order__in=orders, given_back_at=None)
    return set(uses.values_list("quota__code", flat=True))


def lock_uses_of(orders: Collection[Order]) -> None:
    """All that these orders have of quotas, at once: one after another they could meet others in a circle."""
    locked_quotas(codes_had_by(orders))


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
