"""What each engine should arrive at, by its own rules: plain arithmetic, apart from every engine.

The engines do not mean the same by the same offer. Each function here says one meaning in a few lines,
for the offers that it is given; what is due comes in cents. An engine that arrives elsewhere is shown
with the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from bench.rivals.workload import Line, Offer, Workload

MULTIBUY, PERCENT, THRESHOLD, COUPON = "multibuy", "percent", "threshold", "coupon"


def listed(lines: list[Line]) -> int:
    return sum(line.price * line.quantity for line in lines)


def in_scope(workload: Workload, offer: Offer) -> list[Line]:
    return [line for line in workload.lines if offer.holds(line)]


def units_of(lines: list[Line]) -> list[tuple[str, int]]:
    """Each unit by itself, as category and price."""
    return [(line.category, line.price) for line in lines for _ in range(line.quantity)]


def rounded(amount: Fraction | Decimal) -> int:
    """To whole cents, halves up."""
    return (
        int(amount + Fraction(1, 2))
        if isinstance(amount, Fraction)
        else int(amount.quantize(Decimal(1), ROUND_HALF_UP))
    )


def each_unit_once(workload: Workload) -> int:
    """Offers in turn; a unit that served one serves no other. Multibuys take the cheapest units, once."""
    free = units_of(workload.lines)
    off = 0
    for offer in workload.offers:
        units = [unit for unit in free if offer.everywhere or unit[0] == offer.category]
        total = sum([price for _, price in units])
        if offer.kind == MULTIBUY:
            units = sorted(units, key=lambda unit: unit[1])[: offer.need]
            cut = units[0][1] if len(units) == offer.need else 0
        elif offer.kind == THRESHOLD:
            cut = min(offer.off, total) if total >= offer.need else 0
        else:
            cut = total * offer.need // 100
        if cut:
            off += cut
            for unit in units:
                free.remove(unit)
    return listed(workload.lines) - off


def from_listed_prices(workload: Workload) -> int:
    """django-oscar, offers that do not exclude each other: each takes its reduction from the listed prices."""
    due = listed(workload.lines)
    for offer in workload.offers:
        lines = in_scope(workload, offer)
        if offer.kind == MULTIBUY:
            enough = sum(line.quantity for line in lines) >= offer.need
            due -= min(line.price for line in lines) if enough else 0
        elif offer.kind == THRESHOLD:
            due -= offer.off if listed(lines) >= offer.need else 0
        else:
            due -= listed(lines) * offer.need // 100
    return due


def groups_and_shares(workload: Workload) -> int:
    """pretix: as `each_unit_once`, but a multibuy repeats, a sum off is told as a share, a unit's price is rounded."""
    free = units_of(workload.lines)
    due = 0
    for offer in workload.offers:
        units = sorted((u for u in free if offer.everywhere or u[0] == offer.category), key=lambda u: u[1])
        if offer.kind == MULTIBUY:
            groups = len(units) // offer.need
            units = units[: groups * offer.need]
            due += sum(price for _, price in units[groups:])
        else:
            if offer.kind == THRESHOLD and sum(price for _, price in units) < offer.need:
                continue
            per_cent = Decimal(offer.need)
            if offer.kind == THRESHOLD:
                per_cent = (Decimal(offer.off) * 100 / offer.need).quantize(Decimal("0.01"))
            due += sum(rounded(price * (100 - per_cent) / 100) for _, price in units)
        for unit in units:
            free.remove(unit)
    return due + sum(price for _, price in free)


def lines_then_order(workload: Workload) -> int:
    """Vendure: multibuys and shares from listed prices, line by line; then the order's offers, each on what is left."""
    due = listed(workload.lines)
    for offer in workload.offers:
        lines = in_scope(workload, offer)
        if offer.kind == MULTIBUY and sum(line.quantity for line in lines) >= offer.need:
            due -= min(line.price for line in lines)
        elif offer.kind == PERCENT:
            due -= sum(rounded(Fraction(line.price * line.quantity * offer.need, 100)) for line in lines)
    for offer in workload.offers:
        if offer.kind == THRESHOLD and due >= offer.need:
            due -= offer.off
        elif offer.kind == COUPON:
            due -= rounded(Fraction(due * offer.need, 100))
    return due


