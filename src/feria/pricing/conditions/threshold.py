"""How much must be bought: money and units, exact in minor units (R2.5).

Without a scope of its own a threshold measures what the promotion is worked on; with one, it
measures that scope over the whole cart.
"""

from collections.abc import Iterator

from feria.pricing.facts import Facts, Lot, Problem, Unmet
from feria.pricing.scope import Scope
from feria.pricing.value import Kind


class MinSpend(Kind, frozen=True, kw_only=True, tag="min_spend"):
    """At least this much is still payable in scope when the promotion's turn comes (R2.4)."""

    amount: int
    scope: Scope | None = None

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """How much is missing."""
        spend = lot.spend if self.scope is None else facts.lot_in(self.scope).spend
        if spend >= self.amount:
            return None
        return Unmet("needs-spend", self.amount, spend, self.amount - spend, scope=self.scope)

    def problems(self) -> Iterator[Problem]:
        """A threshold is positive; its scope must make sense."""
        if self.amount <= 0:
            yield Problem("amount", "A threshold must be above zero.", "Raise it, or drop the condition.")
        if self.scope is not None:
            yield from (Problem(f"scope.{place}", *rest) for place, *rest in self.scope.problems())


class MinQuantity(Kind, frozen=True, kw_only=True, tag="min_quantity"):
    """At least so many units are in scope."""

    quantity: int
    scope: Scope | None = None

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """How many units are missing."""
        units = lot.units if self.scope is None else facts.lot_in(self.scope).units
        if units >= self.quantity:
            return None
        return Unmet("needs-quantity", self.quantity, units, self.quantity - units, scope=self.scope)

    def problems(self) -> Iterator[Problem]:
        """A threshold is positive; its scope must make sense."""
        if self.quantity <= 0:
            yield Problem("quantity", "A threshold must be above zero.", "Raise it, or drop the condition.")
        if self.scope is not None:
            yield from (Problem(f"scope.{place}", *rest) for place, *rest in self.scope.problems())
