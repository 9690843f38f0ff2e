"""Shopping vouchers: money in hand, a part of which every so much spent sets free."""

from collections.abc import Iterator
from typing import ClassVar

from feria.pricing.benefits.lanes import MALL
from feria.pricing.facts import Problem, Unmet
from feria.pricing.value import Kind


class Voucher(Kind, frozen=True, kw_only=True, tag="voucher"):
    """Each held voucher takes ``off``, and every full ``spend`` lets one more be spent (R2.1, lane 5)."""

    lanes: ClassVar = MALL
    spend: int
    off: int

    @property
    def is_rate(self) -> bool:
        """What a floor withholds from one unit comes off the others."""
        return False

    def times(self, spend: int) -> int:
        """How many vouchers may be spent on so much."""
        return spend // self.spend

    def reduction(self, spend: int, units: int) -> int:
        """What one voucher takes off the lot."""
        return self.off if spend >= self.spend else 0

    def most(self, spend: int, units: int) -> int:
        """No lot that owes less gets more."""
        return self.reduction(spend, units)

    def further(self, spend: int, units: int) -> Unmet | None:
        """What sets the next voucher free."""
        need = (spend // self.spend + 1) * self.spend
        return Unmet("needs-spend", need, spend, need - spend)

    def problems(self) -> Iterator[Problem]:
        """A voucher takes something off, and no more than what sets it free."""
        if self.spend <= 0:
            yield Problem("spend", "The spend is not above zero.", "Use a positive amount.")
        if not 0 < self.off <= max(self.spend, 1):
            yield Problem(
                "off",
                "A voucher takes nothing off, or more than is spent.",
                "Use more than zero and at most the spend.",
            )
