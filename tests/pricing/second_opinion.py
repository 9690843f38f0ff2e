"""The least payable of large carts, by constraint programming (CP-SAT): a second, independent opinion.

Written from the rulebook's sentences and not from the engine: it shares the values with it and
nothing else. Each automatic lane is a small integer program (R2.1: the most that its promotions can
take off together); the coupons, points and the mall's lanes that follow from them are one program
that minimises what is due (R2.19), then the coupons spent.

What it covers: item prices; every kind of bundle, several of them fighting over the same units;
tiers, sums and shares in the shop's and the mall's lanes, each promotion on lines no other has;
coupons of shops and mall with as many uses as are held; points; shipping; thresholds, also turned
round, at their turn.

What it does not cover: apportioning. No sum here depends on how an earlier lane's reduction falls on
lines, because a later lane only looks at whole aisles, whole shops or the whole cart: bundles stay
inside an aisle (``nested_cart``), or there is one lane after the item prices and its scopes cross as
they like (``crossing_cart``). Nor floors, gifts, audiences and windows. Scopes that cross over
several lanes are left to ``oracle.py``, which tries everything on small carts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from ortools.sat.python import cp_model

from feria.pricing import (
    AddOn,
    Amount,
    Both,
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
    MinQuantity,
    MinSpend,
    Not,
    Percent,
    Promotion,
    QuantityTiers,
    Scope,
    SpendTiers,
)


@dataclass(frozen=True)
class Opinion:
    """What is due at least for goods and shipping, and the fewest coupons with which that can be had."""

    payable: int
    coupons: int


@dataclass(frozen=True)
class Lot:
    """Lines that a promotion looks at, by their positions, for a shop or for the mall ("")."""

    promotion: Promotion
    shop: str
    lines: tuple[int, ...]


Place: TypeAlias = tuple[str, str]
"""Where money is counted: a shop's aisle, or a line."""


BEYOND = 10**12
"""More than any made-up sum, before it is capped at what is owed."""


EFFORT = 2.0
"""How long the solver may work on one program, in its own seconds, so that a run never depends on the machine."""


class Undecided(Exception):
    """The solver could not prove its optimum within its effort."""


class Program(cp_model.CpModel):
    """A program over whole minor units, with the few things that prices are made of."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def money(self) -> cp_model.IntVar:
        """An amount between nothing and the most there can be."""
        return self.new_int_var(0, self.most, "")

    def is_at_least(self, value, bound: int) -> cp_model.IntVar:
        """Whether a value reaches a bound, in minor units exactly (R2.5)."""
        yes = self.new_bool_var("")
        self.add(value >= bound).only_enforce_if(yes)
        self.add(value < bound).only_enforce_if(~yes)
        return yes

    def whole_times(self, value, step: int):
        """How often a step fits."""
        times = self.new_int_var(0, BEYOND, "")
        self.add_division_equality(times, value, step)
        return times

    def share(self, value, bps: int):
        """A share to the nearest unit, halves up."""
        part = self.money()
        self.add_division_equality(part, 2 * bps * value + 10_000, 20_000)
        return part

    def least(self, *values):
        """The smallest of some values."""
        low = self.money()
        self.add_min_equality(low, values)
        return low

    def largest(self, values):
        """The largest of some values, or nothing."""
        high = self.money()
        self.add_max_equality(high, [0, *values])
        return high

    def gated(self, value, gates: Sequence[cp_model.IntVar]):
        """The value if every gate is open, else nothing."""
        got = self.money()
        self.add(got == value).only_enforce_if(gates)
        for gate in gates:
            self.add(got == 0).only_enforce_if(~gate)
        return got

    def solved(self) -> cp_model.CpSolver:
        """The proven optimum."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 11
        solver.parameters.max_deterministic_time = EFFORT
        status = solver.solve(self)
        if status in (cp_model.FEASIBLE, cp_model.UNKNOWN):
            raise Undecided
        assert status == cp_model.OPTIMAL, solver.status_name(status)
        return solver


def second_opinion(cart: Cart, promotions: Sequence[Promotion]) -> Opinion:
    """The least that is due, over every choice of coupons and points."""
    each = item_prices(cart, promotions)
    places = aisles(cart)
    owed = {place: sum(each[i] * cart.lines[i].quantity for i in lines) for place, lines in places.items()}
    for place, off in bundles_off(cart, promotions, each).items():
        owed[place] -= off
    for place, off in lane_off(cart, promotions, Lane.SHOP, owed, aisle_of).items():
        owed[place] -= off
    return choices(cart, promotions, owed)


