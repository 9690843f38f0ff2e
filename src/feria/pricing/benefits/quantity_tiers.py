"""The more units are bought, the more comes off."""

from collections.abc import Iterator
from typing import ClassVar

from feria.pricing.benefits.lanes import SUM
from feria.pricing.benefits.tiers import best, further, problems, reached, repetition, worth
from feria.pricing.facts import Problem, Unmet
from feria.pricing.value import Kind, Value


class QuantityTier(Value, frozen=True, kw_only=True):
    """From ``quantity`` units on: ``off`` in money, or ``off_bps`` of what is payable; one of the two."""

    quantity: int
    off: int = 0
    off_bps: int = 0

    @property
    def reach(self) -> int:
        """Where the tier starts."""
        return self.quantity


class QuantityTiers(Kind, frozen=True, kw_only=True, tag="quantity_tiers"):
    """The highest tier reached counts, once; with ``every`` as often as its quantity fits.

    Tiers ascend by ``quantity``. ``cap`` bounds the whole reduction; 0 means unbounded.
    """

    lanes: ClassVar = SUM
    tiers: tuple[QuantityTier, ...]
    every: bool = False
    cap: int = 0

    @property
    def is_rate(self) -> bool:
        """Whether a tier takes a share off."""
        return any(tier.off_bps for tier in self.tiers)

    def reduction(self, spend: int, units: int) -> int:
        """What comes off the lot."""
        rung = reached(self.tiers, units)
        return worth(rung, units, spend, every=self.every, cap=self.cap) if rung else 0

    def most(self, spend: int, units: int) -> int:
        """The best of the tiers reached."""
        return best(self.tiers, units, spend, every=self.every, cap=self.cap)

    def further(self, spend: int, units: int) -> Unmet | None:
        """The next tier, or the next repetition."""
        return further(self.tiers, units, "needs-quantity", every=self.every)

    def problems(self) -> Iterator[Problem]:
        """See tiers.problems."""
        yield from problems(self.tiers, "quantity", every=self.every, cap=self.cap)


class EveryQuantity(Kind, frozen=True, kw_only=True, tag="every_quantity"):
    """``off`` for every full ``quantity`` of units; ``cap`` bounds the whole, 0 unbounded."""

    lanes: ClassVar = SUM
    quantity: int
    off: int
    cap: int = 0

    @property
    def is_rate(self) -> bool:
        """What a floor withholds from one unit comes off the others."""
        return False

    def reduction(self, spend: int, units: int) -> int:
        """What comes off the lot."""
        off = min(units // self.quantity * self.off, spend)
        return min(off, self.cap) if self.cap else off

    def most(self, spend: int, units: int) -> int:
        """No lot that owes less gets more."""
        return self.reduction(spend, units)

    def further(self, spend: int, units: int) -> Unmet | None:
        """The next full repetition."""
        return repetition(self.quantity, units, "needs-quantity")

    def problems(self) -> Iterator[Problem]:
        """As for tiers with one step."""
        for place, *rest in problems([self._rung()], "quantity", every=True, cap=self.cap):
            yield Problem(place.removeprefix("tiers[0]."), *rest)

    def _rung(self) -> QuantityTier:
        return QuantityTier(quantity=self.quantity, off=self.off)
