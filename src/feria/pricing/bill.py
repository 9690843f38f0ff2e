"""The bill of one cart while it is worked: what is owed, what was taken off, what was refused."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Final

from feria.pricing.apportion import take_off, take_unless_below, take_within
from feria.pricing.cart import Cart, Floors
from feria.pricing.errors import CartProblem
from feria.pricing.facts import Facts, Lot, Unmet
from feria.pricing.goods import Goods, read_goods
from feria.pricing.instants import in_utc
from feria.pricing.item_offers import NO_ITEM_OFFERS, ItemOffers
from feria.pricing.lane import ORDER, Lane
from feria.pricing.moment import Moment
from feria.pricing.notes import Notes
from feria.pricing.offer import Bid, Offer
from feria.pricing.owed import Owed, Part, listed
from feria.pricing.quoted import Earned, Granted
from feria.pricing.scope import HeldLines, Scope

NEVER: Final = "9999"

NOTHING = Lot(0, 0)
NOTHING_LEFT = Unmet("nothing-left")
LANES: Final = len(ORDER)
BUNDLE: Final[int] = Lane.BUNDLE.order
POINTS: Final[int] = Lane.POINTS.order
SHIPPING: Final[int] = Lane.SHIPPING.order


@lru_cache(maxsize=4_096)
def in_order(instant: datetime) -> str:
    """Text that sorts as instants do, in whatever zone they are told; wallets are full of the same few."""
    if instant.tzinfo is None:
        raise CartProblem("no-time-zone", "A coupon expires at an instant without a time zone; name it.")
    return in_utc(instant).isoformat()


class Taken:
    """A bid that was granted, with each line's part."""

    __slots__ = ("amount", "bid", "parts")

    def __init__(self, bid: Bid, parts: list[Part]) -> None:
        self.bid = bid
        self.parts = parts
        amount = 0
        for part in parts:
            amount += part[1]
        self.amount = amount


