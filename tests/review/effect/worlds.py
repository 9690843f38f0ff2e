"""Small worlds whose truth is known: a town that shops by the week, and what a festival adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from feria.review.effect.api import Daily, Days, Periods, Role

FIRST = date(2024, 1, 1)
WEEK = np.array([0.9, 0.8, 0.85, 0.9, 1.1, 1.4, 1.2])  # Monday first


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@dataclass(frozen=True)
class Change:
    """What the festival does to one series: so much more or less on each day of the period."""

    before: int = 0
    during: int = 0
    after: int = 0


NOTHING = Change()


@dataclass(frozen=True)
class World:
    """120 days of a mall; the festival is on days 80, 81 and 82, people wait for 5 days and live off it for 10."""

    seed: int = 1
    days: int = 120
    start: int = 80
    length: int = 3
    waits: int = 5
    dips: int = 10
    noise: float = 0.03
    controls: int = 3
    promoted: Change = NOTHING
    similar: Change = NOTHING
    complementary: Change = NOTHING

    @property
    def periods(self) -> Periods:
        return Periods.around(
            Days(day(self.start), day(self.start + self.length)), before=self.waits, after=self.dips
        )

    @property
    def truth(self) -> int:
        """What the festival changed, over all goods and days."""
        changes = (self.promoted, self.similar, self.complementary)
        return sum(self.waits * c.before + self.length * c.during + self.dips * c.after for c in changes)

    def daily(self) -> Daily:
        chance = np.random.default_rng(self.seed)
        weekly = np.array([WEEK[day(number).weekday()] for number in range(self.days)])
        town = weekly * np.exp(chance.normal(0, 0.05, self.days))  # how many came: all shops feel it

        def sold(level: int, change: Change = NOTHING) -> tuple[int, ...]:
            plain = level * town * np.exp(chance.normal(0, self.noise, self.days))
            return tuple(int(value) + self._added(change, number) for number, value in enumerate(plain))

        return Daily(
            measure="amount",
            first=FIRST,
            affected={
                Role.PROMOTED: sold(100_000, self.promoted),
                Role.SIMILAR: sold(40_000, self.similar),
                Role.COMPLEMENTARY: sold(30_000, self.complementary),
            },
            controls={f"shop-{number}": sold(150_000) for number in range(self.controls)},
        )

    def _added(self, change: Change, number: int) -> int:
        since = number - self.start
        if -self.waits <= since < 0:
            return change.before
        if 0 <= since < self.length:
            return change.during
        return change.after if self.length <= since < self.length + self.dips else 0
