"""The search for the coupons and vouchers whose spending leaves the least to pay (R2.2, R2.19).

Coupons of one shop touch only that shop's goods, so what each would take off is known at once; what
the mall's lanes then take off depends on all of them together. The search takes or leaves coupon by
coupon, largest first: those of the shops, then the vouchers, then those of the mall. It leaves a branch
when even the most that the rest could still take off cannot make it better than the best choice known.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import Final, NamedTuple, TypeAlias

from feria.pricing.bids import sum_bids
from feria.pricing.bill import Bill
from feria.pricing.closing import POINTS, due
from feria.pricing.contest import contest
from feria.pricing.hands import Course, course_of, fits, may_stack, may_stand
from feria.pricing.lane import Lane
from feria.pricing.offer import Bid
from feria.pricing.owed import Owed, Part

BUDGET = 100_000
"""How many steps are taken before the best choice found so far stands: one to take or leave a coupon and one
more for each taken before it; to price a choice ten, and ten more for each coupon in it."""
PRICING = 10

MALL: Final[int] = Lane.MALL.order
MALL_COUPON: Final[int] = Lane.MALL_COUPON.order

Rank: TypeAlias = tuple[int, int, tuple[str, ...], tuple[str, ...]]
Hand: TypeAlias = tuple[Bid, ...]


class Choice(NamedTuple):
    """Coupons chosen, lane by lane; ``rank`` orders choices: payable, coupons spent, their expiry, ids (R2.19)."""

    rank: Rank
    shop_bids: Hand
    vouchers: Hand
    mall_bids: Hand


class Search:
    """One search; ``best`` is the best choice so far, ``least`` what those not looked at could come to."""

    def __init__(self, bill: Bill, *, vouchers: bool) -> None:
        self.bill = bill
        self.has_vouchers = vouchers
        self.best: Choice | None = None
        self.budget = BUDGET
        self.least: float = inf

    def over_all(self, options: Sequence[Bid]) -> tuple[Choice, int]:
        """The best choice after these bids of shop coupons, and by how much another could still beat it."""
        bill = self.bill
        least = bill.owed.total() - self._ceiling(bill.owed, vouchers=True)
        for hand, reach in self._hands(course_of(bill, bill.owed, options), (), least):
            owed = bill.owed.copy()
            done(grant_hand(bill, owed, hand))
            self._over_mall(owed, hand, reach)
        return self.outcome()

    def outcome(self) -> tuple[Choice, int]:
        """The best choice, and the gap."""
        if self.best is None:
            raise AssertionError("a search looks at one choice at least")
        payable = self.best.rank[0]
        return self.best, int(payable - max(self.least, 0)) if self.least < payable else 0

    def _over_mall(self, owed: Owed, spent: Hand, least: int) -> None:
        """Every choice of vouchers, after these shop coupons."""
        bill = self.bill
        bids = sum_bids(bill, owed, MALL, note=False)
        if not self.has_vouchers:
            for bid in contest(bids)[0]:
                bill.grant(owed, bid)
            self.over_mall_coupons(owed, sum_bids(bill, owed, MALL_COUPON, note=False), spent)
            return
        vouchers = [bid for bid in bids if bid.offer.coupon]
        others = [bid for bid in bids if not bid.offer.coupon]
        least = max(least, owed.total() - self._ceiling(owed, vouchers=False))
        for hand, _ in self._hands(course_of(bill, owed, vouchers), spent, least):
            after = owed.copy()
            done(grant_hand(bill, after, hand))
            for bid in contest(yielding(others, hand))[0]:
                bill.grant_beside(after, bid)
            self.over_mall_coupons(after, sum_bids(bill, after, MALL_COUPON, note=False), spent, hand)

    def over_mall_coupons(
        self, owed: Owed, bids: Sequence[Bid], shop_bids: Hand, vouchers: Hand = ()
    ) -> None:
        """Every choice of mall coupons, after the shop coupons and vouchers."""
        bill = self.bill
        spent = (*shop_bids, *vouchers)
        if not bids or not may_stack(bids):
            self._weigh(owed, shop_bids, vouchers, ())
            for bid in bids:
                if fits(bill, bid, spent):
                    self._weigh(owed, shop_bids, vouchers, (bid,))
            return
        least = owed.total() - self._points_most(owed)
        for hand, _ in self._hands(course_of(bill, owed, bids), spent, least):
            self._weigh(owed, shop_bids, vouchers, hand)

    def _weigh(self, owed: Owed, shop_bids: Hand, vouchers: Hand, mall_bids: Hand) -> None:
        """Price one choice, and keep it if it is better than the best so far."""
        self.budget -= PRICING * (1 + len(shop_bids) + len(vouchers) + len(mall_bids))
        payable = self._due_after(owed, mall_bids)
        if self.best is not None and payable > self.best.rank[0]:
            return
        if not (shop_bids or vouchers or mall_bids):
            if self.best is None or (payable, 0) < self.best.rank[:2]:
                self.best = Choice((payable, 0, (), ()), (), (), ())
            return
        bids = with_coupons(self.bill, (*shop_bids, *vouchers, *mall_bids))
        rank = _rank(self.bill, payable, bids)
        if self.best is None or rank < self.best.rank:
            shops, others = len(shop_bids), len(shop_bids) + len(vouchers)
            self.best = Choice(rank, bids[:shops], bids[shops:others], bids[others:])

    def _due_after(self, owed: Owed, hand: Hand) -> int:
        bill = self.bill
        if not hand:
            return due(bill, owed)
        if len(hand) == 1 and not bill.has_extras:
            return owed.total() - hand[0].amount
        after = owed.copy()
        done(grant_hand(bill, after, hand))
        return due(bill, after)

    def _hands(self, course: Course, taken: Hand, least: int) -> Iterator[tuple[Hand, int]]:
        """The hands that may beat the best choice, each with the least that it may come to.

        ``least`` is what would be payable at least if nothing of the course were taken.
        """
        bids, offs, rest, on, past = course
        coupons = sum([1 for bid in taken if bid.offer.coupon])
        ahead: list[tuple[int, int, int, Hand]] = [(0, least, coupons, ())]
        while ahead:
            i, reach, coupons, hand = ahead.pop()
            if self.best is not None:
                if (reach - rest[i], coupons) > self.best.rank[:2]:
                    continue
                if self.budget <= 0:
                    self.least = min(self.least, reach - rest[i])
                    continue
            self.budget -= 1 + len(hand)
            if i == len(bids):
                yield hand, reach
                continue
            bid = bids[i]
            ahead.append((past[i], reach, coupons, hand))
            if fits(self.bill, bid, (*taken, *hand) if taken else hand):
                ahead.append((on[i], reach - offs[i], coupons + (1 if bid.offer.coupon else 0), (*hand, bid)))

    def _ceiling(self, owed: Owed, *, vouchers: bool) -> int:
        """At least what the mall's lanes and points can take off this, or off anything that owes less.

        Shipping is left out: the bound takes it to be free.
        """
        bids = self._most(owed, MALL)
        others = [bid for bid in bids if not bid.offer.coupon]
        won, gap = contest(others)
        most = sum([bid.amount for bid in won]) + gap
        if vouchers:
            most += sum([bid.amount for bid in bids if bid.offer.coupon])
        coupons = self._most(owed, MALL_COUPON)
        if coupons and may_stack(coupons):
            most += self._most_together(coupons)
        else:
            most += max([bid.amount for bid in coupons], default=0)
        return min(most + self._points_most(owed), owed.total())

    def _most_together(self, bids: Sequence[Bid]) -> int:
        """At least what the coupons at hand can take off if all that may be spent are."""
        left = {template: len(ids) for template, ids in self.bill.held.items()} | {"": len(bids)}
        most = 0
        for bid in sorted(bids, key=lambda bid: -bid.amount):
            times = min(max(bid.offer.per_order, 1), left[bid.offer.coupon])
            left[bid.offer.coupon] -= times
            most += times * bid.amount
        return most

    def _points_most(self, owed: Owed) -> int:
        bill = self.bill
        most = 0
        for number in bill.by_lane[POINTS] if bill.cart.points else ():
            benefit = bill.offers[number].benefit
            spendable: int = benefit.spendable(bill.cart.points, owed.spend(bill.lots[number]))
            most = max(most, spendable * benefit.worth)
        return most

    def _most(self, owed: Owed, lane: int) -> list[Bid]:
        """The most that each offer of a lane can take off what is owed or less."""
        bill = self.bill
        bids: list[Bid] = []
        for number in bill.by_lane[lane]:
            offer, lines = bill.offers[number], bill.lots[number]
            if (offer.coupon and offer.coupon not in bill.held) or (
                offer.steady and bill.unmet(owed, offer, lines)
            ):
                continue
            spend = owed.spend(lines)
            most = offer.benefit.most(spend, owed.units_in(lines))
            if lane == MALL and offer.coupon:
                most *= min(offer.benefit.times(spend), len(bill.held[offer.coupon]))
            bids.append(Bid(offer, number, offer.shop, lines, most))
        return bids


def grant_hand(bill: Bill, owed: Owed, hand: Hand) -> Iterator[tuple[Bid, list[Part]]]:
    """Take a hand of one coupon lane off, bid by bid; where several take from the same goods, by lane and id."""
    if len(hand) < 2:
        for bid in hand:
            yield bid, bill.grant(owed, bid)
        return
    for bid in sorted(hand, key=lambda bid: (bid.number, bid.shop)):
        yield bid, bill.grant_beside(owed, bid)


def done(steps: Iterable[object]) -> None:
    """Take every step."""
    deque(steps, maxlen=0)


def yielding(others: Sequence[Bid], vouchers: Hand) -> list[Bid]:
    """The mall's reductions that may stand beside these vouchers, which take their goods first, as a gift would."""
    return [bid for bid in others if all(may_stand(bid, voucher) for voucher in vouchers)]


def with_coupons(bill: Bill, bids: Hand) -> Hand:
    """The bids with the held coupons they spend: of each template those that expire first."""
    if len(bids) == 1 and bids[0].offer.coupon:
        return (bids[0].spending(bill.held[bids[0].offer.coupon][0]),)
    pockets = {template: iter(ids) for template, ids in bill.held.items()}
    return tuple([bid.spending(next(pockets[bid.offer.coupon])) if bid.offer.coupon else bid for bid in bids])


def _rank(bill: Bill, payable: int, bids: Hand) -> Rank:
    spent = [bid.coupon for bid in bids if bid.coupon]
    if len(spent) == 1:
        return payable, 1, (bill.expires[spent[0]],), (spent[0],)
    spent.sort()
    return payable, len(spent), tuple(sorted([bill.expires[coupon] for coupon in spent])), tuple(spent)
