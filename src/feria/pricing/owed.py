"""What every unit of a cart still owes while the lanes are worked."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from feria.pricing.goods import Goods

if TYPE_CHECKING:
    from feria.pricing.offer import Bid

Part: TypeAlias = tuple[int, int, int]
"""A line's part of a reduction: the line, so much money, over so many units."""


class Owed:
    """Units in groups: those of one line that owe the same each.

    Group ``n`` starts as line ``n``; when a cent or a bundle parts a line's units, further groups
    are appended, and listed in the line's ``more``. ``line_owed`` is the sum of a line's groups;
    ``granted`` names the promotions granted so far that exclude others.
    """

    __slots__ = ("count", "each", "goods", "granted", "line_of", "line_owed", "more", "units")

    def __init__(
        self,
        goods: Goods,
        units: list[int],
        each: list[int],
        count: list[int],
        line_of: list[int],
        line_owed: list[int],
        more: list[tuple[int, ...]],
        granted: frozenset[str] = frozenset(),
    ) -> None:
        self.goods = goods
        self.units = units
        self.each = each
        self.count = count
        self.line_of = line_of
        self.line_owed = line_owed
        self.more = more
        self.granted = granted

    def copy(self) -> Owed:
        """The same state, to be changed apart."""
        return Owed(
            self.goods,
            self.units,
            self.each[:],
            self.count[:],
            self.line_of[:],
            self.line_owed[:],
            self.more[:],
            self.granted,
        )

    def mark(self, bid: Bid) -> None:
        """Remember a granted promotion that excludes others."""
        if bid.offer.foes:
            self.granted |= {bid.offer.id}

    def spend(self, lines: list[int]) -> int:
        """What these lines owe."""
        line_owed = self.line_owed
        spend = 0
        for line in lines:
            spend += line_owed[line]
        return spend

    def units_in(self, lines: list[int]) -> int:
        """How many units these lines have."""
        units = self.units
        found = 0
        for line in lines:
            found += units[line]
        return found

    def total(self) -> int:
        """What the whole cart owes."""
        total = 0
        for owed in self.line_owed:
            total += owed
        return total

    def is_parted(self) -> bool:
        """Whether some line's units owe not all the same."""
        return len(self.each) > len(self.line_owed)

    def groups(self, lines: list[int]) -> list[int]:
        """The groups of these lines."""
        if not self.is_parted():
            return lines
        more = self.more
        found = lines[:]
        for line in lines:
            if more[line]:
                found.extend(more[line])
        return found

    def room(self, group: int) -> int:
        """What can come off a unit of the group before it is at its floor."""
        return max(self.each[group] - self.goods.floors[self.line_of[group]], 0)

    def dearest_first(self, lines: list[int]) -> list[int]:
        """The groups of these lines, dearest units first, equal ones by article."""
        each, groups = self.each, self.groups(lines)
        if len(groups) < 2:
            return groups
        order = sorted(groups, key=each.__getitem__, reverse=True)
        last = -1
        for group in order:
            if each[group] == last:
                return self._by_price_and_article(groups)
            last = each[group]
        return order

    def _by_price_and_article(self, groups: list[int]) -> list[int]:
        each, line_of, rank = self.each, self.line_of, self.goods.rank
        return [entry[2] for entry in sorted([(-each[g], rank[line_of[g]], g) for g in groups])]

    def part_off(self, group: int, units: int) -> int:
        """Part so many units off a group into a group of their own; returns the new one."""
        line, new = self.line_of[group], len(self.each)
        self.each.append(self.each[group])
        self.count.append(units)
        self.count[group] -= units
        self.line_of.append(line)
        self.more[line] = (*self.more[line], new)
        return new


def listed(goods: Goods) -> Owed:
    """What these goods owe at their listed prices."""
    prices, units = goods.prices, goods.units
    lines = len(prices)
    line_owed = [prices[line] * units[line] for line in range(lines)]
    return Owed(goods, units, prices[:], units[:], list(range(lines)), line_owed, [()] * lines)
