"""Hands of coupons: which bids of a coupon lane may be spent together, and how much they promise (R2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from feria.pricing.bill import Bill
from feria.pricing.lane import Lane
from feria.pricing.offer import Bid
from feria.pricing.owed import Owed

SHOP_COUPON: Final[int] = Lane.SHOP_COUPON.order
MALL: Final[int] = Lane.MALL.order
MALL_COUPON: Final[int] = Lane.MALL_COUPON.order


class Course(NamedTuple):
    """Bids in the order in which they are taken or left; a bid stands there once for each coupon it may spend.

    ``offs`` is the most each takes off, ``rest`` the most that a bid and all after it can; ``on`` is
    the next place once a bid is taken, ``past`` once it is left.
    """

    bids: list[Bid]
    offs: list[int]
    rest: list[int]
    on: list[int]
    past: list[int]


def course_of(bill: Bill, owed: Owed, bids: Sequence[Bid]) -> Course:
    """The course through the bids of one coupon lane: shop by shop, largest first."""
    groups: dict[str, list[Bid]] = {}
    for bid in sorted(bids, key=lambda bid: (-bid.amount, bid.number)):
        shop = bid.shop if bid.offer.lane_order == SHOP_COUPON else ""
        groups.setdefault(shop, []).extend([bid] * _coupons_for(bill, owed, bid))
    line_up = [bid for shop in sorted(groups) for bid in groups[shop]]
    end = start = len(line_up)
    course = Course(line_up, [0] * end, [0] * (end + 1), [0] * end, [0] * end)
    for shop in sorted(groups, reverse=True):
        start -= len(groups[shop])
        _fill_in(bill, course, start, start + len(groups[shop]))
    return course


def _fill_in(bill: Bill, course: Course, start: int, stop: int) -> None:
    """What a group (a shop's bids) promises: as many of them as there are coupons, or the largest only."""
    bids, offs, rest, on, past = course
    stacks = stop - start > 1 and may_stack(bids[start:stop])
    by_template: dict[str, list[int]] = {}
    for i in range(stop - 1, start - 1, -1):
        bid = bids[i]
        offs[i] = bid.asked if stacks and bill.has_floors else bid.amount
        rest[i] = rest[stop] + offs[i]
        if stacks:
            template = bid.offer.coupon
            later = by_template.setdefault(template, [])
            # Largest first: a bid adds its own less the smallest that no coupon is left for. (Floors upset that order.)
            bound_by_held = template and not bill.has_floors
            held = len(bill.held[template]) if bound_by_held else len(later) + 1
            rest[i] += rest[i + 1] - rest[stop] - (later[-held] if len(later) >= held else 0)
            later.append(offs[i])
        on[i] = i + 1 if stacks else stop
        past[i] = past[i + 1] if i + 1 < stop and bids[i + 1] is bid else i + 1


def may_stack(group: Sequence[Bid]) -> bool:
    """Whether two of the group may be spent at once."""
    for bid in group:
        offer = bid.offer
        if offer.lane_order == MALL or offer.joins or offer.per_order > 1:
            return True
    return False


def _coupons_for(bill: Bill, owed: Owed, bid: Bid) -> int:
    """How many coupons of its promotion a bid may spend at most."""
    offer = bid.offer
    if offer.lane_order == MALL:
        times: int = offer.benefit.times(owed.spend(bid.lines))
        return min(times, offer.per_order or times, len(bill.held[offer.coupon]))
    return min(offer.per_order, len(bill.held[offer.coupon])) if offer.per_order > 1 else 1


def fits(bill: Bill, bid: Bid, taken: Sequence[Bid]) -> bool:
    """Whether a bid may join those taken: a coupon of it is at hand, and none of them minds."""
    template = bid.offer.coupon
    spent = 0
    for other in taken:
        if other.offer.coupon == template:
            spent += 1
        if other is not bid and not may_stand(bid, other):
            return False
    return not template or spent < len(bill.held[template])


def may_stand(bid: Bid, other: Bid) -> bool:
    """Whether two bids may be in one order: neither excludes the other, and rivals have leave to join."""
    if other.offer.id in bid.offer.foes:
        return False
    return not are_rivals(bid, other) or bid.offer.may_join(other.offer)


def are_rivals(bid: Bid, other: Bid) -> bool:
    """Whether by custom only one of the two is granted: shop coupons of a shop, mall coupons, bids on a line."""
    lane = bid.offer.lane_order
    if lane != other.offer.lane_order:
        return False
    if lane == SHOP_COUPON:
        return bid.shop == other.shop
    return lane == MALL_COUPON or not set(bid.lines).isdisjoint(other.lines)
