"""R2.18: why a coupon stays in the pocket, and what it would have saved had it been allowed to join."""

from feria.pricing import Amount, BuyGet, Forgone, Lane, MinSpend, Promotion, Stacking, compile_plan
from tests.rulebook.pricing_desk import THE_DAY, cart, goods, priced, promotion, yuan


def mall_coupon(name: str, off: int, *, above: int = 0, **stacking: object) -> Promotion:
    """A coupon of the mall: so much off, above a threshold."""
    return promotion(
        name,
        Lane.MALL_COUPON,
        Amount(amount=yuan(off)),
        coupon=name,
        conditions=(MinSpend(amount=yuan(above)),) if above else (),
        stacking=Stacking(**stacking),
    )


def forgone(name: str, subject: str, saving: int) -> Forgone:
    return Forgone(name, name, "would-join", subject, yuan(saving))


def test_the_coupon_left_would_have_saved_its_whole_amount() -> None:
    quoted = priced(cart(goods(100), coupons=("20", "30")), mall_coupon("20", 20), mall_coupon("30", 30))

    assert quoted.forgone == (forgone("20", "30", 20),)


def test_only_the_true_difference_is_told() -> None:
    # 30 off leaves 8: the coupon of 20 could save no more than that.
    quoted = priced(cart(goods(38), coupons=("20", "30")), mall_coupon("20", 20), mall_coupon("30", 30))

    assert quoted.payable == yuan(8)
    assert quoted.forgone == (forgone("20", "30", 8),)


def test_what_is_lost_elsewhere_is_taken_into_account() -> None:
    # Beside the shop's 30, the shop's 20 would lose the mall's 15 from 160 on: it saves 5 more.
    def shop_coupon(name: str, off: int) -> Promotion:
        return promotion(name, Lane.SHOP_COUPON, Amount(amount=yuan(off)), shop="north", coupon=name)

    quoted = priced(
        cart(goods(200), coupons=("20", "30", "15")),
        shop_coupon("20", 20),
        shop_coupon("30", 30),
        mall_coupon("15", 15, above=160),
    )

    assert quoted.payable == yuan(155)
    assert quoted.forgone == (forgone("20", "30", 5),)


def test_a_coupon_that_an_exclusion_holds_back_names_what_it_excludes() -> None:
    pair = promotion("pair", Lane.BUNDLE, BuyGet(size=2))
    basket = cart(goods(30, name="tea", quantity=2), coupons=("10",))

    quoted = priced(basket, pair, mall_coupon("10", 10, excludes=("pair",)))

    assert quoted.forgone == (forgone("10", "pair", 10),)


def test_a_coupon_that_no_rule_holds_back_is_not_forgone() -> None:
    quoted = priced(cart(goods(100), coupons=("20",)), mall_coupon("20", 20, above=200))

    assert quoted.refusals[0].code == "needs-spend"
    assert quoted.forgone == ()


def test_without_nudges_nobody_asks() -> None:
    basket = cart(goods(100), coupons=("20", "30"))

    quoted = compile_plan([mall_coupon("20", 20), mall_coupon("30", 30)]).quote(basket, THE_DAY, nudges=False)

    assert quoted.forgone == ()
    assert quoted.refusals[0].code == "beaten-by"
