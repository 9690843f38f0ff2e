"""The question of R8.2: what did the festival change, against the same days without it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from scipy.stats import t as student
from threadpoolctl import threadpool_limits

from feria.review.effect import checks, placebo
from feria.review.effect.baseline import Baseline, baseline, design, learn
from feria.review.effect.calendar import Campaign, Matrix, holidays_of
from feria.review.effect.ground import Ground, ground
from feria.review.effect.placebo import interval
from feria.review.effect.results import (
    Answer,
    Curve,
    Diagnostics,
    Effect,
    Estimate,
    Fact,
    Message,
    Parts,
    Periods,
    Refused,
    Verdict,
)
from feria.review.effect.series import Daily

FREEDOM = 30
"""Degrees of freedom of the intervals: the tails of sales are fatter than the bell's."""

REACH = float(student.ppf(0.95, FREEDOM))
"""Standard errors on each side of the value that hold it nine times in ten."""

AROUND = 28
"""Days shown before and after the festival."""

ASSUMPTIONS = ("controls-untouched", "controls-keep-their-bond", "nothing-else-happened", "periods-hold-all")
ASSUMPTIONS_ALONE = ("calendar-repeats", "nothing-else-happened", "periods-hold-all")


class Found(NamedTuple):
    """Misses on the festival's days, and how far chance alone may carry a sum of them."""

    misses: Matrix  # days x affected series
    around: Matrix  # days x days
    spread: Matrix  # series x series
    stretch: float

    def value(self, days: Matrix, series: Matrix) -> float:
        """The sum over days and series with the given weights."""
        return float(days @ self.misses @ series)

    def error(self, days: Matrix, series: Matrix) -> float:
        """Its standard error."""
        variance = float(days @ self.around @ days) * float(series @ self.spread @ series)
        return self.stretch * float(np.sqrt(max(variance, 0.0)))


def estimate(
    daily: Daily, periods: Periods, *, country: str = "", campaigns: Sequence[Campaign] = ()
) -> Answer:
    """The effect before, during and after a festival with 90 % intervals, or why the data cannot tell (R8.2).

    ``country`` names whose public holidays count (ISO 3166). Nothing is drawn by lot: the same data answer the same.
    """
    missing = checks.missing_days(daily)
    reason = checks.refusal(daily, periods, missing)
    if reason is not None:
        return Refused(measure=daily.measure, periods=periods, reason=reason)
    # Matrices of a few hundred days: threads would cost more in waiting for one another than they bring.
    with threadpool_limits(limits=1):
        return _answered(daily, periods, missing, country, campaigns)


def _answered(
    daily: Daily, periods: Periods, missing: tuple[date, ...], country: str, campaigns: Sequence[Campaign]
) -> Effect:
    known = ground(daily, periods, missing)
    free = holidays_of(country, daily.days[0], daily.days[-1])
    plan = design(known.days, known.controls, free, campaigns, known.train)
    weights = learn(plan, known.total, known.train)
    fitted = baseline(plan, weights, known.values, np.arange(len(known.days)), known.train)
    trial = placebo.dates(plan, weights, known)
    found = Found(*fitted.misses(known.values, known.block), fitted.spread, trial.stretch)
    loose = _loose(fitted, known.total)
    outside = loose[known.train]
    diagnostics = Diagnostics(
        history_days=len(known.train),
        missing_days=missing,
        explained=round(1.0 - float(outside.var() / known.total[known.train].var()), 4),
        day_error=round(float(outside.std())),
        autocorrelation=round(float(np.corrcoef(outside[:-1], outside[1:])[0, 1]), 3),
        placebo_dates=trial.told(REACH),
        placebo_products=placebo.products(known, free, campaigns, weights, REACH),
        warnings=tuple(checks.warnings(daily, periods, campaigns, free)),
    )
    curve = _curve(known, found, loose)
    return _effect(daily.measure, periods, known, found, curve, diagnostics)


def _loose(fitted: Baseline, total: Matrix) -> Matrix:
    """Each day's miss when it is predicted from all the others."""
    missed: Matrix = (fitted.projector @ total) / np.diag(fitted.projector)
    return missed


def _effect(
    measure: str, periods: Periods, known: Ground, found: Found, curve: Curve, diagnostics: Diagnostics
) -> Effect:
    before, during, after, everything = (
        known.within(stretch) for stretch in (periods.before, periods.during, periods.after, periods.whole)
    )
    promoted, similar, beside = np.eye(3)

    def told(days: Matrix, series: Matrix) -> Estimate:
        return interval(found.value(days, series), REACH * found.error(days, series))

    parts = Parts(
        own=told(during, promoted),
        waiting=told(before, promoted),
        pulled_forward=told(after, promoted),
        cannibalised=told(everything, similar),
        halo=told(everything, beside),
    )
    whole = promoted + similar + beside
    total = told(everything, whole)
    chance = float(student.cdf(found.value(everything, whole) / found.error(everything, whole), FREEDOM))
    actual = round(float(known.values[known.block].sum()))
    verdict: Verdict = "gained" if total.low > 0 else "lost" if total.high < 0 else "unclear"
    return Effect(
        measure=measure,
        periods=periods,
        before=told(before, whole),
        during=told(during, whole),
        after=told(after, whole),
        total=total,
        parts=parts,
        expected=actual - total.value,
        actual=actual,
        chance_gained=round(chance, 4),
        verdict=verdict,
        sentence=_sentence(verdict, total, chance),
        curve=curve,
        method=_method(known, diagnostics),
        assumptions=ASSUMPTIONS if known.names else ASSUMPTIONS_ALONE,
        diagnostics=diagnostics,
    )


def _sentence(verdict: Verdict, total: Estimate, chance: float) -> Message:
    facts: dict[str, Fact] = {"value": total.value, "low": total.low, "high": total.high}
    return Message(f"festival-{verdict}", facts | {"percent": round(100 * max(chance, 1 - chance))})


def _method(known: Ground, diagnostics: Diagnostics) -> Message:
    facts: dict[str, Fact] = {"days": diagnostics.history_days, "controls": len(known.names)}
    return Message("counterfactual-controls" if known.names else "counterfactual-calendar", facts)


def _curve(known: Ground, found: Found, loose: Matrix) -> Curve:
    """The festival's days as estimated, and the days around them as each is predicted from all the others."""
    first, last = known.block[0], known.block[-1]
    shown = range(max(0, first - AROUND), min(len(known.days), last + 1 + AROUND))
    missed, error = loose.copy(), np.full(len(loose), float(loose[known.train].std()))
    missed[known.block] = found.misses.sum(axis=1)
    error[known.block] = found.stretch * np.sqrt(np.diag(found.around) * found.spread.sum())
    expected = known.total - missed

    def whole(values: Matrix) -> tuple[int, ...]:
        return tuple(round(float(values[row])) for row in shown)

    return Curve(
        days=tuple(known.days[row] for row in shown),
        actual=whole(known.total),
        expected=whole(expected),
        low=whole(expected - REACH * error),
        high=whole(expected + REACH * error),
    )
