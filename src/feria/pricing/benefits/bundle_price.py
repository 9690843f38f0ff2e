"""So many units for one price: "any three for 100"."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from feria.pricing.benefits.lanes import BUNDLE
from feria.pricing.facts import Problem, Unmet
from feria.pricing.grouping import Grouping, Sets
from feria.pricing.scope import Scope
from feria.pricing.value import Kind


class BundlePrice(Kind, frozen=True, kw_only=True, tag="bundle_price"):
    """Any ``size`` units of the scope cost ``price`` together, at most ``limit`` times (0: any).

    Groups that are cheaper as they are stay as they are.
    """

    lanes: ClassVar = BUNDLE
    size: int
    price: int
    limit: int = 0

    def reach(self, scope: Scope) -> Scope:
        """The lines a group may be made of."""
        return scope

    def grouping(self, scope: Scope, units: int) -> Grouping:
        """How units are grouped."""
        return PricedSets([scope], [self.size], self.limit, self.price)

    def alone(self, runs: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """What comes off units given as (price, how many), dearest first, and how many are grouped."""
        off = used = 0
        group: int = 0
        filled = 0
        left = self.limit or sum([count for _, count in runs])
        for price, count in runs:
            while count and left:
                # Whole groups out of this run at once; the odd units one group at a time.
                if not filled and count >= self.size:
                    groups = min(count // self.size, left)
                    gain = price * self.size - self.price
                    if gain <= 0:
                        return off, used
                    off += groups * gain
                    used += groups * self.size
                    left -= groups
                    count -= groups * self.size
                    continue
                units = min(self.size - filled, count)
                group += price * units
                filled += units
                count -= units
                if filled == self.size:
                    if group <= self.price:
                        return off, used
                    off += group - self.price
                    used += self.size
                    left -= 1
                    group = filled = 0
        return off, used

    def further(self, spend: int, units: int) -> Unmet | None:
        """The units that complete the next group."""
        groups = units // self.size
        if self.limit and groups >= self.limit:
            return None
        needs = (groups + 1) * self.size
        return Unmet("needs-quantity", needs, units, needs - units)

    def problems(self) -> Iterator[Problem]:
        """A group has units and a price."""
        yield from set_problems(self.price, self.limit)
        if self.size < 1:
            yield Problem("size", "A group needs at least one unit.", "Use 1 or more.")


class PricedSets(Sets):
    """Sets that cost one price: every unit is taken off, and the price is put back."""

    def __init__(self, scopes: Sequence[Scope], needs: Sequence[int], limit: int, price: int) -> None:
        super().__init__(scopes, needs, limit)
        self.price = price

    def unit_off(self, part: int, price: int) -> int:
        """All of it."""
        return price

    def set_price(self) -> int:
        """The price of the set."""
        return self.price


def set_problems(price: int, limit: int) -> Iterator[Problem]:
    """A price is not negative, nor is a limit."""
    if price < 0:
        yield Problem("price", "A price cannot be negative.", "Use 0 or more.")
    if limit < 0:
        yield Problem("limit", "The limit is negative.", "Use a positive number, or 0 for none.")
