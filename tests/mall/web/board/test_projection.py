"""What the board shows of the festival that runs."""

from __future__ import annotations

from feria.mall.orders import api as orders
from feria.mall.web.board.projection import snapshot_now
from tests.mall import festivals
from tests.mall.web.conftest import Mall, Visitor

MILESTONES = """
milestones:
  - {orders: 1, name: First basket}
  - {sales: 1000.00, name: First thousand}
  - {orders: 100, name: A hundred baskets}
"""


def test_milestones_of_sales_and_of_orders_stand_in_the_documents_order(mall: Mall, shopper: Visitor) -> None:
    festivals.open_festival(festivals.TEXT + MILESTONES)
    assert shopper.member is not None
    cart = orders.cart_for(shopper.member)
    orders.fill(cart, [("cola", 1)])
    order = orders.checkout(shopper.member, cart, shopper.member.addresses.get(), "key-1")
    payment = orders.start_payment(order, "/pay/return/{reference}/")
    orders.dummy.decide(payment.reference, "captured")
    seen = snapshot_now()["milestones"]
    assert [(one["names"]["en"], one["measure"], bool(one["reached_at"])) for one in seen] == [
        ("First basket", "orders", True),
        ("First thousand", "sales", False),
        ("A hundred baskets", "orders", False),
    ]
