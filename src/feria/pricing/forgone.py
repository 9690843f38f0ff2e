"""What the coupons left in the pocket would have saved, had they been allowed to join (R2.18).

Each is priced: the same cart, in which the one coupon may stand beside any other. So the saving told is the
true difference between two orders, and never what the coupon takes off by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from feria.pricing.bill import Bill
from feria.pricing.course import worked
from feria.pricing.hands import may_stand
from feria.pricing.offer import Bid, Offer
from feria.pricing.quoted import Forgone
from feria.pricing.stacking import ANY, Stacking

MAX_TRIED = 4
"""How many of the coupons left, largest first, are priced."""

HELD_BACK = frozenset({"beaten-by", "cheaper-with", "cannot-join", "better-without"})
"""Reasons behind which a rule about the company of coupons may stand."""


def find_forgone(bill: Bill) -> tuple[Forgone, ...]:
    """The coupons held that would save more if they could join those spent, most first."""
    if not bill.held or bill.gap:
        return ()
    found = [forgone for number in _likely(bill) for forgone in _of_one(bill, number)]
    return tuple(sorted(found, key=lambda one: (-one.saving, one.promotion)))


def _likely(bill: Bill) -> list[int]:
    """Offers whose held coupon stays in the pocket, those that could take most first."""
    used = {taken.bid.number for taken in bill.taken}
    left = [
        number
        for number, why in bill.notes.refused.items()
        if why.code in HELD_BACK and number not in used and bill.offers[number].coupon in bill.held
    ]
    most = {number: bill.most(number) for number in left}
    return sorted(left, key=lambda number: (-most[number], number))[:MAX_TRIED]


def _of_one(bill: Bill, number: int) -> Iterator[Forgone]:
    """What the order would come to if this one might join; nothing if that saves nothing."""
    offer = bill.offers[number]
    free = Stacking(
        per_order=offer.per_order, joins=(ANY,), full_price_only=offer.promotion.stacking.full_price_only
    )
    # By another id, so that no other promotion excludes it.
    stand_in = msgspec.structs.replace(offer.promotion, id=f"\x00{offer.promotion.id}", stacking=free)
    offers = [*bill.offers[:number], Offer(stand_in), *bill.offers[number + 1 :]]
    freer = worked(Bill(bill.cart, bill.moment, bill.now, seeks_nudges=False, explains=False, offers=offers))
    saving = bill.due() - freer.due()
    bids = [taken.bid for taken in freer.taken]
    mine = next((bid for bid in bids if bid.number == number), None)
    if saving <= 0 or mine is None or freer.gap:
        return
    as_it_is = Bid(offer, number, mine.shop, mine.lines, mine.amount)
    barred = [bid for bid in bids if bid.number != number and not may_stand(as_it_is, bid)]
    if barred:
        promotion, rival = offer.promotion, max(barred, key=lambda bid: (bid.amount, -bid.number))
        yield Forgone(
            promotion.id, promotion.name, "would-join", rival.offer.promotion.id, saving, promotion.names
        )
