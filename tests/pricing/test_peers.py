"""Situations that other promotion engines test, told with our own goods and numbers.

docs/reference/peers.md says for each where the idea comes from and how ours differs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feria.pricing import (
    Amount,
    Benefit,
    Besides,
    BundlePrice,
    Buyer,
    BuyersOrder,
    BuyGet,
    BuyXGetY,
    Cart,
    Categories,
    Channel,
    EveryQuantity,
    Everything,
    FixedPrice,
    FreeShipping,
    HeldCoupon,
    Lane,
    Line,
    MemberTags,
    MinQuantity,
    MinSpend,
    Percent,
    Promotion,
    QuantityTier,
    QuantityTiers,
    Scope,
    Skus,
    SpendTier,
    SpendTiers,
    Stacking,
    Tags,
    Window,
    quote,
)

NOW = datetime(2026, 11, 11, tzinfo=UTC)


def goods(
    sku: str, price: int, quantity: int = 1, *, aisle: str = "", floor: int = 0, tags: tuple[str, ...] = ()
) -> Line:
    return Line(
        id=sku,
        sku=sku,
        quantity=quantity,
        unit_price=price,
        shop="fair",
        category=aisle,
        floor=floor,
        tags=tags,
    )


def during(first: int, last: int) -> Window:
    """So many days from now until so many days from now."""
    return Window(start_at=NOW + timedelta(days=first), end_at=NOW + timedelta(days=last))


def offer(name: str, lane: Lane, benefit: Benefit, **more: Any) -> Promotion:
    return Promotion(id=name, name=name, lane=lane, benefit=benefit, **more)


def aisle(path: str) -> Scope:
    return Categories(paths=(path,))


@dataclass(frozen=True)
class Case:
    """A cart, the offers, and what each line is then to pay."""

    name: str
    lines: tuple[Line, ...]
    offers: tuple[Promotion, ...]
    pays: dict[str, int]
    cart: dict[str, Any] = field(default_factory=dict)
    shipping: int = 0


THREE_OR_MORE = offer("three", Lane.SHOP, QuantityTiers(tiers=(QuantityTier(quantity=3, off_bps=2500),)))
FROM_400 = offer("from-400", Lane.SHOP, SpendTiers(tiers=(SpendTier(spend=400_00, off_bps=1000),)))
CHEAPEST_OF_THREE = offer("3-for-2", Lane.BUNDLE, BuyGet(size=3))
THREE_FOR_25 = offer("3-for-25", Lane.BUNDLE, BundlePrice(size=3, price=25_00))
HALF_OFF_THE_ORDER = offer("half", Lane.MALL, Percent(bps=5000))
SHIPS_FROM_100 = offer("ships", Lane.SHIPPING, FreeShipping(), conditions=(MinSpend(amount=100_00),))
COUPON_8_FROM_40 = offer(
    "eight", Lane.MALL_COUPON, Amount(amount=8_00), coupon="eight", conditions=(MinSpend(amount=40_00),)
)
CAPPED_SHARE = SpendTiers(tiers=(SpendTier(spend=1, off_bps=1500),), cap=55_00)
ORDER_18_OFF = offer("18-off", Lane.MALL, Amount(amount=18_00))

CASES = [
    Case(
        "two are too few for a share off three", (goods("mug", 80_00, 2),), (THREE_OR_MORE,), {"mug": 160_00}
    ),
    Case("from three on, all units get it", (goods("mug", 80_00, 4),), (THREE_OR_MORE,), {"mug": 240_00}),
    Case("a sum just missed", (goods("pan", 133_33, 3),), (FROM_400,), {"pan": 399_99}),
    Case("a sum just reached", (goods("pan", 100_00, 4),), (FROM_400,), {"pan": 360_00}),
    Case(
        "the cheapest of each group, grouped from the dearest down",
        (
            goods("a", 7_00),
            goods("b", 6_00),
            goods("c", 5_00),
            goods("d", 3_00),
            goods("e", 2_00),
            goods("f", 1_00),
        ),
        (CHEAPEST_OF_THREE,),
        # Free are 5.00 and 1.00; their worth is spread over the six units that made the groups.
        {"a": 5_25, "b": 4_50, "c": 3_75, "d": 2_25, "e": 1_50, "f": 75},
    ),
    Case(
        "a sum spread over lines in proportion",
        (goods("a", 20_00), goods("b", 40_00), goods("c", 120_00)),
        (ORDER_18_OFF,),
        {"a": 18_00, "b": 36_00, "c": 108_00},
    ),
    Case(
        "the whole sum falls on the one article in scope",
        (goods("a", 20_00), goods("b", 40_00)),
        (offer("on-a", Lane.MALL, Amount(amount=18_00), scope=Skus(skus=("a",))),),
        {"a": 2_00, "b": 40_00},
    ),
    Case(
        "so much off for every full pair, over several lines",
        (goods("a", 9_00, 2), goods("b", 9_00), goods("c", 9_00)),
        (offer("pairs", Lane.SHOP, EveryQuantity(quantity=2, off=6_00)),),
        {"a": 12_00, "b": 6_00, "c": 6_00},
    ),
    Case(
        "a share on one aisle because another is in the cart",
        (goods("coat", 90_00, aisle="coats"), goods("boots", 70_00, aisle="boots")),
        (
            offer(
                "pack",
                Lane.ITEM,
                Percent(bps=1000),
                scope=aisle("coats"),
                conditions=(MinQuantity(quantity=1, scope=aisle("boots")),),
            ),
        ),
        {"coat": 81_00, "boots": 70_00},
    ),
    Case(
        "an item price and an order reduction behind one threshold",
        (goods("coat", 90_00, 6, aisle="coats"),),
        (
            offer(
                "coats",
                Lane.ITEM,
                Percent(bps=1000),
                scope=aisle("coats"),
                conditions=(MinSpend(amount=500_00),),
            ),
            # The second threshold sees what the first left: 486.00.
            offer("order", Lane.MALL, Amount(amount=30_00), conditions=(MinSpend(amount=480_00),)),
        ),
        {"coat": 456_00},
    ),
    Case(
        "the first order of a buyer",
        (goods("dress", 60_00),),
        (offer("first", Lane.MALL, Percent(bps=2000), conditions=(BuyersOrder(number=1),)),),
        {"dress": 48_00},
        cart={"buyer": Buyer(orders=0)},
    ),
    Case(
        "a unit stops at its least price",
        (goods("shirt", 60_00, floor=54_00),),
        (offer("half", Lane.ITEM, Percent(bps=5000)),),
        {"shirt": 54_00},
    ),
    Case(
        "what a least price withholds of a sum, the others take in proportion",
        (goods("shirt", 60_00, 2, floor=54_00), goods("mug", 24_00, 2), goods("bowl", 48_00)),
        (offer("order", Lane.MALL, Amount(amount=32_00)),),
        {"shirt": 108_00, "mug": 38_00, "bowl": 38_00},
    ),
    Case(
        "least prices that come to bear one after the other",
        (
            goods("shirt", 60_00, 2, floor=54_00),
            goods("board", 24_00, 2, floor=18_00),
            goods("mouse", 36_00),
            goods("cup", 12_00),
        ),
        (offer("order", Lane.MALL, Amount(amount=44_00)),),
        {"shirt": 108_00, "board": 36_00, "mouse": 21_00, "cup": 7_00},
    ),
    Case(
        "what a least price withholds of a share is not given elsewhere",
        (goods("shirt", 60_00, floor=54_00), goods("mug", 20_00)),
        (offer("order", Lane.MALL, Percent(bps=2000)),),
        {"shirt": 54_00, "mug": 16_00},
    ),
    Case(
        "the larger of two item prices, whatever their order",
        (goods("tea", 30_00),),
        (
            offer("a-small", Lane.ITEM, Percent(bps=500)),
            offer("z-large", Lane.ITEM, FixedPrice(unit_price=21_00)),
        ),
        {"tea": 21_00},
    ),
    Case(
        "a coupon on everything reaches lines that an earlier offer used up",
        (goods("gift", 15_00), goods("tea", 46_00)),
        (
            offer("free", Lane.ITEM, Percent(bps=10_000), scope=Skus(skus=("gift",))),
            offer("coupon", Lane.MALL_COUPON, Percent(bps=1000), coupon="ten"),
        ),
        {"gift": 0, "tea": 41_40},
        cart={"coupons": (HeldCoupon(id="c", template="ten"),)},
    ),
    Case(
        "a share of a third leaves no fraction",
        (goods("a", 99_99), goods("b", 99_99), goods("c", 100_02)),
        (offer("third", Lane.MALL, Percent(bps=3333)),),
        {"a": 66_66, "b": 66_66, "c": 66_69},
    ),
    Case(
        "from a sum on the order ships free",
        (goods("tea", 50_00),),
        (offer("ships", Lane.SHIPPING, FreeShipping(), conditions=(MinSpend(amount=50_00),)),),
        {"tea": 50_00},
        cart={"shipping_fee": 9_00},
    ),
    Case(
        "what is left over from the groups is paid",
        (goods("mug", 11_00, 5),),
        (CHEAPEST_OF_THREE,),
        {"mug": 44_00},
    ),
    Case(
        "two of each three at a share off",
        (goods("mug", 30_00, 3),),
        (offer("two-of-3", Lane.BUNDLE, BuyGet(size=3, cheapest=2, off_bps=2500)),),
        {"mug": 75_00},
    ),
    Case(
        "an offer without any threshold",
        (goods("mug", 13_00),),
        (offer("all", Lane.SHOP, Percent(bps=2000)),),
        {"mug": 10_40},
    ),
    Case(
        "for every five of one, one of another for nothing",
        (goods("seat", 20_00, 12), goods("guide", 15_00, 3)),
        (
            offer(
                "guides",
                Lane.BUNDLE,
                BuyXGetY(buy=5, goods=Skus(skus=("guide",))),
                scope=Skus(skus=("seat",)),
            ),
        ),
        # Two guides free; the 30.00 fall on the ten seats (2.61 each) and two guides (1.95) of the groups.
        {"seat": 213_90, "guide": 41_10},
    ),
    Case(
        "of every four one for nothing, but only of one sort",
        (goods("seat", 20_00, 10), goods("guide", 25_00, 2), goods("map", 15_00, 2)),
        (
            offer(
                "guides",
                Lane.BUNDLE,
                BuyXGetY(buy=3, goods=Skus(skus=("guide", "map"))),
                scope=Skus(skus=("seat", "guide", "map")),
            ),
        ),
        # Free are two guides and a map, together with nine seats; the tenth seat and the other map are paid.
        {"seat": 152_24, "guide": 36_74, "map": 26_02},
    ),
    Case(
        "from a sum of one sort on, the other sort at a share off",
        (goods("seat", 50_00, 2), goods("lunch", 20_00, 3)),
        (
            offer(
                "lunch",
                Lane.ITEM,
                Percent(bps=2000),
                scope=Skus(skus=("lunch",)),
                conditions=(MinSpend(amount=99_00, scope=Skus(skus=("seat",))),),
            ),
        ),
        {"seat": 100_00, "lunch": 48_00},
    ),
    Case(
        "a sum of one sort just missed helps the other sort nothing",
        (goods("seat", 98_99), goods("lunch", 20_00, 3)),
        (
            offer(
                "lunch",
                Lane.ITEM,
                Percent(bps=2000),
                scope=Skus(skus=("lunch",)),
                conditions=(MinSpend(amount=99_00, scope=Skus(skus=("seat",))),),
            ),
        ),
        {"seat": 98_99, "lunch": 60_00},
    ),
    Case(
        "two bundles that want the same units share them",
        (goods("seat", 50_00, 6), goods("guide", 20_00, 4)),
        (
            offer(
                "with-five",
                Lane.BUNDLE,
                BuyXGetY(buy=5, goods=Skus(skus=("guide",)), off_bps=2000),
                scope=Skus(skus=("seat",)),
            ),
            offer("pair", Lane.BUNDLE, BuyGet(size=2, off_bps=1000), scope=Skus(skus=("guide",))),
        ),
        # 4.00 with five seats, and 2.00 for a pair of the guides that are left.
        {"seat": 296_30, "guide": 77_70},
    ),
    Case(
        "of two offers for pairs the larger takes all, whichever stands first",
        (goods("seat", 40_00, 2), goods("guide", 40_00, 2)),
        (
            offer(
                "a-guides", Lane.BUNDLE, BuyGet(size=2, cheapest=2, off_bps=2000), scope=Skus(skus=("guide",))
            ),
            offer("b-all", Lane.BUNDLE, BuyGet(size=2, cheapest=2, off_bps=5000)),
        ),
        {"seat": 40_00, "guide": 40_00},
    ),
    Case(
        "an offer for another channel",
        (goods("mug", 10_00, 2),),
        (
            offer("app", Lane.SHOP, Percent(bps=5000), conditions=(Channel(channels=("app",)),)),
            offer("web", Lane.SHOP, Percent(bps=1000), conditions=(Channel(channels=("web", "app")),)),
        ),
        {"mug": 18_00},
        cart={"channel": "web"},
    ),
    Case(
        "an offer that has not begun, one that is over, and one in force",
        (goods("mug", 10_00, 2),),
        (
            offer("soon", Lane.SHOP, Percent(bps=5000), windows=(during(1, 2),)),
            offer("gone", Lane.SHOP, Percent(bps=4000), windows=(during(-2, 0),)),
            offer("now", Lane.SHOP, Percent(bps=1000), windows=(during(0, 1),)),
        ),
        {"mug": 18_00},
    ),
    Case(
        "once for the whole cart, the dearest group of three counts",
        (goods("a", 6_00, 4), goods("b", 3_00, 4)),
        (offer("once", Lane.BUNDLE, BuyGet(size=3, limit=1)),),
        {"a": 18_00, "b": 12_00},
    ),
    Case(
        "a share off one unit, once",
        (goods("a", 12_00, 2), goods("b", 20_00, 2)),
        (offer("one", Lane.BUNDLE, BuyGet(size=2, off_bps=2500, limit=1)),),
        {"a": 24_00, "b": 35_00},
    ),
    Case(
        "three for a price that is above what they cost",
        (goods("bar", 6_00, 3),),
        (THREE_FOR_25,),
        {"bar": 18_00},
    ),
    Case("three for a price, one left over", (goods("bar", 9_00, 4),), (THREE_FOR_25,), {"bar": 34_00}),
    Case(
        "three for a price that thirds do not divide",
        (goods("a", 8_50), goods("b", 8_50), goods("c", 8_50)),
        (THREE_FOR_25,),
        {"a": 8_33, "b": 8_33, "c": 8_34},
    ),
    Case(
        "more off than the cart costs",
        (goods("a", 1_20), goods("b", 1_60)),
        (offer("three-off", Lane.MALL, Amount(amount=3_00)),),
        {"a": 0, "b": 0},
    ),
    Case(
        "more off a unit than it costs",
        (goods("a", 1_20, 3), goods("b", 4_60)),
        (offer("three-off", Lane.ITEM, Amount(amount=3_00)),),
        {"a": 0, "b": 1_60},
    ),
    Case(
        "goods that are never reduced",
        (goods("card", 25_00, 2, tags=("gift-card",)), goods("mug", 10_00)),
        (
            offer(
                "fifth",
                Lane.SHOP,
                Percent(bps=2000),
                scope=Besides(scope=Everything(), without=Tags(tags=("gift-card",))),
            ),
        ),
        {"card": 50_00, "mug": 8_00},
    ),
    Case(
        "goods that are on offer already take no coupon",
        (goods("shirt", 30_00), goods("mug", 10_00)),
        (
            offer("shirt-offer", Lane.ITEM, Percent(bps=1000), scope=Skus(skus=("shirt",))),
            offer(
                "fifth",
                Lane.MALL_COUPON,
                Percent(bps=2000),
                coupon="fifth",
                stacking=Stacking(full_price_only=True),
            ),
        ),
        {"shirt": 27_00, "mug": 8_00},
        cart={"coupons": (HeldCoupon(id="c", template="fifth"),)},
    ),
    Case(
        "an exclusive promotion leaves no other in the order",
        (goods("shirt", 30_00), goods("mug", 10_00)),
        (
            offer("ten-off", Lane.SHOP, Amount(amount=10_00), stacking=Stacking(excludes=("*",))),
            offer("five-off", Lane.MALL, Amount(amount=5_00)),
        ),
        {"shirt": 22_50, "mug": 7_50},
    ),
    Case(
        "shipping's threshold sees the order after its reduction: missed",
        (goods("shirt", 130_00),),
        (HALF_OFF_THE_ORDER, SHIPS_FROM_100),
        {"shirt": 65_00},
        cart={"shipping_fee": 9_00},
        shipping=9_00,
    ),
    Case(
        "shipping's threshold sees the order after its reduction: met",
        (goods("shirt", 130_00, 2),),
        (HALF_OFF_THE_ORDER, SHIPS_FROM_100),
        {"shirt": 130_00},
        cart={"shipping_fee": 9_00},
    ),
    Case(
        "two offers for the same fee take it off once",
        (goods("shirt", 130_00),),
        (SHIPS_FROM_100, offer("ships-too", Lane.SHIPPING, FreeShipping())),
        {"shirt": 130_00},
        cart={"shipping_fee": 9_00},
    ),
    Case(
        "two reductions that together exceed the goods leave the shipping to pay",
        (goods("shirt", 11_47, 3), goods("mug", 60_00)),
        (
            offer("small", Lane.SHOP, Amount(amount=25_00)),
            offer("large", Lane.MALL, Amount(amount=90_00)),
        ),
        {"shirt": 0, "mug": 0},
        cart={"shipping_fee": 1_35},
        shipping=1_35,
    ),
    Case(
        "a coupon's own reduction does not undo its threshold",
        (goods("shirt", 23_00, 2),),
        (COUPON_8_FROM_40,),
        {"shirt": 38_00},
        cart={"coupons": (HeldCoupon(id="c", template="eight"),)},
    ),
    Case(
        "a cart that fell below the threshold loses the coupon's reduction",
        (goods("shirt", 23_00),),
        (COUPON_8_FROM_40,),
        {"shirt": 23_00},
        cart={"coupons": (HeldCoupon(id="c", template="eight"),)},
    ),
    Case(
        "a coupon of the whole price",
        (goods("shirt", 23_00, 2),),
        (offer("all", Lane.MALL_COUPON, Percent(bps=10_000), coupon="all"),),
        {"shirt": 0},
        cart={"coupons": (HeldCoupon(id="c", template="all"),)},
    ),
    Case(
        "off the order, because of a sum in one aisle; twice over, in two lanes",
        (goods("shirt", 90_00, aisle="shirts"), goods("mug", 15_00, 2, aisle="mugs")),
        (
            offer(
                "shirts",
                Lane.SHOP,
                Amount(amount=12_00),
                conditions=(MinSpend(amount=50_00, scope=aisle("shirts")),),
            ),
            # Its threshold sees what the shirts' offer left of the mugs: 27.00.
            offer(
                "mugs",
                Lane.MALL,
                Amount(amount=4_00),
                conditions=(MinSpend(amount=27_00, scope=aisle("mugs")),),
            ),
        ),
        {"shirt": 78_00, "mug": 26_00},
    ),
    Case(
        "a group of customers",
        (goods("shirt", 50_00),),
        (offer("staff", Lane.ITEM, Percent(bps=3000), conditions=(MemberTags(tags=("staff",)),)),),
        {"shirt": 35_00},
        cart={"buyer": Buyer(tags=("staff",))},
    ),
    Case(
        "a share with a cap, spread in proportion",
        (goods("a", 130_00), goods("b", 240_00), goods("c", 310_00)),
        (offer("capped", Lane.MALL, CAPPED_SHARE),),
        {"a": 119_48, "b": 220_59, "c": 284_93},
    ),
    Case(
        "a share that stays under its cap",
        (goods("a", 13_00), goods("b", 24_00), goods("c", 9_00)),
        (offer("capped", Lane.MALL, CAPPED_SHARE),),
        {"a": 11_05, "b": 20_40, "c": 7_65},
    ),
    Case(
        "a threshold that only the listed prices would reach",
        (goods("shirt", 30_00, aisle="shirts"), goods("trousers", 40_00)),
        (
            offer("shirts", Lane.ITEM, Percent(bps=2000), scope=aisle("shirts")),
            offer("order", Lane.MALL, Amount(amount=10_00), conditions=(MinSpend(amount=66_00),)),
        ),
        {"shirt": 24_00, "trousers": 40_00},
    ),
    Case(
        "a sum spread by price and quantity",
        (goods("a", 50_00, 3), goods("b", 50_00), goods("c", 50_00, 2)),
        (offer("nine", Lane.MALL, Amount(amount=9_00)),),
        {"a": 145_50, "b": 48_50, "c": 97_00},
    ),
    Case("an empty cart", (), (ORDER_18_OFF, CHEAPEST_OF_THREE), {}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_situation_that_others_test(case: Case) -> None:
    quoted = quote(Cart(currency="EUR", lines=case.lines, **case.cart), case.offers, NOW)

    assert {line.id: line.payable for line in quoted.lines} == case.pays
    assert quoted.shipping == case.shipping
    assert quoted.proven
