"""How far R8.1 strays when there is no festival: the same sum over every other stretch of the past of the same shape.

The spread of those sums is what chance, season and weather do to the formula. Less than twenty of them say nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from feria.review.frame import Days, Frame
from feria.review.value import Bps, Count, Money, Value, share

LEAST_WINDOWS = 20
TAIL_BPS = 500  # on either side: what lies between holds nine in ten


class Placebo(Value, frozen=True, kw_only=True):
    """Other stretches' sums, and the range in which this festival's true profit lies nine times in ten."""

    windows: Count
    low: Money  # of the sums of stretches without a festival, the 5th and the 95th percentile
    high: Money
    profit_low: Money  # true profit less what chance alone makes of nothing
    profit_high: Money
    as_large_bps: Bps  # of those stretches, how many strayed as far from nothing

    @property
    def is_sure(self) -> bool:
        """Whether the range leaves no doubt about the sign."""
        return self.profit_low > 0 or self.profit_high < 0


def placebo_of(sum_over: Callable[[Frame], int], frame: Frame, known: Days) -> Placebo | None:
    """The placebo test of a sum over a festival's frame; nothing when the past has too few other stretches."""
    found = sum_over(frame)
    sums = sorted(sum_over(each) for each in _elsewhere(frame, known))
    if len(sums) < LEAST_WINDOWS:
        return None
    low, high = _quantile(sums, TAIL_BPS), _quantile(sums, 10_000 - TAIL_BPS)
    far = sum(abs(each) >= abs(found) for each in sums)
    return Placebo(
        windows=len(sums),
        low=low,
        high=high,
        profit_low=found - high,
        profit_high=found - low,
        as_large_bps=share(far, len(sums)),
    )


def _elsewhere(frame: Frame, known: Days) -> list[Frame]:
    """The frame moved to wherever none of its days is one of the festival's."""
    busy = Days(first=frame.warm_up.first, until=frame.after.until)
    first = (known.first - frame.usual.first).days
    last = (known.until - frame.after.until).days
    moved = (frame.moved(by) for by in range(first, last + 1))
    return [each for each in moved if each.whole.until <= busy.first or each.whole.first >= busy.until]


def _quantile(ordered: list[int], bps: int) -> int:
    """The value below which that share lies (nearest rank)."""
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * bps // 10_000) - 1))]
