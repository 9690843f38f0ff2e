"""The lanes that work by themselves on prices and on sums: item, shop and mall (R2.1)."""

from __future__ import annotations

from feria.pricing.bill import Ahead, Bill
from feria.pricing.contest import contest
from feria.pricing.facts import Unmet
from feria.pricing.lane import Lane
from feria.pricing.offer import Bid
from feria.pricing.owed import Part


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
