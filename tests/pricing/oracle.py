"""The least payable by trying everything: every grouping, every set of offers, every coupon.

Written to be plain and slow, unit by unit, and shares nothing with the engine but the values.
Where several automatic outcomes tie in what they take off, later lanes may still come to different
sums; the oracle then gives the least and the most that any of them can lead to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import combinations, permutations, product

from feria.pricing import (
    AddOn,
    AllOf,
    Amount,
    AnyOf,
    Birthday,
    BundlePrice,
    BuyGet,
    BuyXGetY,
    Cart,
    Combo,
    EveryQuantity,
    EverySpend,
    FixedPrice,
    Lane,
    Line,
    MemberLevel,
    MinQuantity,
    MinSpend,
    NewMember,
    Not,
    Percent,
    Promotion,
    QuantityTiers,
    Region,
    SpendTiers,
)


@dataclass(frozen=True)
class Unit:
    """One piece of a line, and what it still owes."""

    line: Line
    owes: int


@dataclass(frozen=True)
class Reduction:
    """What a promotion would take off some of the units, named by their positions."""

    promotion: Promotion
    shop: str
    units: tuple[int, ...]
    off: int


Units = tuple[Unit, ...]


@dataclass(frozen=True)
class Case:
    """A cart with the promotions in force."""

    cart: Cart
    promotions: Sequence[Promotion]
    now: datetime

    def of(self, lane: Lane) -> list[Promotion]:
        """The promotions of a lane that are in their window and whose coupon, if any, is held."""
        held = {coupon.template for coupon in self.cart.coupons}
        return [
            promotion
            for promotion in self.promotions
            if promotion.lane is lane
            and (not promotion.windows or any(w.start_at <= self.now < w.end_at for w in promotion.windows))
            and (not promotion.coupon or promotion.coupon in held)
        ]


def payable_range(cart: Cart, promotions: Sequence[Promotion], now: datetime) -> tuple[int, int]:
    """The least payable over all choices: with the luckiest and with the unluckiest ties."""
    case = Case(cart, promotions, now)
    units = tuple(Unit(line, line.unit_price) for line in cart.lines for _ in range(line.quantity))
    units = item_prices(case, units)
    ranges = [
        choose(case, after_shop)
        for after_bundle in bundled(case, units)
        for after_shop in reduced(case, after_bundle, Lane.SHOP)
    ]
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def item_prices(case: Case, units: Units) -> Units:
    """Each unit at its best item price."""
    offers = [p for p in case.of(Lane.ITEM) if (hit := in_scope(p, units)) and holds(case, p, units, hit)]
    priced = []
    for unit in units:
        offs = [rounded_off(p, unit.owes) for p in offers if covers(p, unit.line)]
        priced.append(Unit(unit.line, unit.owes - max(offs, default=0)))
    return tuple(priced)


def rounded_off(promotion: Promotion, price: int) -> int:
    """What an item price takes off one unit."""
    benefit = promotion.benefit
    if isinstance(benefit, Percent):
        return half_up(Fraction(price * benefit.bps, 10_000))
    if isinstance(benefit, Amount):
        return min(benefit.amount, price)
    assert isinstance(benefit, FixedPrice)
    return max(price - benefit.unit_price, 0)


def half_up(value: Fraction) -> int:
    """To the nearest whole, halves up."""
    return int(value + Fraction(1, 2))


def bundled(case: Case, units: Units) -> Iterator[Units]:
    """The units after every best way to group them."""
    offers = []
    for promotion in case.of(Lane.BUNDLE):
        reach = promotion.benefit.reach(promotion.scope)
        shop = promotion.shop
        hit = [i for i, u in enumerate(units) if reach.holds(u.line) and (not shop or shop == u.line.shop)]
        if hit and holds(case, promotion, units, hit):
            offers.append((promotion, hit))
    ways = list(groupings(units, offers, tuple(range(len(units))), {}))
    best = max(total for total, _ in ways)
    seen = set()
    for total, groups in ways:
        if total == best:
            after = units
            for name in sorted({name for name, _, _ in groups}):
                used = tuple(sorted(i for other, members, _ in groups if other == name for i in members))
                after = apportioned(after, used, sum(off for other, _, off in groups if other == name))
            if state(after) not in seen:
                seen.add(state(after))
                yield after


def groupings(units: Units, offers, free: tuple[int, ...], times: dict[str, int]):
    """Every set of groups over the free units: (what it takes off, ((promotion, units, off), ...))."""
    if not free:
        yield 0, ()
        return
    first, rest = free[0], free[1:]
    yield from groupings(units, offers, rest, times)
    for promotion, hit in offers:
        if first not in hit or times.get(promotion.id, 0) >= (promotion.benefit.limit or len(units)):
            continue
        for others in combinations([i for i in rest if i in hit], group_size(promotion) - 1):
            members = (first, *others)
            left = tuple(i for i in rest if i not in others)
            more = {**times, promotion.id: times.get(promotion.id, 0) + 1}
            for off in group_offs(promotion, units, members):
                for total, groups in groupings(units, offers, left, more):
                    yield total + off, ((promotion.id, members, off), *groups)


def group_size(promotion: Promotion) -> int:
    """How many units one group has."""
    match promotion.benefit:
        case BuyGet(size=size) | BundlePrice(size=size):
            return size
        case BuyXGetY(buy=buy, get=get):
            return buy + get
        case Combo(parts=parts):
            return sum(part.quantity for part in parts)
    return 1


def group_offs(promotion: Promotion, units: Units, members: tuple[int, ...]) -> Iterator[int]:
    """What one group of just these units may take off, if it is one."""
    prices = sorted(units[i].owes for i in members)
    match promotion.benefit:
        case BuyGet(cheapest=cheapest, off_bps=bps):
            yield sum(half_up(Fraction(price * bps, 10_000)) for price in prices[:cheapest])
        case BundlePrice(price=price):
            yield sum(prices) - price
        case BuyXGetY(buy=buy, goods=goods, off_bps=bps):
            for order in permutations(members):
                bought, got = order[:buy], order[buy:]
                if all(covers(promotion, units[i].line) for i in bought) and all(
                    goods.holds(units[i].line) for i in got
                ):
                    yield sum(half_up(Fraction(units[i].owes * bps, 10_000)) for i in got)
        case Combo(parts=parts, price=price):
            wanted = [part.scope for part in parts for _ in range(part.quantity)]
            fits = (
                all(s.holds(units[i].line) for s, i in zip(wanted, order, strict=True))
                for order in permutations(members)
            )
            if any(fits):
                yield sum(prices) - price
        case AddOn(price=price, goods=goods, below=below):
            line = units[members[0]].line
            others = sum(covers(promotion, unit.line) for unit in units) - covers(promotion, line)
            assert promotion.benefit.limit == 1
            if goods.holds(line) and (not below or line.unit_price < below) and others and prices[0] > price:
                yield prices[0] - price


def reduced(case: Case, units: Units, lane: Lane) -> list[Units]:
    """The units after every best set of a lane's offers that share no line."""
    offers = reductions(case, units, lane)
    best, ways = 0, [()]
    for size in range(1, len(offers) + 1):
        for some in combinations(offers, size):
            lines = [{units[i].line.id for i in one.units} for one in some]
            if sum(map(len, lines)) != len(set().union(*lines)):
                continue
            off = sum(one.off for one in some)
            if off > best:
                best, ways = off, [some]
            elif off == best:
                ways.append(some)
    after = []
    for way in ways:
        left = units
        for one in way:
            left = apportioned(left, one.units, one.off)
        after.append(left)
    return list({state(one): one for one in after}.values())


