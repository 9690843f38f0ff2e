"""Made-up carts of 20 lines with tens of promotions and 12 coupons, for ``second_opinion``."""

from __future__ import annotations

import random

from feria.pricing import (
    AddOn,
    Amount,
    Benefit,
    Besides,
    Both,
    Brands,
    BundlePrice,
    BuyGet,
    BuyXGetY,
    Cart,
    Categories,
    Combo,
    ComboPart,
    Condition,
    Either,
    EveryQuantity,
    EverySpend,
    Everything,
    FixedPrice,
    FreeShipping,
    HeldCoupon,
    Lane,
    Line,
    MinQuantity,
    MinSpend,
    Not,
    PayWithPoints,
    Percent,
    Promotion,
    QuantityTier,
    QuantityTiers,
    Scope,
    Shops,
    Skus,
    SpendTier,
    SpendTiers,
    Tags,
)

LINES = 20
COUPONS = 12
SHOPS = ("north", "south", "tea-house")
AISLES = ("drinks", "kitchen")
BRANDS = ("Aurora", "Bund", "Cedar")
SHOP_TEMPLATES = ("s-1", "s-2", "s-3", "s-4", "both")
MALL_TEMPLATES = ("m-1", "m-2", "both")


def nested_cart(chance: random.Random) -> tuple[Cart, list[Promotion]]:
    """Later lanes look at whole aisles, then whole shops, then the whole cart."""
    cart = _cart(chance)
    makers = [
        *[_item] * chance.randint(6, 10),
        *[_aisle_bundle] * chance.randint(4, 9),
        *[_shop_sum] * chance.randint(5, 9),
        *[_shop_coupon] * chance.randint(6, 10),
        *[_mall_sum] * chance.randint(2, 6),
        *[_mall_coupon] * chance.randint(2, 5),
        *[_points] * chance.randint(0, 2),
        *[_shipping] * chance.randint(0, 2),
    ]
    return cart, [maker(chance, f"p{number:02}") for number, maker in enumerate(makers)]


def crossing_cart(chance: random.Random, lane: Lane) -> tuple[Cart, list[Promotion]]:
    """Item prices and one further lane, whose scopes cross as they like."""
    cart = _cart(chance)
    maker = _crossing_bundle if lane is Lane.BUNDLE else _crossing_sum
    many = chance.randint(2, 4) if lane is Lane.BUNDLE else chance.randint(10, 25)
    items = [_item(chance, f"i{number:02}") for number in range(chance.randint(4, 8))]
    return cart, [*items, *(maker(chance, f"p{number:02}", lane) for number in range(many))]


def _cart(chance: random.Random) -> Cart:
    templates = sorted({*SHOP_TEMPLATES, *MALL_TEMPLATES})
    return Cart(
        currency="CNY",
        lines=tuple(_line(chance, number) for number in range(LINES)),
        coupons=tuple(
            HeldCoupon(id=f"c{number:02}", template=chance.choice(templates)) for number in range(COUPONS)
        ),
        shipping_fee=chance.choice([0, 800, 1200]),
        points=chance.choice([0, 300, 5000]),
    )


def _line(chance: random.Random, number: int) -> Line:
    return Line(
        id=f"line-{number:02}",
        sku=f"sku-{number:02}",
        quantity=chance.choice([1, 1, 2, 3]),
        unit_price=chance.choice([99, 1000, 1990, 5000, 9999, 10_000, chance.randint(1, 40_000)]),
        shop=chance.choice(SHOPS),
        category=chance.choice(AISLES),
        brand=chance.choice(BRANDS),
        tags=chance.choice([(), ("festival",), ("festival", "gift"), ("gift",)]),
    )


