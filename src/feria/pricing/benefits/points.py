"""Coins and points spent as money."""

from collections.abc import Iterator
from typing import ClassVar

from feria.pricing.benefits.lanes import POINTS
from feria.pricing.facts import Problem
from feria.pricing.money import FULL_BPS
from feria.pricing.value import Kind


class PayWithPoints(Kind, frozen=True, kw_only=True, tag="pay_with_points"):
    """Each point takes ``worth`` off, together at most ``cap_bps`` of what is payable in scope.

    Only whole points are spent, and only as many as the cart offers.
    """

    lanes: ClassVar = POINTS
    worth: int
    cap_bps: int = FULL_BPS

    def spendable(self, points: int, spend: int) -> int:
        """How many of the points offered can be spent on so much."""
        return min(points, spend * self.cap_bps // FULL_BPS // self.worth)

    def problems(self) -> Iterator[Problem]:
        """A point is worth something; a share lies between nothing and all."""
        if self.worth <= 0:
            yield Problem("worth", "A point is worth nothing.", "Use a positive amount.")
        if not 0 < self.cap_bps <= FULL_BPS:
            yield Problem(
                "cap_bps",
                f"{self.cap_bps / 100:g} % is no share of an order.",
                "Use more than 0 % and at most 100 %.",
            )
