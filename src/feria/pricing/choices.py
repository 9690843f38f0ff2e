"""The shopper's choices: which coupons to spend for the least payable (R2.2, R2.19).

Coupons of one shop touch only that shop's goods, so what each would take off is known at once; what
the mall's lanes then take off depends on all of them together. The search goes through the shops,
largest reductions first, and leaves a branch when even the most the mall could still take off
cannot make it better than the best choice known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from feria.pricing.bill import Bill, beaten_by
from feria.pricing.closing import POINTS, due
from feria.pricing.contest import contest
from feria.pricing.facts import Unmet
from feria.pricing.lane import Lane
from feria.pricing.lanes import sum_lane
from feria.pricing.offer import Bid
from feria.pricing.owed import Owed

BUDGET = 4_000
"""How many combinations of shop coupons are priced before the best found so far is taken."""

SHOP_COUPON, MALL, MALL_COUPON = Lane.SHOP_COUPON.order, Lane.MALL.order, Lane.MALL_COUPON.order

Rank: TypeAlias = tuple[int, int, tuple[str, ...], tuple[str, ...]]


class Choice(NamedTuple):
    """Coupons chosen; ``rank`` orders choices: payable, coupons spent, their expiry, ids (R2.19)."""

    rank: Rank
    shop_bids: tuple[Bid, ...]
    mall_coupon: Bid | None


def coupon_lanes(bill: Bill) -> None:
    """Choose the coupons, then work the lanes from shop coupon to mall coupon with them."""
    options = bill.sum_bids(bill.owed, SHOP_COUPON, note=True)
    shop_bids: tuple[Bid, ...] = ()
    if options:
        choice, gap = _search(bill, _by_shop(options))
        shop_bids = choice.shop_bids
        bill.gap += gap
        for bid in shop_bids:
            bill.record(bid, bill.grant(bill.owed, bid))
        _note_unchosen(bill, options, shop_bids)
    sum_lane(bill, MALL)
    if bill.by_lane[MALL_COUPON]:
        bids = bill.sum_bids(bill.owed, MALL_COUPON, note=True)
        chosen = _best_mall_coupon(bill, bill.owed, shop_bids, bids).mall_coupon
        if chosen:
            bill.record(chosen, bill.grant(bill.owed, chosen))
        _note_unchosen(bill, bids, (chosen,) if chosen else ())


def _by_shop(options: Sequence[Bid]) -> list[list[Bid]]:
    """Each shop's options, largest first."""
    shops: dict[str, list[Bid]] = {}
    for bid in sorted(options, key=lambda bid: (-bid.amount, bid.number)):
        shops.setdefault(bid.shop, []).append(bid)
    return [shops[shop] for shop in sorted(shops)]


def _search(bill: Bill, shops: list[list[Bid]]) -> tuple[Choice, int]:
    """The best choice, and by how much an unexplored one could still beat it."""
    total = bill.owed.total() - _ceiling(bill, bill.owed)
    saving = [0] * (len(shops) + 1)
    for level in range(len(shops) - 1, -1, -1):
        saving[level] = saving[level + 1] + shops[level][0].amount
    best = _price(bill, _without_clash(bill, tuple(options[0] for options in shops)))
    ahead: list[tuple[int, int, tuple[Bid, ...]]] = [(0, 0, ())]
    budget = BUDGET
    while ahead and budget:
        level, saved, chosen = ahead.pop()
        least = total - saved - saving[level]
        if (least, _coupons(chosen)) > best.rank[:2]:
            continue
        if level == len(shops):
            budget -= 1
            best = min(best, _price(bill, chosen), key=lambda choice: choice.rank)
            continue
        ahead.append((level + 1, saved, chosen))
        ahead.extend(
            (level + 1, saved + bid.amount, (*chosen, bid))
            for bid in reversed(shops[level])
            if _is_held(bill, bid, chosen)
        )
    least = min((total - saved - saving[level] for level, saved, _ in ahead), default=best.rank[0])
    return best, max(best.rank[0] - least, 0)


def _coupons(bids: Sequence[Bid]) -> int:
    return sum(1 for bid in bids if bid.offer.coupon)


def _is_held(bill: Bill, bid: Bid, chosen: Sequence[Bid]) -> bool:
    """Whether one more coupon of the bid's template is at hand."""
    template = bid.offer.coupon
    if not template:
        return True
    return sum(other.offer.coupon == template for other in chosen) < len(bill.held[template])


