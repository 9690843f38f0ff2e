"""R2.16: shipping. R2.1: points, and what the order brings once it is paid."""

from feria.pricing import (
    Amount,
    FreeShipping,
    Grant,
    Lane,
    MinQuantity,
    MinSpend,
    Not,
    PayWithPoints,
    Region,
    Skus,
    Tags,
)
from tests.rulebook.pricing_desk import THE_DAY, cart, goods, priced, promotion, yuan

SET_ASIDE = ("Inner Mongolia", "Gansu", "Qinghai", "Ningxia", "Xinjiang", "Tibet")
FESTIVAL_SHIPS_FREE = promotion(
    "ships-free",
    Lane.SHIPPING,
    FreeShipping(),
    scope=Tags(tags=("festival",)),
    conditions=(
        Region(regions=SET_ASIDE, outside=True),
        Not(condition=MinQuantity(quantity=1, scope=Tags(tags=("heavy",)))),
    ),
)
TEA = goods(1, name="tea", tags=("festival",))
FEE = yuan(12)


def test_any_festival_item_ships_the_order_free_whatever_its_total() -> None:
    quoted = priced(
        cart(TEA, goods(5, name="rice"), region="Zhejiang", shipping_fee=FEE), FESTIVAL_SHIPS_FREE
    )

    assert (quoted.payable, quoted.shipping, quoted.reduction) == (yuan(6), 0, 0)
    assert quoted.adjustments[0].amount == -FEE


def test_without_a_festival_item_shipping_is_paid() -> None:
    quoted = priced(cart(goods(5), shipping_fee=FEE), FESTIVAL_SHIPS_FREE)

    assert (quoted.payable, quoted.shipping) == (yuan(17), FEE)


def test_regions_set_aside_and_exempt_goods_pay() -> None:
    to_tibet = priced(cart(TEA, region="Tibet", shipping_fee=FEE), FESTIVAL_SHIPS_FREE)
    with_stove = priced(
        cart(TEA, goods(300, name="stove", tags=("heavy",)), region="Zhejiang", shipping_fee=FEE),
        FESTIVAL_SHIPS_FREE,
    )

    assert to_tibet.shipping == FEE
    assert to_tibet.refusals[0].code == "excluded-region"
    assert with_stove.shipping == FEE


def test_r2_6_the_second_item_ships_the_order_free() -> None:
    second = promotion(
        "second",
        Lane.SHIPPING,
        FreeShipping(),
        scope=Tags(tags=("festival",)),
        conditions=(MinQuantity(quantity=2),),
    )
    two = goods(1, name="tea", tags=("festival",), quantity=2)

    assert priced(cart(TEA, shipping_fee=FEE), second).shipping == FEE
    assert priced(cart(two, shipping_fee=FEE), second).shipping == 0


def test_a_coupon_that_would_lose_free_shipping_stays_in_the_pocket() -> None:
    above_100 = promotion(
        "above-100", Lane.SHIPPING, FreeShipping(), conditions=(MinSpend(amount=yuan(100)),)
    )
    five_off = promotion("five", Lane.MALL_COUPON, Amount(amount=yuan(5)), coupon="five")

    quoted = priced(cart(goods(100), coupons=("five",), shipping_fee=FEE), above_100, five_off)

    assert (quoted.payable, quoted.coupons, quoted.proven) == (yuan(100), (), True)


def test_adding_what_is_missing_for_free_shipping_is_a_nudge() -> None:
    above_100 = promotion(
        "above-100", Lane.SHIPPING, FreeShipping(), conditions=(MinSpend(amount=yuan(100)),)
    )

    quoted = priced(cart(goods(95), shipping_fee=FEE), above_100)

    [nudge] = quoted.nudges
    assert (nudge.code, nudge.shortfall, nudge.gain) == ("spend-more", yuan(5), FEE)


def test_points_pay_a_share_of_the_order_in_whole_points() -> None:
    # A point is worth 3 fen; at most 30 % of 10.00: 100 points make 3.00.
    points = promotion("coins", Lane.POINTS, PayWithPoints(worth=3, cap_bps=3000))

    quoted = priced(cart(goods(10), points=500), points)

    assert (quoted.payable, quoted.points) == (yuan(7), 100)


def test_points_are_kept_when_spending_them_would_lose_free_shipping() -> None:
    coins = promotion("coins", Lane.POINTS, PayWithPoints(worth=1))
    above_100 = promotion(
        "above-100", Lane.SHIPPING, FreeShipping(), conditions=(MinSpend(amount=yuan(100)),)
    )

    quoted = priced(cart(goods(100), points=100, shipping_fee=FEE), coins, above_100)

    assert (quoted.payable, quoted.points) == (yuan(100), 0)


def test_r6_5_38_spent_is_one_chance_and_at_most_three() -> None:
    draw = promotion("draw", Lane.GRANT, Grant(what="draw", of="balls", every=yuan(38), most=3))

    assert [priced(cart(goods(spent)), draw).grants[0].amount for spent in (38, 76, 500)] == [1, 2, 3]
    too_little = priced(cart(goods("37.99")), draw)
    assert too_little.grants == ()
    assert too_little.refusals[0].shortfall == 1


def test_what_an_order_brings_does_not_change_what_is_payable() -> None:
    gift = promotion("gift", Lane.GRANT, Grant(what="gift", of="tin"), scope=Skus(skus=("tea",)))
    rebate = promotion("rebate", Lane.GRANT, Grant(what="rebate", amount=yuan(5), every=yuan(100)))

    quoted = priced(cart(goods(250, name="tea")), gift, rebate, at=THE_DAY)

    assert quoted.payable == yuan(250)
    assert [(each.what, each.amount, each.of) for each in quoted.grants] == [
        ("gift", 1, "tin"),
        ("rebate", yuan(10), ""),
    ]
