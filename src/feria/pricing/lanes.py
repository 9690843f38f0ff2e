"""The lanes that work by themselves: item prices, bundles, shop and mall reductions (R2.1)."""

from __future__ import annotations

from collections.abc import Sequence

from feria.pricing.apportion import take_off, take_within
from feria.pricing.bill import Ahead, Bill
from feria.pricing.contest import contest
from feria.pricing.facts import Unmet
from feria.pricing.lane import Lane
from feria.pricing.offer import Bid, Offer
from feria.pricing.owed import Owed, Part


def item_lane(bill: Bill) -> None:
    """Each line's units take the one item price that lowers them most (R2.2)."""
    numbers = bill.by_lane.get(Lane.ITEM)
    if not numbers:
        return
    owed = bill.owed
    best = [0] * len(owed.lines)
    winner = [-1] * len(owed.lines)
    gives: dict[int, list[int]] = {}
    for number in numbers:
        offer = bill.moment.offers[number]
        lines = bill.lots[number]
        if offer.conditions:
            why = offer.unmet(bill.facts(owed), owed.lot(lines))
            if why is not None:
                bill.ahead.append(Ahead(number, offer.shop, lines, why))
                bill.refuse(number, why)
                continue
        unit_off = offer.benefit.unit_off
        gives[number] = offs = []
        for line in lines:
            price = owed.each[line]
            off = unit_off(price)
            if bill.has_floors:
                off = min(off, max(price - owed.lines[line].floor, 0))
            offs.append(off)
            if off > best[line]:
                best[line], winner[line] = off, number
    _settle_items(bill, best, winner, gives)


def _settle_items(bill: Bill, best: list[int], winner: list[int], gives: dict[int, list[int]]) -> None:
    owed = bill.owed
    won: dict[int, list[Part]] = {}
    for line, number in enumerate(winner):
        if number < 0:
            continue
        units = owed.count[line]
        off = best[line]
        owed.each[line] -= off
        owed.line_owed[line] -= off * units
        won.setdefault(number, []).append(Part(line, off * units, units))
    for number, offs in gives.items():
        offer = bill.moment.offers[number]
        parts = won.get(number)
        if parts:
            amount = sum([part.amount for part in parts])
            bill.record(Bid(offer, number, offer.shop, [part.line for part in parts], amount), parts)
            continue
        lines = bill.lots[number]
        would = sum([off * owed.count[line] for line, off in zip(lines, offs, strict=True)])
        if not would:
            bill.refuse(number, Unmet("not-cheaper"))
            continue
        given = sum([best[line] * owed.count[line] for line in lines])
        top = max(lines, key=lambda line: best[line] * owed.count[line])
        rival = bill.moment.offers[winner[top]].promotion.id
        bill.refuse(number, Unmet("beaten-by", given, would, given - would, rival))


def bundle_lane(bill: Bill) -> None:
    """Groups of units reduced together; each unit in at most one (R2.2)."""
    numbers = bill.by_lane.get(Lane.BUNDLE)
    if not numbers:
        return
    owed = bill.owed
    bids: list[Bid] = []
    for number in numbers:
        offer = bill.moment.offers[number]
        lines = bill.lots[number]
        lot = owed.lot(lines)
        why = offer.unmet(bill.facts(owed), lot) if offer.conditions else None
        if further := why or offer.benefit.further(lot):
            bill.ahead.append(Ahead(number, offer.shop, lines, further))
        if why is None:
            bid = Bid(offer, number, offer.shop, lines, _bundled(owed, offer, lines))
            if bill.has_floors and bid.amount:
                trial = _take_bundle(bill, owed.copy(), bid)
                bid = bid._replace(amount=sum(part.amount for part in trial))
            if bid.amount:
                bids.append(bid)
                continue
            why = offer.benefit.further(lot) or Unmet("nothing-left")
        bill.refuse(number, why)
    won, gap = contest(bids)
    bill.gap += gap
    bill.beaten(bids, won)
    for bid in won:
        bill.record(bid, _take_bundle(bill, owed, bid))


def _bundled(owed: Owed, offer: Offer, lines: Sequence[int]) -> int:
    """What grouping these lines' units takes off."""
    off: int = offer.benefit.group_off([(owed.each[group], owed.count[group]) for group in owed.runs(lines)])
    return off


def _take_bundle(bill: Bill, owed: Owed, bid: Bid) -> list[Part]:
    """Spread a bundle's reduction over the units in its groups, and over no others."""
    groups = owed.runs(bid.lines)
    left: int = bid.offer.benefit.used(sum(owed.count[group] for group in groups))
    used: list[int] = []
    for group in groups:
        if not left:
            break
        units = min(left, owed.count[group])
        used.append(group if units == owed.count[group] else owed.part_off(group, units))
        left -= units
    if bill.has_floors:
        return take_within(owed, used, bid.amount, is_rate=False)
    return take_off(owed, used, bid.amount)


def sum_lane(bill: Bill, lane: Lane) -> None:
    """Reductions on the sum of the goods in scope: the best set of offers that share no line."""
    if lane not in bill.by_lane:
        return
    bids = bill.sum_bids(bill.owed, lane, note=True)
    won, gap = contest(bids)
    bill.gap += gap
    if len(won) < len(bids):
        bill.beaten(bids, won)
    for bid in won:
        bill.record(bid, bill.grant(bill.owed, bid))