def one_lane_off(cart: Cart, promotions: Sequence[Promotion], lane: Lane) -> int:
    """What one lane takes off right after the item prices, when scopes cross as they like."""
    each = item_prices(cart, promotions)
    if lane is Lane.BUNDLE:
        return sum(bundles_off(cart, promotions, each).values())
    owed = {(line.id, ""): each[i] * line.quantity for i, line in enumerate(cart.lines)}
    return sum(lane_off(cart, promotions, lane, owed, lambda line: (line.id, "")).values())


def aisles(cart: Cart) -> dict[Place, list[int]]:
    """The cart's lines by shop and category: the smallest lots that later lanes tell apart."""
    found: dict[Place, list[int]] = {}
    for i, line in enumerate(cart.lines):
        found.setdefault(aisle_of(line), []).append(i)
    return found


def aisle_of(line: Line) -> Place:
    """A line's aisle."""
    return (line.shop, line.category)


def covers(promotion: Promotion, line: Line) -> bool:
    """Whether a promotion is about a line."""
    return promotion.shop in ("", line.shop) and promotion.scope.holds(line)


def lots(cart: Cart, promotions: Sequence[Promotion], lane: Lane) -> list[Lot]:
    """The lots of a lane; in the shops' lanes a promotion of the mall has one for each shop."""
    found = []
    for promotion in promotions:
        if promotion.lane is not lane:
            continue
        lines = [i for i, line in enumerate(cart.lines) if covers(promotion, line)]
        if lane in (Lane.SHOP, Lane.SHOP_COUPON):
            found += [
                Lot(promotion, shop, tuple(i for i in lines if cart.lines[i].shop == shop))
                for shop in sorted({cart.lines[i].shop for i in lines})
            ]
        elif lines:
            found.append(Lot(promotion, promotion.shop, tuple(lines)))
    return found


def units_in(cart: Cart, lines: Sequence[int]) -> int:
    """How many units these lines have."""
    return sum(cart.lines[i].quantity for i in lines)


# Item prices: each unit takes at most one, the best (R2.2).


def item_prices(cart: Cart, promotions: Sequence[Promotion]) -> list[int]:
    """Each line's price for a unit after the best item price."""
    offers = []
    for lot in lots(cart, promotions, Lane.ITEM):
        spend = sum(cart.lines[i].unit_price * cart.lines[i].quantity for i in lot.lines)
        if all(met(one, spend, units_in(cart, lot.lines)) for one in lot.promotion.conditions):
            offers.append(lot)
    return [
        min([line.unit_price, *(reduced(lot.promotion, line.unit_price) for lot in offers if i in lot.lines)])
        for i, line in enumerate(cart.lines)
    ]


def reduced(promotion: Promotion, price: int) -> int:
    """A unit's price under an item price."""
    match promotion.benefit:
        case Percent(bps=bps):
            return price - half_up(price, bps)
        case Amount(amount=amount):
            return max(price - amount, 0)
        case FixedPrice(unit_price=fixed):
            return fixed
    raise AssertionError(promotion.benefit)


def half_up(price: int, bps: int) -> int:
    """A share to the nearest unit, halves up."""
    return int(Fraction(price * bps, 10_000) + Fraction(1, 2))


def met(condition: object, spend: int, units: int) -> bool:
    """Whether a threshold holds for a lot whose sums are known."""
    match condition:
        case MinSpend(amount=amount, scope=None):
            return spend >= amount
        case MinQuantity(quantity=quantity, scope=None):
            return units >= quantity
        case Not(condition=inner):
            return not met(inner, spend, units)
    raise AssertionError(condition)


# Bundles: each unit in at most one group (R2.2, R2.6, R2.8).


