"""The least payable by trying everything: every grouping, every set of offers, every coupon.

Written to be plain and slow, unit by unit, and shares nothing with the engine but the values.
Where several automatic outcomes tie in what they take off, later lanes may still come to different
sums; the oracle then gives the least and the most that any of them can lead to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    Floors,
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
    Voucher,
)


@dataclass(frozen=True)
class Unit:
    """One piece of a line, what it still owes, and which promotions it had part in.

    ``lowered``: an item price or a bundle lowered its article.
    """

    line: Line
    owes: int
    by: frozenset[str] = frozenset()
    lowered: bool = False


@dataclass(frozen=True)
class Reduction:
    """What a promotion would take off some of the units, named by their positions."""

    promotion: Promotion
    shop: str
    units: tuple[int, ...]
    off: int
    asked: int
    goods: tuple[Unit, ...]


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
        for after_shop in reduced(case, noted(after_bundle), Lane.SHOP)
    ]
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def noted(units: Units) -> Units:
    """The units, of which those of a lowered article are marked."""
    lowered = {(unit.line.sku, unit.line.shop) for unit in units if unit.owes < unit.line.unit_price}
    return tuple(replace(unit, lowered=(unit.line.sku, unit.line.shop) in lowered) for unit in units)


def item_prices(case: Case, units: Units) -> Units:
    """Each unit at its best item price."""
    offers = [p for p in case.of(Lane.ITEM) if (hit := in_scope(p, units)) and holds(case, p, units, hit)]
    priced = []
    for unit in units:
        best, winner = 0, ""
        for promotion in sorted(offers, key=lambda one: one.id):
            if covers(promotion, unit):
                off = allowed_off(case, unit, rounded_off(promotion, unit.owes))
                if off > best:
                    best, winner = off, promotion.id
        priced.append(replace(unit, owes=unit.owes - best, by=frozenset({winner} if best else ())))
    return tuple(priced)


def allowed_off(case: Case, unit: Unit, off: int) -> int:
    """What the floor lets an item price take off."""
    match case.cart.floors:
        case Floors.CLAMP:
            return min(off, room(unit))
        case Floors.REFUSE:
            return off if off <= room(unit) else 0
    return off


def room(unit: Unit) -> int:
    """What may come off before the floor is reached."""
    return max(unit.owes - unit.line.floor, 0)


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


def bundled(case: Case, units: Units, dropped: frozenset[str] = frozenset()) -> Iterator[Units]:
    """The units after every best way to group them; what a floor refuses takes no part."""
    offers = []
    for promotion in case.of(Lane.BUNDLE):
        if promotion.id in dropped:
            continue
        reach = promotion.benefit.reach(promotion.scope)
        shop = promotion.shop
        hit = [i for i, u in enumerate(units) if reach.holds(u.line) and (not shop or shop == u.line.shop)]
        if hit and holds(case, promotion, units, hit):
            offers.append((promotion, hit))
    _, ways = groupings(units, offers, tuple(range(len(units))), {}, {})
    seen = set()
    for groups in ways:
        after: Units | None = units
        for name in sorted({name for name, _, _ in groups}):
            used = tuple(sorted(i for other, members, _ in groups if other == name for i in members))
            off = sum(off for other, _, off in groups if other == name)
            [promotion] = [promotion for promotion, _ in offers if promotion.id == name]
            after = apportioned(case, after, used, off, promotion, is_bundle=True)
            if after is None:
                yield from bundled(case, units, dropped | {name})
                break
        if after is not None and state(after) not in seen:
            seen.add(state(after))
            yield after


def groupings(units: Units, offers, free: tuple[int, ...], times: dict[str, int], known):
    """The best sets of groups over the free units: what they take off, and each as ((promotion, units, off), ...).

    ``known`` remembers them by what is free and how often each promotion may still be used: what came before does not matter.
    """
    if not free:
        return 0, [()]
    key = free, tuple(sorted(times.items()))
    if key in known:
        return known[key]
    first, rest = free[0], free[1:]
    best, found = groupings(units, offers, rest, times, known)
    ways = list(found)
    for promotion, hit in offers:
        if first not in hit or times.get(promotion.id, 0) >= (promotion.benefit.limit or len(units)):
            continue
        more = {**times, promotion.id: times.get(promotion.id, 0) + 1}
        for others in combinations([i for i in rest if i in hit], group_size(promotion) - 1):
            members = (first, *others)
            left = tuple(i for i in rest if i not in others)
            for off in group_offs(promotion, units, members):
                total, after = groupings(units, offers, left, more, known)
                if total + off > best:
                    best, ways = total + off, []
                if total + off == best:
                    ways += [((promotion.id, members, off), *groups) for groups in after]
    known[key] = best, ways
    return best, ways


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
            # As a set: which of two alike pays nothing makes no other outcome, and each outcome is tried to its end.
            yield from {
                sum(half_up(Fraction(units[i].owes * bps, 10_000)) for i in order[buy:])
                for order in permutations(members)
                if all(covers(promotion, units[i]) for i in order[:buy])
                and all(goods.holds(units[i].line) for i in order[buy:])
            }
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
            others = sum(covers(promotion, unit) for unit in units) - covers(promotion, units[members[0]])
            assert promotion.benefit.limit == 1
            if goods.holds(line) and (not below or line.unit_price < below) and others and prices[0] > price:
                yield prices[0] - price


def reduced(case: Case, units: Units, lane: Lane) -> list[Units]:
    """The units after every best set of a lane's offers that may stand together."""
    return best_sets(case, units, reductions(case, units, lane))


