"""The first so many orders, as the pages tell it (R2.11)."""

from __future__ import annotations

import pytest

from feria.mall.orders import api as orders
from feria.mall.orders.models import Order, Quota
from tests.mall import festivals
from tests.mall.factories import make_address, make_member
from tests.mall.web.conftest import Visitor, text_of

TEXT = festivals.TEXT.replace(
    "promotions:\n",
    """promotions:
  - id: first-three
    name: {en: Half price for three, zh-hans: 前三单半价, es: Mitad de precio para tres}
    lane: mall
    when: {phase: main}
    scope: {sku: cola}
    conditions: {first_orders: 3}
    benefit: {percent_off: 50%}
""",
    1,
)


@pytest.fixture
def race(mall: object) -> None:
    festivals.open_festival(TEXT)


def somebody_orders() -> Order:
    member = make_member()
    cart = orders.cart_for(member)
    orders.set_quantity(cart, "cola", 1)
    return orders.checkout(member, cart, make_address(member), "k")


def pay(order: Order) -> None:
    orders.dummy.decide(orders.start_payment(order, "/").reference, "captured")


@pytest.mark.usefixtures("race")
class TestPlaces:
    def test_the_product_says_which_place_would_be_yours(self, guest: Visitor) -> None:
        somebody_orders()
        said = text_of(guest.get("/p/cola/"))
        assert "You would be number 2 of 3. 2 places are left." in said

    def test_the_cart_and_checkout_say_it_too(self, shopper: Visitor) -> None:
        shopper.fill(cola=1)
        for page in ("/cart/", "/checkout/"):
            assert "You would be number 1 of 3." in text_of(shopper.get(page))

    def test_who_pays_nothing_is_not_asked_to_pay(self, shopper: Visitor) -> None:
        festivals.open_festival(TEXT.replace("percent_off: 50%}\n", "percent_off: 100%}\n", 1))
        shopper.fill(cola=1)
        said = text_of(shopper.get("/checkout/"))
        assert "Order: nothing to pay" in said
        assert "Order and pay" not in said
        assert "while you pay" not in said

    def test_when_all_are_taken_it_says_how_many_may_come_back(self, guest: Visitor) -> None:
        for order in [somebody_orders() for _ in range(3)][:2]:
            pay(order)
        said = text_of(guest.get("/p/cola/"))
        assert "All 3 places are taken. 1 is still being paid for; if it is not, it comes back" in said

    def test_when_all_are_paid_it_says_that(self, guest: Visitor) -> None:
        Quota.objects.create(code=f"first:{festivals.CODE}:first-three", limit=3, taken=3)
        said = text_of(guest.get("/p/cola/"))
        assert "All 3 places are taken. Everybody who has one has paid." in said

    def test_the_order_says_a_place_is_kept_then_which_number_it_is(self, shopper: Visitor) -> None:
        pay(somebody_orders())
        shopper.fill(cola=1)
        assert shopper.member
        order = orders.checkout(
            shopper.member, orders.cart_for(shopper.member), shopper.member.addresses.get(), "k"
        )
        page = f"/orders/{order.number}/"
        assert "One of the 3 places is kept for you while you pay." in text_of(shopper.get(page))
        pay(order)
        assert "You are number 2 of 3." in text_of(shopper.get(page))
        reference = order.payments.get().reference
        assert "You are number 2 of 3." in text_of(shopper.get(f"/pay/return/{reference}/"))
        orders.cancel(order, None)
        assert "Your place went back." in text_of(shopper.get(page))

    def test_other_goods_say_nothing_of_it(self, guest: Visitor) -> None:
        assert "places" not in text_of(guest.get("/p/bread/"))
