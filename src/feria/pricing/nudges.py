"""The next things worth doing: what a little more would earn, found by pricing it (R2.18).

Every gain is the difference between two priced carts, so following a nudge yields just that:
- spend more: goods of the scope are added whose price is final (no item price or bundle of their own, though they
  count where one asks for a spend);
- buy more: further units of the cheapest fitting line of the cart;
- claim a coupon: the same cart with the coupon in the pocket.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from feria.pricing.bill import Bill
from feria.pricing.cart import MAX_QUANTITY, MAX_UNIT_PRICE, HeldCoupon
from feria.pricing.course import worked
from feria.pricing.notes import Ahead
from feria.pricing.quoted import Nudge
from feria.pricing.scope import Everything

MAX_TRIED = 4
"""Of each sort of nudge, how many of the nearest are priced."""
MAX_GIVEN = 5
"""How many nudges a quote holds."""
MAX_UNITS = 12
"""More further units than these are no nudge."""
PHANTOM = "\x00more"


class Worth(NamedTuple):
    """A nudge and what following it costs."""

    nudge: Nudge
    cost: int


def find_nudges(bill: Bill) -> tuple[Nudge, ...]:
    """The best nudges, most gain for the money first, of those that cost nothing the largest gain."""
    found = [*_claims(bill), *_spends(bill), *_units(bill)]
    found.sort(key=_order)
    return tuple(worth.nudge for worth in found[:MAX_GIVEN])


def _order(worth: Worth) -> tuple[float, int, int, str, str]:
    nudge = worth.nudge
    rate = nudge.gain / worth.cost if worth.cost else float("inf")
    return -rate, -nudge.gain, nudge.shortfall, nudge.promotion, nudge.shop


def _nearest(bill: Bill, code: str) -> list[Ahead]:
    """One for each promotion and shop, the least missing first."""
    lacks = [ahead for ahead in bill.notes.ahead if ahead.missing.code == code]
    nearest: dict[tuple[int, str], Ahead] = {}
    for lack in sorted(lacks, key=lambda one: (one.missing.shortfall, one.number, one.shop)):
        nearest.setdefault((lack.number, lack.shop), lack)
    return list(nearest.values())


def _model(bill: Bill, lack: Ahead) -> int:
    """The line of the cart whose like would be added: the cheapest of those that count."""
    lines = bill.cart.lines
    scope = lack.missing.scope
    fitting = lack.lines if scope is None else bill.lines_in(scope)
    return min(fitting, key=lambda i: (lines[i].unit_price, lines[i].sku, lines[i].id), default=-1)


def _given(bill: Bill, number: int) -> int:
    bids = [(taken.bid.number, taken.amount) for taken in bill.taken]
    if bill.shipping:
        bids.append((bill.shipping.number, bill.shipping.amount))
    return sum(amount for other, amount in bids if other == number)


def _spends(bill: Bill) -> Iterator[Worth]:
    limit = min(bill.owed.spend(bill.lines_in(Everything())), MAX_UNIT_PRICE)
    near = [lack for lack in _nearest(bill, "needs-spend") if lack.missing.shortfall <= limit]
    for lack in near[:MAX_TRIED]:
        model = _model(bill, lack)
        if model < 0:
            continue
        more = lack.missing.shortfall
        for _ in range(3):
            dearer = _with_phantom(bill, model, more)
            if _given(dearer, lack.number) > _given(bill, lack.number):
                gain = more - (dearer.due() - bill.due())
                if gain > 0:
                    yield Worth(_nudge(bill, lack, "spend-more", more, gain, model), more)
                break
            # Other lanes took something off what was added, so that a little is missing still.
            missing = [
                one.missing.shortfall
                for one in _nearest(dearer, "needs-spend")
                if (one.number, one.shop) == (lack.number, lack.shop)
            ]
            if not missing:
                break
            more += missing[0]


def _with_phantom(bill: Bill, model: int, price: int) -> Bill:
    lines = bill.cart.lines
    phantom = msgspec.structs.replace(lines[model], id=PHANTOM, quantity=1, unit_price=price, floor=0)
    cart = msgspec.structs.replace(bill.cart, lines=(*lines, phantom))
    return worked(Bill(cart, bill.moment, bill.now, seeks_nudges=True, phantom=len(lines)))


def _units(bill: Bill) -> Iterator[Worth]:
    lines = bill.cart.lines
    near = [lack for lack in _nearest(bill, "needs-quantity") if lack.missing.shortfall <= MAX_UNITS]
    for lack in near[:MAX_TRIED]:
        model = _model(bill, lack)
        if model < 0 or lines[model].quantity + lack.missing.shortfall > MAX_QUANTITY:
            continue
        units = lack.missing.shortfall
        line = msgspec.structs.replace(lines[model], quantity=lines[model].quantity + units)
        cart = msgspec.structs.replace(bill.cart, lines=(*lines[:model], line, *lines[model + 1 :]))
        fuller = worked(Bill(cart, bill.moment, bill.now, seeks_nudges=False, explains=False))
        cost = line.unit_price * units
        gain = cost - (fuller.due() - bill.due())
        if gain > 0 and _given(fuller, lack.number) > _given(bill, lack.number):
            yield Worth(_nudge(bill, lack, "buy-more", units, gain, model), cost)


def _claims(bill: Bill) -> Iterator[Worth]:
    offers = bill.offers
    wanted = [number for number, why in bill.notes.refused.items() if why.code == "needs-coupon"]
    likely = {number: bill.most(number) for number in wanted}
    for number in sorted(wanted, key=lambda number: (-likely[number], number))[: 2 * MAX_TRIED]:
        template = offers[number].coupon
        pocket = (*bill.cart.coupons, HeldCoupon(id=PHANTOM, template=template))
        cart = msgspec.structs.replace(bill.cart, coupons=pocket)
        cheaper = worked(Bill(cart, bill.moment, bill.now, seeks_nudges=False, explains=False))
        gain = bill.due() - cheaper.due()
        if gain > 0 and _given(cheaper, number):
            lack = Ahead(number, offers[number].shop, bill.lots[number], bill.notes.refused[number])
            yield Worth(_nudge(bill, lack, "claim-coupon", 1, gain, -1), 0)


def _nudge(bill: Bill, lack: Ahead, code: str, shortfall: int, gain: int, model: int) -> Nudge:
    promotion = bill.offers[lack.number].promotion
    return Nudge(
        promotion=promotion.id,
        name=promotion.name,
        names=promotion.names,
        code=code,
        shortfall=shortfall,
        gain=gain,
        scope=lack.missing.scope or promotion.scope,
        shop=lack.shop,
        line=bill.cart.lines[model].id if model >= 0 else "",
    )
