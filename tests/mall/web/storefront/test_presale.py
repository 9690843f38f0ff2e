"""Ordering ahead by the pages (R2.13): the product, the deposit, the order, the balance, the end."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest

from feria.mall.coupons import api as coupons
from feria.mall.orders import api as orders
from feria.mall.orders.models import Order
from feria.mall.orders.presale import balances
from feria.mall.rush import api as rush
from feria.mall.web.storefront.order_words import state_name
from feria.pricing import Quote
from tests.mall import festivals
from tests.mall.factories import at
from tests.mall.web.conftest import Visitor, be_at, text_of

TEXT = (
    festivals.TEXT
    + """
presale:
  - id: caviar
    name: {en: Caviar ahead, zh-hans: 鱼子酱预售, es: Caviar por adelantado}
    deposit: {phase: warm-up}
    balance: {phase: main}
    products:
      - {sku: caviar, price: 180.00, deposit: 10.00, counts_as: 20.00, units: 4, per_member: 2}
"""
)
PAGE = f"/presale/{festivals.CODE}.caviar/caviar/"


@pytest.fixture
def presale(mall: object) -> None:
    rush.open_festival(TEXT, by=None)
    be_at(festivals.WARM_UP)


def order_ahead(shopper: Visitor, quantity: int = 1) -> Order:
    assert shopper.member
    address = shopper.member.addresses.get().pk
    answer = shopper.post(PAGE, key=str(uuid.uuid4()), address=address, quantity=quantity)
    assert answer.status_code == 302, text_of(answer)
    assert answer["Location"].startswith("/pay/dummy/")
    return Order.objects.latest("pk")


def pay_deposit(order: Order) -> None:
    orders.dummy.decide(order.payments.latest("pk").reference, "captured")


@pytest.mark.usefixtures("presale")
class TestPresalePages:
    def test_the_product_says_what_is_paid_now_and_what_later(self, guest: Visitor) -> None:
        said = text_of(guest.get("/p/caviar/"))
        assert "Now: the deposit $10.00 counts as $20.00" in said
        assert "Nov 11, 00:00 to Nov 12, 00:00: the balance $160.00" in said
        assert "$170.00 in all, at most" in said
        assert "4 are left to order ahead." in said

    def test_the_cart_says_where_it_is_ordered_ahead_as_long_as_deposits_are_taken(
        self, shopper: Visitor
    ) -> None:
        shopper.fill(caviar=1, cola=1)
        page = shopper.get("/cart/")
        assert text_of(page).count("A deposit is never paid with the cart") == 1
        assert f'href="{PAGE}"' in page.content.decode()
        be_at(festivals.FRENZY)
        assert "A deposit is never paid with the cart" not in text_of(shopper.get("/cart/"))

    def test_its_way_leads_to_the_bank_and_back_to_the_order(self, shopper: Visitor) -> None:
        assert "Order and pay the deposit" in text_of(shopper.get(PAGE))
        order = order_ahead(shopper, 2)
        page = f"/orders/{order.number}/"
        unpaid = text_of(shopper.get(page))
        assert "Not paid yet" in unpaid
        assert "Pay the deposit" in unpaid
        assert "To pay" not in unpaid, "the sum of all is not what is to be paid now"
        assert "What you ordered" in unpaid
        pay_deposit(order)
        assert "Thank you, your deposit is paid" in text_of(
            shopper.get(f"/pay/return/{order.payments.get().reference}/")
        )
        said = text_of(shopper.get(page))
        assert "Your deposit is paid, and the goods are kept for you" in said
        assert "The balance is due from Nov 11, 00:00 until Nov 12, 00:00." in said
        assert "Balance $320.00 or less" in said
        assert "Cancel and lose the deposit of $20.00" in said
        assert "Balance due from Nov 11, 00:00" in text_of(shopper.get("/orders/"))

    def test_in_its_window_the_balance_can_be_paid(self, shopper: Visitor) -> None:
        order = order_ahead(shopper)
        pay_deposit(order)
        be_at(festivals.RATIONAL)
        page = f"/orders/{order.number}/"
        said = text_of(shopper.get(page))
        assert "The balance can be paid now" in said
        assert "Balance $155.00 as of now" in said, "5 off 30 of the day comes off the 170 in all"
        answer = shopper.post(f"{page}pay/")
        assert answer["Location"].startswith("/pay/dummy/")
        pay_deposit(order)
        order.refresh_from_db()
        assert (order.state, order.payable) == ("paid", 16_500)
        said = text_of(shopper.get(page))
        assert "Balance, paid $155.00" in said
        assert "What you bought" in said

    def test_the_festivals_door_and_the_orders_say_that_it_can_be_paid_now(self, shopper: Visitor) -> None:
        order = order_ahead(shopper)
        pay_deposit(order)
        notice = f"The balance of your order {order.number} can be paid now. Unpaid on Nov 12, 00:00"
        assert notice not in text_of(shopper.get("/"))
        be_at(festivals.RATIONAL)
        assert notice in text_of(shopper.get("/"))
        assert "The balance can be paid now, until Nov 12, 00:00" in text_of(shopper.get("/orders/"))
        shopper.post(f"/orders/{order.number}/pay/")
        pay_deposit(order)
        assert notice not in text_of(shopper.get("/"))

    def test_a_balance_whose_coupon_another_order_uses_just_then_is_looked_at_again(
        self, shopper: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = order_ahead(shopper)
        pay_deposit(order)
        coupons.claim(shopper.member, "mall-8-off-60")
        be_at(festivals.FRENZY)
        usual = balances.spend_coupons

        def use_elsewhere_first(order: Order, quote: Quote, at: datetime) -> None:
            coupons.redeem(quote.coupons, "F-1", now=at)
            usual(order, quote, at)

        monkeypatch.setattr(balances, "spend_coupons", use_elsewhere_first)
        answer = shopper.client.post(f"/orders/{order.number}/pay/", follow=True)
        assert answer.redirect_chain == [(f"/orders/{order.number}/", 302)]
        assert "A coupon was used by another order just now." in text_of(answer)

    def test_before_it_the_bank_is_not_asked(self, shopper: Visitor) -> None:
        order = order_ahead(shopper)
        pay_deposit(order)
        answer = shopper.client.post(f"/orders/{order.number}/pay/", follow=True)
        assert "The balance cannot be paid yet." in text_of(answer)

    def test_who_cancels_is_told_what_is_lost(self, shopper: Visitor) -> None:
        order = order_ahead(shopper)
        pay_deposit(order)
        answer = shopper.client.post(f"/orders/{order.number}/cancel/", follow=True)
        said = text_of(answer)
        assert "The deposit of $10.00 stays with the shop" in said
        assert "anything else goes back to you" in said

    def test_limits_are_told_on_the_page(self, shopper: Visitor) -> None:
        order_ahead(shopper, 2)
        assert shopper.member
        address = shopper.member.addresses.get().pk
        answer = shopper.post(PAGE, key=str(uuid.uuid4()), address=address, quantity=1)
        assert answer.status_code == 409
        assert "You may order 0 more of it ahead" in text_of(answer)

    @pytest.mark.parametrize("bad", [{"quantity": "0"}, {"quantity": "x"}, {"address": ""}, {"key": "no"}])
    def test_bad_input_is_a_page_and_no_order(self, shopper: Visitor, bad: dict[str, str]) -> None:
        assert shopper.member
        sent = {
            "key": str(uuid.uuid4()),
            "address": str(shopper.member.addresses.get().pk),
            "quantity": "1",
            **bad,
        }
        assert shopper.post(PAGE, **sent).status_code == 422
        assert not Order.objects.exists()

    def test_nobody_orders_before_or_after(self, shopper: Visitor, guest: Visitor) -> None:
        be_at(at(2025, 10, 1))
        assert "Deposits are taken from Nov 1, 00:00." in text_of(guest.get("/p/caviar/"))
        assert "Deposits are taken from Nov 1, 00:00." in text_of(shopper.get(PAGE))
        be_at(festivals.RATIONAL)
        assert "the deposit" not in text_of(guest.get("/p/caviar/"))
        assert "Deposits are not taken any more." in text_of(shopper.get(PAGE))

    def test_what_is_no_presale_is_not_found(self, shopper: Visitor) -> None:
        assert shopper.get("/presale/nowhere.at-all/caviar/").status_code == 404
        assert shopper.get(PAGE.replace("/caviar/", "/cola/")).status_code == 404


def test_every_state_has_a_name() -> None:
    assert all(state_name(state) != state for state in Order.State.values)