def bundles_off(cart: Cart, promotions: Sequence[Promotion], each: Sequence[int]) -> dict[Place, int]:
    """The most that bundles can take off together, by aisle (each bundle's is its first line's)."""
    program = Program(sum(each[i] * line.quantity for i, line in enumerate(cart.lines)))
    wanted: list[list[cp_model.IntVar]] = [[] for _ in cart.lines]
    gains: dict[Place, list] = {}
    for promotion in promotions:
        if promotion.lane is not Lane.BUNDLE:
            continue
        own = [i for i, line in enumerate(cart.lines) if covers(promotion, line)]
        spend, units = sum(each[i] * cart.lines[i].quantity for i in own), units_in(cart, own)
        if not all(met(one, spend, units) for one in promotion.conditions):
            continue
        groups = Groups(program, cart, each, promotion, wanted)
        gain = groups.gain()
        if groups.lines:
            gains.setdefault(aisle_of(cart.lines[min(groups.lines)]), []).append(gain)
    for i, takes in enumerate(wanted):
        program.add(sum(takes) <= cart.lines[i].quantity)
    program.maximize(sum(gain for some in gains.values() for gain in some))
    solver = program.solved()
    return {place: solver.value(sum(some)) for place, some in gains.items()}


class Groups:
    """The groups that one bundle forms: how many units of each line in each part of a group."""

    def __init__(
        self,
        program: Program,
        cart: Cart,
        each: Sequence[int],
        promotion: Promotion,
        wanted: list[list[cp_model.IntVar]],
    ) -> None:
        self.program, self.cart, self.each = program, cart, each
        self.promotion, self.wanted = promotion, wanted
        self.lines: set[int] = set()
        everything = units_in(cart, range(len(cart.lines)))
        limit = promotion.benefit.limit
        self.count = program.new_int_var(0, min(limit or everything, everything), "")

    def part(self, scope: Scope, need: int, count=None) -> dict[int, cp_model.IntVar]:
        """Units of a scope that fill a part of every group; of each line so many."""
        taken = {}
        for i, line in enumerate(self.cart.lines):
            if scope.holds(line) and self.promotion.shop in ("", line.shop):
                taken[i] = self.program.new_int_var(0, line.quantity, "")
                self.wanted[i].append(taken[i])
        self.lines.update(taken)
        self.program.add(sum(taken.values()) == need * (self.count if count is None else count))
        return taken

    def worth(self, taken: dict[int, cp_model.IntVar], bps: int = 10_000):
        """A share of these units' prices, rounded for each unit."""
        return sum(half_up(self.each[i], bps) * count for i, count in taken.items())

    def gain(self):
        """What the groups take off."""
        promotion, scope = self.promotion, self.promotion.scope
        match promotion.benefit:
            case BuyGet(size=size, cheapest=cheapest, off_bps=bps):
                return self._cheapest_of_each(size - cheapest, cheapest, bps)
            case BundlePrice(size=size, price=price):
                return self.worth(self.part(scope, size)) - price * self.count
            case BuyXGetY(buy=buy, get=get, goods=goods, off_bps=bps):
                self.part(scope, buy)
                return self.worth(self.part(goods, get), bps)
            case Combo(parts=parts, price=price):
                sets = [self.part(Both(scopes=(scope, part.scope)), part.quantity) for part in parts]
                return sum(self.worth(taken) for taken in sets) - price * self.count
            case AddOn():
                return self._added(promotion.benefit)
        raise AssertionError(promotion.benefit)

    def _cheapest_of_each(self, paid: int, cheapest: int, bps: int):
        """Of each group the cheapest are reduced.

        However dear, a unit that is reduced stands in a group whose paid units are all at least as
        dear: so for every price, the groups with a reduced unit of that price or more need
        ``paid`` such units each.
        """
        scope, program, each = self.promotion.scope, self.program, self.each
        in_full = self.part(scope, paid)
        off = self.part(scope, cheapest)
        for price in {each[i] for i in off}:
            dear = program.new_int_var(0, units_in(self.cart, range(len(self.cart.lines))), "")
            program.add(cheapest * dear >= sum(off[i] for i in off if each[i] >= price))
            program.add(paid * dear <= sum(in_full[i] for i in in_full if each[i] >= price))
        return self.worth(off, bps)

    def _added(self, benefit: AddOn):
        """Each unit added costs the price, as long as something else of the scope is bought."""
        program, cart = self.program, self.cart
        own = {i for i, line in enumerate(cart.lines) if covers(self.promotion, line)}
        added = {}
        for i, line in enumerate(cart.lines):
            fits = benefit.goods.holds(line) and (not benefit.below or line.unit_price < benefit.below)
            if fits and self.promotion.shop in ("", line.shop) and self.each[i] > benefit.price:
                added[i] = program.new_int_var(0, line.quantity, "")
                self.wanted[i].append(added[i])
        self.lines.update(added)
        program.add(sum(added.values()) == self.count)
        some = program.is_at_least(self.count, 1)
        bought = units_in(cart, sorted(own)) - sum(count for i, count in added.items() if i in own)
        program.add(bought >= 1).only_enforce_if(some)
        return sum((self.each[i] - benefit.price) * count for i, count in added.items())


