"""What an estimate of a festival's effect answers: values with intervals, in minor units (or units, orders: as measured)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, TypeAlias

import msgspec

Fact: TypeAlias = int | float | str

Verdict: TypeAlias = Literal["gained", "lost", "unclear"]


class Days(msgspec.Struct, frozen=True, order=True):
    """Days of the shops, half-open: ``end`` is the first day that no longer belongs."""

    start: date
    end: date

    def __len__(self) -> int:
        return max((self.end - self.start).days, 0)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def shifted(self, days: int) -> Days:
        """The same stretch so many days later."""
        step = timedelta(days=days)
        return Days(self.start + step, self.end + step)


class Periods(msgspec.Struct, frozen=True, kw_only=True):
    """Where a festival may have moved sales: while people wait for it, while it runs, while they live off it."""

    before: Days
    during: Days
    after: Days

    @classmethod
    def around(cls, during: Days, *, before: int, after: int) -> Periods:
        """The festival's days with so many days before and after them."""
        return cls(
            before=Days(during.start - timedelta(days=before), during.start),
            during=during,
            after=Days(during.end, during.end + timedelta(days=after)),
        )

    @property
    def whole(self) -> Days:
        """From the first day of waiting to the last of the dip."""
        return Days(self.before.start, self.after.end)

    @property
    def in_order(self) -> bool:
        """Whether the three follow one another without a gap, and the festival has a day."""
        joined = self.before.end == self.during.start and self.during.end == self.after.start
        return (
            joined
            and self.before.start <= self.before.end
            and self.after.start <= self.after.end
            and len(self.during) > 0
        )

    def shifted(self, days: int) -> Periods:
        """The same periods so many days later: a placebo."""
        return Periods(
            before=self.before.shifted(days), during=self.during.shifted(days), after=self.after.shifted(days)
        )


class Message(msgspec.Struct, frozen=True):
    """A sentence by its code and the facts it needs; English, Chinese and Spanish stand where they are shown."""

    code: str
    facts: dict[str, Fact] = {}


class Estimate(msgspec.Struct, frozen=True):
    """The most likely value and the bounds that hold it nine times in ten."""

    value: int
    low: int
    high: int

    @property
    def sign(self) -> int:
        """1 or -1 when the whole interval stands on one side of nothing, else 0."""
        return (self.low > 0) - (self.high < 0)


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """The same total, told by where it came from. Values sum to the total to the unit."""

    own: Estimate  # promoted goods while the festival ran
    waiting: Estimate  # promoted goods before it, bought less because it was coming
    pulled_forward: Estimate  # promoted goods after it, bought less because they were bought already
    cannibalised: Estimate  # similar goods, in all three periods
    halo: Estimate  # complementary goods, in all three periods


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """Day by day around the festival, for the chart: what was sold and what would have been."""

    days: tuple[date, ...]
    actual: tuple[int, ...]
    expected: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]


class PlaceboDates(msgspec.Struct, frozen=True):
    """The same question asked of stretches where no festival was: how often it answered wrongly."""

    tried: int
    alarms: int  # intervals that stood wholly on one side of nothing; one in ten is as it should be
    stretch: float  # by how much the intervals were widened at least for what was found here, >= 1


class PlaceboProduct(msgspec.Struct, frozen=True):
    """The same question asked of goods that were not in the festival."""

    series: str
    total: Estimate
    alarm: bool


class Diagnostics(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for and against believing the estimate."""

    history_days: int  # days the baseline was learnt from
    missing_days: tuple[date, ...]  # without a single sale, set aside
    explained: float  # share of the day-to-day variance that the baseline explains, where no festival was
    day_error: int  # typical miss of one day, where no festival was
    autocorrelation: float  # of what the baseline did not explain, from one day to the next
    placebo_dates: PlaceboDates
    placebo_products: tuple[PlaceboProduct, ...]
    warnings: tuple[Message, ...]


class Effect(msgspec.Struct, frozen=True, kw_only=True, tag="effect"):
    """What the festival changed, against the same days without it. Intervals hold 90 %."""

    measure: str  # what was counted: "amount" in minor units, "units", ...
    periods: Periods
    before: Estimate
    during: Estimate
    after: Estimate
    total: Estimate
    parts: Parts
    expected: int  # what would have been sold in all three periods
    actual: int
    chance_gained: float  # that the total is above nothing, 0 to 1
    verdict: Verdict
    sentence: Message
    curve: Curve
    method: Message
    assumptions: tuple[str, ...]
    diagnostics: Diagnostics


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """No estimate, because the data cannot bear one: why, and what it would need."""

    measure: str
    periods: Periods
    reason: Message


Answer: TypeAlias = Effect | Refused
