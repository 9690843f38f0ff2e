"""From a worked bill to the Quote that explains it."""

from __future__ import annotations

from feria.pricing.bill import Bill
from feria.pricing.quoted import Adjustment, Nudge, Quote, QuotedLine, Refusal, Share, Step, UnitGroup


def write_quote(bill: Bill, nudges: tuple[Nudge, ...] = ()) -> Quote:
    """The bill as a frozen value."""
    owed = bill.owed
    adjustments, steps = _adjustments(bill)
    lines: list[QuotedLine] = []
    listed = 0
    for index, line in enumerate(bill.cart.lines):
        whole = line.unit_price * line.quantity
        listed += whole
        lines.append(
            QuotedLine(
                id=line.id,
                sku=line.sku,
                quantity=line.quantity,
                unit_price=line.unit_price,
                listed=whole,
                payable=owed.line_owed[index],
                steps=tuple(steps.get(index, ())),
                units=_units(bill, index),
            )
        )
    payable = owed.total()
    return Quote(
        currency=bill.cart.currency,
        at=bill.now,
        lines=tuple(lines),
        listed=listed,
        reduction=listed - payable,
        payable=payable,
        adjustments=tuple(adjustments),
        refusals=_refusals(bill),
        nudges=nudges,
        proven=not bill.gap,
        gap=bill.gap,
        coupons=tuple([taken.bid.coupon for taken in bill.taken if taken.bid.coupon]),
    )


def _adjustments(bill: Bill) -> tuple[list[Adjustment], dict[int, list[Step]]]:
    """One adjustment for each granted bid, and its trace on every line it touched."""
    lines = bill.cart.lines
    adjustments: list[Adjustment] = []
    steps: dict[int, list[Step]] = {}
    for bid, amount, parts in bill.taken:
        promotion = bid.offer.promotion
        name, names, lane = promotion.name, promotion.names, promotion.lane
        shares: list[Share] = []
        for (line, off, units), after in parts:
            shares.append(Share(line=lines[line].id, amount=-off, quantity=units))
            step = Step(
                promotion=promotion.id,
                name=name,
                names=names,
                lane=lane,
                before=after + off,
                after=after,
                quantity=units,
            )
            if line in steps:
                steps[line].append(step)
            else:
                steps[line] = [step]
        adjustments.append(
            Adjustment(
                promotion=promotion.id,
                name=name,
                names=names,
                lane=lane,
                amount=-amount,
                shares=tuple(shares),
                funders=bid.offer.funded(amount),
                shop=bid.shop,
                coupon=bid.coupon,
            )
        )
    return adjustments, steps


def _units(bill: Bill, line: int) -> tuple[UnitGroup, ...]:
    """The line's units by what each ends at, dearest first."""
    owed = bill.owed
    more = owed.more.get(line)
    if not more:
        return (UnitGroup(quantity=owed.count[line], payable=owed.each[line]),)
    counts: dict[int, int] = {}
    for group in (line, *more):
        counts[owed.each[group]] = counts.get(owed.each[group], 0) + owed.count[group]
    return tuple(
        UnitGroup(quantity=counts[price], payable=price)
        for price in sorted(counts, reverse=True)
        if counts[price]
    )


def _refusals(bill: Bill) -> tuple[Refusal, ...]:
    """Every promotion that did not apply, in lane order, each with its reason."""
    moment = bill.moment
    refusals: list[Refusal | None] = list(moment.standing)
    for number in bill.lots:
        refusals[moment.place[number]] = None
    won = {taken.bid.number for taken in bill.taken}
    for number, why in bill.refused.items():
        if number not in won:
            refusals[moment.place[number]] = moment.offers[number].refusal(why)
    return tuple([refusal for refusal in refusals if refusal is not None])
