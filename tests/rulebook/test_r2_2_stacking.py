"""R2.2: one shop coupon for each shop and one mall coupon, unless a coupon says otherwise."""

from feria.pricing import Amount, BuyGet, HeldCoupon, Lane, MinSpend, Percent, Promotion, Stacking
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan


def mall_coupon(name: str, off: int, **stacking: object) -> Promotion:
    """A coupon of the mall: so much off."""
    return promotion(
        name, Lane.MALL_COUPON, Amount(amount=yuan(off)), coupon=name, stacking=Stacking(**stacking)
    )


def test_two_mall_coupons_do_not_add_up_by_custom() -> None:
    quoted = priced(
        cart(goods(100), coupons=("five", "eight")), mall_coupon("five", 5), mall_coupon("eight", 8)
    )

    assert quoted.payable == yuan(92)
    assert quoted.coupons == ("held-eight",)


def test_a_coupon_that_says_so_stands_beside_another() -> None:
    quoted = priced(
        cart(goods(100), coupons=("five", "eight")),
        mall_coupon("five", 5, joins=("eight",)),
        mall_coupon("eight", 8),
    )

    assert quoted.payable == yuan(87)
    assert set(quoted.coupons) == {"held-five", "held-eight"}


def test_a_red_packet_that_joins_any_joins_each_but_they_do_not_join_each_other() -> None:
    quoted = priced(
        cart(goods(100), coupons=("five", "eight", "packet")),
        mall_coupon("packet", 3, joins=("*",)),
        mall_coupon("five", 5),
        mall_coupon("eight", 8),
    )

    assert quoted.payable == yuan(89)
    assert set(quoted.coupons) == {"held-eight", "held-packet"}


def test_so_many_of_a_kind_as_the_coupon_allows() -> None:
    packets = tuple(HeldCoupon(id=f"packet-{n}", template="packet") for n in range(5))
    basket = cart(goods(100))
    holding = type(basket)(currency="CNY", lines=basket.lines, coupons=packets)

    quoted = priced(holding, mall_coupon("packet", 3, per_order=3))

    assert quoted.payable == yuan(91)
    assert quoted.coupons == ("packet-0", "packet-1", "packet-2")
    assert [each.coupon for each in quoted.adjustments] == ["packet-0", "packet-1", "packet-2"]


def test_shop_coupons_join_within_a_shop_when_they_say_so() -> None:
    def coupon(name: str, off: int, **stacking: object) -> Promotion:
        benefit = Amount(amount=yuan(off))
        return promotion(
            name, Lane.SHOP_COUPON, benefit, shop="north", coupon=name, stacking=Stacking(**stacking)
        )

    quoted = priced(cart(goods(50), coupons=("a", "b")), coupon("a", 20, joins=("b",)), coupon("b", 40))

    # 20 and 40 on 50: the second takes what is left, and no line goes below zero.
    assert quoted.payable == 0
    assert [each.amount for each in quoted.adjustments] == [-yuan(20), -yuan(30)]


def test_coupons_beside_each_other_both_look_at_what_was_payable_before_them() -> None:
    tenth = promotion("tenth", Lane.MALL_COUPON, Percent(bps=1000), coupon="tenth")

    quoted = priced(cart(goods(100), coupons=("ten", "tenth")), mall_coupon("ten", 10, joins=("*",)), tenth)

    assert quoted.payable == yuan(80)


def test_coupons_that_exclude_each_other_are_not_in_one_order_though_lanes_add_up() -> None:
    shop = promotion("shop", Lane.SHOP_COUPON, Amount(amount=yuan(5)), shop="north", coupon="shop")

    quoted = priced(
        cart(goods(100), coupons=("shop", "mall")), shop, mall_coupon("mall", 8, excludes=("shop",))
    )

    assert quoted.payable == yuan(92)
    assert quoted.coupons == ("held-mall",)
    assert quoted.proven


def test_a_coupon_that_excludes_a_promotion_waits_when_that_was_granted() -> None:
    pair = promotion("pair", Lane.BUNDLE, BuyGet(size=2))
    basket = cart(goods(30, name="tea", quantity=2), coupons=("mall",))

    quoted = priced(basket, pair, mall_coupon("mall", 40, excludes=("pair",)))

    assert quoted.payable == yuan(30)
    [refusal] = quoted.refusals
    assert (refusal.promotion, refusal.code, refusal.subject) == ("mall", "cannot-join", "pair")


def test_a_coupon_for_goods_at_full_price_leaves_reduced_articles_out() -> None:
    half = promotion("half", Lane.ITEM, Percent(bps=5000), shop="south")
    tenth = promotion(
        "tenth",
        Lane.MALL_COUPON,
        Percent(bps=1000),
        coupon="tenth",
        stacking=Stacking(full_price_only=True),
    )
    basket = cart(goods(100, name="cup"), goods(60, name="tea", shop="south"), coupons=("tenth",))

    quoted = priced(basket, half, tenth)

    assert [line.payable for line in quoted.lines] == [yuan(90), yuan(30)]


def test_it_says_so_when_nothing_is_at_full_price() -> None:
    half = promotion("half", Lane.ITEM, Percent(bps=5000))
    quoted = priced(cart(goods(100), coupons=("ten",)), half, mall_coupon("ten", 10, full_price_only=True))

    assert quoted.payable == yuan(50)
    assert quoted.refusals[0].code == "needs-full-price"


def test_a_refusal_never_calls_a_smaller_coupon_better() -> None:
    # 300 - 20 leaves 280 and no 40 from 290 on; with the 10 coupon the order pays 250.
    twenty = promotion("twenty", Lane.SHOP_COUPON, Amount(amount=yuan(20)), shop="north", coupon="twenty")
    ten = promotion("ten", Lane.SHOP_COUPON, Amount(amount=yuan(10)), shop="north", coupon="ten")
    from_290 = promotion(
        "from-290", Lane.MALL_COUPON, Amount(amount=yuan(40)), conditions=(MinSpend(amount=yuan(290)),)
    )

    quoted = priced(cart(goods(300), coupons=("ten", "twenty")), twenty, ten, from_290)

    assert quoted.payable == yuan(250)
    [refusal] = [refusal for refusal in quoted.refusals if refusal.promotion == "twenty"]
    assert (refusal.code, refusal.subject, refusal.has) == ("cheaper-with", "ten", yuan(20))
