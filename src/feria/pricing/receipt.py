"""From a worked bill to the Quote that explains it."""

from __future__ import annotations

from feria.pricing.bill import Bill
from feria.pricing.cart import Floors
from feria.pricing.offer import Bid
from feria.pricing.owed import Owed
from feria.pricing.quoted import (
    Adjustment,
    BelowFloor,
    Forgone,
    Nudge,
    Quote,
    QuotedLine,
    Refusal,
    Share,
    Step,
    UnitGroup,
)


def write_quote(bill: Bill, nudges: tuple[Nudge, ...] = (), forgone: tuple[Forgone, ...] = ()) -> Quote:
    """The bill as a frozen value."""
    owed, more = bill.owed, bill.owed.more
    steps: list[list[Step]] = [[] for _ in bill.cart.lines]
    adjustments = _adjustments(bill, steps)
    lines: list[QuotedLine] = []
    listed = 0
    for index, line in enumerate(bill.cart.lines):
        price, quantity = line.unit_price, line.quantity
        whole = price * quantity
        listed += whole
        payable = owed.line_owed[index]
        units = _units(owed, index) if index in more else (UnitGroup(quantity, owed.each[index]),)
        lines.append(
            QuotedLine(line.id, line.sku, quantity, price, whole, payable, tuple(steps[index]), units)
        )
    goods = owed.total()
    shipping = bill.shipping_due()
    gap = bill.gap_below(goods + shipping)
    return Quote(
        currency=bill.cart.currency,
        at=bill.now,
        lines=tuple(lines),
        listed=listed,
        reduction=listed - goods,
        payable=goods + shipping,
        adjustments=tuple(adjustments),
        refusals=_refusals(bill),
        nudges=nudges,
        shipping=shipping,
        proven=not gap,
        gap=gap,
        coupons=tuple([taken.bid.coupon for taken in bill.taken if taken.bid.coupon]),
        points=bill.points,
        grants=tuple(bill.granted.values()),
        forgone=forgone,
        below_floor=_below_floor(bill, lines) if bill.cart.floors is Floors.WARN else (),
    )


def _below_floor(bill: Bill, lines: list[QuotedLine]) -> tuple[BelowFloor, ...]:
    """The units that ended below their floor, though they were listed at it or above."""
    return tuple(
        [
            BelowFloor(line.id, line.floor, group.payable, group.quantity)
            for line, priced in zip(bill.cart.lines, lines, strict=True)
            for group in priced.units
            if group.payable < min(line.floor, line.unit_price)
        ]
    )


def _adjustments(bill: Bill, steps: list[list[Step]]) -> list[Adjustment]:
    """One adjustment for each granted bid; its trace goes to the lines it touched."""
    lines = bill.cart.lines
    adjustments: list[Adjustment] = []
    for taken in bill.taken:
        bid, amount = taken.bid, taken.amount
        promotion = bid.offer.promotion
        key, name, names, lane = promotion.id, promotion.name, promotion.names, promotion.lane
        shares: list[Share] = []
        for line, off, units, after in taken.parts:
            shares.append(Share(lines[line].id, -off, units))
            steps[line].append(Step(key, name, lane, after + off, after, units, names))
        funders = bid.offer.funded(amount)
        adjustments.append(
            Adjustment(
                key, name, lane, -amount, tuple(shares), funders, names, bid.shop, bid.coupon, promotion.proof
            )
        )
    if bill.shipping:
        adjustments.append(_shipping(bill.shipping))
    return adjustments


def _shipping(bid: Bid) -> Adjustment:
    """What comes off the shipping fee."""
    promotion, amount = bid.offer.promotion, bid.amount
    shares = (Share("", -amount, 1),)
    return Adjustment(
        promotion.id,
        promotion.name,
        promotion.lane,
        -amount,
        shares,
        bid.offer.funded(amount),
        promotion.names,
        bid.shop,
    )


def _units(owed: Owed, line: int) -> tuple[UnitGroup, ...]:
    """The units of a line that was parted, by what each ends at, dearest first."""
    counts: dict[int, int] = {}
    for group in (line, *owed.more[line]):
        price = owed.each[group]
        counts[price] = counts.get(price, 0) + owed.count[group]
    return tuple([UnitGroup(counts[price], price) for price in sorted(counts, reverse=True) if counts[price]])


def _refusals(bill: Bill) -> tuple[Refusal, ...]:
    """Every promotion that did not apply, in lane order, each with its reason.

    Those that no line matches stand ready in the moment, and are copied by the stretch.
    """
    moment = bill.moment
    matched = set(bill.lots).union(*bill.items)
    won = {taken.bid.number for taken in bill.taken} | bill.granted.keys()
    refused = {number: why for number, why in bill.refused.items() if number not in won}
    refusals: list[Refusal] = []
    start = 0
    for number in sorted(matched | refused.keys()):
        place = moment.place[number]
        refusals += moment.standing[start:place]
        if number in refused:
            refusals.append(moment.offers[number].refusal(refused[number]))
        start = place + 1
    refusals += moment.standing[start:]
    return tuple(refusals)
