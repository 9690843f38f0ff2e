"""R2.6: direct prices, buy one get one. R2.7: threshold coupons and what one more earns."""

import pytest

from feria.pricing import Amount, BuyGet, FixedPrice, Lane, MinSpend, Percent
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan


@pytest.mark.parametrize(
    "benefit", [Percent(bps=5000), FixedPrice(unit_price=yuan(150)), Amount(amount=yuan(150))]
)
def test_300_to_150_is_half_off(benefit) -> None:
    quoted = priced(cart(goods(300)), promotion("direct", Lane.ITEM, benefit))

    assert quoted.payable == yuan(150)
    assert quoted.reduction == yuan(150)


def test_buy_one_get_one_pays_the_dearer_of_the_two() -> None:
    quoted = priced(cart(goods(80), goods(50)), promotion("bogo", Lane.BUNDLE, BuyGet(size=2)))

    assert quoted.payable == yuan(80)


def test_an_odd_unit_is_paid_and_it_is_the_cheapest() -> None:
    quoted = priced(cart(goods(80), goods(50), goods(30)), promotion("bogo", Lane.BUNDLE, BuyGet(size=2)))

    assert quoted.payable == yuan(80 + 30)
    assert [share.line for share in quoted.adjustments[0].shares] == ["sku-80", "sku-50"]


def test_three_for_two_over_one_line() -> None:
    quoted = priced(cart(goods(30, quantity=7)), promotion("3for2", Lane.BUNDLE, BuyGet(size=3)))

    assert quoted.payable == yuan(150)
    assert [(group.quantity, group.payable) for group in quoted.lines[0].units] == [
        (1, yuan(30)),
        (6, yuan(20)),
    ]


def test_a_limit_ends_the_groups() -> None:
    quoted = priced(cart(goods(30, quantity=6)), promotion("bogo", Lane.BUNDLE, BuyGet(size=2, limit=1)))

    assert quoted.payable == yuan(150)


THRESHOLDS = [
    promotion(
        f"{above}->{off}",
        Lane.MALL_COUPON,
        Amount(amount=yuan(off)),
        coupon=f"{above}",
        conditions=(MinSpend(amount=yuan(above)),),
    )
    for above, off in ((100, 10), (200, 20), (600, 80))
]


@pytest.mark.parametrize(("spent", "payable"), [(99, 99), (100, 90), (200, 180), (599, 579), (600, 520)])
def test_r2_7_threshold_coupons(spent: int, payable: int) -> None:
    quoted = priced(cart(goods(spent), coupons=("100", "200", "600")), *THRESHOLDS)

    assert quoted.payable == yuan(payable)


def test_r2_7_a_99_basket_is_told_what_is_missing() -> None:
    quoted = priced(cart(goods(99), coupons=("100", "200", "600")), *THRESHOLDS)

    nearest = quoted.refusals[0]
    assert (nearest.code, nearest.needs, nearest.has, nearest.shortfall) == (
        "needs-spend",
        yuan(100),
        yuan(99),
        yuan(1),
    )
