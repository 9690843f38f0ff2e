"""What the offers of a lane on sums would take off: each one's bid for its lines, before they compete."""

from __future__ import annotations

from collections.abc import Iterable

from feria.pricing.bill import NOTHING_LEFT, Bill
from feria.pricing.facts import Lot, Unmet
from feria.pricing.offer import Bid, Offer
from feria.pricing.owed import Owed
from feria.pricing.quoted import Granted

BELOW_FLOOR = Unmet("below-floor")


def sum_bids(bill: Bill, owed: Owed, lane: int, *, note: bool) -> list[Bid]:
    """What the offers of a lane would take off, at least something each; notes why others do not."""
    bids: list[Bid] = []
    offers, lots, held = bill.offers, bill.lots, bill.held
    for number in bill.by_lane[lane]:
        offer = offers[number]
        if offer.coupon and offer.coupon not in held:
            if note and bill.notes.explains:
                bill.notes.refuse(number, Unmet("needs-coupon", offer.coupon, "", 1, offer.coupon))
        elif offer.splits:
            for shop, lines in _shops_apart(bill, lots[number]):
                _bid(bill, bids, owed, number, offer, shop, lines, note)
        else:
            _bid(bill, bids, owed, number, offer, offer.shop, lots[number], note)
    return _yield_to_gifts(bill, bids, note) if bill.picks else bids


def _bid(
    bill: Bill,
    bids: list[Bid],
    owed: Owed,
    number: int,
    offer: Offer,
    shop: str,
    lines: list[int],
    note: bool,
) -> None:
    benefit = offer.benefit
    spend, units = owed.spend(lines), owed.units_in(lines)
    why: Unmet | None = offer.unmet(bill.facts(owed), Lot(spend, units)) if offer.conditions else None
    amount = asked = 0
    if why is None:
        amount = asked = benefit.reduction(spend, units)
        if bill.has_floors and amount:
            amount = _within_floors(bill, owed, offer, lines, amount)
            why = BELOW_FLOOR if bill.is_strict and not amount else None
    picked = _gift(bill, offer, lines, spend) if bill.picks and why is None else None
    if picked:
        bids.append(Bid(offer, number, shop, lines, 0))
        if note:
            bill.granted[number] = picked
        return
    if amount:
        bids.append(Bid(offer, number, shop, lines, amount, asked))
    if note and bill.notes.asks(gives=amount > 0):
        why = why or benefit.further(spend, units) or NOTHING_LEFT
        bill.notes.lacks(number, shop, lines, why, gives=bool(amount))


def _within_floors(bill: Bill, owed: Owed, offer: Offer, lines: list[int], amount: int) -> int:
    """What is left of a reduction where floors stand in its way."""
    parts = bill.take(owed.copy(), owed.groups(lines), amount, is_rate=offer.is_rate)
    return sum([part[1] for part in parts])


def _gift(bill: Bill, offer: Offer, lines: list[int], spend: int) -> Granted | None:
    """The gift the cart picks from an offer instead of its money, if the spend reaches it."""
    benefit = offer.benefit
    sku = bill.picks.get(offer.id, "")
    gift = benefit.gift(spend, sku) if sku and hasattr(benefit, "gift") else None
    if gift is None:
        return None
    needs = max(benefit.gift_from(sku), offer.least_spend)
    return Granted(
        offer.id, offer.name, "gift", 1, sku, offer.names, gift.value, needs, earned_by=bill.earned(lines)
    )


def _yield_to_gifts(bill: Bill, bids: list[Bid], note: bool) -> list[Bid]:
    """A gift picked instead of money takes its offer's place in the lane; rivals for its lines yield."""
    gifts = [bid for bid in bids if not bid.amount]
    taken = {line for bid in gifts for line in bid.lines}
    left = [bid for bid in bids if bid.amount and taken.isdisjoint(bid.lines)]
    if note:
        bill.notes.beaten([bid for bid in bids if bid.amount and bid not in left], gifts)
    return left


def _shops_apart(bill: Bill, lines: list[int]) -> Iterable[tuple[str, list[int]]]:
    """These lines by shop, in the shops' order."""
    wares = bill.goods.wares
    apart: dict[str, list[int]] = {}
    for line in lines:
        shop = wares[line][1]
        there = apart.get(shop)
        if there is None:
            apart[shop] = [line]
        else:
            there.append(line)
    return sorted(apart.items()) if len(apart) > 1 else apart.items()
