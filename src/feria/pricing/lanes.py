"""The lanes that work by themselves on prices and on sums: item, shop and mall (R2.1)."""

from __future__ import annotations

from typing import TypeAlias

from feria.pricing.bids import BELOW_FLOOR, sum_bids
from feria.pricing.bill import Bill
from feria.pricing.contest import contest
from feria.pricing.facts import Unmet
from feria.pricing.item_offers import ItemPrice, best_price
from feria.pricing.offer import Bid
from feria.pricing.owed import Part

NOT_CHEAPER = Unmet("not-cheaper")

Lost: TypeAlias = dict[int, tuple[int, int, int, int]]
"""By item offer that does not win a line: what it would give there, what is given instead, the most of it on one line, by whom."""


def item_lane(bill: Bill) -> None:
    """Each line's units take the one item price that lowers them most (R2.2)."""
    shut = _shut(bill)
    owed = bill.owed
    won: dict[int, list[Part]] = {}
    lost: Lost = {}
    for line, offers in enumerate(bill.items):
        if shut:
            offers = offers.without(shut)
        if not offers.numbers:
            continue
        units, price = owed.count[line], owed.each[line]
        best, winner, others = _best_item(bill, line, offers.numbers) if bill.has_floors else offers.at(price)
        given = best * units
        if best:
            owed.each[line] = price - best
            owed.line_owed[line] -= given
            part = (line, given, units)
            if winner in won:
                won[winner].append(part)
            else:
                won[winner] = [part]
        if others and bill.notes.explains:
            _lose(lost, others, units, given, winner)
    _settle_items(bill, won, lost)


def _lose(lost: Lost, others: list[tuple[int, int]], units: int, given: int, winner: int) -> None:
    """Add up what the offers that do not win a line would have given there."""
    for number, off in others:
        would, rival, most, by = lost.get(number, (0, 0, 0, -1))
        if given > most or (given == most and winner < by):
            most, by = given, winner
        lost[number] = (would + off * units, rival + given, most, by)


def _best_item(bill: Bill, line: int, items: tuple[int, ...]) -> ItemPrice:
    """What comes off a unit of the line, where a floor may bound it."""
    price = bill.owed.each[line]
    unit_offs = bill.moment.unit_offs
    floor = bill.goods.floors[line]
    room = max(price - floor, 0) if floor else price
    return best_price([(number, _within(bill, number, unit_offs[number](price), room)) for number in items])


def _within(bill: Bill, number: int, off: int, room: int) -> int:
    """What the floor leaves of an item price."""
    if off <= room:
        return off
    if bill.is_strict:
        bill.notes.refuse(number, BELOW_FLOOR)
        return 0
    return room


def _shut(bill: Bill) -> frozenset[int]:
    """The item offers whose conditions do not hold."""
    if not bill.moment.conditional_items:
        return frozenset()
    asking: set[int] = set()
    for offers in set(bill.items):
        asking.update(offers.conditional)
    shut: list[int] = []
    for number in sorted(asking):
        offer = bill.offers[number]
        measured = offer.measures or bill.notes.explains
        lines = [line for line, here in enumerate(bill.items) if number in here.numbers] if measured else []
        why = bill.unmet(bill.owed, offer, bill.measured(number, lines) if measured else lines)
        if why is not None:
            bill.notes.lacks(number, offer.shop, lines, why, gives=False)
            shut.append(number)
    return frozenset(shut)


def _settle_items(bill: Bill, won: dict[int, list[Part]], lost: Lost) -> None:
    offers = bill.offers
    for number in sorted(won):
        parts = won[number]
        lines = [part[0] for part in parts]
        bill.record(Bid(offers[number], number, offers[number].shop, lines, 0), parts)
    for number, (would, given, _, winner) in lost.items():
        if number in won:
            continue
        if would:
            bill.notes.refuse(number, Unmet("beaten-by", given, would, given - would, offers[winner].id))
        else:
            bill.notes.refuse(number, NOT_CHEAPER)


def sum_lane(bill: Bill, lane: int) -> None:
    """Reductions on the sum of the goods in scope: the best set of offers that share no line."""
    if not bill.by_lane[lane]:
        return
    bids = sum_bids(bill, bill.owed, lane, note=True)
    won = bids
    if len(bids) > 1:
        won, gap = contest(bids)
        bill.gap += gap
        if len(won) < len(bids):
            bill.notes.beaten(bids, won)
    for bid in won:
        bill.record(bid, bill.grant(bill.owed, bid))
