"""The merchant's desk: one's own shop and nobody else's."""

from __future__ import annotations

import csv
import io

import pytest

from feria.mall.members import api as members
from feria.mall.orders import api as orders
from tests.mall import factories, festivals
from tests.mall.web.conftest import Mall, Visitor, text_of

PAGES = ["", "products/", "stock/", "orders/", "promotions/"]


@pytest.fixture
def merchant(mall: Mall) -> Visitor:
    user = factories.make_user("marta", "long-enough-secret")
    members.post_to_shop(user, factories.make_shop("grocery"))
    visitor = Visitor()
    visitor.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return visitor


def sell(shopper: Visitor, key: str = "key-1", **quantities: int) -> orders.Order:
    """Order and pay."""
    assert shopper.member is not None
    cart = orders.cart_for(shopper.member)
    orders.fill(cart, list(quantities.items()))
    order = orders.checkout(shopper.member, cart, shopper.member.addresses.get(), key)
    payment = orders.start_payment(order, "/pay/return/{reference}/")
    orders.dummy.decide(payment.reference, "captured")
    return order


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_ones_own_shop_opens(merchant: Visitor, page: str) -> None:
    assert merchant.get(f"/desk/grocery/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_another_shop_is_not_there(merchant: Visitor, page: str) -> None:
    factories.make_shop("bakery")
    assert merchant.get(f"/desk/bakery/{page}").status_code == 404


def test_a_shopper_is_refused_and_a_stranger_asked_to_sign_in(shopper: Visitor, guest: Visitor) -> None:
    assert shopper.get("/desk/grocery/").status_code == 403
    assert guest.get("/desk/grocery/").headers["Location"].startswith("/accounts/login/")


def test_a_merchant_of_one_shop_goes_straight_there(merchant: Visitor) -> None:
    assert merchant.get("/desk/").headers["Location"] == "/desk/grocery/"


def test_todays_figures_are_the_orders(merchant: Visitor, shopper: Visitor) -> None:
    order = sell(shopper, cola=3)
    page = merchant.get("/desk/grocery/")
    sales = page.context["figures"].sales
    assert (sales.orders, sales.units, sales.revenue) == (1, 3, order.payable)
    assert "Cola" in text_of(page)


def test_a_product_that_sold_down_is_named(merchant: Visitor, shopper: Visitor) -> None:
    sell(shopper, bread=2)
    assert [item.product.sku for item in merchant.get("/desk/grocery/").context["figures"].short] == ["bread"]


def test_the_export_holds_every_row(merchant: Visitor, shopper: Visitor) -> None:
    order = sell(shopper, cola=1, bread=1)
    answer = merchant.get("/desk/grocery/orders/", format="csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["order"] for row in rows} == {order.number}
    assert sum(int(row["payable"]) for row in rows) == order.payable


def test_orders_can_be_narrowed_to_a_state(merchant: Visitor, shopper: Visitor) -> None:
    sell(shopper, cola=1)
    assert merchant.get("/desk/grocery/orders/", state="placed").context["table"].rows == []
    assert len(merchant.get("/desk/grocery/orders/", state="paid").context["table"].rows) == 1


def test_promotions_running_now_come_first(merchant: Visitor) -> None:
    states = [row.state for row in merchant.get("/desk/grocery/promotions/").context["promotions"]]
    assert states == sorted(states, key=["running", "to come", "over"].index)
    assert "running" in states


def test_promotions_that_reach_none_of_the_shops_goods_are_not_shown(merchant: Visitor) -> None:
    festivals.open_festival(festivals.TEXT.replace("category: grocery/soft-drinks", "tag: imported"))
    page = text_of(merchant.get("/desk/grocery/promotions/"))
    assert "5 off 30" in page
    assert "Cola at 20% off" not in page
