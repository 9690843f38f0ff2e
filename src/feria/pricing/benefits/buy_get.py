"""Multi-buy: of each so many units the cheapest are reduced (R2.6)."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from feria.pricing.benefits.lanes import BUNDLE
from feria.pricing.facts import Problem, Unmet
from feria.pricing.money import FULL_BPS, share_of
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

    def used(self, units: int) -> int:
        """How many of so many units are taken into groups."""
        groups = units // self.size
        return min(groups, self.limit or groups) * self.size

    def group_off(self, runs: Sequence[tuple[int, int]]) -> int:
        """What comes off units given as (price, how many), dearest first.

        Grouping from the dearest down gives the largest reduction: each group's cheapest are then
        as dear as they can be.
        """
        off, start, end = 0, 0, self.used(sum(count for _, count in runs))
        for price, count in runs:
            stop = min(start + count, end)
            if stop <= start:
                break
            off += (self._reduced_before(stop) - self._reduced_before(start)) * share_of(price, self.off_bps)
            start = stop
        return off

    def _reduced_before(self, position: int) -> int:
        """How many of the first ``position`` units, dearest first, are among their group's cheapest."""
        groups, rest = divmod(position, self.size)
        return groups * self.cheapest + max(rest - (self.size - self.cheapest), 0)

    def joined(self, before: int) -> int | None:
        """How full the groups are once a unit has joined; None when no further group may open."""
        if not self.limit:
            return (before + 1) % self.size
        return before + 1 if before < self.limit * self.size else None

    def unit_off_at(self, before: int, price: int) -> int:
        """What comes off a unit that joins when so many dearer ones are in the open group."""
        return share_of(price, self.off_bps) if before % self.size >= self.size - self.cheapest else 0

    def is_whole(self, joined: int) -> bool:
        """Whether no group is left half full."""
        return joined % self.size == 0

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
