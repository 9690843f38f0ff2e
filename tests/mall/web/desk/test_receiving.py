"""Goods come in at the desk: booked once, with a reason, into one's own shop, and never below what is promised."""

from __future__ import annotations

import re

import pytest

from feria.mall.kit.api import trail
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.stock.api import StockItem, StockMovement
from tests.mall import factories
from tests.mall.web.conftest import Mall, Visitor, text_of

PAGE = "/desk/grocery/stock/receive/"


@pytest.fixture
def merchant(mall: Mall) -> Visitor:
    user = factories.make_user("marta")
    members.post_to_shop(user, factories.make_shop("grocery"))
    visitor = Visitor()
    visitor.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return visitor


def free(sku: str = "cola") -> int:
    item = StockItem.objects.get(product__sku=sku)
    return item.received - item.held - item.sold - item.set_aside


def book(merchant: Visitor, **asked: object) -> str:
    """Fill in the page's own form and send it; what the page that comes says."""
    key = re.search(r'name="key" value="(\w+)"', merchant.get(PAGE).content.decode())
    assert key
    form = {"sku": "cola", "units": 12, "reason": "delivery", "key": key[1], **asked}
    return text_of(merchant.client.post(PAGE, form, follow=True))


def test_what_is_delivered_can_be_bought_and_says_who_booked_it(merchant: Visitor) -> None:
    before = free()
    assert f"{before + 12} units are free now." in book(merchant)
    assert free() == before + 12
    moved = StockMovement.objects.latest("pk")
    assert (moved.item.product.sku, moved.quantity, moved.reason) == ("cola", 12, "delivery")
    (entry,) = trail(verb="stock.received")
    assert entry.actor is not None
    assert (entry.actor.username, entry.subject, entry.detail["units"]) == ("marta", "cola", 12)


def test_pressed_twice_it_is_booked_once(merchant: Visitor) -> None:
    before = free()
    book(merchant, key="the-same")
    assert f"{before + 12} units are free now." in book(merchant, key="the-same")
    assert free() == before + 12
    assert "This was booked in already." in book(merchant, key="the-same", units=13)
    assert free() == before + 12


def test_what_was_counted_less_comes_off_what_is_free_and_no_further(
    merchant: Visitor, shopper: Visitor
) -> None:
    assert shopper.member
    orders.fill(orders.cart_for(shopper.member), [("cola", 2)])
    orders.checkout(shopper.member, orders.cart_for(shopper.member), shopper.member.addresses.get(), "key")
    left = free()
    said = book(merchant, reason="counted-less", units=left + 1)
    assert f"at most {left} can be taken off" in said
    book(merchant, reason="counted-less", units=left)
    assert free() == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sku": "nothing"}, "Your shop has no product of this SKU."),
        ({"sku": "pretzel"}, "Your shop has no product of this SKU."),
        ({"units": 0}, "greater than or equal to 1"),
        ({"units": 10**12}, "less than or equal to 1000000"),
        ({"units": "many"}, "whole number"),
        ({"reason": "magic"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(
    merchant: Visitor, asked: dict[str, object], said: str
) -> None:
    factories.make_product("pretzel", shop="bakery")
    moved = StockMovement.objects.count()
    assert said in book(merchant, **asked)
    assert StockMovement.objects.count() == moved


def test_nobody_books_into_a_shop_that_is_not_theirs(
    merchant: Visitor, shopper: Visitor, guest: Visitor
) -> None:
    factories.make_shop("bakery")
    form = {"sku": "cola", "units": 1, "reason": "delivery", "key": "k"}
    assert merchant.post("/desk/bakery/stock/receive/", **form).status_code == 404
    assert shopper.post(PAGE, **form).status_code == 403
    assert guest.post(PAGE, **form).headers["Location"].startswith("/accounts/login/")
    assert not trail(verb="stock.received")


def test_the_stock_page_leads_there(merchant: Visitor) -> None:
    assert f'href="{PAGE}"' in merchant.get("/desk/grocery/stock/").content.decode()