def _without_clash(bill: Bill, bids: tuple[Bid, ...]) -> tuple[Bid, ...]:
    kept: tuple[Bid, ...] = ()
    for bid in bids:
        if _is_held(bill, bid, kept):
            kept = (*kept, bid)
    return kept


def _price(bill: Bill, shop_bids: tuple[Bid, ...]) -> Choice:
    """Work the rest of the lanes with these shop coupons and the mall coupon that is best with them."""
    owed = bill.owed.copy()
    for bid in shop_bids:
        bill.grant(owed, bid)
    for bid in contest(bill.sum_bids(owed, MALL, note=False)).won:
        bill.grant(owed, bid)
    bids = bill.sum_bids(owed, MALL_COUPON, note=False)
    return _best_mall_coupon(bill, owed, _with_coupons(bill, shop_bids), bids)


def _best_mall_coupon(bill: Bill, owed: Owed, spent: tuple[Bid, ...], bids: Sequence[Bid]) -> Choice:
    """One of the mall coupons, or none, after the shop coupons already spent."""
    best = Choice(_rank(bill, due(bill, owed), spent), spent, None)
    for bid in bids:
        if not _is_held(bill, bid, spent):
            continue
        payable = _due_after(bill, owed, bid)
        if payable > best.rank[0]:
            continue
        *_, last = _with_coupons(bill, (*spent, bid))
        rank = _rank(bill, payable, (*spent, last))
        if rank < best.rank:
            best = Choice(rank, spent, last)
    return best


def _due_after(bill: Bill, owed: Owed, bid: Bid) -> int:
    if not bill.has_extras:
        return owed.total() - bid.amount
    after = owed.copy()
    bill.grant(after, bid)
    return due(bill, after)


def _with_coupons(bill: Bill, bids: Sequence[Bid]) -> tuple[Bid, ...]:
    """The bids with the held coupons they spend: of each template those that expire first."""
    pockets = {template: iter(ids) for template, ids in bill.held.items()}
    return tuple(bid.spending(next(pockets[bid.offer.coupon])) if bid.offer.coupon else bid for bid in bids)


def _rank(bill: Bill, payable: int, bids: Sequence[Bid]) -> Rank:
    spent = sorted(bid.coupon for bid in bids if bid.coupon)
    return payable, len(spent), tuple(sorted(bill.expires[coupon] for coupon in spent)), tuple(spent)


def _ceiling(bill: Bill, owed: Owed) -> int:
    """At least what the later lanes can take off this, or off anything that owes less.

    Shipping is left out: the bound takes it to be free.
    """
    won, gap = contest(_most(bill, owed, MALL))
    coupons = _most(bill, owed, MALL_COUPON)
    most = sum([bid.amount for bid in won]) + gap + max([bid.amount for bid in coupons], default=0)
    if bill.cart.points:
        most += max([_points_most(bill, owed, number) for number in bill.by_lane[POINTS]], default=0)
    return most


def _points_most(bill: Bill, owed: Owed, number: int) -> int:
    benefit = bill.moment.offers[number].benefit
    most: int = benefit.spendable(bill.cart.points, owed.spend(bill.lots[number])) * benefit.worth
    return most


def _most(bill: Bill, owed: Owed, lane: int) -> list[Bid]:
    """The most that each offer of a lane can take off what is owed or less."""
    bids: list[Bid] = []
    for number in bill.by_lane[lane]:
        offer = bill.moment.offers[number]
        lines = bill.lots[number]
        if (offer.coupon and offer.coupon not in bill.held) or (
            offer.steady and bill.unmet(owed, offer, lines)
        ):
            continue
        most = offer.benefit.most(owed.spend(lines), owed.units_in(lines))
        bids.append(Bid(offer, number, offer.shop, lines, most))
    return bids


def _note_unchosen(bill: Bill, options: Sequence[Bid], chosen: Sequence[Bid]) -> None:
    if not bill.explains:
        return
    used = {bid.number for bid in chosen}
    for bid in options:
        if bid.number in used:
            continue
        rivals = [other for other in chosen if other.shop == bid.shop or not bid.shop]
        bill.refuse(bid.number, beaten_by(bid, rivals) if rivals else Unmet("better-without", 0, bid.amount))
