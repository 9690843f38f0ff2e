"""A reduction over several units: by largest remainder on what each still owes (R2.20).

Parts sum exactly and none exceeds its unit. Equal remainders are settled by price and article, not
by position, so neither the order of lines nor how units are spread over lines matters.
"""

from __future__ import annotations

from feria.pricing.owed import Owed, Part


def take_off(owed: Owed, groups: list[int], amount: int) -> list[Part]:
    """Take ``amount`` off the units of these groups; at most what they owe."""
    groups, cuts = _cuts(owed, groups, amount)
    return _settle(owed, groups, cuts)


def take_within(owed: Owed, groups: list[int], amount: int, *, is_rate: bool) -> list[Part]:
    """As ``take_off``, but no unit falls below its line's floor (R2.21).

    A rate loses what a floor withholds; money off is spread over the units that still have room.
    """
    if is_rate:
        groups, cuts = _cuts(owed, groups, amount)
        return _settle(
            owed, groups, [min(cut, owed.room(group)) for group, cut in zip(groups, cuts, strict=True)]
        )
    left = min(amount, sum([owed.room(group) * owed.count[group] for group in groups]))
    full: list[int] = []
    free = groups[:]
    while True:
        base = sum([owed.each[group] * owed.count[group] for group in free])
        tight = [group for group in free if left * owed.each[group] > owed.room(group) * base]
        if not tight:
            groups, cuts = _cuts(owed, free, left)
            return _settle(owed, [*full, *groups], [*[owed.room(group) for group in full], *cuts])
        full += tight
        left -= sum([owed.room(group) * owed.count[group] for group in tight])
        free = [group for group in free if group not in tight]


def take_unless_below(owed: Owed, groups: list[int], amount: int) -> list[Part]:
    """As ``take_off``, but nothing at all if a unit would fall below its line's floor."""
    groups, cuts = _cuts(owed, groups, amount)
    for place, group in enumerate(groups):
        if cuts[place] > owed.room(group):
            return []
    return _settle(owed, groups, cuts)


def _cuts(owed: Owed, groups: list[int], amount: int) -> tuple[list[int], list[int]]:
    """How much comes off each unit of each group; parts a group where only some units give a cent."""
    each, count = owed.each, owed.count
    base = 0
    for group in groups:
        base += each[group] * count[group]
    if not base:
        return [], []
    cuts: list[int] = []
    rests: list[int] = []
    left = amount
    for group in groups:
        share = amount * each[group]
        cut = share // base
        cuts.append(cut)
        rests.append(share - cut * base)
        left -= cut * count[group]
    if left:
        return _last_cents(owed, groups, cuts, rests, left)
    return groups, cuts


def _last_cents(
    owed: Owed, groups: list[int], cuts: list[int], rests: list[int], left: int
) -> tuple[list[int], list[int]]:
    """The cents left over, one a unit, largest remainder first."""
    count, end = owed.count, len(groups)
    order = list(range(end))
    order.sort(key=rests.__getitem__, reverse=True)
    start = 0
    while start < end:
        rest = rests[order[start]]
        wanted = count[groups[order[start]]]
        stop = start + 1
        while stop < end and rests[order[stop]] == rest:
            wanted += count[groups[order[stop]]]
            stop += 1
        if wanted > left and stop > start + 1:
            order[start:stop] = _by_price_and_article(owed, groups, order[start:stop])
        for at in range(start, stop):
            place = order[at]
            group = groups[place]
            if count[group] > left:
                return [*groups, owed.part_off(group, left)], [*cuts, cuts[place] + 1]
            cuts[place] += 1
            left -= count[group]
            if not left:
                return groups, cuts
        start = stop
    return groups, cuts


def _by_price_and_article(owed: Owed, groups: list[int], places: list[int]) -> list[int]:
    """These places, the dearest units first, equal ones by article."""
    each, line_of, rank = owed.each, owed.line_of, owed.goods.rank
    order = sorted([(-each[groups[place]], rank[line_of[groups[place]]], place) for place in places])
    return [entry[2] for entry in order]


def _settle(owed: Owed, groups: list[int], cuts: list[int]) -> list[Part]:
    each, count, line_of, line_owed, more = owed.each, owed.count, owed.line_of, owed.line_owed, owed.more
    is_parted = owed.is_parted()
    parts: list[Part] = []
    parted: dict[int, int] = {}
    for place, group in enumerate(groups):
        cut = cuts[place]
        if not cut:
            continue
        units, line = count[group], line_of[group]
        off = cut * units
        each[group] -= cut
        line_owed[line] -= off
        if is_parted and more[line]:
            known = parted.get(line, -1)
            if known >= 0:
                _, others_off, others = parts[known]
                parts[known] = (line, others_off + off, others + units)
                continue
            parted[line] = len(parts)
        parts.append((line, off, units))
    return parts
