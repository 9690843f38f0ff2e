"""The bill of one cart while it is worked: what is owed, what was taken off, what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from feria.pricing.apportion import take_off, take_unless_below, take_within
from feria.pricing.cart import Cart, Floors
from feria.pricing.facts import Facts, Lot, Unmet
from feria.pricing.lane import ORDER, Lane
from feria.pricing.moment import Moment
from feria.pricing.offer import Bid, Offer
from feria.pricing.owed import Owed, Part, listed
from feria.pricing.quoted import Earned, Granted
from feria.pricing.scope import HeldLines, Scope

NEVER = "9999"

NOTHING = Lot(0, 0)
NOTHING_LEFT = Unmet("nothing-left")
POINTS, SHIPPING = Lane.POINTS.order, Lane.SHIPPING.order


@lru_cache(maxsize=4_096)
def in_order(instant: datetime) -> str:
    """Text that sorts as instants do, in whatever zone they are told; wallets are full of the same few."""
    return instant.astimezone(UTC).isoformat()


class Taken:
    """A bid that was granted, with each line's part."""

    __slots__ = ("amount", "bid", "parts")

    def __init__(self, bid: Bid, parts: list[Part]) -> None:
        self.bid = bid
        self.parts = parts
        self.amount = sum([part[1] for part in parts])


class Ahead(NamedTuple):
    """What an offer needs to give (more), and the lines it looks at."""

    number: int
    shop: str
    lines: Sequence[int]
    missing: Unmet