class Bill:
    """One cart on its way through the lanes.

    ``items`` has each line's item price offers; ``lots`` the lines that each other offer holds, by
    the offer's number in the moment; ``by_lane`` those numbers by lane. A ``phantom`` line stands for goods whose price is final
    already: it takes no part in item prices and bundles, but counts where their conditions measure. ``has_extras``: points or shipping may change
    what is due after the coupons. ``has_floors``: some floor binds reductions; ``is_strict``: by refusing them.
    ``offers`` are the moment's, unless others are to stand in for some. ``notes`` say of the others why not.
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
        offers: list[Offer] | None = None,
        goods: Goods | None = None,
    ) -> None:
        goods = goods or read_goods(cart.lines)
        self.cart = cart
        self.goods = goods
        self.moment = moment
        self.offers = moment.offers if offers is None else offers
        self.now = now
        self.notes = Notes(explains=explains, seeks_nudges=seeks_nudges)
        self.owed = listed(goods)
        self.has_floors = goods.has_floors
        self.is_strict = False
        self.items: list[ItemOffers] = [NO_ITEM_OFFERS] * len(goods.units)
        self.lots: dict[int, list[int]] = {}
        self.by_lane: list[list[int]] = [[] for _ in range(LANES)]
        self.taken: list[Taken] = []
        self.points = 0
        self.shipping: Bid | None = None
        self.granted: dict[int, Granted] = {}
        self.gap = 0
        self.held: dict[str, list[str]] = {}
        self.expires: dict[str, str] = {}
        self.picks: dict[str, str] = {}
        self._phantom = phantom
        self._haunted: frozenset[int] = frozenset()
        self._facts: Facts | None = None
        self._held: HeldLines | None = None
        self._match()
        if self.has_floors and cart.floors is not Floors.CLAMP:
            self.has_floors = self.is_strict = cart.floors is Floors.REFUSE
        self.has_extras = bool(
            (self.by_lane[POINTS] and cart.points) or (self.by_lane[SHIPPING] and cart.shipping_fee)
        )
        if cart.picks:
            self.picks = {pick.promotion: pick.gift for pick in cart.picks}
        if cart.coupons:
            self._open_pocket()

    def _match(self) -> None:
        """Find the offers that each line is part of."""
        moment, goods, lots, items = self.moment, self.goods, self.lots, self.items
        whole = goods.whole
        if whole:
            for number in moment.everywhere:
                lots[number] = whole
        alike: dict[tuple[int, ...], list[int]] = {}
        for index, matches in zip(whole, moment.matches_in(goods), strict=True):
            items[index] = matches.items
            lines = alike.get(matches.others)
            if lines is None:
                alike[matches.others] = [index]
            else:
                lines.append(index)
        for numbers, lines in alike.items():  # few, however many lines there are
            for number in numbers:
                lot = lots.get(number)
                lots[number] = lines if lot is None else sorted([*lot, *lines])
        if self._phantom >= 0:
            self._keep_out(self._phantom)
        lane_of, by_lane = moment.lane_of, self.by_lane
        for number in sorted(lots):
            by_lane[lane_of[number]].append(number)

    def _keep_out(self, phantom: int) -> None:
        bundles = [number for number in self.lots if self.moment.lane_of[number] == BUNDLE]
        there = [number for number in bundles if phantom in self.lots[number]]
        self._haunted = frozenset([*self.items[phantom].numbers, *there])
        self.items[phantom] = NO_ITEM_OFFERS
        for number in bundles:
            self.lots[number] = [line for line in self.lots[number] if line != phantom]
            if not self.lots[number]:
                del self.lots[number]

    def measured(self, number: int, lines: list[int]) -> list[int]:
        """The lines that an offer's conditions measure where it is worked on these: the phantom counts as well."""
        return [*lines, self._phantom] if number in self._haunted else lines

    def leave_out_lowered(self) -> None:
        """Take the articles whose prices were lowered out of the offers that look at full prices only."""
        owed, goods, wares = self.owed, self.goods, self.goods.wares
        lowered = {
            ware[:2]
            for index, ware in enumerate(wares)
            if owed.line_owed[index] < goods.prices[index] * goods.units[index]
        }
        for number in self.moment.full_price_only if lowered else ():
            lot = self.lots.get(number)
            if not lot:
                continue
            left = [line for line in lot if wares[line][:2] not in lowered]
            if left:
                self.lots[number] = left
            else:
                self.by_lane[self.moment.lane_of[number]].remove(number)
                self.notes.refuse(number, Unmet("needs-full-price"))

    def _open_pocket(self) -> None:
        """The coupons at hand by template, those that expire first in front."""
        for coupon in self.cart.coupons:
            name, template, expires_at = coupon.id, coupon.template, coupon.expires_at
            self.expires[name] = in_order(expires_at) if expires_at else NEVER
            if template in self.held:
                self.held[template].append(name)
            else:
                self.held[template] = [name]
        for ids in self.held.values():
            if len(ids) > 1:
                ids.sort(key=lambda one: (self.expires[one], one))

    def facts(self, owed: Owed) -> Facts:
        """The circumstances as they stand with so much owed."""
        if self._facts and owed is self.owed:
            return self._facts
        cart, held = self.cart, self._lines_held()

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

    def _lines_held(self) -> HeldLines:
        if self._held is None:
            self._held = HeldLines(self.goods)
        return self._held

    def lines_in(self, scope: Scope) -> list[int]:
        """The lines that a scope holds and promotions may count."""
        return self._lines_held().by(scope)

    def unmet(self, owed: Owed, offer: Offer, lines: list[int]) -> Unmet | None:
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
        fee: int = self.cart.shipping_fee
        return fee - (self.shipping.amount if self.shipping else 0)

    def earned(self, lines: list[int]) -> tuple[Earned, ...]:
        """What these lines owe at this point, for what they earn."""
        return tuple([Earned(self.goods.ids[line], self.owed.line_owed[line]) for line in lines])

    def take(self, owed: Owed, groups: list[int], amount: int, *, is_rate: bool) -> list[Part]:
        """Take an amount off these groups, as the cart's floors allow."""
        if self.is_strict:
            return take_unless_below(owed, groups, amount)
        if self.has_floors:
            return take_within(owed, groups, amount, is_rate=is_rate)
        return take_off(owed, groups, amount)

    def grant(self, owed: Owed, bid: Bid) -> list[Part]:
        """Take a winning bid off what is owed."""
        owed.mark(bid)
        return self.take(owed, owed.groups(bid.lines), bid.asked, is_rate=bid.offer.is_rate)

    def grant_beside(self, owed: Owed, bid: Bid) -> list[Part]:
        """Take a bid off where others of its lane already took from the same goods: at most what is left."""
        owed.mark(bid)
        left = min(bid.asked, owed.spend(bid.lines))
        return self.take(owed, owed.groups(bid.lines), left, is_rate=bid.offer.is_rate)

    def record(self, bid: Bid, parts: list[Part]) -> None:
        """Write a granted bid down; the parts have just been taken off ``self.owed``."""
        self.owed.mark(bid)
        self.taken.append(Taken(bid, parts))
