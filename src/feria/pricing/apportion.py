"""A reduction over several units: by largest remainder on what each still owes (R2.20).

Parts sum exactly and none exceeds its unit. Equal remainders are settled by price and article, not
by position, so neither the order of lines nor how units are spread over lines matters.
"""

from __future__ import annotations

from collections.abc import Sequence

from feria.pricing.owed import Owed, Part


def take_off(owed: Owed, groups: Sequence[int], amount: int) -> list[Part]:
    """Take ``amount`` off the units of these groups; at most what they owe."""
    groups, cuts = _cuts(owed, groups, amount)
    return _settle(owed, groups, cuts)


def take_within(owed: Owed, groups: Sequence[int], amount: int, *, is_rate: bool) -> list[Part]:
    """As ``take_off``, but no unit falls below its line's floor (R2.21).

    A rate loses what a floor withholds; money off is spread over the units that still have room.
    """
    if is_rate:
        groups, cuts = _cuts(owed, groups, amount)
        return _settle(
            owed, groups, [min(cut, _room(owed, group)) for group, cut in zip(groups, cuts, strict=True)]
        )
    left = min(amount, sum(_room(owed, group) * owed.count[group] for group in groups))
    full: list[int] = []
    free = list(groups)
    while True:
        base = sum(owed.each[group] * owed.count[group] for group in free)
        tight = [group for group in free if left * owed.each[group] > _room(owed, group) * base]
        if not tight:
            groups, cuts = _cuts(owed, free, left)
            return _settle(owed, [*full, *groups], [*(_room(owed, group) for group in full), *cuts])
        full += tight
        left -= sum(_room(owed, group) * owed.count[group] for group in tight)
        free = [group for group in free if group not in tight]


def take_unless_below(owed: Owed, groups: Sequence[int], amount: int) -> list[Part]:
    """As ``take_off``, but nothing at all if a unit would fall below its line's floor."""
    groups, cuts = _cuts(owed, groups, amount)
    if any(cut > _room(owed, group) for group, cut in zip(groups, cuts, strict=True)):
        return []
    return _settle(owed, groups, cuts)


def _room(owed: Owed, group: int) -> int:
    return max(owed.each[group] - owed.lines[owed.line_of[group]].floor, 0)


def _cuts(owed: Owed, groups: Sequence[int], amount: int) -> tuple[Sequence[int], list[int]]:
    """How much comes off each unit of each group; parts a group where only some units give a cent."""
    each, count = owed.each, owed.count
    base = 0
    for group in groups:
        base += each[group] * count[group]
    if not base:
        return (), []
    cuts: list[int] = []
    left = amount
    for group in groups:
        cut = amount * each[group] // base
        cuts.append(cut)
        left -= cut * count[group]
    if not left:
        return groups, cuts
    line_of, rank = owed.line_of, owed.rank
    by_remainder = [
        (-(amount * each[group] % base), -each[group], rank[line_of[group]], place)
        for place, group in enumerate(groups)
    ]
    by_remainder.sort()
    # The last cents, one a unit, largest remainder first.
    for _, _, _, place in by_remainder:
        group = groups[place]
        if count[group] > left:
            new = owed.part_off(group, left)
            return [*groups, new], [*cuts, cuts[place] + 1]
        cuts[place] += 1
        left -= count[group]
        if not left:
            break
    return groups, cuts


def _settle(owed: Owed, groups: Sequence[int], cuts: Sequence[int]) -> list[Part]:
    each, count, line_of, line_owed, more = owed.each, owed.count, owed.line_of, owed.line_owed, owed.more
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
        if line in more:
            known = parted.setdefault(line, len(parts))
            if known < len(parts):
                _, others_off, others, _ = parts[known]
                parts[known] = (line, others_off + off, others + units, line_owed[line])
                continue
        parts.append((line, off, units, line_owed[line]))
    return parts
