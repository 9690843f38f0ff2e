"""A price instead of the listed one."""

from collections.abc import Iterator
from typing import ClassVar

from feria.pricing.benefits.lanes import ITEM
from feria.pricing.facts import Problem
from feria.pricing.value import Kind


class FixedPrice(Kind, frozen=True, kw_only=True, tag="fixed_price"):
    """Each unit costs this; never dearer than it was."""

    lanes: ClassVar = ITEM
    unit_price: int

    def unit_off(self, price: int) -> int:
        """What comes off a unit at this price."""
        return max(price - self.unit_price, 0)

    def problems(self) -> Iterator[Problem]:
        """A price is not negative."""
        if self.unit_price < 0:
            yield Problem("unit_price", "A price cannot be negative.", "Use 0 or more.")
