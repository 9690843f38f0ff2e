"""The last lanes: points spent as money, shipping, and what the order brings once it is paid (R2.1).

Points lower what the goods cost, and so may lose a shipping threshold: whether to spend those
offered is the shopper's choice, and the least that is due decides (R2.19).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from feria.pricing.apportion import take_off, take_within
from feria.pricing.bill import NOTHING_LEFT, Bill
from feria.pricing.facts import Unmet
from feria.pricing.lane import Lane
from feria.pricing.offer import Bid
from feria.pricing.owed import Owed, Part
from feria.pricing.quoted import Granted

POINTS: Final[int] = Lane.POINTS.order
SHIPPING: Final[int] = Lane.SHIPPING.order
GRANT: Final[int] = Lane.GRANT.order


class Closing(NamedTuple):
    """How the order ends: what is due for goods and shipping, and the winning offers."""

    due: int
    points: Bid | None
    shipping: Bid | None


def due(bill: Bill, owed: Owed) -> int:
    """The least that is due for these goods and their shipping."""
    return _closing(bill, owed).due if bill.has_extras else owed.total()


def closing_lanes(bill: Bill) -> None:
    """Work the lanes after the coupons."""
    if bill.has_extras:
        closing = _closing(bill, bill.owed)
        _refuse_others(bill, POINTS, closing.points)
        if closing.points:
            bill.points = closing.points.amount // closing.points.offer.benefit.worth
            bill.record(closing.points, _pay_points(bill, bill.owed, closing.points))
        if closing.shipping:
            bill.shipping = closing.shipping
            bill.owed.mark(closing.shipping)
        _refuse_others(bill, SHIPPING, closing.shipping)
    else:
        for lane in (POINTS, SHIPPING):
            for number in bill.by_lane[lane]:
                bill.notes.refuse(number, _idle(bill, lane))
    for number in bill.by_lane[GRANT]:
        _grant(bill, number)


def _closing(bill: Bill, owed: Owed) -> Closing:
    shipping = _best_shipping(bill, owed)
    fee = bill.cart.shipping_fee
    plain = Closing(owed.total() + fee - (shipping.amount if shipping else 0), None, shipping)
    best = plain
    for points in _points_bids(bill, owed):
        after = owed.copy()
        _pay_points(bill, after, points)
        shipping = _best_shipping(bill, after)
        spent = Closing(after.total() + fee - (shipping.amount if shipping else 0), points, shipping)
        best = min(best, spent, key=lambda closing: closing.due)
    return best


def _points_bids(bill: Bill, owed: Owed) -> list[Bid]:
    """What each offer to pay with points takes off at most."""
    bids: list[Bid] = []
    for number in bill.by_lane[POINTS] if bill.cart.points else ():
        offer, lines = bill.offers[number], bill.lots[number]
        if bill.unmet(owed, offer, lines):
            continue
        spendable = offer.benefit.spendable(bill.cart.points, _room(bill, owed, lines))
        if spendable:
            bids.append(Bid(offer, number, offer.shop, lines, spendable * offer.benefit.worth))
    return bids


def _room(bill: Bill, owed: Owed, lines: list[int]) -> int:
    """What can still come off these lines."""
    if not bill.has_floors:
        return owed.spend(lines)
    return sum(owed.room(group) * owed.count[group] for group in owed.groups(lines))


def _pay_points(bill: Bill, owed: Owed, bid: Bid) -> list[Part]:
    owed.mark(bid)
    groups = owed.groups(bid.lines)
    if bill.has_floors:
        return take_within(owed, groups, bid.amount, is_rate=False)
    return take_off(owed, groups, bid.amount)


def _best_shipping(bill: Bill, owed: Owed) -> Bid | None:
    best: Bid | None = None
    for number in bill.by_lane[SHIPPING] if bill.cart.shipping_fee else ():
        offer, lines = bill.offers[number], bill.lots[number]
        if bill.unmet(owed, offer, lines):
            continue
        off = offer.benefit.fee_off(bill.cart.shipping_fee)
        if off > (best.amount if best else 0):
            best = Bid(offer, number, offer.shop, lines, off)
    return best


def _refuse_others(bill: Bill, lane: int, chosen: Bid | None) -> None:
    """Say of each offer of the lane that was not chosen why not."""
    if not bill.notes.explains:
        return
    for number in bill.by_lane[lane]:
        if chosen and number == chosen.number:
            continue
        offer, lines = bill.offers[number], bill.lots[number]
        why = bill.unmet(bill.owed, offer, lines)
        would = 0 if why else _would(bill, lane, number)
        if would and chosen:
            more = chosen.amount - would
            code = "beaten-by" if more >= 0 else "cheaper-with"
            why = Unmet(code, chosen.amount, would, max(more, 0), chosen.offer.id)
        bill.notes.lacks(number, offer.shop, lines, why or _idle(bill, lane), gives=False)


def _would(bill: Bill, lane: int, number: int) -> int:
    """What an offer that was not chosen would have taken off."""
    benefit = bill.offers[number].benefit
    if lane == SHIPPING:
        off: int = benefit.fee_off(bill.cart.shipping_fee)
    else:
        off = benefit.worth * benefit.spendable(bill.cart.points, _room(bill, bill.owed, bill.lots[number]))
    return off


def _idle(bill: Bill, lane: int) -> Unmet:
    """Why an offer of these lanes whose conditions hold has nothing to do."""
    if lane == POINTS and not bill.cart.points:
        return Unmet("needs-points")
    if lane == SHIPPING and not bill.cart.shipping_fee:
        return Unmet("no-fee")
    return NOTHING_LEFT


def _grant(bill: Bill, number: int) -> None:
    offer, lines = bill.offers[number], bill.lots[number]
    promotion, benefit = offer.promotion, offer.benefit
    spend = bill.owed.spend(lines)
    why = bill.unmet(bill.owed, offer, lines)
    amount = 0 if why else benefit.granted(spend)
    if amount:
        bill.granted[number] = Granted(
            promotion.id,
            promotion.name,
            benefit.what,
            amount,
            benefit.of,
            promotion.names,
            amount * benefit.value,
            benefit.every or offer.least_spend,
            benefit.amount if benefit.every else 0,
            bill.earned(lines) if benefit.what == "gift" else (),
        )
    else:
        bill.notes.refuse(number, why or benefit.further(spend) or NOTHING_LEFT)
