"""The more is spent, the more comes off (R2.3)."""

from collections.abc import Iterator
from typing import ClassVar

from feria.pricing.benefits.lanes import SUM
from feria.pricing.benefits.tiers import best, further, problems, repetition, worth
from feria.pricing.facts import Problem, Unmet
from feria.pricing.value import Kind, Value


class SpendTier(Value, frozen=True, kw_only=True):
    """From ``spend`` on: ``off`` in money, or ``off_bps`` of what is payable; one of the two."""

    spend: int
    off: int = 0
    off_bps: int = 0

    @property
    def reach(self) -> int:
        """Where the tier starts."""
        return self.spend


class SpendTiers(Kind, frozen=True, kw_only=True, tag="spend_tiers"):
    """The highest tier reached counts, once; with ``every`` as often as its spend fits.

    Tiers ascend by ``spend``. ``cap`` bounds the whole reduction; 0 means unbounded.
    """

    lanes: ClassVar = SUM
    tiers: tuple[SpendTier, ...]
    every: bool = False
    cap: int = 0

    @property
    def is_rate(self) -> bool:
        """Whether a tier takes a share off."""
        return any(tier.off_bps for tier in self.tiers)

    def reduction(self, spend: int, units: int) -> int:
        """What comes off the lot."""
        rung = None
        for tier in self.tiers:
            if spend < tier.spend:
                break
            rung = tier
        if rung is None:
            return 0
        if self.every or self.cap or not rung.off:
            return worth(rung, spend, spend, every=self.every, cap=self.cap)
        return min(rung.off, spend)

    def most(self, spend: int, units: int) -> int:
        """The best of the tiers reached: just below a tier the one before may give more."""
        return best(self.tiers, spend, spend, every=self.every, cap=self.cap)

    def further(self, spend: int, units: int) -> Unmet | None:
        """The next tier, or the next repetition."""
        return further(self.tiers, spend, "needs-spend", every=self.every)

    def problems(self) -> Iterator[Problem]:
        """See tiers.problems."""
        yield from problems(self.tiers, "spend", every=self.every, cap=self.cap)


class EverySpend(Kind, frozen=True, kw_only=True, tag="every_spend"):
    """``off`` for every full ``spend`` ("every 300 less 50"); ``cap`` bounds the whole, 0 unbounded."""

    lanes: ClassVar = SUM
    spend: int
    off: int
    cap: int = 0

    @property
    def is_rate(self) -> bool:
        """What a floor withholds from one unit comes off the others."""
        return False

    def reduction(self, spend: int, units: int) -> int:
        """What comes off the lot."""
        off = min(spend // self.spend * self.off, spend)
        return min(off, self.cap) if self.cap else off

    def most(self, spend: int, units: int) -> int:
        """No lot that owes less gets more."""
        return self.reduction(spend, units)

    def further(self, spend: int, units: int) -> Unmet | None:
        """The next full repetition."""
        return repetition(self.spend, spend, "needs-spend")

    def problems(self) -> Iterator[Problem]:
        """As for tiers with one step."""
        for place, *rest in problems([self._rung()], "spend", every=True, cap=self.cap):
            yield Problem(place.removeprefix("tiers[0]."), *rest)

    def _rung(self) -> SpendTier:
        return SpendTier(spend=self.spend, off=self.off)
