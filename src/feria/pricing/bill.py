"""The bill of one cart while it is worked: what is owed, what was taken off, what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from feria.pricing.apportion import take_off, take_within
from feria.pricing.cart import Cart
from feria.pricing.facts import Facts, Lot, Unmet
from feria.pricing.lane import Lane
from feria.pricing.moment import Moment
from feria.pricing.offer import Bid, Offer, shops_apart
from feria.pricing.owed import Owed, Part
from feria.pricing.scope import Scope

NEVER = "9999"


class Taken(NamedTuple):
    """A bid that was granted: each line's part, and what the line owed afterwards."""

    bid: Bid
    amount: int
    parts: list[tuple[Part, int]]


class Ahead(NamedTuple):
    """What an offer would need to give (more): the lines it looks at, and what is missing, if anything."""

    number: int
    shop: str
    lines: Sequence[int]
    missing: Unmet | None


class Bill:
    """One cart on its way through the lanes.

    ``lots`` has the lines each offer's scope holds, by the offer's number in the moment. ``ahead``
    gathers what would give more. A ``phantom`` line stands for goods whose price is final already:
    it takes no part in item prices and bundles.
    """

    def __init__(self, cart: Cart, moment: Moment, now: datetime, *, phantom: int = -1) -> None:
        self.cart = cart
        self.moment = moment
        self.now = now
        lines = cart.lines
        self.owed = Owed(lines, [line.unit_price for line in lines], [line.quantity for line in lines])
        self.has_floors = any(line.floor for line in lines)
        self.lots: dict[int, list[int]] = {}
        self.taken: list[Taken] = []
        self.refused: dict[int, Unmet] = {}
        self.ahead: list[Ahead] = []
        self.gap = 0
        self._within: dict[Scope, list[int]] = {}
        lots = self.lots
        for index, line in enumerate(lines):
            for number in moment.matches(line):
                if index == phantom and moment.offers[number].lane in (Lane.ITEM, Lane.BUNDLE):
                    continue
                if number in lots:
                    lots[number].append(index)
                else:
                    lots[number] = [index]
        self.by_lane: dict[Lane, list[int]] = {}
        for number in sorted(lots):
            self.by_lane.setdefault(moment.offers[number].lane, []).append(number)
        self.held: dict[str, list[str]] = {}
        self.expires: dict[str, str] = {}
        if cart.coupons:
            for coupon in sorted(cart.coupons, key=lambda one: (expiry(one.expires_at), one.id)):
                self.held.setdefault(coupon.template, []).append(coupon.id)
                self.expires[coupon.id] = expiry(coupon.expires_at)

    def facts(self, owed: Owed) -> Facts:
        """The circumstances as they stand with so much owed."""
        cart = self.cart

        def lot_in(scope: Scope) -> Lot:
            return owed.lot(self._lines_in(scope))

        return Facts(cart.buyer, cart.region or cart.buyer.region, cart.channel, self.now, lot_in)

    def _lines_in(self, scope: Scope) -> list[int]:
        lines = self._within.get(scope)
        if lines is None:
            lines = [index for index, line in enumerate(self.cart.lines) if scope.holds(line)]
            self._within[scope] = lines
        return lines

    def refuse(self, number: int, why: Unmet) -> None:
        """Note why an offer does not apply; of several reasons that stays which is nearest to being met."""
        known = self.refused.get(number)
        if known is None or _distance(why) < _distance(known):
            self.refused[number] = why

    def sum_bids(self, owed: Owed, lane: Lane, *, note: bool) -> list[Bid]:
        """What the offers of a lane would take off, at least something each; notes why others do not."""
        bids: list[Bid] = []
        facts = self.facts(owed)
        for number in self.by_lane.get(lane, ()):
            offer = self.moment.offers[number]
            if offer.coupon and offer.coupon not in self.held:
                if note:
                    self.refuse(number, Unmet("needs-coupon", offer.coupon, "", 1, offer.coupon))
                continue
            lines = self.lots[number]
            for shop, own in shops_apart(owed, lines).items() if offer.splits else ((offer.shop, lines),):
                lot = owed.lot(own)
                why = offer.unmet(facts, lot)
                amount = 0 if why else self._grantable(owed, offer, own, offer.benefit.reduction(lot))
                if amount:
                    bids.append(Bid(offer, number, shop, own, amount))
                if note:
                    self._note(Ahead(number, shop, own, why or offer.benefit.further(lot)), amount)
        return bids

    def _note(self, ahead: Ahead, amount: int) -> None:
        """Keep what an offer needs to give (more); when it gives nothing, that is why it is refused."""
        if ahead.missing:
            self.ahead.append(ahead)
        if not amount:
            why = ahead.missing or Unmet("nothing-left")
            self.refuse(ahead.number, why._replace(subject=why.subject or ahead.shop))

    def _grantable(self, owed: Owed, offer: Offer, lines: Sequence[int], amount: int) -> int:
        if not self.has_floors or not amount:
            return amount
        trial = owed.copy()
        return sum(part.amount for part in self._take(trial, offer, lines, amount))

    def _take(self, owed: Owed, offer: Offer, lines: Sequence[int], amount: int) -> list[Part]:
        groups = owed.groups(lines)
        if self.has_floors:
            return take_within(owed, groups, amount, is_rate=offer.benefit.is_rate)
        return take_off(owed, groups, amount)

    def grant(self, owed: Owed, bid: Bid) -> list[Part]:
        """Take a winning bid off what is owed."""
        amount = bid.amount
        if self.has_floors:
            amount = bid.offer.benefit.reduction(owed.lot(bid.lines))
        return self._take(owed, bid.offer, bid.lines, amount)

    def record(self, bid: Bid, parts: Sequence[Part]) -> None:
        """Write a granted bid down; the parts have just been taken off ``self.owed``."""
        owed = self.owed.line_owed
        amount = sum([part.amount for part in parts])
        self.taken.append(Taken(bid, amount, [(part, owed[part.line]) for part in parts]))

    def beaten(self, bids: Sequence[Bid], won: Sequence[Bid]) -> None:
        """Note who was better, for the bids that did not win."""
        winners = {bid.number for bid in won}
        for bid in bids:
            if bid.number not in winners:
                lines = set(bid.lines)
                rivals = [other for other in won if not lines.isdisjoint(other.lines)]
                self.refuse(bid.number, beaten_by(bid, rivals))


def beaten_by(bid: Bid, rivals: Sequence[Bid]) -> Unmet:
    """What the bid would have given (``has``) against what its rivals give (``needs``)."""
    given = sum(rival.amount for rival in rivals)
    subject = max(rivals, key=lambda rival: rival.amount).offer.promotion.id if rivals else ""
    return Unmet("beaten-by", given, bid.amount, max(given - bid.amount, 0), subject)


def _distance(why: Unmet) -> tuple[bool, str, int, str]:
    return (why.code != "beaten-by", why.code, why.shortfall, why.subject)


def expiry(expires_at: datetime | None) -> str:
    """An order of expiry; what never expires comes last."""
    return expires_at.isoformat() if expires_at else NEVER
