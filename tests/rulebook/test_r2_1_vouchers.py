"""R2.1, lane 5: shopping vouchers, of which every so much spent across shops lets one more be spent."""

from datetime import UTC, datetime

import pytest

from feria.pricing import (
    Amount,
    Cart,
    EverySpend,
    FreeShipping,
    HeldCoupon,
    Lane,
    Line,
    MinSpend,
    Promotion,
    Shops,
    Stacking,
    Voucher,
)
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan

FROM_400_50 = promotion("voucher", Lane.MALL, Voucher(spend=yuan(400), off=yuan(50)), coupon="voucher")


def holding(count: int, *lines: Line, **more: object) -> Cart:
    """A cart with so many vouchers in the pocket."""
    held = tuple(HeldCoupon(id=f"v{number}", template="voucher") for number in range(count))
    return Cart(currency="CNY", lines=lines, coupons=held, **more)


@pytest.mark.parametrize(
    ("spent", "held", "payable"),
    [
        ("399.99", 3, "399.99"),
        ("400", 3, "350"),
        ("799.99", 3, "749.99"),
        ("800", 3, "700"),
        ("800", 1, "750"),
    ],
)
def test_every_400_lets_one_voucher_of_50_be_spent(spent: str, held: int, payable: str) -> None:
    quoted = priced(holding(held, goods(spent)), FROM_400_50)

    assert quoted.payable == yuan(payable)
    assert quoted.proven


def test_the_spend_counts_across_shops() -> None:
    quoted = priced(holding(1, goods(250, shop="north"), goods(150, shop="south")), FROM_400_50)

    assert quoted.payable == yuan(350)
    assert quoted.coupons == ("v0",)


def test_the_vouchers_that_expire_first_are_spent() -> None:
    held = (
        HeldCoupon(id="a", template="voucher", expires_at=datetime(2026, 12, 1, tzinfo=UTC)),
        HeldCoupon(id="b", template="voucher", expires_at=datetime(2026, 11, 12, tzinfo=UTC)),
    )

    quoted = priced(Cart(currency="CNY", lines=(goods(400),), coupons=held), FROM_400_50)

    assert quoted.coupons == ("b",)


def test_an_order_may_be_held_to_so_many() -> None:
    one = promotion(
        "voucher", Lane.MALL, FROM_400_50.benefit, coupon="voucher", stacking=Stacking(per_order=1)
    )

    assert priced(holding(3, goods(1200)), one).payable == yuan(1150)


def test_none_is_spent_when_that_loses_more_than_it_takes_off() -> None:
    # Two vouchers leave 700 and lose the 80 from 750 on: one leaves 750 - 80 = 670.
    from_750 = promotion(
        "from-750", Lane.MALL_COUPON, Amount(amount=yuan(80)), conditions=(MinSpend(amount=yuan(750)),)
    )

    quoted = priced(holding(2, goods(800)), FROM_400_50, from_750)

    assert quoted.payable == yuan(670)
    assert quoted.coupons == ("v0",)
    assert quoted.proven


def test_free_shipping_is_not_given_away_for_a_voucher() -> None:
    free = promotion("free", Lane.SHIPPING, FreeShipping(), conditions=(MinSpend(amount=yuan(400)),))
    small = promotion("voucher", Lane.MALL, Voucher(spend=yuan(400), off=yuan(5)), coupon="voucher")

    quoted = priced(holding(1, goods(400), shipping_fee=yuan(12)), small, free)

    assert quoted.payable == yuan(400)
    assert quoted.coupons == ()


def test_a_voucher_competes_with_the_malls_reductions_on_the_same_goods() -> None:
    every = promotion("every", Lane.MALL, EverySpend(spend=yuan(300), off=yuan(60)))

    quoted = priced(holding(1, goods(400)), FROM_400_50, every)

    assert quoted.payable == yuan(340)
    assert quoted.coupons == ()
    [refusal] = quoted.refusals
    assert (refusal.promotion, refusal.code) == ("voucher", "better-without")


def test_and_adds_up_with_them_when_it_says_so() -> None:
    every = promotion("every", Lane.MALL, EverySpend(spend=yuan(300), off=yuan(60)))
    joining = promotion(
        "voucher", Lane.MALL, FROM_400_50.benefit, coupon="voucher", stacking=Stacking(joins=("every",))
    )

    assert priced(holding(1, goods(400)), joining, every).payable == yuan(290)


def test_vouchers_of_two_kinds_on_different_goods_are_both_spent() -> None:
    def of(shop: str) -> Promotion:
        benefit = Voucher(spend=yuan(100), off=yuan(10))
        return promotion(shop, Lane.MALL, benefit, coupon=shop, scope=Shops(shops=(shop,)))

    basket = cart(goods(100, shop="north"), goods(200, shop="south"), coupons=("north", "south"))

    assert priced(basket, of("north"), of("south")).payable == yuan(280)


def test_a_voucher_not_held_is_named_and_claiming_it_is_a_nudge() -> None:
    quoted = priced(cart(goods(400)), FROM_400_50)

    assert quoted.refusals[0].code == "needs-coupon"
    [nudge] = quoted.nudges
    assert (nudge.code, nudge.gain) == ("claim-coupon", yuan(50))


def test_what_frees_the_next_voucher_is_a_nudge() -> None:
    quoted = priced(holding(2, goods(760)), FROM_400_50)

    [nudge] = quoted.nudges
    assert (nudge.code, nudge.shortfall, nudge.gain) == ("spend-more", yuan(40), yuan(50))
