"""A sum of money off."""

from collections.abc import Iterator
from typing import ClassVar

from feria.pricing.benefits.lanes import ITEM, SUM
from feria.pricing.facts import Problem, Unmet
from feria.pricing.value import Kind


class Amount(Kind, frozen=True, kw_only=True, tag="amount"):
    """This much off: off each unit in the item lane, off the whole scope once in later lanes."""

    lanes: ClassVar = ITEM | SUM
    amount: int

    @property
    def is_rate(self) -> bool:
        """What a floor withholds from one unit comes off the others."""
        return False

    def unit_off(self, price: int) -> int:
        """What comes off a unit at this price."""
        return min(self.amount, price)

    def reduction(self, spend: int, units: int) -> int:
        """What comes off the lot."""
        return min(self.amount, spend)

    def most(self, spend: int, units: int) -> int:
        """No lot that owes less gets more."""
        return self.reduction(spend, units)

    def further(self, spend: int, units: int) -> Unmet | None:
        """There is no next step."""
        return None

    def problems(self) -> Iterator[Problem]:
        """A reduction takes something off."""
        if self.amount <= 0:
            yield Problem("amount", "The reduction is not above zero.", "Use a positive amount.")
