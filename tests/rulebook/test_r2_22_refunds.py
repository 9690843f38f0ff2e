"""R2.22: what comes back for what is returned."""

from datetime import UTC, datetime, timedelta

import pytest

from feria.pricing import (
    Amount,
    BuyGet,
    Cart,
    ChoiceTier,
    ChoiceTiers,
    Deposit,
    Funder,
    FunderShare,
    Gift,
    HeldCoupon,
    Lane,
    PayWithPoints,
    Pick,
    PriceClaim,
    RefundProblem,
    Retested,
    Return,
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
    ("returned", "code"),
    [
        ([back("lid")], "unknown-line"),
        ([back("cup", 0)], "bad-quantity"),
        ([back("cup", 2)], "too-many"),
        ([back("cup"), back("cup")], "too-many"),
    ],
)
def test_what_was_not_bought_cannot_come_back(returned: list[Return], code: str) -> None:
    with pytest.raises(RefundProblem) as caught:
        refund(priced(BASKET), returned, now=LATER)

    assert caught.value.code == code


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
    ("more", "code"), [({"paid": -1}, "bad-paid"), ({"refunded": yuan(301)}, "bad-refunded")]
)
def test_sums_that_cannot_be_are_refused(more: dict[str, int], code: str) -> None:
    with pytest.raises(RefundProblem) as caught:
        refund(priced(BASKET), [back("cup")], now=LATER, **more)

    assert caught.value.code == code
