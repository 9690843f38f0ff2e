"""Shipping for less or for nothing (R2.16)."""

from collections.abc import Iterator
from typing import ClassVar

from feria.pricing.benefits.lanes import SHIPPING
from feria.pricing.facts import Problem
from feria.pricing.value import Kind


class FreeShipping(Kind, frozen=True, kw_only=True, tag="free_shipping"):
    """The order ships free; with ``cap``, at most so much of the fee is taken off.

    It needs one line in the promotion's scope. Regions and exempt goods are conditions.
    """

    lanes: ClassVar = SHIPPING
    cap: int = 0

    def fee_off(self, fee: int) -> int:
        """What comes off the fee."""
        return min(fee, self.cap or fee)

    def problems(self) -> Iterator[Problem]:
        """A cap is not negative."""
        if self.cap < 0:
            yield Problem("cap", "The cap is negative.", "Use a positive amount, or 0 for none.")
