"""The cart: live, explained, forgiving about quantities."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.http import HttpResponse

from feria.mall.coupons import api as coupons
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.web.storefront.visit import CART_KEY
from tests.mall import factories
from tests.mall.web.conftest import Mall, Visitor, text_of


def test_a_guest_fills_a_cart_and_takes_it_along_when_signing_in(guest: Visitor) -> None:
    member = factories.make_member("hh-9", factories.make_user("eva", "long-enough-secret"))
    guest.fill(cola=2)
    assert "$16.00" in text_of(guest.get("/cart/"))
    signed_in = guest.post("/accounts/login/", login=member.user.email, password="long-enough-secret")
    assert signed_in.status_code == 302
    assert "$16.00" in text_of(guest.get("/cart/"))
    assert {line.product.sku: line.quantity for line in orders.cart_lines(orders.cart_for(member))} == {
        "cola": 2
    }


@pytest.mark.parametrize("ask", [Visitor.post, Visitor.htmx])
def test_a_tab_that_adds_while_another_signs_in_gets_its_page(
    guest: Visitor, monkeypatch: pytest.MonkeyPatch, ask: Callable[..., HttpResponse]
) -> None:
    member = factories.make_member("hh-9")
    guest.fill(cola=2)
    usual = orders.add

    def add_once_signed_in(cart: orders.Cart, sku: str, quantity: int) -> object:
        orders.merge_carts(guest.client.session[CART_KEY], member)
        return usual(cart, sku, quantity)

    monkeypatch.setattr(orders, "add", add_once_signed_in)
    answer = ask(guest, "/cart/add/", sku="caviar", quantity=1)
    assert answer.status_code in (200, 302)
    held = {line.product.sku: line.quantity for line in orders.cart_lines(orders.cart_for(member))}
    assert held == {"cola": 2, "caviar": 1}


def test_adding_again_adds_units_and_the_frame_learns_of_it(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    answer = shopper.htmx("/cart/add/", sku="cola", quantity="2")
    assert shopper.cart == {"cola": 3}
    assert 'id="cart-link"' in answer.content.decode()
    assert 'id="bottom-bar"' in answer.content.decode()
    assert "Cola" in json.loads(answer.headers["HX-Trigger"])["feria:toast"]["text"]


def test_a_changed_quantity_answers_with_the_new_price_and_its_explanation(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    answer = shopper.htmx("/cart/cola/", quantity="4")
    text = text_of(answer)
    assert "$27.00" in text  # 4 x 8.00 less 5 for 30
    assert "5 off 30" in text
    assert "Why this price" in text
    assert 'hx-swap-oob="true"' in answer.content.decode()


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        ("-1", "at least"),
        ("many", "whole number"),
        ("1.5", "whole number"),
        ("", "how many"),
        ("10000000000", "at most"),
    ],
)
def test_a_bad_quantity_is_a_422_that_names_the_line_and_changes_nothing(
    shopper: Visitor, quantity: str, said: str
) -> None:
    shopper.fill(cola=2)
    answer = shopper.htmx("/cart/cola/", quantity=quantity)
    assert answer.status_code == 422
    line = answer.content.decode().split('id="line-cola"')[1].split("</li>")[0]
    assert said in line
    assert shopper.cart == {"cola": 2}


def test_a_bad_quantity_is_refused_when_adding_too(shopper: Visitor) -> None:
    assert shopper.htmx("/cart/add/", sku="cola", quantity="0").status_code == 422
    assert shopper.cart == {}


def test_an_unknown_product_cannot_be_added(shopper: Visitor) -> None:
    assert shopper.post("/cart/add/", sku="nothing", quantity=1).status_code == 404


def test_nought_takes_the_line_out_and_so_does_the_bin(shopper: Visitor) -> None:
    shopper.fill(cola=1, caviar=1)
    shopper.htmx("/cart/cola/", quantity="0")
    shopper.post("/cart/caviar/remove/")
    assert shopper.cart == {}
    assert "Your cart is empty" in text_of(shopper.get("/cart/"))


def test_a_line_without_its_tick_waits_and_costs_nothing(shopper: Visitor) -> None:
    shopper.fill(cola=1, caviar=1)
    text = text_of(shopper.htmx("/cart/caviar/select/"))
    assert "To pay $8.00" in text
    text = text_of(shopper.htmx("/cart/caviar/select/", selected="1"))
    assert "To pay $203.00" in text


def test_the_nudge_offers_items_that_would_earn_the_tier(shopper: Visitor) -> None:
    shopper.fill(cola=3)
    factories.make_product("tea", "Tea", 900, category="grocery/tea")
    from feria.mall.catalog.api import product
    from feria.mall.stock import api as stock

    tea = product("tea")
    assert tea is not None
    stock.receive(tea, 9, "delivery")
    text = text_of(shopper.get("/cart/"))
    assert "Add $6.00 more and save $5.00: 5 off 30." in text
    assert "Tea" in text.split("Add $6.00 more")[1]


def test_a_claimable_coupon_that_would_help_is_offered_and_then_used(shopper: Visitor) -> None:
    assert shopper.member is not None
    shopper.fill(cola=3)
    text = text_of(shopper.get("/cart/"))
    assert "Coupons that would help" in text
    assert "takes $2.00 off this cart" in text
    coupons.claim(shopper.member, "grocery-2-off-20")
    text = text_of(shopper.get("/cart/"))
    assert "To pay $22.00" in text


def test_a_line_beyond_the_stock_says_so_and_checkout_waits(shopper: Visitor) -> None:
    shopper.fill(bread=3)
    text = text_of(shopper.get("/cart/"))
    assert "Only 2 are left" in text
    assert "First put the marked lines right" in text


def test_nobody_changes_anothers_cart(shopper: Visitor, mall: Mall) -> None:
    other = factories.make_member("hh-2")
    orders.set_quantity(orders.cart_for(other), "cola", 5)
    shopper.post("/cart/cola/remove/")
    shopper.post("/cart/cola/", quantity="1")
    assert [line.quantity for line in orders.cart_lines(orders.cart_for(other))] == [5]


def test_the_way_back_after_adding_never_leaves_the_mall(shopper: Visitor) -> None:
    answer = shopper.client.post(
        "/cart/add/", {"sku": "cola", "quantity": 1}, headers={"Referer": "https://elsewhere.example/x"}
    )
    assert answer.headers["Location"] == "/cart/"


def test_staff_without_a_profile_have_no_favourites_but_may_fill_a_cart(operator: Visitor) -> None:
    operator.fill(cola=1)
    assert "$8.00" in text_of(operator.get("/cart/"))
    assert members.member_of(None) is None
