"""R2.3: the highest tier reached, once; `every` repeats. R2.4 and R2.5: order and exact thresholds."""

import pytest

from feria.pricing import (
    Amount,
    EverySpend,
    Lane,
    MinSpend,
    QuantityTier,
    QuantityTiers,
    SpendTier,
    SpendTiers,
)
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan


def tiers(*steps: tuple[int, int], every: bool = False) -> SpendTiers:
    """Spend tiers in yuan."""
    return SpendTiers(
        tiers=tuple(SpendTier(spend=yuan(reach), off=yuan(off)) for reach, off in steps), every=every
    )


def test_the_highest_tier_pays_and_does_not_repeat() -> None:
    quoted = priced(cart(goods(600)), promotion("tiers", Lane.SHOP, tiers((100, 5), (200, 10), (300, 20))))

    assert quoted.payable == yuan(580)


def test_every_300_less_50_on_650_takes_100() -> None:
    quoted = priced(
        cart(goods(650)), promotion("every", Lane.MALL, EverySpend(spend=yuan(300), off=yuan(50)))
    )

    assert quoted.payable == yuan(550)


def test_a_tier_that_says_every_repeats() -> None:
    quoted = priced(cart(goods(650)), promotion("every", Lane.MALL, tiers((300, 50), every=True)))

    assert quoted.payable == yuan(550)


def test_a_cap_ends_the_repetition() -> None:
    benefit = EverySpend(spend=yuan(300), off=yuan(50), cap=yuan(120))

    assert priced(cart(goods(1500)), promotion("every", Lane.MALL, benefit)).payable == yuan(1380)


def test_quantity_tiers_count_units() -> None:
    benefit = QuantityTiers(
        tiers=(QuantityTier(quantity=2, off_bps=1000), QuantityTier(quantity=3, off_bps=2000))
    )
    two_or_three = promotion("more", Lane.SHOP, benefit)

    assert priced(cart(goods(10, quantity=2)), two_or_three).payable == yuan(18)
    assert priced(cart(goods(10, quantity=2, name="a"), goods(10, name="b")), two_or_three).payable == yuan(
        24
    )


def test_r2_4_shop_reduction_first_then_the_shop_coupon() -> None:
    reduction = promotion("300-30", Lane.SHOP, tiers((300, 30)))
    coupon = promotion(
        "20-off-250",
        Lane.SHOP_COUPON,
        Amount(amount=yuan(20)),
        coupon="c",
        conditions=(MinSpend(amount=yuan(250)),),
    )

    quoted = priced(cart(goods(300), coupons=("c",)), coupon, reduction)

    assert [step.after for step in quoted.lines[0].steps] == [yuan(270), yuan(250)]


@pytest.mark.parametrize(("spent", "payable"), [("99.99", "99.99"), ("100.00", "90.00"), ("100.01", "90.01")])
def test_r2_5_thresholds_compare_exactly(spent: str, payable: str) -> None:
    quoted = priced(cart(goods(spent)), promotion("100-10", Lane.SHOP, tiers((100, 10))))

    assert quoted.payable == yuan(payable)
