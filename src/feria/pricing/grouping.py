"""How a bundle benefit groups units: what the walk over the units asks of it.

The walk goes by from the dearest unit to the cheapest. Each unit may take one of the ``roles`` its
line has in the bundle; joining changes the ``Fill``, what the groups hold so far, and gains some
reduction. Only when a fill is ``whole`` is no group left half full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeAlias

from feria.pricing.cart import Line
from feria.pricing.scope import Scope

Fill: TypeAlias = tuple[int, ...]
Roles: TypeAlias = tuple[int, ...]


class Grouping(Protocol):
    """A bundle's way to group units, for one cart."""

    start: Fill

    def roles(self, line: Line) -> Roles:
        """What a unit of the line may be in a group; empty: nothing."""

    def joins(self, fill: Fill, roles: Roles, price: int) -> Iterable[tuple[Fill, int]]:
        """The fills a unit at this price can lead to, each with what that takes off (or puts back)."""

    def whole(self, fill: Fill) -> bool:
        """Whether every group is complete."""


class Sets:
    """Groups made of so many units of each of several parts; ``limit`` of them at most (0: any).

    A fill is how many sets are complete (counted only under a limit), then how many units of each
    part wait for a set. ``paid`` is what each unit gains when it joins a part; ``price`` is put back
    for each complete set.
    """

    def __init__(self, scopes: Sequence[Scope], needs: Sequence[int], limit: int) -> None:
        self.scopes, self.needs, self.limit = tuple(scopes), tuple(needs), limit
        self.start: Fill = (0,) * (len(self.needs) + 1)

    def roles(self, line: Line) -> Roles:
        """The parts whose scope holds the line."""
        return tuple(part for part, scope in enumerate(self.scopes) if scope.holds(line))

    def joins(self, fill: Fill, roles: Roles, price: int) -> Iterable[tuple[Fill, int]]:
        """A unit waits for its set, or completes one."""
        sets, *waiting = fill
        for part in roles:
            if self.limit and waiting[part] >= (self.limit - sets) * self.needs[part]:
                continue
            more = waiting.copy()
            more[part] += 1
            gain = self.unit_off(part, price)
            if all(have >= need for have, need in zip(more, self.needs, strict=True)):
                more = [have - need for have, need in zip(more, self.needs, strict=True)]
                gain -= self.set_price()
                yield (sets + 1 if self.limit else 0, *more), gain
            else:
                yield (sets, *more), gain

    def whole(self, fill: Fill) -> bool:
        """No unit waits."""
        return not any(fill[1:])

    def has_each_part(self, lines: Iterable[tuple[Line, int]]) -> bool:
        """Whether these lines, with so many units each, hold enough of every part by itself."""
        here = list(lines)
        return all(
            sum(units for line, units in here if scope.holds(line)) >= need
            for scope, need in zip(self.scopes, self.needs, strict=True)
        )

    def unit_off(self, part: int, price: int) -> int:
        """What a unit in this part gains."""
        raise NotImplementedError

    def set_price(self) -> int:
        """What a complete set costs as a whole."""
        return 0
