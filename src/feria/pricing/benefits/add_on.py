"""Having bought something, an article at a small price: "+37 for one listed under 100" (R2.8)."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from feria.pricing.benefits.lanes import BUNDLE
from feria.pricing.cart import Line
from feria.pricing.facts import Problem, Unmet
from feria.pricing.grouping import Fill, Grouping, Roles
from feria.pricing.scope import Either, Scope
from feria.pricing.value import Kind


class AddOn(Kind, frozen=True, kw_only=True, tag="add_on"):
    """``limit`` units of ``goods`` listed under ``below`` cost ``price`` each.

    Something else of the promotion's scope must be bought: at least one unit that is not itself an
    add-on. ``below`` 0 means any listed price. What was bought may be part of other bundles.
    """

    lanes: ClassVar = BUNDLE
    price: int
    goods: Scope
    below: int = 0
    limit: int = 1

    def reach(self, scope: Scope) -> Scope:
        """What is bought, and what can be added."""
        return Either(scopes=(scope, self.goods))

    def grouping(self, scope: Scope, units: int) -> Grouping:
        """How units are added, ``units`` of the promotion's scope being in the cart."""
        return _Added(self, scope, units)

    def further(self, spend: int, units: int) -> Unmet | None:
        """Something to buy, or to add."""
        return Unmet("incomplete-set")

    def problems(self) -> Iterator[Problem]:
        """An add-on has a price, and there is at least one."""
        if self.price < 0:
            yield Problem("price", "A price cannot be negative.", "Use 0 or more.")
        if self.limit < 1:
            yield Problem("limit", "No unit can be added.", "Use 1 or more.")
        if self.below < 0 or (self.below and self.below <= self.price):
            yield Problem(
                "below", "Nothing listed under this gets cheaper.", "Use more than the price, or 0."
            )
        yield from (Problem(f"goods.{place}", *rest) for place, *rest in self.goods.problems())


class _Added:
    """A fill counts the units added, and those of them that are of the promotion's scope."""

    start: Fill = (0, 0)

    def __init__(self, benefit: AddOn, scope: Scope, units: int) -> None:
        self.benefit, self.scope, self.units = benefit, scope, units

    def roles(self, line: Line) -> Roles:
        benefit = self.benefit
        if not benefit.goods.holds(line) or (benefit.below and line.unit_price >= benefit.below):
            return ()
        return (1 if self.scope.holds(line) else 0,)

    def joins(self, fill: Fill, roles: Roles, price: int) -> Iterable[tuple[Fill, int]]:
        added, own = fill[0] + 1, fill[1] + roles[0]
        off = price - self.benefit.price
        if off <= 0 or added > self.benefit.limit or own >= self.units:
            return ()
        return (((added, own), off),)

    def whole(self, fill: Fill) -> bool:
        return fill[0] == 0 or fill[1] < self.units
