"""What every unit of a cart still owes while the lanes are worked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from feria.pricing.cart import Line

Part: TypeAlias = tuple[int, int, int]
"""A line's part of a reduction: the line, so much money, over so many units."""


class Owed:
    """Units in groups: those of one line that owe the same each.

    Group ``n`` starts as line ``n``; when a cent or a bundle parts a line's units, further groups
    are appended and listed in ``more``. ``line_owed`` is the sum of a line's groups; ``places`` is the
    ``rank``, once somebody asked for it; ``granted`` names the promotions granted so far that exclude others.
    """

    __slots__ = ("count", "each", "granted", "line_of", "line_owed", "lines", "more", "places", "units")

    def __init__(self, lines: Sequence[Line], each: list[int], units: list[int]) -> None:
        self.lines = lines
        self.each = each
        self.units = units
        self.count = units[:]
        self.line_of = list(range(len(each)))
        self.line_owed = [price * count for price, count in zip(each, units, strict=True)]
        self.more: dict[int, tuple[int, ...]] = {}
        self.places: list[int] = []
        self.granted: frozenset[str] = frozenset()

    def copy(self) -> Owed:
        """The same state, to be changed apart."""
        twin = Owed.__new__(Owed)
        twin.lines = self.lines
        twin.units = self.units
        twin.places = self.places
        twin.granted = self.granted
        twin.each = self.each[:]
        twin.count = self.count[:]
        twin.line_of = self.line_of[:]
        twin.line_owed = self.line_owed[:]
        twin.more = self.more.copy()
        return twin

    @property
    def rank(self) -> list[int]:
        """Each line's place by article: settles what is equal, so that the order of lines never matters."""
        if not self.places:
            lines = self.lines
            order = sorted([(line.sku, line.shop, line.id, index) for index, line in enumerate(lines)])
            self.places.extend([0] * len(lines))
            for place, entry in enumerate(order):
                self.places[entry[3]] = place
        return self.places

    def spend(self, lines: Iterable[int]) -> int:
        """What these lines owe."""
        return sum(map(self.line_owed.__getitem__, lines))

    def units_in(self, lines: Iterable[int]) -> int:
        """How many units these lines have."""
        return sum(map(self.units.__getitem__, lines))

    def total(self) -> int:
        """What the whole cart owes."""
        return sum(self.line_owed)

    def groups(self, lines: Sequence[int]) -> Sequence[int]:
        """The groups of these lines."""
        if not self.more:
            return lines
        found = list(lines)
        for line in lines:
            if line in self.more:
                found.extend(self.more[line])
        return found

    def dearest_first(self, lines: Sequence[int]) -> list[int]:
        """The groups of these lines, dearest units first, equal ones by article."""
        each, line_of, rank = self.each, self.line_of, self.rank
        return [entry[2] for entry in sorted([(-each[g], rank[line_of[g]], g) for g in self.groups(lines)])]

    def part_off(self, group: int, units: int) -> int:
        """Part so many units off a group into a group of their own; returns the new one."""
        line, new = self.line_of[group], len(self.each)
        self.each.append(self.each[group])
        self.count.append(units)
        self.count[group] -= units
        self.line_of.append(line)
        self.more[line] = (*self.more.get(line, ()), new)
        return new
