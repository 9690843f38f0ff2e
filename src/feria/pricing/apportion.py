"""A reduction over several units: by largest remainder on what each still owes (R2.20).

Parts sum exactly and none exceeds its unit. Equal remainders are settled by article and price, not
by position, so neither the order of lines nor how units are spread over lines matters.
"""

from __future__ import annotations

from collections.abc import Sequence

from feria.pricing.owed import Owed, Part


def take_off(owed: Owed, groups: Sequence[int], amount: int) -> list[Part]:
    """Take ``amount`` off the units of these groups; at most what they owe."""
    return _settle(owed, _parted(owed, groups, amount))


def _parted(owed: Owed, groups: Sequence[int], amount: int) -> list[tuple[int, int]]:
    """How much comes off each unit of each group; parts groups where only some units give a cent."""
    each, count = owed.each, owed.count
    base = sum([each[group] * count[group] for group in groups])
    cuts: list[tuple[int, int]] = []
    rest: list[tuple[int, int]] = []
    left = amount
    for group in groups if base else ():
        cut, remainder = divmod(amount * each[group], base)
        left -= cut * count[group]
        cuts.append((group, cut))
        if remainder:
            rest.append((remainder, group))
    return _with_cents(owed, cuts, rest, left) if left else cuts


def _with_cents(
    owed: Owed, cuts: list[tuple[int, int]], rest: list[tuple[int, int]], left: int
) -> list[tuple[int, int]]:
    """Hand out the last cents, one a unit, largest remainder first; part a group where they run out."""
    by_group = dict(cuts)
    rest.sort(key=lambda entry: (-entry[0], *owed.standing(entry[1])))
    for _, group in rest:
        units = min(left, owed.count[group])
        cut = by_group[group]
        if units < owed.count[group]:
            group = owed.part_off(group, units)
        by_group[group] = cut + 1
        left -= units
        if not left:
            break
    return list(by_group.items())


def take_within(owed: Owed, groups: Sequence[int], amount: int, *, is_rate: bool) -> list[Part]:
    """As ``take_off``, but no unit falls below its line's floor (R2.21).

    A rate loses what a floor withholds; money off is spread over the units that still have room.
    """
    if is_rate:
        cuts = _parted(owed, groups, amount)
        return _settle(owed, [(group, min(cut, _room(owed, group))) for group, cut in cuts])
    left = min(amount, sum(_room(owed, group) * owed.count[group] for group in groups))
    full: list[tuple[int, int]] = []
    free = list(groups)
    while True:
        base = sum(owed.each[group] * owed.count[group] for group in free)
        tight = [group for group in free if left * owed.each[group] > _room(owed, group) * base]
        if not tight:
            return _settle(owed, full + _parted(owed, free, left))
        full += [(group, _room(owed, group)) for group in tight]
        left -= sum(_room(owed, group) * owed.count[group] for group in tight)
        free = [group for group in free if group not in tight]


def _room(owed: Owed, group: int) -> int:
    return max(owed.each[group] - owed.lines[owed.line_of[group]].floor, 0)


def _settle(owed: Owed, cuts: list[tuple[int, int]]) -> list[Part]:
    money: dict[int, int] = {}
    units: dict[int, int] = {}
    for group, cut in cuts:
        if not cut:
            continue
        count, line = owed.count[group], owed.line_of[group]
        owed.each[group] -= cut
        owed.line_owed[line] -= cut * count
        money[line] = money.get(line, 0) + cut * count
        units[line] = units.get(line, 0) + count
    return [Part(line, amount, units[line]) for line, amount in money.items()]
