"""Made-up carts and promotions that look like a festival's, for hypothesis."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import strategies as st

from feria.pricing import (
    AddOn,
    Amount,
    Benefit,
    Besides,
    Birthday,
    Both,
    Brands,
    BundlePrice,
    Buyer,
    BuyGet,
    BuyXGetY,
    Cart,
    Categories,
    Combo,
    ComboPart,
    Condition,
    EveryQuantity,
    EverySpend,
    Everything,
    FixedPrice,
    Floors,
    FreeShipping,
    Funder,
    Grant,
    HeldCoupon,
    Lane,
    Line,
    MemberLevel,
    MinQuantity,
    MinSpend,
    NewMember,
    Not,
    PayWithPoints,
    Percent,
    Promotion,
    QuantityTier,
    QuantityTiers,
    Region,
    Scope,
    Shops,
    Skus,
    SpendTier,
    SpendTiers,
    Stacking,
    Tags,
    Voucher,
    Window,
)

NOW = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
"""The instant at which made-up carts are priced: noon of the day."""

SHOPS = ("north", "south", "tea-house")
CATEGORIES = ("grocery/drinks/tea", "grocery/drinks/cola", "grocery/snacks", "home/kitchen")
BRANDS = ("", "Aurora", "Bund")
TAGS = ("festival", "heavy")
TEMPLATES = ("red-packet", "shop-ten", "mall-fifty")

prices = st.one_of(
    st.sampled_from([99, 100, 499, 990, 999, 1000, 1999, 2500, 9999, 10000, 29900]),
    st.integers(min_value=0, max_value=40_000),
)
sums = st.one_of(st.sampled_from([1, 100, 500, 1000, 2000, 5000]), st.integers(min_value=1, max_value=20_000))
thresholds = st.one_of(
    st.sampled_from([1000, 5000, 9999, 10_000, 20_000, 30_000]), st.integers(min_value=1, max_value=60_000)
)
rates = st.one_of(
    st.sampled_from([500, 1000, 1500, 5000, 10_000]), st.integers(min_value=1, max_value=10_000)
)


@st.composite
def articles(draw: st.DrawFn, count: int = 6) -> list[Line]:
    """A small catalogue: one line of one unit for each article."""
    return [
        Line(
            id=f"line-{number}",
            sku=f"sku-{number}",
            quantity=1,
            unit_price=draw(prices),
            shop=draw(st.sampled_from(SHOPS)),
            category=draw(st.sampled_from(CATEGORIES)),
            brand=draw(st.sampled_from(BRANDS)),
            tags=draw(st.sampled_from([(), ("festival",), TAGS])),
        )
        for number in range(draw(st.integers(min_value=1, max_value=count)))
    ]


@st.composite
def buyers(draw: st.DrawFn) -> Buyer:
    """A stranger, or somebody with a level and a birthday."""
    return Buyer(
        level=draw(st.integers(min_value=0, max_value=3)),
        is_new=draw(st.booleans()),
        birthday=draw(st.sampled_from([None, date(1988, 3, 8), date(1990, 11, 11)])),
        region=draw(st.sampled_from(["", "Zhejiang", "Tibet"])),
    )


@st.composite
def coupons(draw: st.DrawFn, count: int = 4) -> tuple[HeldCoupon, ...]:
    """A pocket of coupons, some of which expire."""
    templates = draw(st.lists(st.sampled_from(TEMPLATES), max_size=count))
    days = draw(st.lists(st.sampled_from([None, 1, 5]), min_size=len(templates), max_size=len(templates)))
    return tuple(
        HeldCoupon(id=f"c{number}", template=template, expires_at=day and NOW + timedelta(days=day))
        for number, (template, day) in enumerate(zip(templates, days, strict=True))
    )


@st.composite
def carts(draw: st.DrawFn, lines: int = 6, quantity: int = 4, held: int = 4, floors: bool = False) -> Cart:
    """A cart of a few articles."""
    chosen = []
    for article in draw(articles(lines)):
        floor = (
            draw(st.integers(min_value=0, max_value=article.unit_price))
            if floors and draw(st.booleans())
            else 0
        )
        chosen.append(
            Line(
                id=article.id,
                sku=article.sku,
                quantity=draw(st.integers(min_value=1, max_value=quantity)),
                unit_price=article.unit_price,
                shop=article.shop,
                category=article.category,
                brand=article.brand,
                tags=article.tags,
                floor=floor,
            )
        )
    return Cart(
        currency="CNY",
        lines=tuple(chosen),
        buyer=draw(buyers()),
        coupons=draw(coupons(held)),
        shipping_fee=draw(st.sampled_from([0, 1200])),
        points=draw(st.sampled_from([0, 500])),
    )


def scopes() -> st.SearchStrategy[Scope]:
    """Mostly plain scopes, now and then a combination."""
    plain: st.SearchStrategy[Scope] = st.one_of(
        st.just(Everything()),
        st.sampled_from(["grocery", "grocery/drinks", "home"]).map(lambda path: Categories(paths=(path,))),
        st.sampled_from(SHOPS).map(lambda shop: Shops(shops=(shop,))),
        st.just(Brands(brands=("Aurora",))),
        st.just(Tags(tags=("festival",))),
        st.sampled_from(["sku-0", "sku-1"]).map(lambda sku: Skus(skus=(sku, "sku-2"))),
    )
    return st.one_of(
        plain,
        plain,
        st.tuples(plain, plain).map(lambda two: Both(scopes=two)),
        plain.map(
            lambda scope: Besides(scope=Everything(), without=Both(scopes=(scope, Skus(skus=("sku-0",)))))
        ),
    )


def conditions() -> st.SearchStrategy[Condition]:
    """What festivals ask for."""
    return st.one_of(
        thresholds.map(lambda amount: MinSpend(amount=amount)),
        st.integers(min_value=1, max_value=6).map(lambda units: MinQuantity(quantity=units)),
        st.integers(min_value=1, max_value=3).map(lambda level: MemberLevel(at_least=level)),
        st.booleans().map(lambda new: NewMember(new=new)),
        st.just(Birthday(time_zone="Asia/Shanghai")),
        st.just(Region(regions=("Tibet",), outside=True)),
        thresholds.map(lambda amount: Not(condition=MinSpend(amount=amount, scope=Tags(tags=("festival",))))),
    )


@st.composite
def spend_tiers(draw: st.DrawFn) -> SpendTiers:
    """Ascending tiers of which each gives at least as much as the one below."""
    reaches = sorted(draw(st.sets(thresholds, min_size=1, max_size=3)))
    offs = sorted(draw(st.lists(sums, min_size=len(reaches), max_size=len(reaches))))
    tiers = tuple(SpendTier(spend=reach, off=off) for reach, off in zip(reaches, offs, strict=True))
    return SpendTiers(tiers=tiers, every=draw(st.booleans()), cap=draw(st.sampled_from([0, 0, 3000])))


@st.composite
def quantity_tiers(draw: st.DrawFn) -> QuantityTiers:
    """Ascending tiers by units."""
    reaches = sorted(draw(st.sets(st.integers(min_value=1, max_value=8), min_size=1, max_size=3)))
    offs = sorted(draw(st.lists(rates, min_size=len(reaches), max_size=len(reaches))))
    return QuantityTiers(
        tiers=tuple(QuantityTier(quantity=n, off_bps=off) for n, off in zip(reaches, offs, strict=True))
    )


ITEM_BENEFITS: st.SearchStrategy[Benefit] = st.one_of(
    rates.map(lambda bps: Percent(bps=bps)),
    sums.map(lambda amount: Amount(amount=amount)),
    prices.map(lambda price: FixedPrice(unit_price=price)),
)
SUM_BENEFITS: st.SearchStrategy[Benefit] = st.one_of(
    rates.map(lambda bps: Percent(bps=bps)),
    sums.map(lambda amount: Amount(amount=amount)),
    spend_tiers(),
    quantity_tiers(),
    st.builds(lambda spend, off: EverySpend(spend=spend, off=off), thresholds, sums),
    st.builds(lambda units, off: EveryQuantity(quantity=units, off=off), st.integers(1, 5), sums),
)
LIMITS = st.sampled_from([0, 0, 1])
BUNDLE_BENEFITS: st.SearchStrategy[Benefit] = st.one_of(
    st.builds(
        lambda size, off, limit: BuyGet(size=size, off_bps=off, limit=limit), st.integers(1, 4), rates, LIMITS
    ),
    st.builds(
        lambda size, price, limit: BundlePrice(size=size, price=price, limit=limit),
        st.integers(1, 4),
        sums,
        LIMITS,
    ),
    st.builds(
        lambda goods, off, limit: BuyXGetY(goods=goods, off_bps=off, limit=limit), scopes(), rates, LIMITS
    ),
    st.builds(
        lambda one, other, price: Combo(parts=(ComboPart(scope=one), ComboPart(scope=other)), price=price),
        scopes(),
        scopes(),
        sums,
    ),
    st.builds(lambda goods, price: AddOn(goods=goods, price=price), scopes(), sums),
)


@st.composite
def promotions_named(draw: st.DrawFn, name: str, lanes: tuple[Lane, ...] = tuple(Lane)) -> Promotion:
    """One promotion that compiles."""
    lane = draw(st.sampled_from(lanes))
    benefits = {
        Lane.ITEM: ITEM_BENEFITS,
        Lane.BUNDLE: BUNDLE_BENEFITS,
        Lane.POINTS: st.just(PayWithPoints(worth=3, cap_bps=5000)),
        Lane.SHIPPING: st.sampled_from([FreeShipping(), FreeShipping(cap=500)]),
        Lane.GRANT: st.just(Grant(what="draw", of="balls", every=3800, most=3)),
    }.get(lane, SUM_BENEFITS)
    template = {
        Lane.SHOP_COUPON: ("red-packet", "shop-ten"),
        Lane.MALL_COUPON: ("mall-fifty", "red-packet"),
    }.get(lane)
    return Promotion(
        id=name,
        name=name.title(),
        lane=lane,
        benefit=draw(benefits),
        scope=draw(scopes()),
        conditions=tuple(draw(st.lists(conditions(), max_size=1))),
        windows=draw(
            st.sampled_from(
                [(), (Window(start_at=NOW - timedelta(hours=1), end_at=NOW + timedelta(hours=1)),)]
            )
        ),
        shop=draw(st.sampled_from(["", "", *SHOPS])),
        funders=draw(st.sampled_from([(), (Funder(who="mall", bps=3333), Funder(who="brand", bps=6667))])),
        coupon=draw(st.sampled_from(template)) if template else "",
    )


@st.composite
def promotion_sets(draw: st.DrawFn, most: int = 8, lanes: tuple[Lane, ...] = tuple(Lane)) -> list[Promotion]:
    """Some promotions with ids of their own."""
    return [
        draw(promotions_named(f"p{number}", lanes))
        for number in range(draw(st.integers(min_value=0, max_value=most)))
    ]


def made_up(chance: random.Random) -> tuple[Cart, list[Promotion]]:
    """A small cart with promotions that quarrel over it: fast to make, for oracles that try everything."""
    lines = tuple(_made_up_line(chance, number) for number in range(chance.randint(1, 4)))
    held = chance.choices(TEMPLATES, k=chance.randint(0, 3))
    cart = Cart(
        currency="CNY",
        lines=lines,
        buyer=Buyer(
            level=chance.randint(0, 3),
            is_new=chance.random() < 0.5,
            birthday=chance.choice([None, date(1990, 11, 11)]),
        ),
        coupons=tuple(HeldCoupon(id=f"c{number}", template=template) for number, template in enumerate(held)),
        region=chance.choice(["", "Zhejiang", "Tibet"]),
        shipping_fee=chance.choice([0, 800, 1200]),
        points=chance.choice([0, 0, chance.randint(1, 5000)]),
    )
    return cart, [_made_up_promotion(chance, f"p{number}") for number in range(chance.randint(1, 8))]


def made_up_company(chance: random.Random) -> tuple[Cart, list[Promotion]]:
    """As ``made_up``, with vouchers, floors, and promotions that say beside which others they may stand."""
    cart, promotions = made_up(chance)
    for number in range(chance.choice([0, 0, 1, 1, 2])):
        spend = chance.choice([1000, 10_000, chance.randint(1, 30_000)])
        promotions.append(
            Promotion(
                id=f"v{number}",
                name="Voucher",
                lane=Lane.MALL,
                benefit=Voucher(spend=spend, off=chance.randint(1, max(spend // 3, 1))),
                scope=_made_up_scope(chance),
                coupon=chance.choice(["voucher", "voucher", "red-packet"]),
                stacking=Stacking(per_order=chance.choice([0, 0, 1])),
            )
        )
    for number in range(chance.choice([0, 0, 2])):
        promotions.append(
            Promotion(
                id=f"m{number}",
                name="Red packet",
                lane=chance.choice([Lane.MALL_COUPON, Lane.MALL_COUPON, Lane.SHOP_COUPON]),
                benefit=_made_up_benefit(chance, Lane.MALL_COUPON),
                coupon=chance.choice(["red-packet", "mall-fifty"]),
            )
        )
    promotions = [_with_company(chance, promotion, promotions) for promotion in promotions]
    held = chance.choices([*TEMPLATES, "voucher", "voucher"], k=chance.randint(1, 5))
    policy = chance.choice([Floors.CLAMP, Floors.CLAMP, Floors.REFUSE, Floors.WARN])
    return msgspec.structs.replace(
        cart,
        lines=tuple(_with_floor(chance, line) for line in cart.lines),
        coupons=tuple(HeldCoupon(id=f"c{number}", template=template) for number, template in enumerate(held)),
        floors=policy,
    ), promotions


def _with_floor(chance: random.Random, line: Line) -> Line:
    share = chance.choice([0, 0, 0, chance.randint(1, 110)])
    return msgspec.structs.replace(line, floor=line.unit_price * share // 100)


def _with_company(chance: random.Random, promotion: Promotion, promotions: list[Promotion]) -> Promotion:
    """The promotion with some rules about others; who excludes whom goes one way only, so that no ring closes."""
    mates = [one.id for one in promotions if one.lane is promotion.lane and one.id != promotion.id]
    foes = [
        one.id
        for one in promotions
        if one.id > promotion.id
        and Lane.GRANT not in (one.lane, promotion.lane)
        and not (one.lane is promotion.lane and one.lane in (Lane.ITEM, Lane.BUNDLE))
    ]
    has_coupon = bool(promotion.coupon)
    joins: tuple[str, ...] = ()
    if (has_coupon or promotion.lane.is_choice) and mates and chance.random() < 0.4:
        joins = (chance.choice([*mates, "*"]),)
    full_price = promotion.lane not in (Lane.ITEM, Lane.BUNDLE) and chance.random() < 0.1
    stacking = Stacking(
        per_order=chance.choice([0, 0, 2, 3]) if has_coupon else 0,
        joins=joins,
        excludes=(chance.choice(foes),) if foes and chance.random() < 0.2 else (),
        full_price_only=full_price,
    )
    return msgspec.structs.replace(promotion, stacking=stacking)


def _made_up_line(chance: random.Random, number: int) -> Line:
    return Line(
        id=f"line-{number}",
        sku=f"sku-{number}",
        quantity=chance.choice([1, 1, 2, 3]),
        unit_price=chance.choice([99, 1000, 9999, 10_000, chance.randint(0, 40_000)]),
        shop=chance.choice(SHOPS),
        category=chance.choice(CATEGORIES),
        brand=chance.choice(BRANDS),
        tags=chance.choice([(), ("festival",)]),
    )


def _made_up_promotion(chance: random.Random, name: str) -> Promotion:
    lane = chance.choice(list(Lane))
    template = ""
    if lane.is_choice:
        template = chance.choice(["red-packet", "shop-ten" if lane is Lane.SHOP_COUPON else "mall-fifty", ""])
    conditions: list[Condition] = []
    if chance.random() < 0.4:
        amount = chance.choice([1000, 9999, 10_000, chance.randint(1, 60_000)])
        conditions.append(
            chance.choice(
                [
                    MinSpend(amount=amount),
                    MinSpend(amount=amount, scope=Tags(tags=("festival",))),
                    Not(condition=MinSpend(amount=amount)),
                    MinQuantity(quantity=chance.randint(1, 5)),
                    MemberLevel(at_least=chance.randint(1, 3)),
                    NewMember(new=chance.random() < 0.5),
                    Birthday(time_zone="Asia/Shanghai"),
                    Region(regions=("Tibet",), outside=True),
                ]
            )
        )
    return Promotion(
        id=name,
        name=name.title(),
        lane=lane,
        benefit=_made_up_benefit(chance, lane),
        scope=_made_up_scope(chance),
        conditions=tuple(conditions),
        shop=chance.choice(["", "", "", *SHOPS]),
        coupon=template,
    )


def _made_up_scope(chance: random.Random) -> Scope:
    return chance.choice(
        [
            Everything(),
            Everything(),
            Categories(paths=(chance.choice(["grocery", "grocery/drinks", "home"]),)),
            Shops(shops=(chance.choice(SHOPS),)),
            Tags(tags=("festival",)),
            Skus(skus=("sku-0", "sku-1")),
            Besides(scope=Everything(), without=Skus(skus=("sku-0",))),
        ]
    )


def _made_up_benefit(chance: random.Random, lane: Lane) -> Benefit:
    bps = chance.choice([1000, 5000, chance.randint(1, 10_000)])
    amount = chance.choice([1, 1000, chance.randint(1, 20_000)])
    if lane is Lane.BUNDLE:
        return _made_up_bundle(chance, bps, amount)
    if lane is Lane.ITEM:
        return chance.choice([Percent(bps=bps), Amount(amount=amount), FixedPrice(unit_price=amount)])
    if lane in CLOSING_BENEFITS:
        return CLOSING_BENEFITS[lane](chance)
    reach = chance.choice([1000, 10_000, chance.randint(1, 40_000)])
    units = chance.randint(1, 4)
    return chance.choice(
        [
            Percent(bps=bps),
            Amount(amount=amount),
            SpendTiers(
                tiers=(SpendTier(spend=reach, off=amount), SpendTier(spend=2 * reach, off=2 * amount)),
                every=chance.random() < 0.3,
                cap=chance.choice([0, 2500]),
            ),
            QuantityTiers(tiers=(QuantityTier(quantity=units, off_bps=bps),)),
            EverySpend(spend=reach, off=amount),
            EveryQuantity(quantity=units, off=amount),
        ]
    )


CLOSING_BENEFITS: dict[Lane, Callable[[random.Random], Benefit]] = {
    Lane.POINTS: lambda chance: PayWithPoints(
        worth=chance.choice([1, 7]), cap_bps=chance.choice([1000, 10_000])
    ),
    Lane.SHIPPING: lambda chance: FreeShipping(cap=chance.choice([0, 500])),
    Lane.GRANT: lambda chance: Grant(
        what="points", every=chance.choice([0, 3800]), most=chance.choice([0, 3])
    ),
}


def _made_up_bundle(chance: random.Random, bps: int, amount: int) -> Benefit:
    limit = chance.choice([0, 0, 1])
    goods, others = _made_up_scope(chance), _made_up_scope(chance)
    return chance.choice(
        [
            BuyGet(size=chance.randint(1, 3), off_bps=bps, limit=limit),
            BundlePrice(size=chance.randint(1, 3), price=amount, limit=limit),
            BuyXGetY(goods=goods, buy=chance.randint(1, 2), off_bps=bps, limit=limit),
            Combo(
                parts=(ComboPart(scope=goods), ComboPart(scope=others, quantity=chance.randint(1, 2))),
                price=amount,
                limit=limit,
            ),
            AddOn(price=amount, goods=goods, below=chance.choice([0, amount + 5000])),
        ]
    )
