"""From a cart to an order: the price of the moment, the stock held, nothing half done (R2.18, R3.1, P3, P14)."""

from __future__ import annotations

import pytest

from feria.mall.kit.api import KeyReused, events_after
from feria.mall.members.models import Member
from feria.mall.orders.api import (
    CartRefused,
    CheckoutRefused,
    EmptyCart,
    PriceMoved,
    cart_lines,
    checkout,
    decode_quote,
    order_detail,
    order_of,
    orders_of,
    orders_with,
    price_product,
    quote_cart,
    select,
    set_quantity,
)
from feria.mall.orders.models import LedgerEntry
from feria.mall.orders.quoting import buyer_of
from feria.mall.stock.api import Short, StockShort, available, levels
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper, percent_off

pytestmark = pytest.mark.django_db


def test_an_order_freezes_the_quote_and_holds_the_stock(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise
) -> None:
    tea = on_sale("tea", price=1_000, units=5)
    promise(percent_off(10))
    order = shopper.order(tea=2)
    assert (order.state, order.listed, order.payable) == ("placed", 2_000, 1_800)
    assert available([tea]) == {"tea": 3}
    assert cart_lines(shopper.cart) == []
    promise(percent_off(50))
    assert decode_quote(order).payable == 1_800
    (line,) = order.lines.all()
    assert (line.quantity, line.unit_price, line.listed, line.payable) == (2, 1_000, 2_000, 1_800)
    assert order.address["city"] == "Columbus"


def test_only_selected_lines_are_ordered(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    on_sale("cups")
    set_quantity(shopper.cart, "cups", 1)
    select(shopper.cart, "cups", False)
    order = shopper.order(tea=1)
    assert [line.product.sku for line in order.lines.all()] == ["tea"]
    assert [line.product.sku for line in cart_lines(shopper.cart)] == ["cups"]


def test_stock_that_ran_out_is_named_and_the_cart_kept(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale
) -> None:
    tea, cups = on_sale("tea", units=5), on_sale("cups", units=1)
    theirs = other_shopper.order(cups=1)
    with pytest.raises(StockShort) as refused:
        shopper.order(tea=2, cups=1)
    assert refused.value.items == [Short(sku="cups", wants=1, has=0)]
    assert {line.product.sku for line in cart_lines(shopper.cart)} == {"tea", "cups"}
    assert available([tea, cups]) == {"tea": 5, "cups": 0}
    assert not orders_of(shopper.member).exists()
    assert [event.key for event in events_after(0, ["orders.order_placed"])] == [theirs.number]


def test_a_total_that_moved_since_it_was_shown_is_confirmed_first(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise
) -> None:
    on_sale("tea", price=1_000)
    promise(percent_off(10))
    set_quantity(shopper.cart, "tea", 1)
    shown = quote_cart(shopper.cart).payable
    promise()
    with pytest.raises(PriceMoved) as moved:
        shopper.order(expected=shown)
    assert (moved.value.old, moved.value.new) == (900, 1_000)
    assert shopper.order(expected=moved.value.new).payable == 1_000


def test_nothing_is_no_order(shopper: Shopper) -> None:
    with pytest.raises(EmptyCart):
        shopper.order()


def test_goods_taken_off_sale_are_named_at_checkout(shopper: Shopper, on_sale: PutOnSale) -> None:
    tea = on_sale("tea")
    set_quantity(shopper.cart, "tea", 1)
    tea.is_on_sale = False
    tea.save()
    with pytest.raises(CartRefused) as refused:
        shopper.order()
    assert [(problem.sku, problem.code) for problem in refused.value.problems] == [("tea", "not-on-sale")]


def test_the_same_key_is_the_same_order_and_another_request_under_it_is_refused(
    shopper: Shopper, on_sale: PutOnSale
) -> None:
    tea = on_sale("tea", units=5)
    first = shopper.order(key="once", tea=1)
    assert shopper.order(key="once") == first
    assert available([tea]) == {"tea": 4}
    with pytest.raises(KeyReused):
        shopper.order(key="once", expected=5)


def test_a_key_whose_checkout_failed_can_be_used_again(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea", units=1)
    with pytest.raises(StockShort):
        shopper.order(key="again", tea=2)
    assert shopper.order(key="again", tea=1).payable == 1_000


def test_keys_belong_to_their_member(shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    assert shopper.order(key="k", tea=1) != other_shopper.order(key="k", tea=1)


@pytest.mark.parametrize("key", ["", "k" * 81])
def test_a_key_must_be_one(shopper: Shopper, on_sale: PutOnSale, key: str) -> None:
    on_sale("tea")
    set_quantity(shopper.cart, "tea", 1)
    with pytest.raises(CheckoutRefused) as refused:
        checkout(shopper.member, shopper.cart, shopper.member.addresses.get(), key)
    assert refused.value.code == "key"


def test_an_address_must_say_where(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    set_quantity(shopper.cart, "tea", 1)
    with pytest.raises(CheckoutRefused):
        checkout(shopper.member, shopper.cart, {"city": "Columbus"}, "key")


def test_an_order_that_costs_nothing_is_paid_at_once(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise
) -> None:
    tea = on_sale("tea", price=1_000)
    promise(percent_off(100))
    order = shopper.order(tea=1)
    assert (order.state, order.payable, order.payments.count()) == ("paid", 0, 0)
    assert levels([tea])["tea"].sold == 1
    posted = dict(LedgerEntry.objects.values_list("account", "amount"))
    assert posted == {"shop:grocery": -1_000, "promotions:mall": 1_000}


def test_who_has_an_order_under_way_is_new_no_more(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    assert buyer_of(shopper.member).is_new
    shopper.order(tea=1)
    assert not buyer_of(Member.objects.get(pk=shopper.member.pk)).is_new


def test_a_product_page_says_what_one_unit_costs_and_why(on_sale: PutOnSale, promise: Promise) -> None:
    tea = on_sale("tea", price=1_000)
    promise(percent_off(10))
    quote = price_product(tea)
    assert (quote.listed, quote.payable) == (1_000, 900)
    assert [step.promotion for step in quote.lines[0].steps] == ["off-10"]


def test_an_order_is_found_by_its_member_and_by_the_shops_in_it(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale
) -> None:
    on_sale("tea", shop="grocery")
    placed = shopper.order(tea=1)
    found = order_of(shopper.member, placed.number)
    assert found is not None
    assert found == placed
    assert order_of(other_shopper.member, placed.number) is None
    assert list(orders_with("grocery")) == [placed]
    assert list(orders_with("bakery")) == []
    detail = order_detail(found)
    assert (detail.can_pay, detail.can_cancel) == (True, True)
    assert 800 < detail.time_left.total_seconds() <= 900
