"""A set of named goods for one price: "grill, rack and skewers for 299"."""

from collections.abc import Iterator
from typing import ClassVar

from feria.pricing.benefits.bundle_price import PricedSets, set_problems
from feria.pricing.benefits.lanes import BUNDLE
from feria.pricing.facts import Problem, Unmet
from feria.pricing.grouping import Grouping
from feria.pricing.scope import Both, Either, Scope
from feria.pricing.value import Kind, Value


class ComboPart(Value, frozen=True, kw_only=True):
    """So many units of these goods."""

    scope: Scope
    quantity: int = 1


class Combo(Kind, frozen=True, kw_only=True, tag="combo"):
    """One set of all ``parts`` costs ``price``, at most ``limit`` times (0: any)."""

    lanes: ClassVar = BUNDLE
    parts: tuple[ComboPart, ...]
    price: int
    limit: int = 0

    def reach(self, scope: Scope) -> Scope:
        """The lines a set may be made of."""
        return Both(scopes=(scope, Either(scopes=tuple(part.scope for part in self.parts))))

    def grouping(self, scope: Scope, units: int) -> Grouping:
        """How units are grouped."""
        scopes = [Both(scopes=(scope, part.scope)) for part in self.parts]
        return PricedSets(scopes, [part.quantity for part in self.parts], self.limit, self.price)

    def further(self, spend: int, units: int) -> Unmet | None:
        """The goods that complete a set."""
        return Unmet("incomplete-set")

    def problems(self) -> Iterator[Problem]:
        """A set has parts, each with units."""
        yield from set_problems(self.price, self.limit)
        if not self.parts:
            yield Problem("parts", "The set has no parts.", "Name at least one.")
        for number, part in enumerate(self.parts):
            if part.quantity < 1:
                yield Problem(
                    f"parts[{number}].quantity", "A part needs at least one unit.", "Use 1 or more."
                )
            yield from (
                Problem(f"parts[{number}].scope.{place}", *rest) for place, *rest in part.scope.problems()
            )
