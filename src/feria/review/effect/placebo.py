"""The same question asked where the answer is known to be nothing: other dates, other goods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from feria.review.effect.baseline import Baseline, Design, Weights, baseline, design
from feria.review.effect.calendar import Campaign, Matrix
from feria.review.effect.ground import Ground
from feria.review.effect.results import Estimate, PlaceboDates, PlaceboProduct

FIRST = 42
"""Days of history a placebo has before it, like the festival itself."""

LONG_AFTER = 45
"""With so many days after the festival, more of them would not tell more of it."""

LEAST_STRETCH = 1.1
"""What the computed errors do not know: the weights were learnt from the same days."""

TRUST = 10.0
"""The intervals as computed count as much as so many placebos that do not overlap."""

MOST_PRODUCTS = 8
"""Placebo products: the largest control series."""


class Trial(NamedTuple):
    """Placebo festivals: each total miss in units of its own standard error."""

    scores: Matrix
    apart: int  # how many do not overlap

    @property
    def stretch(self) -> float:
        """By how much the computed errors must be widened to hold what was missed."""
        if not len(self.scores):
            return LEAST_STRETCH
        found = (self.apart * float((self.scores**2).mean()) + TRUST) / (self.apart + TRUST)
        return max(LEAST_STRETCH, float(np.sqrt(found)))

    def told(self, quantile: float) -> PlaceboDates:
        """As a figure for people."""
        alarms = int((np.abs(self.scores) > quantile * self.stretch).sum())
        return PlaceboDates(tried=len(self.scores), alarms=alarms, stretch=round(self.stretch, 3))


def dates(plan: Design, weights: Weights, ground: Ground) -> Trial:
    """Festivals of the same length where there was none, with as much history known after them as after this one."""
    length = len(ground.block)
    tail = int((ground.train > ground.block[-1]).sum())
    before = ground.train[ground.train < ground.block[0]]
    known = tail if tail < LONG_AFTER else len(before)
    total = ground.total[:, None]
    fitted: dict[int, Baseline] = {}
    scores = []
    for start in range(FIRST, len(before) - length + 1, max(1, length // 3)):
        rows = before[: start + length + known]
        if len(rows) not in fitted:
            fitted[len(rows)] = baseline(plan, weights, total, rows, rows)
        missed, error = fitted[len(rows)].summed(total[rows], np.arange(start, start + length))
        scores.append(missed / error)
    return Trial(np.array(scores), max(len(before) - FIRST, 0) // length)


def products(
    ground: Ground, free: frozenset[date], campaigns: Sequence[Campaign], weights: Weights, reach: float
) -> tuple[PlaceboProduct, ...]:
    """The festival's effect on goods that were not in it, each judged by the other controls."""
    found = []
    if len(ground.names) > 1:
        for number in range(min(len(ground.names), MOST_PRODUCTS)):
            own = ground.controls[:, [number]]
            others = np.delete(ground.controls, number, axis=1)
            plan = design(ground.days, others, free, campaigns, ground.train)
            fitted = baseline(plan, weights, own, np.arange(len(ground.days)), ground.train)
            missed, error = fitted.summed(own, ground.block)
            total = interval(missed, reach * error)
            found.append(PlaceboProduct(ground.names[number], total, alarm=total.sign != 0))
    return tuple(found)


def interval(value: float, reach: float) -> Estimate:
    """A value and as much on both sides of it, in whole units."""
    return Estimate(round(value), round(value - reach), round(value + reach))
