"""What a member's cart held, from when to when, and how it left (R8.5)."""

from __future__ import annotations

import pytest

from feria.mall.orders.api import add, cart_for, fill, merge_carts, remove, set_quantity
from feria.mall.orders.errors import CartRefused
from feria.mall.orders.models import CartStay
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper

pytestmark = pytest.mark.django_db


def stays(shopper: Shopper) -> list[tuple[str, int, str]]:
    """(SKU, units, how it left) in the order in which they began."""
    found = CartStay.objects.filter(member=shopper.member).order_by("added_at", "pk")
    return list(found.values_list("product__sku", "quantity", "how"))


@pytest.fixture(autouse=True)
def _goods(on_sale: PutOnSale, promise: Promise) -> None:
    promise()
    for sku in ("tea", "jam", "bun"):
        on_sale(sku, units=50)


def test_goods_stay_until_they_are_taken_out(shopper: Shopper) -> None:
    cart = cart_for(shopper.member)
    add(cart, "tea", 2)
    add(cart, "tea", 1)
    add(cart, "jam")
    set_quantity(cart, "jam", 5)
    remove(cart, "tea")
    remove(cart, "tea")

    assert stays(shopper) == [("tea", 3, "removed"), ("jam", 5, "")]


def test_what_comes_back_stays_anew(shopper: Shopper) -> None:
    cart = cart_for(shopper.member)
    add(cart, "tea")
    remove(cart, "tea")
    add(cart, "tea", 4)

    assert stays(shopper) == [("tea", 1, "removed"), ("tea", 4, "")]


def test_what_is_ordered_left_as_ordered_and_the_rest_stays(shopper: Shopper) -> None:
    shopper.order(tea=2)
    add(cart_for(shopper.member), "jam")

    assert stays(shopper) == [("tea", 2, "ordered"), ("jam", 1, "")]


def test_filling_a_cart_anew_ends_only_the_stays_of_what_is_gone(shopper: Shopper) -> None:
    cart = cart_for(shopper.member)
    fill(cart, [("tea", 1), ("jam", 1)])
    began = CartStay.objects.get(product__sku="tea").added_at
    fill(cart, [("tea", 2), ("bun", 1)])

    assert stays(shopper) == [("tea", 2, ""), ("jam", 1, "removed"), ("bun", 1, "")]
    assert CartStay.objects.get(product__sku="tea").added_at == began


def test_a_cart_that_was_not_filled_is_as_before(shopper: Shopper) -> None:
    cart = cart_for(shopper.member)
    add(cart, "tea")
    with pytest.raises(CartRefused):
        fill(cart, [("jam", 1), ("no-such-thing", 1)])

    assert stays(shopper) == [("tea", 1, "")]


def test_a_guests_goods_begin_their_stay_when_the_guest_is_known(shopper: Shopper) -> None:
    add(cart_for("a-guest"), "tea", 2)
    assert not CartStay.objects.exists()
    add(cart_for(shopper.member), "tea")

    merge_carts("a-guest", shopper.member)

    assert stays(shopper) == [("tea", 3, "")]
