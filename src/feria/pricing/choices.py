"""The lanes in which the shopper chooses: shop coupons, vouchers beside the mall's reductions, mall coupons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import structs

from feria.pricing.bids import BELOW_FLOOR, sum_bids
from feria.pricing.bill import NOTHING_LEFT, Bill
from feria.pricing.contest import contest
from feria.pricing.facts import Unmet
from feria.pricing.hands import may_stack, may_stand
from feria.pricing.lane import Lane
from feria.pricing.lanes import sum_lane
from feria.pricing.notes import beaten_by
from feria.pricing.offer import Bid
from feria.pricing.owed import Part
from feria.pricing.search import Hand, Search, grant_hand, with_coupons, yielding

SHOP_COUPON: Final[int] = Lane.SHOP_COUPON.order
MALL: Final[int] = Lane.MALL.order
MALL_COUPON: Final[int] = Lane.MALL_COUPON.order


def coupon_lanes(bill: Bill) -> None:
    """Choose the coupons, then work the lanes from shop coupon to mall coupon with them."""
    options = sum_bids(bill, bill.owed, SHOP_COUPON, note=True)
    vouchers = bool(bill.held) and _holds_vouchers(bill)
    if not options and not vouchers:
        sum_lane(bill, MALL)
        if bill.by_lane[MALL_COUPON]:
            _mall_coupons_only(bill)
        return
    choice, gap = Search(bill, vouchers=vouchers).over_all(options)
    bill.gap += gap
    _spend(bill, choice.shop_bids)
    _note_unchosen(bill, options, choice.shop_bids)
    if vouchers:
        _mall_lane(bill, choice.vouchers)
    else:
        sum_lane(bill, MALL)
    if bill.by_lane[MALL_COUPON]:
        bids = sum_bids(bill, bill.owed, MALL_COUPON, note=True)
        _spend(bill, choice.mall_bids)
        _note_unchosen(bill, bids, choice.mall_bids)


def _holds_vouchers(bill: Bill) -> bool:
    offers = bill.offers
    return any(offers[number].coupon in bill.held for number in bill.by_lane[MALL])


def _mall_coupons_only(bill: Bill) -> None:
    bids = sum_bids(bill, bill.owed, MALL_COUPON, note=True)
    if not bids:
        return
    if len(bids) == 1 and not bill.has_extras and not may_stack(bids):
        # What takes something off and loses nothing later is spent.
        _spend(bill, with_coupons(bill, (bids[0],)))
        return
    search = Search(bill, vouchers=False)
    search.over_mall_coupons(bill.owed, bids, ())
    choice, gap = search.outcome()
    bill.gap += gap
    _spend(bill, choice.mall_bids)
    _note_unchosen(bill, bids, choice.mall_bids)


def _mall_lane(bill: Bill, vouchers: Hand) -> None:
    """The lane of the mall's reductions, some goods of which vouchers take first."""
    bids = sum_bids(bill, bill.owed, MALL, note=True)
    options = [bid for bid in bids if bid.offer.coupon]
    others = [bid for bid in bids if not bid.offer.coupon]
    won, gap = contest(yielding(others, vouchers))
    bill.gap += gap
    bill.notes.beaten(others, [*won, *vouchers])
    _spend(bill, vouchers)
    for bid in won:
        _record(bill, bid, bill.grant_beside(bill.owed, bid))
    _note_unchosen(bill, options, vouchers)


def _spend(bill: Bill, hand: Hand) -> None:
    """Take a hand off what is owed, for good."""
    if len(hand) == 1:
        _record(bill, hand[0], bill.grant(bill.owed, hand[0]))
        return
    for bid, parts in grant_hand(bill, bill.owed, hand):
        _record(bill, bid, parts)


def _record(bill: Bill, bid: Bid, parts: list[Part]) -> None:
    """Write a bid down, unless those granted before it left it nothing to take."""
    if parts:
        bill.record(bid, parts)
    else:
        bill.notes.refuse(bid.number, BELOW_FLOOR if bill.is_strict else NOTHING_LEFT)


def _note_unchosen(bill: Bill, options: Sequence[Bid], chosen: Sequence[Bid]) -> None:
    if not bill.notes.explains or not options:
        return
    used = {bid.number for bid in chosen}
    for bid in options:
        if bid.number in used:
            continue
        rivals = [other for other in chosen if not may_stand(bid, other)]
        if rivals:
            why = beaten_by(bid, rivals)
            bill.notes.refuse(bid.number, why if why.shortfall else structs.replace(why, code="cheaper-with"))
        else:
            bill.notes.refuse(bid.number, Unmet("better-without", 0, bid.amount))