# Sums: tiers, shares and money off a lot (R2.3, R2.4, R2.5).


def sum_off(program: Program, promotion: Promotion, spend, units: int):
    """What a promotion takes off a lot that owes ``spend`` when its conditions hold."""
    gates = [gate(program, condition, spend, units) for condition in promotion.conditions]
    off, cap = uncapped(program, promotion.benefit, spend, units)
    return program.gated(program.least(off, spend, *([cap] if cap else [])), gates)


def gate(program: Program, condition: object, spend, units: int):
    """Whether a condition holds when so much is owed."""
    match condition:
        case MinSpend(amount=amount, scope=None):
            return program.is_at_least(spend, amount)
        case MinQuantity(quantity=quantity, scope=None):
            return program.new_constant(int(units >= quantity))
        case Not(condition=inner):
            yes = program.new_bool_var("")
            program.add(yes + gate(program, inner, spend, units) == 1)
            return yes
    raise AssertionError(condition)


def uncapped(program: Program, benefit: object, spend, units: int):
    """What a benefit takes off, and its own cap (0: none)."""
    match benefit:
        case Percent(bps=bps):
            return program.share(spend, bps), 0
        case Amount(amount=amount):
            return amount, 0
        case EverySpend(spend=step, off=off, cap=cap):
            return off * program.whole_times(spend, step), cap
        case EveryQuantity(quantity=step, off=off, cap=cap):
            return off * (units // step), cap
        case SpendTiers(tiers=tiers, every=every, cap=cap):
            reached = [program.is_at_least(spend, tier.spend) for tier in tiers]
            return highest(program, tiers, reached, spend, spend if every else None), cap
        case QuantityTiers(tiers=tiers, every=every, cap=cap):
            reached = [program.new_constant(int(units >= tier.quantity)) for tier in tiers]
            return highest(program, tiers, reached, spend, units if every else None), cap
    raise AssertionError(benefit)


def highest(program: Program, tiers, reached, spend, repeats):
    """The highest tier reached counts, once; or as often as what ``repeats`` holds it."""
    off = program.new_int_var(0, BEYOND, "")
    program.add(off == 0).only_enforce_if([~one for one in reached])
    for number, tier in enumerate(tiers):
        above = [~reached[number + 1]] if number + 1 < len(tiers) else []
        worth = tier.off or program.share(spend, tier.off_bps)
        if repeats is not None:
            step = tier.spend if hasattr(tier, "spend") else tier.quantity
            worth = tier.off * program.whole_times(repeats, step)
        program.add(off == worth).only_enforce_if([reached[number], *above])
    return off


def lane_off(
    cart: Cart,
    promotions: Sequence[Promotion],
    lane: Lane,
    owed: dict[Place, int],
    place_of: Callable[[Line], Place],
) -> dict[Place, int]:
    """The most that the promotions of a lane take off, no line under two of them (R2.1).

    What is owed comes by place (an aisle, or a line); the reduction of a lot is booked to its first
    place, which is right where later lanes look at nothing smaller than a shop.
    """
    program = Program(sum(owed.values()))
    chosen, offs, at = [], [], []
    takers: dict[int, list] = {}
    for lot in lots(cart, promotions, lane):
        places = sorted({place_of(cart.lines[i]) for i in lot.lines})
        off = sum_off(program, lot.promotion, sum(owed[place] for place in places), units_in(cart, lot.lines))
        yes = program.new_bool_var("")
        for i in lot.lines:
            takers.setdefault(i, []).append(yes)
        chosen.append(yes)
        offs.append(program.gated(off, [yes]))
        at.append(places[0])
    for some in takers.values():
        program.add_at_most_one(some)
    program.maximize(sum(offs))
    solver = program.solved()
    result = dict.fromkeys(owed, 0)
    for place, off in zip(at, offs, strict=True):
        result[place] += solver.value(off)
    return result


# Choices: coupons, points, and what follows from them (R2.2, R2.19).


def choices(cart: Cart, promotions: Sequence[Promotion], owed: dict[Place, int]) -> Opinion:
    """The least due over which coupons to spend and whether to spend points."""
    program = Program(sum(owed.values()) + cart.shipping_fee)
    held = [coupon.template for coupon in cart.coupons]
    uses: dict[str, list] = {template: [] for template in held}
    by_shop: dict[str, int] = {}
    for (shop, _), amount in owed.items():
        by_shop[shop] = by_shop.get(shop, 0) + amount
    left = _shop_coupons(program, cart, promotions, by_shop, uses)
    mall = program.largest(_sets(program, cart, promotions, left))
    total = program.money()
    program.add(total == sum(left.values()) - mall)
    after = _mall_coupon(program, cart, promotions, total, uses)
    due = _points(program, cart, promotions, after)
    fee = cart.shipping_fee - _shipping(program, cart, promotions, due)
    for template, some in uses.items():
        program.add(sum(some) <= held.count(template))
    spent = sum(use for some in uses.values() for use in some)
    program.minimize((due + fee) * (len(held) + 1) + spent)
    solver = program.solved()
    return Opinion(solver.value(due + fee), solver.value(spent + 0))


def _at_hand(lot: Lot, uses: dict[str, list]) -> bool:
    return not lot.promotion.coupon or lot.promotion.coupon in uses


def _shop_coupons(program: Program, cart: Cart, promotions, by_shop: dict[str, int], uses) -> dict:
    """What each shop is owed after at most one of its coupons."""
    taken: dict[str, list] = {shop: [] for shop in by_shop}
    left = {}
    for shop, owed in by_shop.items():
        options = []
        for lot in lots(cart, promotions, Lane.SHOP_COUPON):
            if lot.shop == shop and _at_hand(lot, uses):
                off = sum_off(program, lot.promotion, program.new_constant(owed), units_in(cart, lot.lines))
                yes = program.new_bool_var("")
                options.append(program.gated(off, [yes]))
                taken[shop].append(yes)
                if lot.promotion.coupon:
                    uses[lot.promotion.coupon].append(yes)
        program.add_at_most_one(taken[shop])
        left[shop] = program.money()
        program.add(left[shop] == owed - sum(options))
    return left


def _sets(program: Program, cart: Cart, promotions, left: dict) -> list:
    """What each set of the mall's promotions that share no line takes off."""
    bids = []
    for lot in lots(cart, promotions, Lane.MALL):
        spend = sum(left[shop] for shop in sorted({cart.lines[i].shop for i in lot.lines}))
        bids.append((set(lot.lines), sum_off(program, lot.promotion, spend, units_in(cart, lot.lines))))
    return [
        sum(off for _, off in some)
        for size in range(1, len(bids) + 1)
        for some in combinations(bids, size)
        if sum(len(lines) for lines, _ in some) == len(set().union(*(lines for lines, _ in some)))
    ]


def _mall_coupon(program: Program, cart: Cart, promotions, total, uses):
    """What is owed after at most one coupon of the mall."""
    taken, options = [], []
    for lot in lots(cart, promotions, Lane.MALL_COUPON):
        if _at_hand(lot, uses):
            yes = program.new_bool_var("")
            off = sum_off(program, lot.promotion, total, units_in(cart, lot.lines))
            options.append(program.gated(off, [yes]))
            taken.append(yes)
            if lot.promotion.coupon:
                uses[lot.promotion.coupon].append(yes)
    program.add_at_most_one(taken)
    after = program.money()
    program.add(after == total - sum(options))
    return after


def _points(program: Program, cart: Cart, promotions, after):
    """What is owed when points are spent, if they are: as many whole points as cap and pocket allow."""
    worths = []
    for lot in lots(cart, promotions, Lane.POINTS):
        benefit, units = lot.promotion.benefit, units_in(cart, lot.lines)
        room = program.whole_times(benefit.cap_bps * after, 10_000)
        points = program.least(program.whole_times(room, benefit.worth), cart.points)
        gates = [gate(program, condition, after, units) for condition in lot.promotion.conditions]
        worths.append(program.gated(points * benefit.worth, gates))
    best = program.gated(program.largest(worths), [program.new_bool_var("")])
    due = program.money()
    program.add(due == after - best)
    return due


def _shipping(program: Program, cart: Cart, promotions, due):
    """The best that comes off the shipping fee."""
    offs = []
    for lot in lots(cart, promotions, Lane.SHIPPING):
        benefit, units = lot.promotion.benefit, units_in(cart, lot.lines)
        gates = [gate(program, condition, due, units) for condition in lot.promotion.conditions]
        offs.append(program.gated(min(benefit.cap or cart.shipping_fee, cart.shipping_fee), gates))
    return program.largest(offs)
