"""A share of the price off."""

from collections.abc import Iterator
from typing import ClassVar

from feria.pricing.benefits.lanes import ITEM, SUM
from feria.pricing.facts import Problem, Unmet
from feria.pricing.money import FULL_BPS, share_of
from feria.pricing.value import Kind


class Percent(Kind, frozen=True, kw_only=True, tag="percent"):
    """``bps`` basis points off: 1_000 is 10 % off, 10_000 is free.

    In the item lane each unit's reduction is rounded, so that a unit has a price of its own; in
    later lanes the reduction of the whole scope is rounded once and then apportioned.
    """

    lanes: ClassVar = ITEM | SUM
    bps: int

    @property
    def is_rate(self) -> bool:
        """A floor under one unit never makes the others cheaper."""
        return True

    def unit_off(self, price: int) -> int:
        """What comes off a unit at this price."""
        return share_of(price, self.bps)

    def reduction(self, spend: int, units: int) -> int:
        """What comes off the lot."""
        return share_of(spend, self.bps)

    def most(self, spend: int, units: int) -> int:
        """No lot that owes less gets more."""
        return self.reduction(spend, units)

    def further(self, spend: int, units: int) -> Unmet | None:
        """There is no next step."""
        return None

    def problems(self) -> Iterator[Problem]:
        """A share lies between nothing and all."""
        if not 0 < self.bps <= FULL_BPS:
            yield Problem(
                "bps", f"{self.bps / 100:g} % is not a reduction.", "Use more than 0 % and at most 100 %."
            )
