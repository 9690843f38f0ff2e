"""The bundle lane: units grouped together; each in at most one group (R2.2, R2.6, R2.8).

The largest reduction over all ways to group is found exactly: units go by from the dearest to the
cheapest, and each is left out or joins the groups of one offer. What matters of the past is only
how full each offer's groups are, so the ways to remember stay few. An offer that shares no line
with another and whose groups are plain needs no walk: it groups its units from the dearest down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from feria.pricing.bids import BELOW_FLOOR
from feria.pricing.bill import NOTHING_LEFT, Bill
from feria.pricing.contest import rivalries
from feria.pricing.facts import Unmet
from feria.pricing.grouping import Grouping, Roles, Sets
from feria.pricing.lane import Lane
from feria.pricing.offer import Bid
from feria.pricing.owed import Owed, Part
from feria.pricing.walk import Walk

BUNDLE: Final[int] = Lane.BUNDLE.order


class Grouped:
    """A bundle bid with the units it uses: groups of Owed and how many units of each."""

    __slots__ = ("bid", "used")

    def __init__(self, bid: Bid, used: list[tuple[int, int]]) -> None:
        self.bid = bid
        self.used = used


def bundle_lane(bill: Bill) -> None:
    """Work the lane: the best grouping of each set of offers that share lines."""
    if not bill.by_lane[BUNDLE]:
        return
    alone = _alone_each(bill)
    won, gap = _best(bill.owed, alone)
    while bill.is_strict and (below := _below_floor(bill, won)):
        alone = [grouped for grouped in alone if grouped.bid.number != below.number]
        bill.notes.refuse(below.number, BELOW_FLOOR)
        won, gap = _best(bill.owed, alone)
    bill.gap += gap
    if len(won) < len(alone):
        bill.notes.beaten([grouped.bid for grouped in alone], [grouped.bid for grouped in won])
    for grouped in won:
        parts = _take(bill, bill.owed, grouped)
        if parts:
            bill.record(grouped.bid, parts)
        else:
            bill.notes.refuse(grouped.bid.number, NOTHING_LEFT)


def _best(owed: Owed, alone: Sequence[Grouped]) -> tuple[list[Grouped], int]:
    """The best groupings by offer, and the gap."""
    bids = [grouped.bid for grouped in alone]
    won: list[Grouped] = []
    gap = 0
    for members in (
        rivalries([bid.lines for bid in bids]) if len(bids) > 1 else [[i] for i in range(len(bids))]
    ):
        if len(members) == 1:
            won.append(alone[members[0]])
        else:
            groups, short = _shared(owed, [alone[i] for i in sorted(members)])
            won += groups
            gap += short
    won.sort(key=lambda grouped: grouped.bid.number)
    return won, gap


def _shared(owed: Owed, alone: Sequence[Grouped]) -> tuple[list[Grouped], int]:
    """The best grouping of offers that share lines; of too many ways the best found, and the gap."""
    bids = [grouped.bid for grouped in alone]
    groups, short = _together(owed, bids)
    if not short:
        return groups, 0
    found = max(groups, _in_turn(owed, bids), key=_total)
    # None takes more off beside the others than it would alone.
    most = min(_total(groups) + short, _total(alone))
    return found, most - _total(found)


def _in_turn(owed: Owed, bids: Sequence[Bid]) -> list[Grouped]:
    """Offer by offer, the largest first, each groups what the others left."""
    left = owed.copy()
    left.units = left.units[:]
    found: list[Grouped] = []
    for bid in sorted(bids, key=lambda bid: (-bid.amount, bid.number)):
        grouped, _ = _alone(left, Bid(bid.offer, bid.number, bid.shop, bid.lines, 0))
        if grouped is not None:
            found.append(grouped)
            for group, units in grouped.used:
                left.count[group] -= units
                left.units[left.line_of[group]] -= units
    return found


def _total(groups: Sequence[Grouped]) -> int:
    return sum([grouped.bid.amount for grouped in groups])


def _below_floor(bill: Bill, won: Sequence[Grouped]) -> Bid | None:
    """The first bundle that would take a unit below its floor."""
    owed = bill.owed.copy()
    return next((grouped.bid for grouped in won if not _take(bill, owed, grouped)), None)


def _alone_each(bill: Bill) -> list[Grouped]:
    """What each offer of the lane would take off if it had the units in its scope for itself."""
    owed = bill.owed
    found: list[Grouped] = []
    for number in bill.by_lane[BUNDLE]:
        offer = bill.offers[number]
        lines = bill.lots[number]
        bid = Bid(offer, number, offer.shop, lines, 0)
        why = bill.unmet(owed, offer, bill.measured(number, lines)) if offer.conditions else None
        grouped = None
        if why is None:
            grouped, gap = _alone(owed, bid)
            bill.gap += gap
            if grouped:
                found.append(grouped)
        if bill.notes.asks(gives=grouped is not None):
            further = why or _further(owed, bid, idle=not grouped)
            bill.notes.lacks(number, offer.shop, lines, further or NOTHING_LEFT, gives=grouped is not None)
    return found


def _further(owed: Owed, bid: Bid, *, idle: bool) -> Unmet | None:
    """What the offer lacks; one that is idle although a set is there would cost no less with it."""
    grouping = _grouping(owed, bid) if idle else None
    goods = [(owed.goods.lines[line], owed.units[line]) for line in bid.lines]
    if isinstance(grouping, Sets) and grouping.set_price() and grouping.has_each_part(goods):
        return Unmet("not-cheaper")
    further: Unmet | None = bid.offer.benefit.further(owed.spend(bid.lines), owed.units_in(bid.lines))
    return further


def _alone(owed: Owed, bid: Bid) -> tuple[Grouped | None, int]:
    """The best grouping of one offer, if it takes anything off; and the gap."""
    if not bid.offer.is_plain:
        groups, gap = _together(owed, [bid])
        return (groups[0] if groups else None), gap
    groups_down = owed.dearest_first(bid.lines)
    off, left = bid.offer.benefit.alone([(owed.each[group], owed.count[group]) for group in groups_down])
    used: list[tuple[int, int]] = []
    for group in groups_down:
        if not left:
            break
        units = min(left, owed.count[group])
        used.append((group, units))
        left -= units
    bid.amount = off
    return (Grouped(bid, used) if off else None), 0


def _together(owed: Owed, bids: Sequence[Bid]) -> tuple[list[Grouped], int]:
    """The best grouping of units among offers that share lines, and by how much it may fall short."""
    groupings = [_grouping(owed, bid) for bid in bids]
    lines = sorted({line for bid in bids for line in bid.lines})
    roles = {line: _roles(owed, bids, groupings, line) for line in lines}
    walk = Walk(owed, groupings, roles)
    placed: list[int] = []
    for group in owed.dearest_first([line for line in lines if any(roles[line])]):
        placed += [group] * walk.place(group)
    joined, gap = walk.best()
    grouped: list[Grouped] = []
    for i, bid in enumerate(bids):
        mine: dict[int, int] = {}
        for group, step in zip(placed, joined, strict=True):
            if step.offer == i:
                mine[group] = mine.get(group, 0) + 1
        off = sum(step.gain for step in joined if step.offer == i)
        if off > 0:
            grouped.append(Grouped(Bid(bid.offer, bid.number, bid.shop, bid.lines, off), list(mine.items())))
    return grouped, gap


def _grouping(owed: Owed, bid: Bid) -> Grouping:
    scope = bid.offer.promotion.scope
    units = owed.units_in([line for line in bid.lines if scope.holds(owed.goods.lines[line])])
    grouping: Grouping = bid.offer.benefit.grouping(scope, units)
    return grouping


def _roles(owed: Owed, bids: Sequence[Bid], groupings: Sequence[Grouping], line: int) -> list[Roles]:
    """What a unit of the line may be for each offer."""
    return [
        grouping.roles(owed.goods.lines[line]) if line in bid.lines else ()
        for bid, grouping in zip(bids, groupings, strict=True)
    ]


def _take(bill: Bill, owed: Owed, grouped: Grouped) -> list[Part]:
    """Spread a bundle's reduction over the units in its groups, and over no others."""
    groups = [
        group if units == owed.count[group] else owed.part_off(group, units) for group, units in grouped.used
    ]
    return bill.take(owed, groups, grouped.bid.amount, is_rate=False)
