"""What every unit of a cart still owes while the lanes are worked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from feria.pricing.cart import Line

if TYPE_CHECKING:
    from feria.pricing.offer import Bid

Part: TypeAlias = tuple[int, int, int, int]
"""A line's part of a reduction: the line, so much money, over so many units, and what the line owes afterwards."""


class Owed:
    """Units in groups: those of one line that owe the same each.

    Group ``n`` starts as line ``n``; when a cent or a bundle parts a line's units, further groups
    are appended and listed in ``more``. ``line_owed`` is the sum of a line's groups; ``places`` is the
    ``rank``, once somebody asked for it; ``granted`` names the promotions granted so far that exclude others.
    """

    __slots__ = ("count", "each", "granted", "line_of", "line_owed", "lines", "more", "places", "units")

    def __init__(
        self,
        lines: Sequence[Line],
        units: list[int],
        each: list[int],
        count: list[int],
        line_of: list[int],
        line_owed: list[int],
        more: dict[int, tuple[int, ...]],
        places: list[int],
        granted: frozenset[str] = frozenset(),
    ) -> None:
        self.lines = lines
        self.units = units
        self.each = each
        self.count = count
        self.line_of = line_of
        self.line_owed = line_owed
        self.more = more
        self.places = places
        self.granted = granted

    def copy(self) -> Owed:
        """The same state, to be changed apart."""
        return Owed(
            self.lines,
            self.units,
            self.each[:],
            self.count[:],
            self.line_of[:],
            self.line_owed[:],
            self.more.copy(),
            self.places,
            self.granted,
        )

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

    def mark(self, bid: Bid) -> None:
        """Remember a granted promotion that excludes others."""
        if bid.offer.foes:
            self.granted |= {bid.offer.promotion.id}

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


def listed(lines: Sequence[Line]) -> Owed:
    """What these lines owe at their listed prices."""
    each = [line.unit_price for line in lines]
    units = [line.quantity for line in lines]
    line_owed = [each[line] * units[line] for line in range(len(lines))]
    return Owed(lines, units, each, units[:], list(range(len(lines))), line_owed, {}, [])
