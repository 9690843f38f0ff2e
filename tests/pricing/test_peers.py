"""Situations that other promotion engines test, told with our own goods and numbers.

docs/reference/peers.md says for each where the idea comes from and how ours differs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from feria.pricing import (
    Amount,
    Benefit,
    Buyer,
    BuyersOrder,
    BuyGet,
    Cart,
    Categories,
    EveryQuantity,
    FixedPrice,
    FreeShipping,
    HeldCoupon,
    Lane,
    Line,
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
    quote,
)

NOW = datetime(2026, 11, 11, tzinfo=UTC)


def goods(sku: str, price: int, quantity: int = 1, *, aisle: str = "", floor: int = 0) -> Line:
    return Line(
        id=sku, sku=sku, quantity=quantity, unit_price=price, shop="fair", category=aisle, floor=floor
    )


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
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_situation_that_others_test(case: Case) -> None:
    quoted = quote(Cart(currency="EUR", lines=case.lines, **case.cart), case.offers, NOW)

    assert {line.id: line.payable for line in quoted.lines} == case.pays
    assert quoted.shipping == case.shipping
    assert quoted.proven