def best_sets(case: Case, units: Units, offers: Sequence[Reduction]) -> list[Units]:
    """The units after every set of bids that takes the most off, none twice on a line."""
    best, ways = 0, [()]
    for size in range(1, len(offers) + 1):
        for some in combinations(offers, size):
            if not all(together(one, other) for one, other in combinations(some, 2)):
                continue
            off = sum(one.off for one in some)
            if off > best:
                best, ways = off, [some]
            elif off == best:
                ways.append(some)
    after = [granted(case, units, way) for way in ways]
    return list({state(one): one for one in after}.values())


def choose(case: Case, units: Units) -> tuple[int, int]:
    """The least payable over all choices of coupons and vouchers."""
    ranges = [
        range_of
        for shop_coupons in hands(case, units, reductions(case, units, Lane.SHOP_COUPON), [])
        for range_of in with_vouchers(case, granted(case, units, shop_coupons), shop_coupons)
    ]
    return min(low for low, _ in ranges), min(high for _, high in ranges)


def with_vouchers(case: Case, units: Units, spent: list[Reduction]) -> Iterator[tuple[int, int]]:
    """For every choice of vouchers: the least payable over all mall coupons, with lucky and unlucky ties."""
    lane = reductions(case, units, Lane.MALL)
    others = [one for one in lane if not one.promotion.coupon]
    for vouchers in hands(case, units, [one for one in lane if one.promotion.coupon], spent):
        left = granted(case, units, vouchers)
        free = [one for one in others if all(together(one, voucher) for voucher in vouchers)]
        outcomes = []
        for mall in best_sets(case, left, free):
            options = reductions(case, mall, Lane.MALL_COUPON)
            ends = hands(case, mall, options, [*spent, *vouchers])
            outcomes.append(min(due(case, granted(case, mall, end)) for end in ends))
        yield min(outcomes), max(outcomes)


def hands(
    case: Case, units: Units, options: Sequence[Reduction], spent: list[Reduction]
) -> list[list[Reduction]]:
    """Every legal set of bids of a coupon lane, a bid once for each coupon it spends."""
    counts = [range(most_coupons(case, units, one) + 1) for one in options]
    found = []
    for times in product(*counts):
        hand = [one for one, count in zip(options, times, strict=True) for _ in range(count)]
        kinds = [one for one, count in zip(options, times, strict=True) if count]
        if enough(case, [one.promotion for one in [*spent, *hand]]) and all(
            together(one, other)
            for one, other in combinations([*{id(one): one for one in spent}.values(), *kinds], 2)
        ):
            found.append(hand)
    return found


def most_coupons(case: Case, units: Units, one: Reduction) -> int:
    """How many coupons of a promotion its goods may take."""
    promotion = one.promotion
    held = sum(coupon.template == promotion.coupon for coupon in case.cart.coupons)
    per_order = promotion.stacking.per_order
    if isinstance(promotion.benefit, Voucher):
        times = sum(units[i].owes for i in one.units) // promotion.benefit.spend
        return min(times, held, per_order or times)
    return min(held, per_order) if per_order > 1 else 1


def together(one: Reduction, other: Reduction) -> bool:
    """Whether two bids may be in one order."""
    a, b = one.promotion, other.promotion
    if b.id in a.stacking.excludes or a.id in b.stacking.excludes:
        return False
    if a.lane is not b.lane:
        return True
    same_lines = {unit.line.id for unit in one.goods} & {unit.line.id for unit in other.goods}
    rivals = {
        Lane.SHOP_COUPON: one.shop == other.shop,
        Lane.MALL_COUPON: True,
    }.get(a.lane, bool(same_lines))
    joins = {b.id, "*"} & set(a.stacking.joins) or {a.id, "*"} & set(b.stacking.joins)
    return bool(not rivals or joins)


def granted(case: Case, units: Units, hand: Sequence[Reduction]) -> Units:
    """The units after a set of bids of one lane, in the order of their ids; each at most what is left."""
    for one in sorted(hand, key=lambda one: (one.promotion.id, one.shop)):
        left = sum(units[i].owes for i in one.units)
        after = apportioned(case, units, one.units, min(one.asked, left), one.promotion)
        units = after or units
    return units


