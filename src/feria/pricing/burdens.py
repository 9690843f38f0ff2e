"""What a funder gets back: the part of a reduction that lapses with the goods it was for.

Every cent of a line's reduction belongs to one funder. As units come back, cents go back in proportion
to what each funder bore, by a divisor method: so no funder ever owes a cent again that he got
back, and with the last unit each has got back all he bore.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from feria.pricing.quoted import Adjustment, Quote

Burdens: TypeAlias = dict[str, int]
"""By funder, how much of the reductions (positive)."""


def total_burdens(quote: Quote) -> Burdens:
    """What each funder bears of the whole order."""
    burdens: Burdens = {}
    for adjustment in quote.adjustments:
        for share in adjustment.funders:
            burdens[share.who] = burdens.get(share.who, 0) - share.amount
    return burdens


def burdens_by_line(quote: Quote) -> dict[str, Burdens]:
    """What each funder bears of each line; "" is shipping. Sums by line and by funder are exact."""
    lines: dict[str, Burdens] = {}
    for adjustment in quote.adjustments:
        for line, burdens in _of_one(adjustment).items():
            known = lines.setdefault(line, {})
            for who, amount in burdens.items():
                known[who] = known.get(who, 0) + amount
    return lines


def _of_one(adjustment: Adjustment) -> Mapping[str, Burdens]:
    """One funder after the other takes his part of what the others before him left, line by line."""
    left = {share.line: -share.amount for share in adjustment.shares}
    lines: dict[str, Burdens] = {line: {} for line in left}
    *others, last = adjustment.funders
    for funder in others:
        whole, done, given = sum(left.values()), 0, 0
        for line in left:
            done += left[line]
            upto = -funder.amount * done // whole if whole else 0
            lines[line][funder.who] = lines[line].get(funder.who, 0) + upto - given
            left[line] -= upto - given
            given = upto
    for line, rest in left.items():
        lines[line][last.who] = lines[line].get(last.who, 0) + rest
    return lines


def lapsed(burdens: Burdens, amount: int) -> Burdens:
    """How a part of what these funders bear is theirs: the more has lapsed, the more each gets (Webster).

    >>> lapsed({"mall": 2, "shop": 1}, 2), lapsed({"mall": 2, "shop": 1}, 3)
    ({'mall': 1, 'shop': 1}, {'mall': 2, 'shop': 1})
    """
    whole = sum(burdens.values())
    if not whole:
        return dict.fromkeys(burdens, 0)
    parts = {who: (2 * amount * share + whole) // (2 * whole) for who, share in burdens.items()}
    while (over := sum(parts.values()) - amount) > 0:
        who = min(
            (who for who in parts if parts[who]), key=lambda who: (burdens[who] / (2 * parts[who] - 1), who)
        )
        parts[who] -= 1
    while over < 0:
        who = max(parts, key=lambda who: (burdens[who] / (2 * parts[who] + 1), who))
        parts[who] += 1
        over += 1
    return parts
