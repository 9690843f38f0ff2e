"""R2.2: at most one shop coupon for each shop and one mall coupon; R2.19: the least payable, ties told."""

from datetime import UTC, datetime

from feria.pricing import Amount, Cart, EverySpend, HeldCoupon, Lane, MinSpend, Percent, Promotion
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan


def shop_coupon(name: str, off: int, *, shop: str = "", above: int = 0) -> Promotion:
    """A coupon of a shop: so much off, above a threshold."""
    conditions = (MinSpend(amount=yuan(above)),) if above else ()
    benefit = Amount(amount=yuan(off))
    return promotion(name, Lane.SHOP_COUPON, benefit, coupon=name, shop=shop, conditions=conditions)


def test_one_coupon_for_each_shop() -> None:
    basket = cart(
        goods(100, name="a", shop="north"), goods(100, name="b", shop="south"), coupons=("n5", "n8", "s5")
    )
    coupons = [
        shop_coupon("n5", 5, shop="north"),
        shop_coupon("n8", 8, shop="north"),
        shop_coupon("s5", 5, shop="south"),
    ]

    quoted = priced(basket, *coupons)

    assert quoted.payable == yuan(187)
    assert quoted.coupons == ("held-n8", "held-s5")
    assert quoted.refusals[0].subject == "n8"


def test_a_coupon_that_is_not_held_is_named() -> None:
    quoted = priced(cart(goods(100)), shop_coupon("c", 5))

    assert quoted.payable == yuan(100)
    assert quoted.refusals[0].code == "needs-coupon"
    assert quoted.refusals[0].subject == "c"


def test_one_held_coupon_serves_one_shop() -> None:
    basket = cart(goods(100, name="a", shop="north"), goods(200, name="b", shop="south"), coupons=("any",))

    quoted = priced(basket, promotion("any", Lane.SHOP_COUPON, Percent(bps=1000), coupon="any"))

    assert quoted.payable == yuan(280)


def test_a_shop_coupon_stays_in_the_pocket_when_spending_it_costs_more() -> None:
    # 300 earns "every 300 less 50"; with the 10 coupon 290 would earn nothing.
    every = promotion("every", Lane.MALL, EverySpend(spend=yuan(300), off=yuan(50)))

    quoted = priced(cart(goods(300), coupons=("ten",)), shop_coupon("ten", 10), every)

    assert quoted.payable == yuan(250)
    assert quoted.coupons == ()
    assert quoted.proven
    assert quoted.refusals[0].code == "better-without"


def test_the_best_pair_of_shop_and_mall_coupon_is_found() -> None:
    # mall coupon 40 from 290 on: better with the smaller shop coupon (300-10-40) than with the larger (300-20).
    mall = promotion(
        "mall",
        Lane.MALL_COUPON,
        Amount(amount=yuan(40)),
        coupon="mall",
        conditions=(MinSpend(amount=yuan(290)),),
    )

    quoted = priced(
        cart(goods(300), coupons=("ten", "twenty", "mall")),
        shop_coupon("ten", 10),
        shop_coupon("twenty", 20),
        mall,
    )

    assert quoted.payable == yuan(250)
    assert set(quoted.coupons) == {"held-ten", "held-mall"}


def test_r2_19_ties_spend_fewer_coupons() -> None:
    # the shop coupon takes 50 off and loses the 50 of the mall: the same money with one coupon less
    every = promotion("every", Lane.MALL, EverySpend(spend=yuan(300), off=yuan(50)))

    quoted = priced(cart(goods(300), coupons=("fifty",)), shop_coupon("fifty", 50), every)

    assert quoted.payable == yuan(250)
    assert quoted.coupons == ()


def test_r2_19_ties_spend_the_coupon_that_expires_first_then_the_lower_id() -> None:
    early, late = datetime(2026, 11, 12, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    held = (
        HeldCoupon(id="1", template="a", expires_at=late),
        HeldCoupon(id="2", template="b", expires_at=early),
        HeldCoupon(id="3", template="b", expires_at=early),
    )
    basket = Cart(currency="CNY", lines=(goods(100),), coupons=held)

    quoted = priced(basket, shop_coupon("a", 5), shop_coupon("b", 5))

    assert quoted.coupons == ("2",)
