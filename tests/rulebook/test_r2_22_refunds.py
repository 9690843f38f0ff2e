"""R2.22: what comes back for what is returned."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feria.pricing import (
    Amount,
    BuyGet,
    Cart,
    ChoiceTier,
    ChoiceTiers,
    Deposit,
    FreeShipping,
    Funder,
    FunderShare,
    Gift,
    Grant,
    HeldCoupon,
    Lane,
    MinQuantity,
    PayWithPoints,
    Pick,
    PriceClaim,
    RefundProblem,
    Retested,
    Return,
    Skus,
    SpendTier,
    SpendTiers,
    Voucher,
    compile_plan,
    refund,
)
from tests.rulebook.pricing_desk import THE_DAY, cart, goods, priced, promotion, yuan

LATER = THE_DAY + timedelta(days=5)
THREE_HUNDRED_LESS_60 = promotion(
    "300-60", Lane.SHOP, SpendTiers(tiers=(SpendTier(spend=yuan(300), off=yuan(60)),))
)
BASKET = cart(goods(200, name="kettle"), goods(100, name="cup"))


def back(line: str, quantity: int = 1) -> Return:
    return Return(line=line, quantity=quantity)


def test_the_default_pays_back_what_was_apportioned() -> None:
    # 300 - 60: the kettle carries 40 of it, the cup 20.
    quoted = priced(BASKET, THREE_HUNDRED_LESS_60)

    assert refund(quoted, [back("cup")], now=LATER).amount == yuan(80)
    assert refund(quoted, [back("kettle")], now=LATER).amount == yuan(160)


def test_retested_pays_back_paid_minus_the_price_of_what_is_kept() -> None:
    # Paid 240. Keeping the kettle costs 200 without the tier: the cup brings 40.
    quoted = priced(BASKET, THREE_HUNDRED_LESS_60)
    policy = Retested(BASKET, compile_plan([THREE_HUNDRED_LESS_60]))

    assert refund(quoted, [back("cup")], policy, now=LATER).amount == yuan(40)
    assert refund(quoted, [back("kettle")], policy, now=LATER).amount == yuan(140)


def test_retested_is_never_below_nothing_and_the_rest_comes_with_the_last() -> None:
    half_price = promotion(
        "250-150", Lane.SHOP, SpendTiers(tiers=(SpendTier(spend=yuan(250), off=yuan(150)),))
    )
    quoted = priced(BASKET, half_price)
    policy = Retested(BASKET, compile_plan([half_price]))

    first = refund(quoted, [back("cup")], policy, now=LATER)
    second = refund(
        quoted, [back("kettle")], policy, now=LATER, before=[back("cup")], refunded=first.refunded
    )

    assert quoted.payable == yuan(150)
    assert first.amount == 0
    assert second.amount == yuan(150)
    assert second.whole


def test_the_free_unit_of_a_pair_is_worth_its_part() -> None:
    quoted = priced(cart(goods(30, name="tea", quantity=2)), promotion("bogo", Lane.BUNDLE, BuyGet(size=2)))

    assert refund(quoted, [back("tea")], now=LATER).amount == yuan(15)


def test_cents_that_differ_between_units_come_back_in_full() -> None:
    quoted = priced(
        cart(goods(10, name="tea", quantity=3)), promotion("ten", Lane.SHOP, Amount(amount=yuan(10)))
    )

    first = refund(quoted, [back("tea")], now=LATER)
    rest = refund(quoted, [back("tea", 2)], now=LATER, before=[back("tea")], refunded=first.refunded)

    assert (first.amount, rest.amount) == (667, 1333)


def test_coupons_come_back_only_with_the_whole_order_and_unexpired() -> None:
    coupons = [
        promotion(name, Lane.SHOP_COUPON, Amount(amount=yuan(5)), coupon=name, shop=name)
        for name in ("north", "south")
    ]
    basket = cart(
        goods(20, name="a", shop="north"), goods(20, name="b", shop="south"), coupons=("north", "south")
    )
    quoted = priced(basket, *coupons)
    wallet = (
        HeldCoupon(id="held-north", template="north", expires_at=datetime(2026, 11, 12, tzinfo=UTC)),
        HeldCoupon(id="held-south", template="south"),
    )

    partial = refund(quoted, [back("a")], now=LATER, wallet=wallet)
    whole = refund(quoted, [back("a"), back("b")], now=LATER, wallet=wallet)

    assert (partial.coupons, partial.lapsed) == ((), ())
    assert whole.coupons == ("held-south",)
    assert whole.lapsed == ("held-north",)


def test_points_come_back_with_the_whole_order() -> None:
    coins = promotion("coins", Lane.POINTS, PayWithPoints(worth=1))
    basket = cart(goods(20, name="a"), goods(20, name="b"), points=500)
    quoted = priced(basket, coins)

    partial = refund(quoted, [back("a")], now=LATER)
    whole = refund(quoted, [back("a"), back("b")], now=LATER)

    assert (partial.amount, partial.points) == (yuan("17.50"), 0)
    assert (whole.amount, whole.points) == (yuan(35), 500)


@pytest.mark.parametrize(
    ("returned", "code", "says"),
    [
        ([back("lid")], "unknown-line", "The order has no line lid."),
        ([back("cup", 0)], "bad-quantity", "0 units of line cup cannot come back; return 1 or more."),
        ([back("cup", 2)], "too-many", "Line cup had 1 units; 2 would have come back."),
        ([back("cup"), back("cup")], "too-many", "Line cup had 1 units; 2 would have come back."),
    ],
)
def test_what_was_not_bought_cannot_come_back(returned: list[Return], code: str, says: str) -> None:
    with pytest.raises(RefundProblem) as caught:
        refund(priced(BASKET), returned, now=LATER)

    problem = caught.value
    assert (problem.code, problem.line, problem.message, str(problem)) == (code, returned[0].line, says, says)


def test_what_came_back_cannot_come_back_again() -> None:
    with pytest.raises(RefundProblem, match="had 1 units"):
        refund(priced(BASKET), [back("cup")], now=LATER, before=[back("cup")], refunded=yuan(100))


GIFT_OR_30 = promotion(
    "200-30",
    Lane.SHOP,
    ChoiceTiers(
        tiers=(ChoiceTier(spend=yuan(200), off=yuan(30), gifts=(Gift(sku="lamp", value=yuan(25)),)),)
    ),
)


def test_a_gift_kept_though_no_longer_earned_is_charged_at_its_value() -> None:
    # 300 earns a lamp worth 25; keeping the kettle (200) still does, keeping the cup (100) does not.
    basket = cart(*BASKET.lines, picks=(Pick(promotion="200-30", gift="lamp"),))
    quoted = priced(basket, GIFT_OR_30)

    cup = refund(quoted, [back("cup")], now=LATER)
    kettle = refund(quoted, [back("kettle")], now=LATER)
    with_lamp = refund(quoted, [back("kettle")], now=LATER, gifts_back=["lamp"])

    assert (cup.amount, cup.gifts) == (yuan(100), 0)
    assert (kettle.amount, kettle.gifts) == (yuan(175), yuan(25))
    assert (with_lamp.amount, with_lamp.gifts) == (yuan(200), 0)


def test_a_gift_that_comes_back_later_is_paid_back_then() -> None:
    basket = cart(*BASKET.lines, picks=(Pick(promotion="200-30", gift="lamp"),))
    quoted = priced(basket, GIFT_OR_30)

    first = refund(quoted, [back("kettle")], now=LATER)
    rest = refund(
        quoted,
        [back("cup")],
        now=LATER,
        before=[back("kettle")],
        refunded=first.refunded,
        gifts_back=["lamp"],
    )

    assert (first.amount, rest.amount) == (yuan(175), yuan(125))
    assert rest.refunded == quoted.payable


def test_funders_get_back_what_they_gave_for_the_goods_returned() -> None:
    shared = promotion(
        "60",
        Lane.SHOP,
        Amount(amount=yuan(60)),
        funders=(Funder(who="mall", bps=2500), Funder(who="shop", bps=7500)),
    )
    quoted = priced(BASKET, shared)

    cup = refund(quoted, [back("cup")], now=LATER)

    # The cup carried 20 of the 60: 5 were the mall's, 15 the shop's.
    assert cup.funders == (FunderShare("mall", yuan(5)), FunderShare("shop", yuan(15)))


def test_a_deposit_is_lost_only_by_the_buyers_fault() -> None:
    quoted = priced(BASKET)
    deposits = [Deposit(line="kettle", amount=yuan(20))]

    def returned(fault: str) -> int:
        return refund(
            quoted, [Return(line="kettle", quantity=1, at_fault=fault)], now=LATER, deposits=deposits
        ).amount

    assert returned("buyer") == yuan(180)
    assert returned("seller") == yuan(200)
    assert returned("") == yuan(200)


@pytest.mark.parametrize(("fault", "amount"), [("buyer", 0), ("seller", 20)])
def test_an_order_whose_balance_was_never_paid_gives_back_the_deposit_by_fault(
    fault: str, amount: int
) -> None:
    quoted = priced(cart(goods(200, name="kettle")))

    lapse = refund(
        quoted,
        [Return(line="kettle", quantity=1, at_fault=fault)],
        now=LATER,
        deposits=[Deposit(line="kettle", amount=yuan(20))],
        paid=yuan(20),
    )

    assert lapse.amount == yuan(amount)


def test_vouchers_come_back_as_coupons_do() -> None:
    voucher = promotion("voucher", Lane.MALL, Voucher(spend=yuan(100), off=yuan(10)), coupon="voucher")
    held = tuple(HeldCoupon(id=f"v{n}", template="voucher") for n in range(2))
    quoted = priced(Cart(currency="CNY", lines=BASKET.lines, coupons=held), voucher)

    assert quoted.payable == yuan(280)
    assert refund(quoted, [back("cup")], now=LATER).coupons == ()
    assert refund(quoted, [back("cup"), back("kettle")], now=LATER).coupons == ("v0", "v1")


def test_a_price_claim_pays_the_difference_and_a_later_return_the_rest() -> None:
    # R5.6: bought at 300, sold at 200 five days later.
    quoted = priced(cart(goods(300, name="kettle"), goods(100, name="cup")))
    claim = PriceClaim({"kettle": yuan(200)})

    difference = refund(quoted, [], claim, now=LATER)
    kettle = refund(quoted, [back("kettle")], claim, now=LATER, refunded=difference.refunded)
    cup = refund(quoted, [back("cup")], claim, now=LATER, refunded=difference.refunded)

    assert difference.amount == yuan(100)
    assert kettle.amount == yuan(200)
    assert cup.amount == yuan(100)


@pytest.mark.parametrize(
    ("more", "code", "line", "says"),
    [
        ({"paid": -1}, "bad-paid", "", "-1 cannot have been paid of 30000; hand in what was."),
        ({"paid": 1.5}, "bad-paid", "", "1.5 cannot have been paid of 30000; hand in what was."),
        (
            {"refunded": 30_001},
            "bad-refunded",
            "",
            "30001 cannot have been paid back of 30000; hand in the last refund's sum.",
        ),
        ({"deposits": [Deposit(line="lid", amount=1)]}, "unknown-line", "lid", "The order has no line lid."),
        (
            {"deposits": [Deposit(line="cup", amount=-1)]},
            "bad-deposit",
            "cup",
            "-1 cannot have been paid ahead for line cup; hand in what was.",
        ),
        (
            {"now": LATER.replace(tzinfo=None)},
            "no-time-zone",
            "",
            "An instant does not say its time zone; hand in aware ones.",
        ),
    ],
)
def test_sums_that_cannot_be_are_refused(more: dict[str, Any], code: str, line: str, says: str) -> None:
    with pytest.raises(RefundProblem) as caught:
        refund(priced(BASKET), [back("cup")], **({"now": LATER} | more))

    problem = caught.value
    assert (problem.code, problem.line, problem.message) == (code, line, says)


def test_retested_prices_the_units_that_are_kept() -> None:
    # Three for two at 30 each: paid 60. Two kept cost 60: the third brings nothing, the second 30.
    three_for_two = promotion("3for2", Lane.BUNDLE, BuyGet(size=3))
    basket = cart(goods(30, name="tea", quantity=3))
    quoted, policy = priced(basket, three_for_two), Retested(basket, compile_plan([three_for_two]))

    first = refund(quoted, [back("tea")], policy, now=LATER)
    second = refund(quoted, [back("tea")], policy, now=LATER, before=[back("tea")], refunded=first.refunded)

    assert (quoted.payable, first.amount, second.amount) == (yuan(60), 0, yuan(30))


def test_retested_keeps_the_coupon_that_was_spent_and_no_other() -> None:
    # Of 300 the ten was spent, and the twenty (from 400) was not: the kettle is kept at 190.
    ten = promotion("ten", Lane.MALL_COUPON, Amount(amount=yuan(10)), coupon="ten")
    late = promotion("late", Lane.MALL_COUPON, Amount(amount=yuan(9)), coupon="late")
    basket = cart(goods(200, name="kettle"), goods(100, name="cup"), coupons=("ten", "late"))
    quoted, policy = priced(basket, ten, late), Retested(basket, compile_plan([ten, late]))

    assert quoted.coupons == ("held-ten",)
    assert refund(quoted, [back("cup")], policy, now=LATER).amount == yuan(100)


def test_retested_spends_no_coupon_that_was_not_spent_then() -> None:
    # The twenty would fit what is kept, but it stayed in the pocket: it is not used to price it.
    every = promotion("every", Lane.MALL, SpendTiers(tiers=(SpendTier(spend=yuan(300), off=yuan(50)),)))
    twenty = promotion("twenty", Lane.SHOP_COUPON, Amount(amount=yuan(20)), coupon="twenty")
    basket = cart(goods(200, name="kettle"), goods(100, name="cup"), coupons=("twenty",))
    quoted, policy = priced(basket, every, twenty), Retested(basket, compile_plan([every, twenty]))

    assert (quoted.payable, quoted.coupons) == (yuan(250), ())
    assert refund(quoted, [back("cup")], policy, now=LATER).amount == yuan(50)


def test_retested_spends_the_points_spent_then_and_leaves_shipping_aside() -> None:
    # 30 with 500 points spent (5.00) and 12.00 for shipping; what is kept takes the points again.
    coins = promotion("coins", Lane.POINTS, PayWithPoints(worth=1))
    basket = cart(goods(20, name="a"), goods(10, name="b"), points=500, shipping_fee=yuan(12))
    quoted, policy = priced(basket, coins), Retested(basket, compile_plan([coins]))

    first = refund(quoted, [back("b")], policy, now=LATER)
    rest = refund(quoted, [back("a")], policy, now=LATER, before=[back("b")], refunded=first.refunded)

    assert quoted.payable == yuan(37)
    assert (first.amount, rest.amount) == (yuan(10), yuan(27))


def test_retested_spends_no_more_points_than_were_spent_then() -> None:
    # At most a tenth of 30: 300 points. What is kept may take a tenth of 20: 200.
    coins = promotion("coins", Lane.POINTS, PayWithPoints(worth=1, cap_bps=1000))
    basket = cart(goods(20, name="a"), goods(10, name="b"), points=500)
    quoted, policy = priced(basket, coins), Retested(basket, compile_plan([coins]))

    assert (quoted.payable, quoted.points) == (yuan(27), 300)
    assert refund(quoted, [back("b")], policy, now=LATER).amount == yuan(9)


def test_a_coupon_that_ends_at_this_instant_has_lapsed() -> None:
    ten = promotion("ten", Lane.MALL_COUPON, Amount(amount=yuan(10)), coupon="ten")
    quoted = priced(cart(goods(100, name="a"), coupons=("ten",)), ten)

    def back_at(moment: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
        wallet = [HeldCoupon(id="held-ten", template="ten", expires_at=LATER)]
        result = refund(quoted, [back("a")], now=moment, wallet=wallet)
        return result.coupons, result.lapsed

    assert back_at(LATER - timedelta(microseconds=1)) == (("held-ten",), ())
    assert back_at(LATER) == ((), ("held-ten",))


def test_retested_spends_on_what_is_kept_no_more_points_than_were_spent_then() -> None:
    # 60 off the kettle because of the cup: 140, of which points pay a tenth. Without the cup it is 200 again,
    # a tenth of which would be more points than were spent.
    with_cup = promotion(
        "with-cup",
        Lane.SHOP,
        Amount(amount=yuan(60)),
        scope=Skus(skus=("kettle",)),
        conditions=(MinQuantity(quantity=1, scope=Skus(skus=("cup",))),),
    )
    coins = promotion(
        "coins", Lane.POINTS, PayWithPoints(worth=1, cap_bps=1000), scope=Skus(skus=("kettle",))
    )
    basket = cart(goods(200, name="kettle"), goods(100, name="cup"), points=5000)
    quoted, policy = priced(basket, with_cup, coins), Retested(basket, compile_plan([with_cup, coins]))

    assert (quoted.payable, quoted.points) == (yuan(226), 1400)
    assert refund(quoted, [back("cup")], policy, now=LATER).amount == yuan(226 - 186)


def test_where_less_was_paid_than_was_payable_a_return_brings_its_part_in_whole_cents() -> None:
    quoted = priced(BASKET)

    cup = refund(quoted, [back("cup")], now=LATER, paid=10_001)

    assert (cup.amount, type(cup.amount)) == (3_333, int)


def test_what_earlier_refunds_left_nothing_to_take_from_is_told() -> None:
    # The kettle was paid back in full; then it turns out whose fault it was, and the lamp has not come back either.
    basket = cart(*BASKET.lines, picks=(Pick(promotion="200-30", gift="lamp"),))
    quoted = priced(basket, GIFT_OR_30)
    kettle = [Return(line="kettle", quantity=1, at_fault="buyer")]
    deposits = [Deposit(line="kettle", amount=yuan(15)), Deposit(line="kettle", amount=yuan(5))]

    at_once = refund(quoted, kettle, now=LATER, deposits=deposits)
    too_late = refund(quoted, [], now=LATER, before=kettle, refunded=yuan(200), deposits=deposits)

    assert (at_once.amount, at_once.gifts, at_once.forfeited, at_once.uncollected) == (
        yuan(155),
        yuan(25),
        yuan(20),
        0,
    )
    assert (too_late.amount, too_late.refunded, too_late.uncollected) == (0, yuan(200), yuan(45))


def test_of_a_deposit_for_several_units_whole_cents_are_lost() -> None:
    quoted = priced(cart(goods(30, name="tea", quantity=3)))
    one = [Return(line="tea", quantity=1, at_fault="buyer")]

    lost = refund(quoted, one, now=LATER, deposits=[Deposit(line="tea", amount=100)])

    assert (lost.forfeited, type(lost.forfeited), lost.amount) == (33, int, yuan(30) - 33)


def test_what_an_order_brings_besides_gifts_is_not_charged() -> None:
    next_time = promotion("next", Lane.GRANT, Grant(what="coupon", of="ten", every=yuan(100), value=yuan(10)))
    quoted = priced(BASKET, next_time)

    assert quoted.grants[0].value == yuan(30)
    assert refund(quoted, [back("kettle")], now=LATER).amount == yuan(200)
    assert refund(quoted, [back("kettle"), back("cup")], now=LATER).gifts == 0


def test_of_a_gift_for_every_so_much_those_are_charged_that_are_no_longer_earned() -> None:
    def charged(most: int, *gone: Return) -> int:
        each = promotion(
            "each", Lane.GRANT, Grant(what="gift", of="pin", every=yuan(100), most=most, value=yuan(7))
        )
        gifts = refund(priced(cart(goods(100, name="mug", quantity=7)), each), gone, now=LATER).gifts
        assert type(gifts) is int
        return gifts

    # Seven were given, or five at most; two come back: five are earned still. Four come back: three are.
    assert charged(0) == 0
    assert charged(0, back("mug", 2)) == yuan(14)
    assert charged(5, back("mug", 2)) == 0
    assert charged(5, back("mug", 4)) == yuan(14)
    assert charged(0, back("mug", 7)) == yuan(49)


def test_what_funders_get_back_is_what_they_did_not_get_back_before() -> None:
    # What is kept loses the mall's 60 and takes the brand's 10 instead; the rest gives the brand its 10 back.
    sixty = promotion(
        "300-60", Lane.SHOP, THREE_HUNDRED_LESS_60.benefit, funders=(Funder(who="mall", bps=10_000),)
    )
    ten = promotion(
        "ten",
        Lane.SHOP,
        Amount(amount=yuan(10)),
        scope=Skus(skus=("kettle",)),
        funders=(Funder(who="brand", bps=10_000),),
    )
    quoted, policy = priced(BASKET, sixty, ten), Retested(BASKET, compile_plan([sixty, ten]))

    first = refund(quoted, [back("cup")], policy, now=LATER)
    rest = refund(quoted, [back("kettle")], policy, now=LATER, before=[back("cup")], refunded=first.refunded)

    assert first.funders == (FunderShare("brand", -yuan(10)), FunderShare("mall", yuan(60)))
    assert rest.funders == (FunderShare("brand", yuan(10)),)


def test_who_paid_for_shipping_gets_it_back_with_the_whole_order() -> None:
    free = promotion("free", Lane.SHIPPING, FreeShipping(), funders=(Funder(who="mall", bps=10_000),))
    quoted = priced(cart(*BASKET.lines, shipping_fee=yuan(12)), free)

    assert refund(quoted, [back("cup")], now=LATER).funders == ()
    assert refund(quoted, [back("cup"), back("kettle")], now=LATER).funders == (
        FunderShare("mall", yuan(12)),
    )
