"""Checkout, paying, and an order's page."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.http import HttpResponse

from feria.mall.kit.api import database_now
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock
from tests.mall import factories
from tests.mall.factories import at
from tests.mall.web.conftest import Mall, Visitor, be_at, text_of


def press_order(shopper: Visitor, key: str = "", **changed: object) -> HttpResponse:
    """Send the checkout's form as the page shows it."""
    assert shopper.member is not None
    page = shopper.get("/checkout/")
    context = page.context
    form = {
        "key": key or str(context["key"]),
        "expected_payable": context["quote"].payable,
        "address": shopper.member.addresses.get().pk,
    }
    return shopper.post("/checkout/", **{**form, **changed})


def place(shopper: Visitor) -> orders.Order:
    assert shopper.member is not None
    assert press_order(shopper).status_code == 302
    return orders.orders_of(shopper.member)[0]


def test_a_guest_signs_in_first_and_comes_back(guest: Visitor) -> None:
    guest.fill(cola=1)
    assert guest.get("/checkout/").headers["Location"] == "/accounts/login/?next=/checkout/"


def test_an_empty_cart_has_no_checkout(shopper: Visitor) -> None:
    assert shopper.get("/checkout/").headers["Location"] == "/cart/"


def test_ordering_leads_to_the_bank_and_paying_back_to_a_paid_order(shopper: Visitor) -> None:
    shopper.fill(cola=4)
    to_bank = press_order(shopper)
    assert to_bank.headers["Location"].startswith("/pay/dummy/")
    bank = shopper.get(to_bank.headers["Location"])
    assert "$27.00" in text_of(bank)
    back = shopper.post(to_bank.headers["Location"], answer="pay")
    assert "/pay/return/" in back.headers["Location"]
    assert "Thank you, it is paid" in text_of(shopper.get(back.headers["Location"]))
    assert shopper.member is not None
    order = orders.orders_of(shopper.member)[0]
    assert (order.state, order.payable) == ("paid", 2_700)
    page = text_of(shopper.get(f"/orders/{order.number}/"))
    assert "5 off 30" in page
    assert "Paid $27.00" in page
    assert "Before Nov 27 nobody may sell the reduced items lower in this mall." in page  # R5.6
    assert shopper.cart == {}


