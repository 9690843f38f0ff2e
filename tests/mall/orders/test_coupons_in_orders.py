"""Coupons at checkout: spent with the order, back with its end, and priced before they are claimed (R6.2, R2.18)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feria.mall.coupons import api as coupons
from feria.mall.orders.api import cancel, coupon_gains, lapse_due, quote_cart, set_quantity
from feria.mall.orders.helping import fits
from feria.mall.orders.reconciling.reconcile import reconcile
from feria.mall.stock.api import StockShort
from feria.pricing import Lane, Percent, Promotion, Skus, SpendTier, SpendTiers
from tests.mall.factories import set_clock
from tests.mall.festivals import FRENZY, RATIONAL, WARM_UP, open_festival
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper, run_out_of_time

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def festival_day() -> Iterator[None]:
    """Double Eleven in force, the mall's clock at the rational hours of the day."""
    open_festival()
    set_clock(RATIONAL)
    yield
    set_clock(None)


def test_the_festival_prices_the_cart_by_its_phase(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("cola", price=1_000)
    set_quantity(shopper.cart, "cola", 2)
    assert quote_cart(shopper.cart).payable == 2_000
    set_clock(FRENZY)
    assert quote_cart(shopper.cart).payable == 1_600
    order = shopper.order()
    assert (order.payable, order.festival_code) == (1_600, "double-eleven-2025")


def test_a_coupon_is_spent_with_the_order_and_comes_back_when_it_is_cancelled(
    shopper: Shopper, on_sale: PutOnSale
) -> None:
    on_sale("cola", price=1_000)
    coupon = coupons.claim(shopper.member, "grocery-2-off-20")
    order = shopper.order(cola=2)
    assert order.payable == 1_800
    redemption = coupons.Redemption.objects.get()
    assert (redemption.coupon, redemption.order_number, redemption.amount) == (coupon, order.number, 200)
    set_quantity(shopper.cart, "cola", 2)
    assert quote_cart(shopper.cart).payable == 2_000, "it is in use"
    cancel(order, None)
    assert quote_cart(shopper.cart).payable == 1_800
    assert reconcile().differences == ()


def test_a_coupon_comes_back_when_its_order_lapses(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("cola", price=1_000)
    coupons.claim(shopper.member, "grocery-2-off-20")
    order = shopper.order(cola=2)
    run_out_of_time(order)
    lapse_due()
    assert shopper.order(cola=2).payable == 1_800


def test_a_checkout_that_fails_spends_no_coupon(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("cola", price=1_000, units=1)
    coupons.claim(shopper.member, "grocery-2-off-20")
    with pytest.raises(StockShort):
        shopper.order(cola=2)
    assert not coupons.Redemption.objects.exists()


def test_a_coupon_not_yet_claimed_says_what_it_would_gain(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("cola", price=1_000)
    set_quantity(shopper.cart, "cola", 2)
    offers = ["grocery-2-off-20", "mall-8-off-60"]
    assert coupon_gains(shopper.cart, offers) == {"grocery-2-off-20": 200}
    set_quantity(shopper.cart, "cola", 7)
    assert coupon_gains(shopper.cart, offers) == {"grocery-2-off-20": 200, "mall-8-off-60": 800}
    set_clock(WARM_UP)
    assert coupon_gains(shopper.cart, ["mall-8-off-60"]) == {}, "not before it can be used"


def test_a_nudge_comes_with_items_that_keep_its_promise(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("cola", price=1_000)
    on_sale("juice", price=600)
    on_sale("water", price=450)
    on_sale("sold-out", price=460, units=0)
    on_sale("gum", price=50)
    on_sale("champagne", price=9_000)
    set_quantity(shopper.cart, "cola", 2)
    set_quantity(shopper.cart, "juice", 1)
    quote = quote_cart(shopper.cart)
    nudge = next(nudge for nudge in quote.nudges if nudge.promotion == "grocery-30")
    assert (nudge.shortfall, nudge.gain) == (400, 500)
    first, *_others = fits(shopper.cart, nudge)
    assert (first.product.sku, first.units, first.extra) == ("water", 1, 450 - 500)
    set_quantity(shopper.cart, first.product.sku, first.units)
    assert quote_cart(shopper.cart).payable == quote.payable + first.extra


def test_an_item_whose_own_price_cut_falls_short_of_the_next_step_is_not_offered(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise
) -> None:
    tiers = SpendTiers(tiers=(SpendTier(spend=10_000, off=500), SpendTier(spend=20_000, off=1_000)))
    half = Promotion(
        id="half", name="half", lane=Lane.ITEM, benefit=Percent(bps=5_000), scope=Skus(skus=("bargain",))
    )
    promise(Promotion(id="tiers", name="tiers", lane=Lane.MALL, benefit=tiers), half)
    on_sale("cola", price=15_000)
    on_sale("bargain", price=5_500)
    on_sale("plain", price=5_600)
    set_quantity(shopper.cart, "cola", 1)
    quote = quote_cart(shopper.cart)
    (nudge,) = quote.nudges
    assert (nudge.promotion, nudge.shortfall) == ("tiers", 5_000)
    assert [(fit.product.sku, fit.extra) for fit in fits(shopper.cart, nudge)] == [("plain", 5_100)]
