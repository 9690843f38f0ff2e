"""A document with every kind, in force in the mall: priced where the mall knows the facts, honest where it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feria.mall.campaigns import api as campaigns
from feria.mall.coupons import api as coupons
from feria.mall.kit import api as kit
from feria.mall.orders.api import cancel, quote_cart, set_quantity
from feria.mall.orders.models import Quota
from feria.mall.orders.reconciling.reconcile import reconcile
from feria.mall.rush import api as rush
from feria.pricing import Quote
from feria.pricing.wording import say
from tests.mall.black_friday import NOON, OPENING, TEXT, make_mall
from tests.mall.factories import make_category, make_shop, set_clock
from tests.mall.orders.conftest import PutOnSale, Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def black_friday(on_sale: PutOnSale) -> Iterator[None]:
    make_mall()
    on_sale("TERN-4", price=22_900, category=make_category("audio/headphones"), shop=make_shop("audio"))
    set_clock(NOON)
    yield
    set_clock(None)


def open_it() -> None:
    rush.open_festival(TEXT, by=None)


def taken(quote: Quote) -> dict[str, int]:
    return {each.promotion: -each.amount for each in quote.adjustments}


def why_not(quote: Quote, promotion: str) -> str:
    (refusal,) = (each for each in quote.refusals if each.promotion == promotion)
    return say(refusal, "en", str)


def test_given_a_document_of_every_kind_then_the_mall_applies_and_prices_it(shopper: Shopper) -> None:
    open_it()
    set_clock(OPENING)
    set_quantity(shopper.cart, "TERN-4", 2)

    quote = quote_cart(shopper.cart)

    assert taken(quote)["doors-open-headphones"] == 2 * (22_900 - 14_900)
    assert {(each.what, each.amount) for each in quote.grants} >= {
        ("draw", 2),
        ("points", 2 * (quote.payable // 100)),
    }
    assert shopper.order().payable == quote.payable


def test_given_what_the_mall_does_not_know_then_it_says_so(shopper: Shopper) -> None:
    open_it()
    set_clock(OPENING)
    set_quantity(shopper.cart, "TERN-4", 1)

    quote = quote_cart(shopper.cart)

    assert why_not(quote, "feria-card").endswith("how this order is paid is not known yet.")
    assert why_not(quote, "club-order").endswith("for groups of 5 or more; you are 1.")
    assert why_not(quote, "points-as-money").endswith("spends points, and none are offered.")
    assert why_not(quote, "ships-free").endswith("this order has no shipping fee.")


def test_given_places_for_the_first_orders_then_each_takes_one_and_the_quote_says_when_they_are_gone(
    shopper: Shopper,
) -> None:
    open_it()
    set_clock(OPENING)
    set_quantity(shopper.cart, "TERN-4", 1)
    assert "first-fifty" in taken(quote_cart(shopper.cart))

    Quota.objects.create(code="first:black-friday-2026:first-fifty", limit=50, taken=50)

    assert why_not(quote_cart(shopper.cart), "first-fifty").endswith("for the first 50 orders only.")


def test_given_a_second_order_of_the_festival_then_it_is_counted_as_the_second(shopper: Shopper) -> None:
    open_it()
    set_quantity(shopper.cart, "TERN-4", 1)
    assert "see-you-on-monday" in {each.promotion for each in quote_cart(shopper.cart).grants}

    shopper.order()
    set_quantity(shopper.cart, "TERN-4", 1)

    assert why_not(quote_cart(shopper.cart), "see-you-on-monday").endswith("this is number 2.")


def test_given_vouchers_in_the_wallet_then_so_many_are_spent_as_the_spend_sets_free(shopper: Shopper) -> None:
    """R2.1, lane 5."""
    open_it()
    for _ in range(3):
        coupons.claim(shopper.member, "feria-voucher")
    set_quantity(shopper.cart, "TERN-4", 3)

    quote = quote_cart(shopper.cart)
    order = shopper.order()

    spent = [each for each in quote.adjustments if each.promotion == "feria-voucher"]
    assert [each.amount for each in spent] == [-5_000, -5_000]
    amounts = coupons.Redemption.objects.filter(order_number=order.number).values_list("amount", flat=True)
    assert (list(amounts), order.payable) == ([5_000, 5_000], quote.payable)
    assert reconcile().differences == ()


def given(shopper: Shopper) -> list[str]:
    """The coupons that orders brought this shopper."""
    rows = coupons.Coupon.objects.filter(member=shopper.member).exclude(given_for="")
    return [row.template.code for row in rows]


def test_given_an_order_that_brings_a_coupon_then_it_is_there_once_it_is_paid(shopper: Shopper) -> None:
    open_it()
    order = shopper.order(**{"TERN-4": 1})
    assert given(shopper) == []

    shopper.pay(order)

    assert given(shopper) == ["monday-25-off-200"]
    assert coupons.template("monday-25-off-200").claimed == 1
    assert reconcile().differences == ()


def test_given_that_order_is_cancelled_then_its_coupon_goes_and_the_next_order_brings_another(
    shopper: Shopper,
) -> None:
    open_it()
    order = shopper.order(**{"TERN-4": 1})
    shopper.pay(order)
    cancel(order, None)
    assert (given(shopper), coupons.template("monday-25-off-200").claimed) == ([], 0)

    shopper.pay(shopper.order(**{"TERN-4": 1}))

    assert given(shopper) == ["monday-25-off-200"]
    assert reconcile().differences == ()


def test_given_no_coupons_are_left_then_the_order_is_paid_and_the_outbox_tells(shopper: Shopper) -> None:
    open_it()
    coupons.CouponTemplate.objects.filter(code="monday-25-off-200").update(stock=0)

    order = shopper.order(**{"TERN-4": 1})
    shopper.pay(order)

    assert (order.state, given(shopper)) == ("paid", [])
    (told,) = kit.events_after(0, ["coupons.coupon_given"])
    assert (told.body["units"], told.body["of"], told.body["order"]) == (0, 1, order.number)


def test_given_it_is_asked_twice_for_one_order_then_it_gives_once(shopper: Shopper) -> None:
    open_it()

    assert [coupons.give(shopper.member, "monday-25-off-200", 2, "F-1") for _ in range(2)] == [2, 0]
    assert len(given(shopper)) == 2


def test_given_promises_the_mall_cannot_keep_then_the_check_warns_and_does_not_stop() -> None:
    warned = {each.path: each for each in campaigns.checked(TEXT).problems}

    document = campaigns.checked(TEXT).document
    assert document is not None
    ids = {document.promotions[int(path[len("promotions[") : -1])].id for path in warned}
    assert ids == {
        "money-or-gift", "club-order", "feria-card", "points-as-money", "ships-free",
        "islands-ship-for-less", "two-points-a-dollar", "kite-pays-back", "golden-ticket", "bag-for-cameras",
    }  # fmt: skip
    assert {each.severity for each in warned.values()} == {"warning"}
    assert all(TEXT.splitlines()[each.line - 1].lstrip().startswith("- id:") for each in warned.values())