def test_a_second_press_orders_nothing_more(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    key, payable = str(uuid.uuid4()), 800
    first = press_order(shopper, key=key)
    assert shopper.member is not None
    address = shopper.member.addresses.get().pk
    again = shopper.post("/checkout/", key=key, expected_payable=payable, address=address)
    assert first.status_code == again.status_code == 302
    assert again.headers["Location"].startswith("/pay/dummy/")
    assert orders.orders_of(shopper.member).count() == 1


def test_a_price_that_moved_is_shown_and_asked_again(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    assert shopper.get("/checkout/").context["quote"].payable == 800
    be_at(at(2025, 11, 11, 7))  # the frenzy is over
    answer = press_order(shopper, expected_payable=800)
    assert answer.status_code == 409
    text = text_of(answer)
    assert "changed from $8.00 to $10.00" in text
    assert "Order and pay $10.00" in text
    assert shopper.cart == {"cola": 1}


def test_stock_that_ran_out_is_named_and_the_rest_is_kept(shopper: Visitor, mall: Mall) -> None:
    shopper.fill(cola=1, bread=2)
    stock.hold("somebody", {"bread": 1}, database_now() + timedelta(minutes=5))
    answer = press_order(shopper)
    assert answer.status_code == 409
    assert "Bread: only 1 is left, you asked for 2." in text_of(answer)
    assert shopper.cart == {"cola": 1, "bread": 2}
    settled = shopper.post("/cart/settle/", sku="bread")
    assert settled.headers["Location"] == "/checkout/"
    assert shopper.cart == {"cola": 1, "bread": 1}
    assert press_order(shopper).status_code == 302


def test_an_address_of_somebody_else_is_refused(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    other = factories.make_address(factories.make_member("hh-2"))
    answer = press_order(shopper, address=other.pk)
    assert answer.status_code == 422
    assert shopper.cart == {"cola": 1}


def test_a_forged_total_never_decides_the_price(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    assert press_order(shopper, expected_payable=1).status_code == 409
    assert press_order(shopper, expected_payable=-5).status_code == 422


def test_a_lost_redirect_leaves_the_order_to_be_paid_again(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    bank = press_order(shopper).headers["Location"]
    assert "The connection was lost" in text_of(shopper.post(bank, answer="lose"))
    assert shopper.member is not None
    order = orders.orders_of(shopper.member)[0]
    page = text_of(shopper.get(f"/orders/{order.number}/"))
    assert "Not paid yet" in page
    again = shopper.post(f"/orders/{order.number}/pay/").headers["Location"]
    assert again.startswith("/pay/dummy/")
    assert again != bank
    shopper.post(again, answer="pay")
    order.refresh_from_db()
    assert order.state == "paid"


def test_a_declined_payment_says_so_and_can_be_tried_again(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    bank = press_order(shopper).headers["Location"]
    back = shopper.post(bank, answer="decline").headers["Location"]
    text = text_of(shopper.get(back))
    assert "The bank declined" in text
    assert "Pay again" in text


def test_an_order_past_its_deadline_cannot_be_paid_and_says_why(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    order = place(shopper)
    orders.Order.objects.filter(pk=order.pk).update(pay_until=database_now() - timedelta(seconds=1))
    answer = shopper.client.post(f"/orders/{order.number}/pay/", follow=True)
    assert "The time to pay order" in text_of(answer)
    assert "Pay now" not in text_of(answer)


def test_cancelling_closes_the_order_and_frees_the_stock(shopper: Visitor, mall: Mall) -> None:
    shopper.fill(bread=2)
    order = place(shopper)
    assert stock.available([mall.bread]) == {"bread": 0}
    shopper.post(f"/orders/{order.number}/cancel/")
    assert stock.available([mall.bread]) == {"bread": 2}
    page = text_of(shopper.get(f"/orders/{order.number}/"))
    assert "Cancelled" in page
    assert "Nothing will be charged" in page


def test_cancelling_what_is_paid_tells_that_the_money_goes_back(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    order = place(shopper)
    payment = orders.start_payment(order, "/pay/return/{reference}/")
    orders.dummy.decide(payment.reference, "captured")
    shopper.post(f"/orders/{order.number}/cancel/")
    page = text_of(shopper.get(f"/orders/{order.number}/"))
    assert "What you paid goes back to you" in page
    assert "Nothing will be charged" not in page
    assert "To pay" not in page


def test_another_members_order_and_payment_are_as_unknown_as_none(shopper: Visitor, mall: Mall) -> None:
    shopper.fill(cola=1)
    bank = press_order(shopper).headers["Location"]
    assert shopper.member is not None
    number = orders.orders_of(shopper.member)[0].number
    stranger = Visitor(factories.make_member("hh-2"))
    assert stranger.member is not None
    stranger.client.force_login(stranger.member.user, backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.get(f"/orders/{number}/").status_code == 404
    assert stranger.post(f"/orders/{number}/cancel/").status_code == 404
    assert stranger.post(f"/orders/{number}/pay/").status_code == 404
    assert stranger.get(bank).status_code == 404
    assert stranger.post(bank, answer="pay").status_code == 404


def test_outside_a_demo_there_is_no_dummy_bank(shopper: Visitor, settings) -> None:  # type: ignore[no-untyped-def]
    shopper.fill(cola=1)
    bank = press_order(shopper).headers["Location"]
    settings.DEMO = False
    assert shopper.get(bank).status_code == 404
    assert shopper.post(bank, answer="pay").status_code == 404


def test_orders_are_listed_with_what_was_bought(shopper: Visitor) -> None:
    assert "No orders yet" in text_of(shopper.get("/orders/"))
    shopper.fill(cola=1, caviar=1)
    place(shopper)
    text = text_of(shopper.get("/orders/"))
    assert "Cola and 1 more" in text
    assert "Waiting for payment" in text


def test_staff_who_do_not_shop_are_told_so(operator: Visitor) -> None:
    operator.fill(cola=1)
    answer = operator.get("/checkout/")
    assert answer.status_code == 403
    assert "does not shop yet" in text_of(answer)
