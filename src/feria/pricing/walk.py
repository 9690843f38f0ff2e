"""The walk over the units of a bundle lane, from the dearest to the cheapest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from feria.pricing.grouping import Fill, Grouping, Roles
from feria.pricing.owed import Owed

BUDGET = 60_000
"""How many ways to place a unit are looked at; units beyond it are left out, and count as a gap."""

Fills: TypeAlias = tuple[Fill, ...]
"""How full the groups of each offer are."""


class Joined(NamedTuple):
    """How a state of the walk was reached: from which one, by which offer (-1: none), gaining what."""

    before: Fills
    offer: int
    gain: int


class Walk:
    """The walk over the units: the most that can be taken off for each way the groups may be filled."""

    def __init__(self, owed: Owed, groupings: Sequence[Grouping], roles: dict[int, list[Roles]]) -> None:
        self.owed, self.groupings, self.roles = owed, groupings, roles
        start = tuple(grouping.start for grouping in groupings)
        self.most: dict[Fills, int] = {start: 0}
        self.trail: list[dict[Fills, Joined]] = []
        self.budget = BUDGET
        self.missed = 0

    def place(self, group: int) -> int:
        """Place the group's units one by one, as far as the budget goes; returns how many."""
        units = self.owed.count[group]
        for placed in range(units):
            self.budget -= len(self.most) * len(self.groupings)
            if self.budget < 0:
                self.missed += self.owed.each[group] * (units - placed)
                return placed
            self._place_one(group)
        return units

    def _place_one(self, group: int) -> None:
        price = self.owed.each[group]
        roles = self.roles[self.owed.line_of[group]]
        came = {fills: Joined(fills, -1, 0) for fills in self.most}
        after = dict(self.most)
        for fills, off in self.most.items():
            for i, grouping in enumerate(self.groupings):
                if roles[i]:
                    for fill, gain in grouping.joins(fills[i], roles[i], price):
                        reached = (*fills[:i], fill, *fills[i + 1 :])
                        if reached not in after or off + gain > after[reached]:
                            after[reached] = off + gain
                            came[reached] = Joined(fills, i, gain)
        self.most = after
        self.trail.append(came)

    def best(self) -> tuple[list[Joined], int]:
        """How each placed unit joined in the best grouping that leaves no group half full; the gap."""
        groupings = self.groupings
        whole = [
            fills
            for fills in self.most
            if all(grouping.whole(fill) for grouping, fill in zip(groupings, fills, strict=True))
        ]
        end = max(whole, key=lambda fills: self.most[fills])
        gap = max(self.most.values()) + self.missed - self.most[end] if self.missed else 0
        joined: list[Joined] = []
        at = end
        for came in reversed(self.trail):
            joined.append(came[at])
            at = came[at].before
        return joined[::-1], gap