class Bill:
    """One cart on its way through the lanes.

    ``items`` has each line's item price offers; ``lots`` the lines that each other offer holds, by
    the offer's number in the moment; ``by_lane`` those numbers by lane. ``ahead`` gathers what would
    give more, when nudges are sought. A ``phantom`` line stands for goods whose price is final
    already: it takes no part in item prices and bundles. ``has_extras``: points or shipping may change
    what is due after the coupons. ``has_floors``: some floor binds reductions; ``is_strict``: by refusing them.
    ``offers`` are the moment's, unless others are to stand in for some. Where nobody asks what does not apply and why, it ``explains`` nothing.
    """

    def __init__(
        self,
        cart: Cart,
        moment: Moment,
        now: datetime,
        *,
        seeks_nudges: bool,
        explains: bool = True,
        phantom: int = -1,
        offers: Sequence[Offer] | None = None,
    ) -> None:
        lines = cart.lines
        self.cart = cart
        self.moment = moment
        self.offers = moment.offers if offers is None else offers
        self.now = now
        self.seeks_nudges = seeks_nudges
        self.explains = explains
        self.owed = listed(lines)
        self.has_floors = self.is_strict = False
        self.items: list[tuple[int, ...]] = []
        self.lots: dict[int, list[int]] = {}
        self.by_lane: list[list[int]] = [[] for _ in ORDER]
        self.taken: list[Taken] = []
        self.refused: dict[int, Unmet] = {}
        self.ahead: list[Ahead] = []
        self.points = 0
        self.shipping: Bid | None = None
        self.granted: dict[int, Granted] = {}
        self.gap = 0
        self.held: dict[str, list[str]] = {}
        self.expires: dict[str, str] = {}
        self.picks = {pick.promotion: pick.gift for pick in cart.picks}
        self._facts: Facts | None = None
        self._shops: list[str] | None = None
        self._held = HeldLines(lines)
        self._match(phantom)
        if self.has_floors and cart.floors is not Floors.CLAMP:
            self.has_floors = self.is_strict = cart.floors is Floors.REFUSE
        self.has_extras = bool(
            (cart.points and self.by_lane[POINTS]) or (cart.shipping_fee and self.by_lane[SHIPPING])
        )
        if cart.coupons:
            self._open_pocket()

    def _match(self, phantom: int) -> None:
        """Find the offers that each line is part of."""
        moment, lots, items = self.moment, self.lots, self.items
        lines = self.cart.lines
        whole = [index for index, line in enumerate(lines) if line.is_discountable]
        if whole:
            for number in moment.everywhere:
                lots[number] = whole
        for index, line in enumerate(lines):
            if line.floor:
                self.has_floors = True
            if not line.is_discountable:
                items.append(())
                continue
            matches = moment.matches(line)
            items.append(matches.items)
            for number in matches.others:
                if number in lots:
                    lots[number].append(index)
                else:
                    lots[number] = [index]
        if phantom >= 0:
            self._keep_out(phantom)
        lane_of, by_lane = moment.lane_of, self.by_lane
        for number in sorted(lots):
            by_lane[lane_of[number]].append(number)

    def _keep_out(self, phantom: int) -> None:
        self.items[phantom] = ()
        for number in [number for number in self.lots if self.offers[number].lane is Lane.BUNDLE]:
            self.lots[number] = [line for line in self.lots[number] if line != phantom]
            if not self.lots[number]:
                del self.lots[number]

    def leave_out_lowered(self) -> None:
        """Take the articles whose prices were lowered out of the offers that look at full prices only."""
        owed, lines = self.owed, self.cart.lines
        lowered = {
            (line.sku, line.shop)
            for index, line in enumerate(lines)
            if owed.line_owed[index] < line.unit_price * line.quantity
        }
        for number in self.moment.full_price_only if lowered else ():
            lot = self.lots.get(number)
            if not lot:
                continue
            left = [line for line in lot if (lines[line].sku, lines[line].shop) not in lowered]
            if left:
                self.lots[number] = left
            else:
                self.by_lane[self.moment.lane_of[number]].remove(number)
                self.refuse(number, Unmet("needs-full-price"))

    def _open_pocket(self) -> None:
        """The coupons at hand by template, those that expire first in front."""
        for coupon in self.cart.coupons:
            self.expires[coupon.id] = in_order(coupon.expires_at) if coupon.expires_at else NEVER
            if coupon.template in self.held:
                self.held[coupon.template].append(coupon.id)
            else:
                self.held[coupon.template] = [coupon.id]
        for ids in self.held.values():
            if len(ids) > 1:
                ids.sort(key=lambda one: (self.expires[one], one))

    def facts(self, owed: Owed) -> Facts:
        """The circumstances as they stand with so much owed."""
        if self._facts and owed is self.owed:
            return self._facts
        cart, held = self.cart, self._held

        # Not ``self``: a bill that its own facts hold on to would wait for the garbage collector.
        def lot_in(scope: Scope) -> Lot:
            lines = held.by(scope)
            return Lot(owed.spend(lines), owed.units_in(lines))

        region = cart.region or cart.buyer.region
        gone = {each.promotion: each.count for each in cart.gone}
        facts = Facts(
            cart.buyer,
            region,
            cart.channel,
            self.now,
            cart.rank,
            cart.payment,
            cart.group,
            lot_in,
            owed,
            gone,
        )
        if owed is self.owed:
            self._facts = facts
        return facts

    def lines_in(self, scope: Scope) -> list[int]:
        """The lines that a scope holds and promotions may count."""
        return self._held.by(scope)

    def unmet(self, owed: Owed, offer: Offer, lines: Sequence[int]) -> Unmet | None:
        """The first condition of an offer that does not hold for these lines."""
        if not offer.conditions:
            return None
        lot = Lot(owed.spend(lines), owed.units_in(lines)) if offer.measures else NOTHING
        return offer.unmet(self.facts(owed), lot)

    def most(self, number: int) -> int:
        """What an offer could take off its lines at most, as they stand."""
        lines = self.lots[number]
        most: int = self.offers[number].benefit.most(self.owed.spend(lines), self.owed.units_in(lines))
        return most

    def due(self) -> int:
        """What is due for goods and shipping, once all lanes are worked."""
        return self.owed.total() + self.shipping_due()

    def gap_below(self, due: int) -> int:
        """By how much another choice could still beat what is due: the lanes' gaps, but nothing is cheaper than free."""
        return min(self.gap, due)

    def shipping_due(self) -> int:
        """What is due for shipping."""
        return self.cart.shipping_fee - (self.shipping.amount if self.shipping else 0)

    def refuse(self, number: int, why: Unmet) -> None:
        """Note why an offer does not apply; of several reasons that stays which is nearest to being met."""
        if not self.explains:
            return
        known = self.refused.get(number)
        if known is None or _distance(why) < _distance(known):
            self.refused[number] = why

    def sum_bids(self, owed: Owed, lane: int, *, note: bool) -> list[Bid]:
        """What the offers of a lane would take off, at least something each; notes why others do not."""
        bids: list[Bid] = []
        for number in self.by_lane[lane]:
            offer = self.offers[number]
            if offer.coupon and offer.coupon not in self.held:
                if note and self.explains:
                    self.refuse(number, Unmet("needs-coupon", offer.coupon, "", 1, offer.coupon))
            elif offer.splits:
                for shop, lines in self._shops_apart(self.lots[number]):
                    self._bid(bids, owed, number, shop, lines, note)
            else:
                self._bid(bids, owed, number, offer.shop, self.lots[number], note)
        return self._yield_to_gifts(bids, note) if self.picks else bids

    def _yield_to_gifts(self, bids: list[Bid], note: bool) -> list[Bid]:
        """A gift picked instead of money takes its offer's place in the lane; rivals for its lines yield."""
        gifts = [bid for bid in bids if not bid.amount]
        taken = {line for bid in gifts for line in bid.lines}
        left = [bid for bid in bids if bid.amount and taken.isdisjoint(bid.lines)]
        if note:
            self.beaten([bid for bid in bids if bid.amount and bid not in left], gifts)
        return left

    def _shops_apart(self, lines: list[int]) -> Iterable[tuple[str, list[int]]]:
        """These lines by shop, in the shops' order."""
        if self._shops is None:
            self._shops = [line.shop for line in self.cart.lines]
        shops = self._shops
        apart: dict[str, list[int]] = {}
        for line in lines:
            shop = shops[line]
            if shop in apart:
                apart[shop].append(line)
            else:
                apart[shop] = [line]
        return sorted(apart.items()) if len(apart) > 1 else apart.items()

    def _bid(
        self, bids: list[Bid], owed: Owed, number: int, shop: str, lines: Sequence[int], note: bool
    ) -> None:
        offer = self.offers[number]
        benefit = offer.benefit
        spend, units = owed.spend(lines), owed.units_in(lines)
        why = offer.unmet(self.facts(owed), Lot(spend, units)) if offer.conditions else None
        amount = asked = 0
        if why is None:
            amount = asked = benefit.reduction(spend, units)
            if self.has_floors and amount:
                amount = sum(
                    [
                        part[1]
                        for part in self.take(
                            owed.copy(), owed.groups(lines), amount, is_rate=benefit.is_rate
                        )
                    ]
                )
                why = Unmet("below-floor") if self.is_strict and not amount else None
        picked = self._gift(offer, lines, spend) if why is None and self.picks else None
        if picked:
            bids.append(Bid(offer, number, shop, lines, 0))
            if note:
                self.granted[number] = picked
            return
        if amount:
            bids.append(Bid(offer, number, shop, lines, amount, asked))
        if note and self.explains and (self.seeks_nudges or not amount):
            why = why or benefit.further(spend, units) or NOTHING_LEFT
            self.note(Ahead(number, shop, lines, why), bool(amount))

    def note(self, ahead: Ahead, gives: bool) -> None:
        """Keep what an offer needs to give (more); when it gives nothing, that is why it is refused."""
        why = ahead.missing
        if self.seeks_nudges and why.shortfall:
            self.ahead.append(ahead)
        if not gives:
            self.refuse(
                ahead.number, why if why.subject or not ahead.shop else why._replace(subject=ahead.shop)
            )

    def _gift(self, offer: Offer, lines: Sequence[int], spend: int) -> Granted | None:
        """The gift the cart picks from an offer instead of its money, if the spend reaches it."""
        promotion = offer.promotion
        sku = self.picks.get(promotion.id, "")
        gift = offer.benefit.gift(spend, sku) if sku and hasattr(offer.benefit, "gift") else None
        if gift is None:
            return None
        needs = max(offer.benefit.gift_from(sku), offer.least_spend)
        return Granted(
            promotion.id,
            promotion.name,
            "gift",
            1,
            sku,
            promotion.names,
            gift.value,
            needs,
            earned_by=self.earned(lines),
        )

    def earned(self, lines: Sequence[int]) -> tuple[Earned, ...]:
        """What these lines owe at this point, for what they earn."""
        return tuple([Earned(self.cart.lines[line].id, self.owed.line_owed[line]) for line in lines])

    def _take(self, owed: Owed, bid: Bid, amount: int) -> list[Part]:
        return self.take(owed, owed.groups(bid.lines), amount, is_rate=bid.offer.benefit.is_rate)

    def take(self, owed: Owed, groups: Sequence[int], amount: int, *, is_rate: bool) -> list[Part]:
        """Take an amount off these groups, as the cart's floors allow."""
        if self.is_strict:
            return take_unless_below(owed, groups, amount)
        if self.has_floors:
            return take_within(owed, groups, amount, is_rate=is_rate)
        return take_off(owed, groups, amount)

    def grant(self, owed: Owed, bid: Bid) -> list[Part]:
        """Take a winning bid off what is owed."""
        owed.mark(bid)
        return self._take(owed, bid, bid.asked)

    def grant_beside(self, owed: Owed, bid: Bid) -> list[Part]:
        """Take a bid off where others of its lane already took from the same goods: at most what is left."""
        owed.mark(bid)
        return self._take(owed, bid, min(bid.asked, owed.spend(bid.lines)))

    def record(self, bid: Bid, parts: list[Part]) -> None:
        """Write a granted bid down; the parts have just been taken off ``self.owed``."""
        self.owed.mark(bid)
        self.taken.append(Taken(bid, parts))

    def beaten(self, bids: Sequence[Bid], won: Sequence[Bid]) -> None:
        """Note who was better, for the bids that did not win."""
        if not self.explains:
            return
        winners = {bid.number for bid in won}
        for bid in bids:
            if bid.number not in winners:
                lines, foes = set(bid.lines), bid.offer.foes
                rivals = [
                    other
                    for other in won
                    if not lines.isdisjoint(other.lines) or other.offer.promotion.id in foes
                ]
                self.refuse(bid.number, beaten_by(bid, rivals))


def beaten_by(bid: Bid, rivals: Sequence[Bid]) -> Unmet:
    """What the bid would have given (``has``) against what its rivals give (``needs``)."""
    given = sum(rival.amount for rival in rivals)
    subject = max(rivals, key=lambda rival: rival.amount).offer.promotion.id if rivals else ""
    return Unmet("beaten-by", given, bid.amount, max(given - bid.amount, 0), subject)


def _distance(why: Unmet) -> tuple[bool, str, int, str]:
    return (why.code != "beaten-by", why.code, why.shortfall, why.subject)