def due(case: Case, units: Units) -> int:
    """The least for goods and shipping, with points or without."""
    ends = [units]
    points = []
    for promotion in case.of(Lane.POINTS):
        hit = in_scope(promotion, units)
        if hit and holds(case, promotion, units, hit):
            benefit = promotion.benefit
            cap = sum(units[i].owes if case.cart.floors is Floors.WARN else room(units[i]) for i in hit)
            cap = cap * benefit.cap_bps // 10_000
            points.append((min(case.cart.points, cap // benefit.worth) * benefit.worth, promotion, hit))
    for off, promotion, hit in points:
        ends.append(apportioned(case, units, hit, off, promotion, is_points=True) or units)
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
            asked = sum_off(promotion, sum(units[i].owes for i in mine), len(mine))
            after = apportioned(case, units, mine, asked, promotion)
            off = sum(unit.owes for unit in units) - sum(unit.owes for unit in after or units)
            if off:
                found.append(Reduction(promotion, shop, mine, off, asked, tuple(units[i] for i in mine)))
    return found


def sum_off(promotion: Promotion, spend: int, count: int) -> int:
    """What a benefit takes off a sum."""
    benefit = promotion.benefit
    if isinstance(benefit, Percent):
        return half_up(Fraction(spend * benefit.bps, 10_000))
    if isinstance(benefit, Amount):
        return min(benefit.amount, spend)
    if isinstance(benefit, Voucher):
        return benefit.off if spend >= benefit.spend else 0
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


def apportioned(
    case: Case,
    units: Units,
    chosen: Sequence[int],
    off: int,
    promotion: Promotion,
    *,
    is_bundle: bool = False,
    is_points: bool = False,
) -> Units | None:
    """The units after a reduction of some; None where a floor refuses it."""
    policy = Floors.CLAMP if is_points and case.cart.floors is Floors.REFUSE else case.cart.floors
    parts = shares(units, chosen, off)
    if policy is Floors.CLAMP:
        if is_rate(promotion) and not is_bundle and not is_points:
            parts = {i: min(part, room(units[i])) for i, part in parts.items()}
        else:
            parts = within_room(units, chosen, off)
    if policy is Floors.REFUSE and any(part > room(units[i]) for i, part in parts.items()):
        return None
    took = frozenset({promotion.id} if any(parts.values()) else ())
    return tuple(
        replace(unit, owes=unit.owes - parts[i], by=unit.by | took) if i in parts else unit
        for i, unit in enumerate(units)
    )


def within_room(units: Units, chosen: Sequence[int], off: int) -> dict[int, int]:
    """Money off where floors stand: what has too little room gives all of it, the others share the rest."""
    full: dict[int, int] = {}
    while True:
        free = [i for i in chosen if i not in full]
        left = min(off, sum(room(units[i]) for i in chosen)) - sum(full.values())
        base = sum(units[i].owes for i in free)
        tight = {i: room(units[i]) for i in free if left * units[i].owes > room(units[i]) * base}
        if not tight:
            return full | shares(units, free, left)
        full |= tight


def shares(units: Units, chosen: Sequence[int], off: int) -> dict[int, int]:
    """By largest remainder on what each unit owes; equal remainders: dearer first, then by article."""
    base = sum(units[i].owes for i in chosen)
    exact = {i: Fraction(off * units[i].owes, base) if base else Fraction(0) for i in chosen}
    parts = {i: int(share) for i, share in exact.items()}
    cents = off - sum(parts.values()) if base else 0

    def rank(i: int) -> tuple[Fraction, int, str, str, str]:
        unit = units[i]
        return (parts[i] - exact[i], -unit.owes, unit.line.sku, unit.line.shop, unit.line.id)

    for i in sorted(chosen, key=rank)[:cents]:
        parts[i] += 1
    return parts


def is_rate(promotion: Promotion) -> bool:
    """Whether a sum is taken off in percent."""
    benefit = promotion.benefit
    return isinstance(benefit, Percent) or any(tier.off_bps for tier in getattr(benefit, "tiers", ()))


def state(units: Units) -> tuple[object, ...]:
    """What matters of the units: how much the pieces of each line owe, and what was granted."""
    return (
        tuple(sorted((unit.line.id, unit.owes, unit.lowered) for unit in units)),
        frozenset().union(*(unit.by for unit in units)),
    )


def covers(promotion: Promotion, unit: Unit) -> bool:
    """Whether the promotion is about the unit. (Scopes are tested on their own.)"""
    line = unit.line
    if promotion.stacking.full_price_only and unit.lowered:
        return False
    return (not promotion.shop or promotion.shop == line.shop) and promotion.scope.holds(line)


def in_scope(promotion: Promotion, units: Units) -> list[int]:
    """Positions of the units the promotion is about."""
    return [i for i, unit in enumerate(units) if covers(promotion, unit)]


def holds(case: Case, promotion: Promotion, units: Units, mine: Sequence[int]) -> bool:
    """Whether every condition holds, and nothing was granted that the promotion excludes."""
    granted = {name for unit in units for name in unit.by}
    for other in case.promotions:
        if other.id in granted and (
            other.id in promotion.stacking.excludes or promotion.id in other.stacking.excludes
        ):
            return False
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
