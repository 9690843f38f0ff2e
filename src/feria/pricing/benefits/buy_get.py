"""Multi-buy: of each so many units the cheapest are reduced (R2.6)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from feria.pricing.benefits.lanes import BUNDLE
from feria.pricing.cart import Line
from feria.pricing.facts import Problem, Unmet
from feria.pricing.grouping import Fill, Grouping, Roles
from feria.pricing.money import FULL_BPS, share_of
from feria.pricing.scope import Scope
from feria.pricing.value import Kind


class BuyGet(Kind, frozen=True, kw_only=True, tag="buy_get"):
    """Of each ``size`` units the ``cheapest`` get ``off_bps`` off, at most ``limit`` times (0: any).

    Buy one get one free is size 2, cheapest 1; three for two is size 3, cheapest 1.
    """

    lanes: ClassVar = BUNDLE
    size: int
    cheapest: int = 1
    off_bps: int = FULL_BPS
    limit: int = 0

    def reach(self, scope: Scope) -> Scope:
        """The lines a group may be made of."""
        return scope

    def grouping(self, scope: Scope, units: int) -> Grouping:
        """How units are grouped."""
        return _Cheapest(self, scope)

    def alone(self, runs: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """What comes off units given as (price, how many), dearest first, and how many are grouped.

        Grouping from the dearest down gives the largest reduction: each group's cheapest are then
        as dear as they can be.
        """
        size, dear = self.size, self.size - self.cheapest
        units = 0
        for _, count in runs:
            units += count
        groups = units // size
        if 0 < self.limit < groups:
            groups = self.limit
        end = groups * size
        off = stop = reduced = 0
        for price, count in runs:
            if stop >= end:
                break
            stop = min(stop + count, end)
            # Of the units so far, those that are among their group's cheapest.
            before, reduced = reduced, stop // size * self.cheapest + max(stop % size - dear, 0)
            if reduced > before:
                off += (reduced - before) * share_of(price, self.off_bps)
        return off, end

    def further(self, spend: int, units: int) -> Unmet | None:
        """The units that complete the next group."""
        groups = units // self.size
        if self.limit and groups >= self.limit:
            return None
        needs = (groups + 1) * self.size
        return Unmet("needs-quantity", needs, units, needs - units)

    def problems(self) -> Iterator[Problem]:
        """A group has at least one unit; of its units some are reduced."""
        if self.size < 1:
            yield Problem("size", "A group needs at least one unit.", "Use 1 or more.")
        if not 1 <= self.cheapest <= max(self.size, 1):
            yield Problem("cheapest", "Not so many units are in a group.", f"Use 1 to {max(self.size, 1)}.")
        if not 0 < self.off_bps <= FULL_BPS:
            yield Problem(
                "off_bps",
                f"{self.off_bps / 100:g} % is not a reduction.",
                "Use more than 0 % and at most 100 %.",
            )
        if self.limit < 0:
            yield Problem("limit", "The limit is negative.", "Use a positive number, or 0 for none.")


class _Cheapest:
    """One open group at a time: its last units, the cheapest, are reduced. A fill counts units."""

    start: Fill = (0,)

    def __init__(self, benefit: BuyGet, scope: Scope) -> None:
        self.benefit, self.scope = benefit, scope

    def roles(self, line: Line) -> Roles:
        return (0,) if self.scope.holds(line) else ()

    def joins(self, fill: Fill, roles: Roles, price: int) -> Iterable[tuple[Fill, int]]:
        benefit, (before,) = self.benefit, fill
        if benefit.limit and before >= benefit.limit * benefit.size:
            return ()
        reduced = before % benefit.size >= benefit.size - benefit.cheapest
        after = before + 1 if benefit.limit else (before + 1) % benefit.size
        return (((after,), share_of(price, benefit.off_bps) if reduced else 0),)

    def whole(self, fill: Fill) -> bool:
        return fill[0] % self.benefit.size == 0
