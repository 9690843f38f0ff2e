"""A festival with a group buy of cola, and people who go in for it: for the tests of pages, API and journeys."""

from __future__ import annotations

from feria.mall.orders import api as orders
from feria.mall.orders.models import Group, Order
from tests.mall import festivals
from tests.mall.factories import make_address, make_member

CODE = f"{festivals.CODE}.cola-together"
TEXT = (
    festivals.TEXT
    + """
group:
  - id: cola-together
    name: {en: Cola together, zh-hans: 可乐拼团, es: Cola en grupo}
    sku: cola
    price: 6.00
    size: 3
    hours: 6
    when: {phase: main}
    units: 12
    per_member: 2
"""
)


def pay(order: Order) -> None:
    """Its latest payment is captured, or one that is opened for it."""
    found = order.payments.order_by("pk").last()
    reference = found.reference if found else orders.start_payment(order, "/").reference
    orders.dummy.decide(reference, "captured")


def opened(people: int = 1) -> Group:
    """A group that so many have paid for."""
    group: Group | None = None
    for _ in range(people):
        member = make_member()
        address = make_address(member)
        if group is None:
            order = orders.start_group(member, CODE, 1, address, "k")
            group = order.group
        else:
            order = orders.join_group(member, group.key, 1, address, "k")
        pay(order)
    assert group
    group.refresh_from_db()
    return group
