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
    steps: list[list[Step]] = [[] for _ in bill.goods.ids]
    adjustments = _adjustments(bill, steps)
    lines = _lines(bill, steps)
    listed = 0
    for line in lines:
        listed += line.listed
    goods = bill.owed.total()
    shipping = bill.shipping_due()
    gap = bill.gap_below(goods + shipping)
    return Quote(
        bill.cart.currency,
        bill.now,
        tuple(lines),
        listed,
        listed - goods,
        goods + shipping,
        tuple(adjustments),
        _refusals(bill),
        nudges,
        shipping,
        not gap,
        gap,
        tuple([taken.bid.coupon for taken in bill.taken if taken.bid.coupon]),
        bill.points,
        tuple(bill.granted.values()),
        _below_floor(bill, lines) if bill.goods.has_floors and bill.cart.floors is Floors.WARN else (),
        forgone,
    )


def _lines(bill: Bill, steps: list[list[Step]]) -> list[QuotedLine]:
    goods, owed = bill.goods, bill.owed
    wares, prices, quantities, each, more = goods.wares, goods.prices, goods.units, owed.each, owed.more
    lines: list[QuotedLine] = []
    for index, name in enumerate(goods.ids):
        price, quantity = prices[index], quantities[index]
        units = _units(owed, index) if more[index] else (UnitGroup(quantity, each[index]),)
        whole, payable = price * quantity, owed.line_owed[index]
        lines.append(
            QuotedLine(name, wares[index][0], quantity, price, whole, payable, tuple(steps[index]), units)
        )
    return lines


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
    ids, prices, quantities = bill.goods.ids, bill.goods.prices, bill.goods.units
    owes = [price * quantities[line] for line, price in enumerate(prices)]
    share, step = Share, Step  # looked up once: a quote has dozens of them
    adjustments: list[Adjustment] = []
    for taken in bill.taken:
        bid, amount = taken.bid, taken.amount
        offer = bid.offer
        key, name, names, lane = offer.id, offer.name, offer.names, offer.lane
        shares: list[Share] = []
        for line, off, units in taken.parts:
            before = owes[line]
            owes[line] = after = before - off
            shares.append(share(ids[line], -off, units))
            steps[line].append(step(key, name, lane, before, after, units, names))
        adjustments.append(
            Adjustment(
                key,
                name,
                lane,
                -amount,
                tuple(shares),
                offer.funded(amount),
                names,
                bid.shop,
                bid.coupon,
                offer.proof,
            )
        )
    if bill.shipping:
        adjustments.append(_shipping(bill.shipping))
    return adjustments


def _shipping(bid: Bid) -> Adjustment:
    """What comes off the shipping fee."""
    offer, amount = bid.offer, bid.amount
    shares = (Share("", -amount, 1),)
    return Adjustment(
        offer.id, offer.name, offer.lane, -amount, shares, offer.funded(amount), offer.names, bid.shop
    )


def _units(owed: Owed, line: int) -> tuple[UnitGroup, ...]:
    """The units of a line that was parted, by what each ends at, dearest first."""
    each, count = owed.each, owed.count
    prices: list[int] = []
    units: list[int] = []
    for group in (line, *owed.more[line]):
        if not count[group]:
            continue
        price, place = each[group], 0
        while place < len(prices) and prices[place] > price:
            place += 1
        if place < len(prices) and prices[place] == price:
            units[place] += count[group]
        else:
            prices.insert(place, price)
            units.insert(place, count[group])
    return tuple([UnitGroup(units[place], price) for place, price in enumerate(prices)])


def _refusals(bill: Bill) -> tuple[Refusal, ...]:
    """Every promotion that did not apply, in lane order, each with its reason.

    Those of promotions that no line matches stand ready in the moment. Of those that matched, the last
    first, each is replaced by its own, or left out.
    """
    moment, refused, granted = bill.moment, bill.notes.refused, bill.granted
    matched = set(bill.lots)
    for offers in set(bill.items):
        matched.update(offers.numbers)
    won = {taken.bid.number for taken in bill.taken}
    refusals = moment.standing[:]
    for number in sorted(matched, reverse=True):
        why = None if number in won or number in granted else refused.get(number)
        if why is None:
            del refusals[moment.place[number]]
        else:
            refusals[moment.place[number]] = moment.offers[number].refusal(why)
    return tuple(refusals)