def _conditions(chance: random.Random, spend: int) -> tuple[Condition, ...]:
    """Thresholds on what the promotion looks at, now and then turned round."""
    if chance.random() < 0.6:
        return ()
    above = MinSpend(amount=chance.choice([spend, spend // 2, chance.randint(1, 2 * spend)]))
    return (chance.choice([above, above, Not(condition=above), MinQuantity(quantity=chance.randint(1, 12))]),)


def _any_scope(chance: random.Random) -> Scope:
    """Any part of the cart."""
    plain: list[Scope] = [
        Categories(paths=(chance.choice(AISLES),)),
        Tags(tags=(chance.choice(["festival", "gift"]),)),
        Brands(brands=(chance.choice(BRANDS),)),
        Shops(shops=(chance.choice(SHOPS),)),
        Skus(skus=tuple(f"sku-{chance.randrange(LINES):02}" for _ in range(4))),
    ]
    one, other = chance.sample(plain, 2)
    without = Besides(scope=Everything(), without=one)
    return chance.choice([Everything(), one, one, other, Both(scopes=(one, other)), without])


def _promotion(name: str, lane: Lane, benefit: Benefit, **more: object) -> Promotion:
    return Promotion(id=name, name=name, lane=lane, benefit=benefit, **more)  # type: ignore[arg-type]


def _item(chance: random.Random, name: str) -> Promotion:
    benefit: Benefit = chance.choice(
        [
            Percent(bps=chance.choice([500, 1500, chance.randint(1, 9000)])),
            Amount(amount=chance.choice([1, 500, chance.randint(1, 5000)])),
            FixedPrice(unit_price=chance.choice([99, 990, chance.randint(1, 20_000)])),
        ]
    )
    while isinstance(scope := _any_scope(chance), Everything) and isinstance(benefit, FixedPrice):
        pass
    return _promotion(name, Lane.ITEM, benefit, scope=scope, conditions=_conditions(chance, 30_000))


def _bundle_benefit(chance: random.Random, scopes: list[Scope]) -> Benefit:
    limit = chance.choice([0, 0, 1, 2])
    amount = chance.choice([1000, 5000, chance.randint(1, 20_000)])
    bps = chance.choice([5000, 10_000, chance.randint(1, 10_000)])
    size = chance.randint(2, 4)
    return chance.choice(
        [
            BuyGet(size=size, cheapest=chance.randint(1, size - 1), off_bps=bps, limit=limit),
            BuyGet(size=size, off_bps=bps, limit=limit),
            BundlePrice(size=size, price=amount, limit=limit),
            BuyXGetY(
                goods=chance.choice(scopes),
                buy=chance.randint(1, 2),
                get=chance.choice([1, 1, 2]),
                off_bps=bps,
                limit=limit,
            ),
            Combo(
                parts=(
                    ComboPart(scope=chance.choice(scopes), quantity=chance.randint(1, 2)),
                    ComboPart(scope=chance.choice(scopes)),
                ),
                price=amount,
                limit=limit,
            ),
            AddOn(
                price=amount,
                goods=chance.choice(scopes),
                below=chance.choice([0, amount + 5000]),
                limit=chance.choice([1, 1, 2]),
            ),
        ]
    )


def _aisle_bundle(chance: random.Random, name: str) -> Promotion:
    """A bundle inside one aisle of one shop; of it, all or some brands."""
    aisle = Categories(paths=(chance.choice(AISLES),))
    parts: list[Scope] = [aisle, aisle, Both(scopes=(aisle, Brands(brands=BRANDS[:2])))]
    parts.append(Both(scopes=(aisle, Tags(tags=("festival",)))))
    return _promotion(
        name,
        Lane.BUNDLE,
        _bundle_benefit(chance, parts),
        scope=chance.choice(parts),
        shop=chance.choice(SHOPS),
    )


def _crossing_bundle(chance: random.Random, name: str, lane: Lane) -> Promotion:
    scopes = [_any_scope(chance) for _ in range(3)]
    return _promotion(name, lane, _bundle_benefit(chance, scopes), scope=scopes[0])


def _sum_benefit(chance: random.Random, spend: int) -> Benefit:
    """A sum off where about ``spend`` is owed."""
    reach = chance.choice([10_000, 30_000, chance.randint(1, spend)])
    off = chance.choice([500, 1000, chance.randint(1, reach)])
    bps = chance.choice([500, 1000, chance.randint(1, 4000)])
    units = chance.randint(1, 6)
    cap = chance.choice([0, 0, chance.randint(1, 10_000)])
    return chance.choice(
        [
            Percent(bps=bps),
            Amount(amount=off),
            SpendTiers(
                tiers=(
                    SpendTier(spend=reach, off=off),
                    SpendTier(spend=2 * reach, off=2 * off + chance.randint(0, 500)),
                    SpendTier(spend=3 * reach, off=4 * off + 500),
                ),
                every=chance.random() < 0.3,
                cap=cap,
            ),
            SpendTiers(
                tiers=(SpendTier(spend=reach, off_bps=bps), SpendTier(spend=2 * reach, off_bps=2 * bps))
            ),
            EverySpend(spend=reach, off=min(off, reach), cap=cap),
            EveryQuantity(quantity=units, off=off, cap=cap),
            QuantityTiers(
                tiers=(QuantityTier(quantity=units, off_bps=bps), QuantityTier(quantity=9, off_bps=2 * bps))
            ),
            QuantityTiers(tiers=(QuantityTier(quantity=units, off=off),), every=True, cap=cap),
        ]
    )


def _shop_sum(chance: random.Random, name: str) -> Promotion:
    aisle = Categories(paths=(chance.choice(AISLES),))
    both = Either(scopes=tuple(Categories(paths=(path,)) for path in AISLES))
    return _promotion(
        name,
        Lane.SHOP,
        _sum_benefit(chance, 60_000),
        scope=chance.choice([Everything(), aisle, aisle, both]),
        shop=chance.choice(["", *SHOPS]),
        conditions=_conditions(chance, 40_000),
    )


def _crossing_sum(chance: random.Random, name: str, lane: Lane) -> Promotion:
    return _promotion(
        name,
        lane,
        _sum_benefit(chance, 60_000),
        scope=_any_scope(chance),
        shop=chance.choice(["", "", *SHOPS]),
        conditions=_conditions(chance, 40_000),
    )


def _shop_coupon(chance: random.Random, name: str) -> Promotion:
    return _promotion(
        name,
        Lane.SHOP_COUPON,
        _sum_benefit(chance, 120_000),
        shop=chance.choice(["", *SHOPS]),
        coupon=chance.choice(["", *SHOP_TEMPLATES, *SHOP_TEMPLATES]),
        conditions=_conditions(chance, 80_000),
    )


def _mall_sum(chance: random.Random, name: str) -> Promotion:
    some: Scope = Shops(shops=tuple(chance.sample(SHOPS, chance.randint(1, 2))))
    return _promotion(
        name,
        Lane.MALL,
        _sum_benefit(chance, 200_000),
        scope=chance.choice([Everything(), some, some]),
        conditions=_conditions(chance, 200_000),
    )


def _mall_coupon(chance: random.Random, name: str) -> Promotion:
    return _promotion(
        name,
        Lane.MALL_COUPON,
        _sum_benefit(chance, 300_000),
        coupon=chance.choice(["", *MALL_TEMPLATES, *MALL_TEMPLATES]),
        conditions=_conditions(chance, 300_000),
    )


def _points(chance: random.Random, name: str) -> Promotion:
    benefit = PayWithPoints(worth=chance.choice([1, 7]), cap_bps=chance.choice([500, 3333, 10_000]))
    return _promotion(name, Lane.POINTS, benefit, conditions=_conditions(chance, 300_000))


def _shipping(chance: random.Random, name: str) -> Promotion:
    above = MinSpend(amount=chance.choice([200_000, 300_000, chance.randint(1, 500_000)]))
    benefit = FreeShipping(cap=chance.choice([0, 500]))
    return _promotion(name, Lane.SHIPPING, benefit, conditions=(above,))