def largest_value_first(workload: Workload) -> int:
    """Medusa: multibuys on the dearest line, then by the number in the offer, each on what is left.

    Thresholds look at the listed sum. Fractions of a cent stay; here the total is rounded.
    """
    left = {line: Fraction(line.price * line.quantity) for line in workload.lines}

    def value(offer: Offer) -> Fraction:
        return Fraction(offer.off, 100) if offer.kind == THRESHOLD else Fraction(offer.need)

    for offer in workload.offers:
        lines = in_scope(workload, offer)
        if offer.kind == MULTIBUY and sum(line.quantity for line in lines) >= offer.need:
            dearest = max(lines, key=lambda line: line.price * line.quantity)
            left[dearest] -= dearest.price
    for offer in sorted(workload.offers, key=value, reverse=True):
        lines = in_scope(workload, offer)
        total = sum((left[line] for line in lines), Fraction(0))
        if offer.kind == THRESHOLD and listed(workload.lines) >= offer.need:
            share = Fraction(offer.off) / total
        elif offer.kind in (PERCENT, COUPON):
            share = Fraction(offer.need, 100)
        else:
            continue
        for line in lines:
            left[line] -= left[line] * share
    return rounded(sum(left.values(), Fraction(0)))


def lane_by_lane(workload: Workload) -> int:
    """Ours: the best share for each article, then multibuys, thresholds of the shop, of the mall, then the coupon."""
    best = {
        line: max((o.need for o in workload.offers if o.kind == PERCENT and o.holds(line)), default=0)
        for line in workload.lines
    }
    prices = [
        line._replace(price=line.price - rounded(Fraction(line.price * best[line], 100)))
        for line in workload.lines
    ]
    due = {line.category: 0 for line in prices}
    for line in prices:
        due[line.category] += line.price * line.quantity
    for offer in workload.offers:
        if offer.kind == MULTIBUY:
            due[offer.category] = due.get(offer.category, 0) - second_dearest(offer, prices)
    for offer in workload.offers:
        if offer.kind == THRESHOLD and due.get(offer.category, 0) >= offer.need:
            due[offer.category] -= offer.off
    left = sum(due.values())
    left -= max(
        (o.off for o in workload.offers if o.kind == THRESHOLD and o.everywhere and left >= o.need), default=0
    )
    return left - sum(rounded(Fraction(left * o.need, 100)) for o in workload.offers if o.kind == COUPON)


def second_dearest(offer: Offer, lines: list[Line]) -> int:
    """What a multibuy over one group takes off: the cheapest of its dearest units."""
    prices = sorted(
        (price for category, price in units_of(lines) if category == offer.category), reverse=True
    )
    return prices[offer.need - 1] if len(prices) >= offer.need else 0


def best_set_of_lines(workload: Workload) -> int:
    """Ours, competing: multibuys first; then, of the offers left, the set on distinct lines that takes most off."""
    due = {line.category: 0 for line in workload.lines}
    for line in workload.lines:
        due[line.category] += line.price * line.quantity
    for offer in workload.offers:
        if offer.kind == MULTIBUY and offer.category in due:
            due[offer.category] -= second_dearest(offer, workload.lines)
    apart = sum(max(bids(workload, due, category), default=0) for category in due)
    return sum(due.values()) - max(apart, *bids(workload, due, "*"), 0)


def bids(workload: Workload, due: dict[str, int], category: str) -> list[int]:
    """What each offer on that category (or on everything) would take off."""
    total = sum(due.values()) if category == "*" else due[category]
    return [
        (offer.off if total >= offer.need else 0)
        if offer.kind == THRESHOLD
        else rounded(Fraction(total * offer.need, 100))
        for offer in workload.offers
        if offer.kind != MULTIBUY and offer.category == category
    ]


Expected = Callable[[Workload], int]
