"""What every unit of a cart still owes while the lanes are worked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from feria.pricing.cart import Line
from feria.pricing.facts import Lot


class Part(NamedTuple):
    """A line's part of a reduction: so much money, over so many units."""

    line: int
    amount: int
    units: int


class Owed:
    """Units in groups: those of one line that owe the same each.

    Group ``n`` starts as line ``n``; when a cent or a bundle parts a line's units, further groups
    are appended. ``line_owed`` is the sum of a line's groups.
    """

    __slots__ = ("count", "each", "line_of", "line_owed", "lines", "more", "units")

    def __init__(self, lines: Sequence[Line], each: list[int], count: list[int]) -> None:
        self.lines = lines
        self.each = each
        self.count = count
        self.line_of = list(range(len(lines)))
        self.line_owed = [price * units for price, units in zip(each, count, strict=True)]
        self.units = tuple(count)
        self.more: dict[int, tuple[int, ...]] = {}

    def copy(self) -> Owed:
        """The same state, to be changed apart."""
        twin = Owed.__new__(Owed)
        twin.lines = self.lines
        twin.each = self.each[:]
        twin.count = self.count[:]
        twin.line_of = self.line_of[:]
        twin.line_owed = self.line_owed[:]
        twin.units = self.units
        twin.more = self.more.copy()
        return twin

    def lot(self, lines: Iterable[int]) -> Lot:
        """What these lines come to."""
        return Lot(sum(map(self.line_owed.__getitem__, lines)), sum(map(self.units.__getitem__, lines)))

    def spend(self, lines: Iterable[int]) -> int:
        """What these lines owe."""
        return sum(map(self.line_owed.__getitem__, lines))

    def total(self) -> int:
        """What the whole cart owes."""
        return sum(self.line_owed)

    def groups(self, lines: Sequence[int]) -> Sequence[int]:
        """The groups of these lines."""
        if not self.more:
            return lines
        found = list(lines)
        for line in lines:
            found.extend(self.more.get(line, ()))
        return found

    def part_off(self, group: int, units: int) -> int:
        """Part so many units off a group into a group of their own; returns the new one."""
        line, new = self.line_of[group], len(self.each)
        self.each.append(self.each[group])
        self.count.append(units)
        self.count[group] -= units
        self.line_of.append(line)
        self.more[line] = (*self.more.get(line, ()), new)
        return new

    def runs(self, lines: Sequence[int]) -> list[int]:
        """The groups of these lines, dearest units first; equal ones in an order of their own."""
        return sorted(self.groups(lines), key=self.standing)

    def standing(self, group: int) -> tuple[int, str, str, str]:
        """Dearest first; among equals by article, so that the order of lines never matters."""
        line = self.lines[self.line_of[group]]
        return (-self.each[group], line.sku, line.shop, line.id)