def choose(case: Case, units: Units) -> tuple[int, int]:
    """The least payable over all choices of coupons."""
    by_shop: dict[str, list[Reduction | None]] = {}
    for one in reductions(case, units, Lane.SHOP_COUPON):
        by_shop.setdefault(one.shop, [None]).append(one)
    low = high = None
    for choice in product(*by_shop.values()):
        chosen = [one for one in choice if one]
        if not enough(case, [one.promotion for one in chosen]):
            continue
        after = units
        for one in chosen:
            after = apportioned(after, one.units, one.off)
        outcomes = []
        for mall in reduced(case, after, Lane.MALL):
            ends = [mall] + [
                apportioned(mall, one.units, one.off)
                for one in reductions(case, mall, Lane.MALL_COUPON)
                if enough(case, [*(other.promotion for other in chosen), one.promotion])
            ]
            outcomes.append(min(due(case, end) for end in ends))
        low = min(outcomes) if low is None else min(low, *outcomes)
        high = max(outcomes) if high is None else min(high, max(outcomes))
    assert low is not None
    assert high is not None
    return low, high


def due(case: Case, units: Units) -> int:
    """The least for goods and shipping, with points or without."""
    ends = [units]
    points = []
    for promotion in case.of(Lane.POINTS):
        hit = in_scope(promotion, units)
        if hit and holds(case, promotion, units, hit):
            benefit = promotion.benefit
            cap = sum(units[i].owes for i in hit) * benefit.cap_bps // 10_000
            points.append((min(case.cart.points, cap // benefit.worth) * benefit.worth, promotion.id, hit))
    if points:
        most = max(off for off, _, _ in points)
        ends += [apportioned(units, hit, off) for off, _, hit in points if off == most]
    return min(sum(unit.owes for unit in end) + shipping(case, end) for end in ends)


def shipping(case: Case, units: Units) -> int:
    """The shipping fee after the best offer for it."""
    fee = case.cart.shipping_fee
    offs = [0]
    for promotion in case.of(Lane.SHIPPING):
        hit = in_scope(promotion, units)
        if hit and holds(case, promotion, units, hit):
            offs.append(min(fee, promotion.benefit.cap or fee))
    return fee - max(offs)


def enough(case: Case, promotions: Sequence[Promotion]) -> bool:
    """Whether there is a held coupon for each use."""
    held = [coupon.template for coupon in case.cart.coupons]
    wanted = [promotion.coupon for promotion in promotions if promotion.coupon]
    return all(wanted.count(template) <= held.count(template) for template in wanted)


def reductions(case: Case, units: Units, lane: Lane) -> list[Reduction]:
    """What each offer of a lane would take off, for each shop apart where the lane says so."""
    found = []
    for promotion in case.of(lane):
        hit = in_scope(promotion, units)
        shops = [promotion.shop]
        if lane in (Lane.SHOP, Lane.SHOP_COUPON) and not promotion.shop:
            shops = sorted({units[i].line.shop for i in hit})
        for shop in shops:
            mine = tuple(i for i in hit if not shop or units[i].line.shop == shop)
            if not mine or not holds(case, promotion, units, mine):
                continue
            off = sum_off(promotion, sum(units[i].owes for i in mine), len(mine))
            if off:
                found.append(Reduction(promotion, shop, mine, off))
    return found


def sum_off(promotion: Promotion, spend: int, count: int) -> int:
    """What a benefit takes off a sum."""
    benefit = promotion.benefit
    if isinstance(benefit, Percent):
        return half_up(Fraction(spend * benefit.bps, 10_000))
    if isinstance(benefit, Amount):
        return min(benefit.amount, spend)
    if isinstance(benefit, EverySpend):
        off = spend // benefit.spend * benefit.off
    elif isinstance(benefit, EveryQuantity):
        off = count // benefit.quantity * benefit.off
    else:
        assert isinstance(benefit, SpendTiers | QuantityTiers)
        off = 0
        for tier in benefit.tiers:
            need, have = (tier.spend, spend) if isinstance(benefit, SpendTiers) else (tier.quantity, count)
            if have >= need:
                off = tier.off or half_up(Fraction(spend * tier.off_bps, 10_000))
                off *= have // need if benefit.every else 1
    cap = benefit.cap or spend
    return min(off, cap, spend)


def apportioned(units: Units, chosen: Sequence[int], off: int) -> Units:
    """By largest remainder on what each unit owes; equal remainders: dearer first, then by article."""
    base = sum(units[i].owes for i in chosen)
    exact = {i: Fraction(off * units[i].owes, base) if base else Fraction(0) for i in chosen}
    parts = {i: int(share) for i, share in exact.items()}
    cents = off - sum(parts.values())

    def rank(i: int) -> tuple[Fraction, int, str, str, str]:
        unit = units[i]
        return (parts[i] - exact[i], -unit.owes, unit.line.sku, unit.line.shop, unit.line.id)

    for i in sorted(chosen, key=rank)[:cents]:
        parts[i] += 1
    return tuple(Unit(unit.line, unit.owes - parts.get(i, 0)) for i, unit in enumerate(units))


def state(units: Units) -> tuple[tuple[str, int], ...]:
    """What matters of the units: how much the pieces of each line owe."""
    return tuple(sorted((unit.line.id, unit.owes) for unit in units))


def covers(promotion: Promotion, line: Line) -> bool:
    """Whether the promotion is about the line. (Scopes are tested on their own.)"""
    return (not promotion.shop or promotion.shop == line.shop) and promotion.scope.holds(line)


def in_scope(promotion: Promotion, units: Units) -> list[int]:
    """Positions of the units the promotion is about."""
    return [i for i, unit in enumerate(units) if covers(promotion, unit.line)]


def holds(case: Case, promotion: Promotion, units: Units, mine: Sequence[int]) -> bool:
    """Whether every condition holds."""
    return all(met(case, condition, units, mine) for condition in promotion.conditions)


def met(case: Case, condition: object, units: Units, mine: Sequence[int]) -> bool:
    """Whether one condition holds for the units the promotion is worked on."""
    buyer = case.cart.buyer
    match condition:
        case MinSpend(amount=amount, scope=scope):
            counted = mine if scope is None else [i for i, unit in enumerate(units) if scope.holds(unit.line)]
            return sum(units[i].owes for i in counted) >= amount
        case MinQuantity(quantity=quantity, scope=scope):
            counted = mine if scope is None else [i for i, unit in enumerate(units) if scope.holds(unit.line)]
            return len(counted) >= quantity
        case MemberLevel(at_least=level):
            return buyer.level >= level
        case NewMember(new=new):
            return buyer.is_new == new
        case Birthday():
            assert condition.time_zone == "Asia/Shanghai"
            today = (case.now + timedelta(hours=8)).date()
            return buyer.birthday is not None and (buyer.birthday.month, buyer.birthday.day) == (
                today.month,
                today.day,
            )
        case Region(regions=regions, outside=outside):
            return ((case.cart.region or buyer.region) in regions) != outside
        case Not(condition=inner):
            return not met(case, inner, units, mine)
        case AllOf(conditions=inner):
            return all(met(case, one, units, mine) for one in inner)
        case AnyOf(conditions=inner):
            return any(met(case, one, units, mine) for one in inner)
    raise AssertionError(f"the oracle does not know {condition!r}")
