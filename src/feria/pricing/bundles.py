"""The bundle lane: units grouped together; each in at most one group (R2.2, R2.6).

One offer alone groups its units from the dearest down, which takes the most off. Where several
offers share lines, the largest reduction over all ways to group is found exactly: units go by from
the dearest to the cheapest, and each is left out or joins the open group of one offer. What matters
of the past is only how full each open group is, so the ways to remember stay few.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from feria.pricing.apportion import take_off, take_within
from feria.pricing.bill import Ahead, Bill
from feria.pricing.contest import contest, rivalries
from feria.pricing.facts import Unmet
from feria.pricing.lane import Lane
from feria.pricing.offer import Bid, Offer
from feria.pricing.owed import Owed, Part

BUDGET = 60_000
"""How many (unit, fullness) pairs are looked at; beyond it whole offers compete instead of units."""

BUNDLE = Lane.BUNDLE.order

Fullness: TypeAlias = tuple[int, ...]


class Grouped(NamedTuple):
    """A bundle bid with the units it uses: groups of Owed and how many units of each."""

    bid: Bid
    used: list[tuple[int, int]]


def bundle_lane(bill: Bill) -> None:
    """Work the lane: the best grouping of each set of offers that share lines."""
    if not bill.by_lane[BUNDLE]:
        return
    bids = _bids(bill)
    won: list[Grouped] = []
    for members in (
        [[i] for i in range(len(bids))] if len(bids) < 2 else rivalries([bid.lines for bid in bids])
    ):
        rivals = [bids[i] for i in sorted(members)]
        won += [_alone(bill.owed, rivals[0])] if len(rivals) == 1 else _together(bill, rivals)
    won.sort(key=lambda grouped: grouped.bid.number)
    bill.beaten(bids, [grouped.bid for grouped in won])
    for grouped in won:
        parts = _take(bill, bill.owed, grouped)
        if parts:
            bill.record(grouped.bid, parts)
        else:
            bill.refuse(grouped.bid.number, Unmet("nothing-left"))


def _bids(bill: Bill) -> list[Bid]:
    """What each offer of the lane would take off if it had the units in its scope for itself."""
    owed = bill.owed
    bids: list[Bid] = []
    for number in bill.by_lane[BUNDLE]:
        offer = bill.moment.offers[number]
        lines = bill.lots[number]
        why = bill.unmet(owed, offer, lines) if offer.conditions else None
        further = why or offer.benefit.further(owed.spend(lines), owed.units_in(lines))
        if further:
            bill.ahead.append(Ahead(number, offer.shop, lines, further))
        amount = 0 if why else _grouped_off(owed, offer, lines)
        if amount:
            bids.append(Bid(offer, number, offer.shop, lines, amount))
        else:
            bill.refuse(number, further or Unmet("nothing-left"))
    return bids


def _grouped_off(owed: Owed, offer: Offer, lines: Sequence[int]) -> int:
    off: int = offer.benefit.group_off(
        [(owed.each[group], owed.count[group]) for group in owed.dearest_first(lines)]
    )
    return off


def _alone(owed: Owed, bid: Bid) -> Grouped:
    """One offer takes its units from the dearest down."""
    groups = owed.dearest_first(bid.lines)
    left: int = bid.offer.benefit.used(sum([owed.count[group] for group in groups]))
    used: list[tuple[int, int]] = []
    for group in groups:
        if not left:
            break
        units = min(left, owed.count[group])
        used.append((group, units))
        left -= units
    return Grouped(bid, used)


def _together(bill: Bill, bids: Sequence[Bid]) -> list[Grouped]:
    """The best grouping of units among offers that share lines."""
    owed = bill.owed
    units = [
        group
        for group in owed.dearest_first(sorted({line for bid in bids for line in bid.lines}))
        for _ in range(owed.count[group])
    ]
    ways = 1
    for bid in bids:
        benefit = bid.offer.benefit
        ways *= benefit.size * (benefit.limit or 1)
    if ways * len(units) > BUDGET:
        won, gap = contest(bids)
        bill.gap += gap + sum(bid.amount for bid in bids) - sum(bid.amount for bid in won)
        return [_alone(owed, bid) for bid in won]
    chosen = _assign(owed, bids, units)
    grouped: list[Grouped] = []
    for i, bid in enumerate(bids):
        mine = [group for group, offer in zip(units, chosen, strict=True) if offer == i]
        if mine:
            used = [(group, mine.count(group)) for group in dict.fromkeys(mine)]
            amount = bid.offer.benefit.group_off([(owed.each[group], count) for group, count in used])
            lines = sorted({owed.line_of[group] for group in mine})
            grouped.append(Grouped(Bid(bid.offer, bid.number, bid.shop, lines, amount), used))
    return grouped


def _assign(owed: Owed, bids: Sequence[Bid], units: Sequence[int]) -> list[int]:
    """For each unit, dearest first, the offer whose group it joins, or -1."""
    benefits = [bid.offer.benefit for bid in bids]
    holds = [frozenset(bid.lines) for bid in bids]
    empty: Fullness = (0,) * len(bids)
    best: dict[Fullness, int] = {empty: 0}
    trail: list[dict[Fullness, tuple[Fullness, int]]] = []
    for group in units:
        line, price = owed.line_of[group], owed.each[group]
        joins = [i for i, held in enumerate(holds) if line in held]
        came = {full: (full, -1) for full in best}
        after = dict(best)
        for full, value in best.items():
            for i in joins:
                filled = benefits[i].joined(full[i])
                if filled is None:
                    continue
                reached = (*full[:i], filled, *full[i + 1 :])
                gained = value + benefits[i].unit_off_at(full[i], price)
                if gained > after.get(reached, -1):
                    after[reached] = gained
                    came[reached] = (full, i)
        best = after
        trail.append(came)
    ends = [
        full for full in best if all(benefit.is_whole(n) for benefit, n in zip(benefits, full, strict=True))
    ]
    full = max(ends, key=lambda end: best[end])
    chosen: list[int] = []
    for came in reversed(trail):
        full, offer = came[full]
        chosen.append(offer)
    return chosen[::-1]


def _take(bill: Bill, owed: Owed, grouped: Grouped) -> list[Part]:
    """Spread a bundle's reduction over the units in its groups, and over no others."""
    groups = [
        group if units == owed.count[group] else owed.part_off(group, units) for group, units in grouped.used
    ]
    if bill.has_floors:
        return take_within(owed, groups, grouped.bid.amount, is_rate=False)
    return take_off(owed, groups, grouped.bid.amount)
