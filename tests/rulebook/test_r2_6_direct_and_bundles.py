"""R2.6: direct prices, buy one get one. R2.7: threshold coupons and what one more earns."""

import pytest

from feria.pricing import Amount, BuyGet, FixedPrice, Lane, MinQuantity, MinSpend, Percent, Skus
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


TWO_OF_TEA = promotion(
    "tea", Lane.ITEM, Percent(bps=1000), scope=Skus(skus=("tea",)), conditions=(MinQuantity(quantity=2),)
)


def test_a_direct_price_with_a_condition_waits_for_it_and_says_what_is_missing() -> None:
    missed = priced(cart(goods(30, name="tea"), goods(40, name="pot")), TWO_OF_TEA)
    met = priced(cart(goods(30, name="tea", quantity=2), goods(40, name="pot")), TWO_OF_TEA)

    assert (missed.payable, met.payable) == (yuan(70), yuan(94))
    [refusal] = missed.refusals
    assert (refusal.code, refusal.subject, refusal.needs, refusal.has) == ("needs-quantity", "", 2, 1)
    assert met.refusals == ()


def test_a_direct_price_of_a_shop_names_the_shop_when_it_refuses() -> None:
    of_north = promotion("tea", Lane.ITEM, Percent(bps=1000), shop="north", conditions=TWO_OF_TEA.conditions)

    assert priced(cart(goods(30, shop="north")), of_north).refusals[0].subject == "north"


def test_a_direct_price_for_goods_that_are_not_there_says_so_and_not_what_else_it_asks() -> None:
    assert [refusal.code for refusal in priced(cart(goods(40, name="pot")), TWO_OF_TEA).refusals] == [
        "no-items"
    ]
    other = promotion("pot", Lane.ITEM, Percent(bps=1000), scope=Skus(skus=("pot",)))
    both = priced(cart(goods(40, name="pot")), TWO_OF_TEA, other)
    assert [(refusal.promotion, refusal.code) for refusal in both.refusals] == [("tea", "no-items")]


def test_a_better_direct_price_whose_condition_fails_leaves_the_next_best() -> None:
    better = promotion("better", Lane.ITEM, Percent(bps=5000), conditions=(MinSpend(amount=yuan(100)),))
    plain = promotion("plain", Lane.ITEM, Percent(bps=1000))

    below = priced(cart(goods(90)), better, plain)
    at = priced(cart(goods(100)), better, plain)

    assert (below.payable, at.payable) == (yuan(81), yuan(50))
    assert [(each.promotion, each.code) for each in below.refusals] == [("better", "needs-spend")]
    assert [(each.promotion, each.code, each.has, each.needs) for each in at.refusals] == [
        ("plain", "beaten-by", yuan(10), yuan(50))
    ]
