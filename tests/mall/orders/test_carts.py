"""What a cart takes, refuses, and keeps through sign-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from feria.mall.kit.api import now
from feria.mall.orders.api import (
    MOST_LINES,
    MOST_UNITS,
    Cart,
    CartLine,
    CartRefused,
    add,
    cart_count,
    cart_for,
    cart_lines,
    fill,
    merge_carts,
    quote_cart,
    remove,
    select,
    set_quantity,
    sweep_guest_carts,
    tidy,
)
from tests.mall.factories import make_product
from tests.mall.orders.conftest import PutOnSale, Shopper

pytestmark = pytest.mark.django_db


def contents(cart: Cart) -> dict[str, int]:
    return {line.product.sku: line.quantity for line in cart_lines(cart)}


def test_a_guest_and_a_member_each_have_one_cart(shopper: Shopper) -> None:
    assert cart_for("session-1") == cart_for("session-1")
    assert cart_for(shopper.member) == shopper.cart
    assert cart_for("session-1") != shopper.cart


def test_a_quantity_is_set_not_added_and_adding_adds(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    set_quantity(shopper.cart, "tea", 2)
    set_quantity(shopper.cart, "tea", 3)
    add(shopper.cart, "tea")
    assert contents(shopper.cart) == {"tea": 4}
    assert (cart_count(shopper.member).lines, cart_count(shopper.member).units) == (1, 4)
    remove(shopper.cart, "tea")
    assert contents(shopper.cart) == {}


@pytest.mark.parametrize(
    ("sku", "quantity", "code"),
    [
        ("unheard-of", 1, "unknown-sku"),
        ("x" * 5_000, 1, "unknown-sku"),
        ("tea", 0, "not-positive"),
        ("tea", -3, "not-positive"),
        ("tea", MOST_UNITS + 1, "too-many-units"),
        ("tea", 10**30, "too-many-units"),
        ("sold-off", 1, "not-on-sale"),
    ],
)
def test_a_line_that_cannot_stand_is_named(
    shopper: Shopper, on_sale: PutOnSale, sku: str, quantity: int, code: str
) -> None:
    on_sale("tea")
    on_sale("sold-off", is_on_sale=False)
    with pytest.raises(CartRefused) as refused:
        set_quantity(shopper.cart, sku, quantity)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert problem.sku == sku[:32]
    assert problem.sku in str(problem) or str(problem.limit) in str(problem)
    assert contents(shopper.cart) == {}


def test_adding_up_to_too_many_is_refused(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    set_quantity(shopper.cart, "tea", MOST_UNITS)
    with pytest.raises(CartRefused):
        add(shopper.cart, "tea")
    assert contents(shopper.cart) == {"tea": MOST_UNITS}


def test_filling_a_cart_is_all_or_nothing_and_names_every_bad_line(
    shopper: Shopper, on_sale: PutOnSale
) -> None:
    on_sale("tea")
    on_sale("cups")
    fill(shopper.cart, [("tea", 1)])
    with pytest.raises(CartRefused) as refused:
        fill(shopper.cart, [("cups", 1), ("pot", 1), ("tea", -1), ("cups", 2)])
    assert [(problem.line, problem.code) for problem in refused.value.problems] == [
        ("lines[1]", "unknown-sku"),
        ("lines[2]", "not-positive"),
        ("lines[3]", "twice"),
    ]
    assert contents(shopper.cart) == {"tea": 1}


def test_a_cart_holds_so_many_products_and_no_more(shopper: Shopper) -> None:
    skus = [make_product().sku for _ in range(MOST_LINES + 1)]
    with pytest.raises(CartRefused) as refused:
        fill(shopper.cart, [(sku, 1) for sku in skus])
    assert [problem.code for problem in refused.value.problems] == ["too-many-lines"]
    fill(shopper.cart, [(sku, 1) for sku in skus[:-1]])
    set_quantity(shopper.cart, skus[0], 5)
    with pytest.raises(CartRefused):
        set_quantity(shopper.cart, skus[-1], 1)


def test_at_sign_in_what_the_guest_gathered_joins_the_members_cart(
    shopper: Shopper, on_sale: PutOnSale
) -> None:
    for sku in ("tea", "cups", "pot"):
        on_sale(sku)
    fill(cart_for("session-1"), [("tea", 2), ("cups", MOST_UNITS)])
    fill(shopper.cart, [("cups", 5), ("pot", 1)])
    merge_carts("session-1", shopper.member)
    assert contents(shopper.cart) == {"tea": 2, "cups": MOST_UNITS, "pot": 1}
    assert [cart.member for cart in Cart.objects.all()] == [shopper.member]
    merge_carts("session-1", shopper.member)
    assert contents(shopper.cart)["tea"] == 2


class TestAnotherTabAtSignIn:
    """It took the guest's cart in hand before that joined the member's."""

    @pytest.fixture
    def in_hand(self, shopper: Shopper, on_sale: PutOnSale) -> Cart:
        for sku in ("tea", "cups", "pot"):
            on_sale(sku)
        cart = cart_for("session-1")
        fill(cart, [("tea", 2), ("cups", 1)])
        merge_carts("session-1", shopper.member)
        return cart

    @pytest.mark.parametrize(
        ("deed", "holds"),
        [
            (lambda cart: add(cart, "pot"), {"tea": 2, "cups": 1, "pot": 1}),
            (lambda cart: add(cart, "tea"), {"tea": 3, "cups": 1}),
            (lambda cart: set_quantity(cart, "tea", 5), {"tea": 5, "cups": 1}),
            (lambda cart: remove(cart, "tea"), {"cups": 1}),
            (lambda cart: fill(cart, [("pot", 4)]), {"pot": 4}),
        ],
        ids=["a new line", "more of a line", "a quantity", "a line taken out", "all of it"],
    )
    def test_what_it_does_it_does_in_the_members_cart(
        self, shopper: Shopper, in_hand: Cart, deed: Callable[[Cart], object], holds: dict[str, int]
    ) -> None:
        deed(in_hand)
        assert contents(shopper.cart) == holds
        assert Cart.objects.count() == 1

    def test_a_line_set_aside_is_set_aside_there(self, shopper: Shopper, in_hand: Cart) -> None:
        select(in_hand, "tea", False)
        assert quote_cart(shopper.cart).payable == 1_000

    def test_it_finds_the_members_cart_by_the_guests_key(self, shopper: Shopper, in_hand: Cart) -> None:
        assert cart_for("session-1") == shopper.cart != in_hand

    def test_signing_in_there_too_adds_nothing_twice(self, shopper: Shopper, in_hand: Cart) -> None:
        merge_carts("session-1", shopper.member)
        assert contents(shopper.cart) == {"tea": 2, "cups": 1}

    def test_whoever_else_comes_with_the_key_gets_nothing_of_it(
        self, other_shopper: Shopper, shopper: Shopper, in_hand: Cart
    ) -> None:
        merge_carts("session-1", other_shopper.member)
        assert contents(other_shopper.cart) == {}
        assert contents(shopper.cart) == {"tea": 2, "cups": 1}


def test_lines_set_aside_and_goods_off_sale_take_no_part_in_the_quote(
    shopper: Shopper, on_sale: PutOnSale
) -> None:
    tea, _cups = on_sale("tea", price=1_000), on_sale("cups", price=300)
    fill(shopper.cart, [("tea", 2), ("cups", 1)])
    assert quote_cart(shopper.cart).payable == 2_300
    select(shopper.cart, "cups", False)
    assert quote_cart(shopper.cart).payable == 2_000
    tea.is_on_sale = False
    tea.save()
    assert quote_cart(shopper.cart).payable == 0


def grown_old(key: str, days: int) -> Cart:
    cart = cart_for(key)
    add(cart, "tea")
    Cart.objects.filter(pk=cart.pk).update(updated_at=now() - timedelta(days=days))
    return cart


class TestGuestCartsAreSwept:
    def test_what_nobody_has_touched_for_a_month_goes_with_its_lines(self, on_sale: PutOnSale) -> None:
        on_sale("tea")
        grown_old("old", days=31)
        young = grown_old("young", days=29)
        assert sweep_guest_carts(now()) == 1
        assert list(Cart.objects.all()) == [young]
        assert CartLine.objects.get().cart == young

    def test_a_members_cart_stays_however_old(self, shopper: Shopper, on_sale: PutOnSale) -> None:
        on_sale("tea")
        add(shopper.cart, "tea")
        Cart.objects.update(updated_at=now() - timedelta(days=900))
        assert sweep_guest_carts(now()) == 0
        assert CartLine.objects.count() == 1

    def test_a_guest_who_comes_back_in_time_keeps_it(self, on_sale: PutOnSale) -> None:
        on_sale("tea")
        cart = grown_old("back", days=40)
        assert cart_for("back") == cart
        assert sweep_guest_carts(now()) == 0

    def test_a_guest_who_comes_back_too_late_starts_anew(self, on_sale: PutOnSale) -> None:
        on_sale("tea")
        grown_old("gone", days=40)
        tidy()
        assert not cart_for("gone").lines.exists()

    def test_one_that_was_swept_from_under_a_page_is_begun_anew(self, on_sale: PutOnSale) -> None:
        on_sale("tea")
        swept = grown_old("old", days=31)
        assert sweep_guest_carts(now()) == 1
        add(swept, "tea", 3)
        assert contents(cart_for("old")) == {"tea": 3}

    def test_the_setting_says_for_how_long(self, on_sale: PutOnSale, settings: Any) -> None:
        on_sale("tea")
        grown_old("a", days=3)
        settings.GUEST_CART_DAYS = 0
        assert sweep_guest_carts(now()) == 0
        settings.GUEST_CART_DAYS = 2
        assert sweep_guest_carts(now()) == 1

    def test_many_go_in_turns(self) -> None:
        for number in range(5):
            cart_for(f"guest{number}")
        Cart.objects.update(updated_at=now() - timedelta(days=60))
        assert [sweep_guest_carts(now(), most=2) for _ in range(4)] == [2, 2, 1, 0]
