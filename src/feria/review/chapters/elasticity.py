"""How buyers answered to prices before the festival: weeks of single products, each against its own and the week's mean.

    log units = product + week + value x log price

A product is heard of when it sold in most of the weeks and its price moved. Errors hold when one product's weeks are alike. The
placebo asks the same of next week's price, to which this week cannot have answered; half as large a slope there, and there is no answer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import ibis
import numpy as np
import numpy.typing as npt

from feria.review.chapters.parts import within
from feria.review.facts.facts import Facts
from feria.review.frame import Days, Frame

WEEKS = 16
LEAST_WEEKS = 10
LEAST_GOODS = 20
MOST_GOODS = 2_000
LEAST_MOVE = 0.03
"""Standard deviation of a product's log price below which it did not move."""
ROUNDS = 6
REACH = 1.645
"""Standard errors on each side that hold the truth nine times in ten."""

Column = npt.NDArray[np.float64]


class Answered(NamedTuple):
    """Per cent of units for each per cent of price, with standard errors, and the placebo's."""

    value: float
    error: float
    placebo: float
    placebo_error: float
    goods: int

    @property
    def placebo_alarms(self) -> bool:
        """Whether next week's price surely goes with this week's units: then the slope holds more than an answer to price."""
        return abs(self.placebo) > REACH * self.placebo_error


def elasticity(facts: Facts, frame: Frame) -> Answered | None:
    """What the weeks before the warm-up show; nothing where they show none, or one that prices cannot have."""
    weeks = _weeks(facts, frame)
    if weeks is None:
        return None
    units, price = weeks
    moved = np.nanstd(price, axis=1) > LEAST_MOVE
    units, price = units[moved], price[moved]
    if len(units) < LEAST_GOODS:
        return None
    value, error = _slope(units, price)
    placebo, placebo_error = _slope(units[:, :-1], price[:, 1:], beside=price[:, :-1])
    if not np.isfinite(value + error + placebo) or value + REACH * error >= 0:
        return None
    if 2 * abs(placebo) > abs(value):
        return None
    return Answered(value, error, placebo, placebo_error, len(units))


def _weeks(facts: Facts, frame: Frame) -> tuple[Column, Column] | None:
    """Products x weeks: logs of units and of what one cost; nothing in a cell where none was sold."""
    end = frame.warm_up.first
    span = Days(first=end - timedelta(days=7 * WEEKS), until=end)
    if facts.lacking("lines.sku", "lines.quantity") or facts.days.first > span.first:
        return None
    lines = facts.table("lines")
    lines = lines.filter(within(lines.day, span) & (lines.quantity > 0) & (lines.charged > 0))
    best = lines.group_by("sku").agg(sold=lines.quantity.sum()).order_by([ibis.desc("sold"), "sku"])
    sums = (
        lines.semi_join(best.limit(MOST_GOODS), "sku")
        .group_by(["sku", "day"])
        .agg(units=lambda t: t.quantity.sum(), charged=lambda t: t.charged.sum())
        .to_pyarrow()
    )
    goods, row = np.unique(sums["sku"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    if len(goods) < LEAST_GOODS:
        return None
    days = sums["day"].to_numpy().astype("datetime64[D]")
    week = ((days - np.datetime64(span.first)).astype(np.int64)) // 7
    units, charged = np.zeros((len(goods), WEEKS)), np.zeros((len(goods), WEEKS))
    np.add.at(units, (row, week), sums["units"].to_numpy().astype(np.float64))
    np.add.at(charged, (row, week), sums["charged"].to_numpy().astype(np.float64))
    often = (units > 0).sum(axis=1) >= LEAST_WEEKS
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(units[often]), np.log(charged[often] / units[often])
    return tuple(np.where(units[often] > 0, each, np.nan) for each in logs)  # type: ignore[return-value]


def _slope(units: Column, price: Column, beside: Column | None = None) -> tuple[float, float]:
    """The slope on price (what ``beside`` tells taken out first) and its error, by product."""
    known = np.isfinite(units) & np.isfinite(price)
    if beside is not None:
        known &= np.isfinite(beside)
    y, x = _demeaned(units, known), _demeaned(price, known)
    if beside is not None:
        other = _demeaned(beside, known)
        y, x = (each - other * _ratio(each * other, other * other) for each in (y, x))
    value = _ratio(x * y, x * x)
    scores = (x * (y - value * x)).sum(axis=1)
    return value, float(np.sqrt((scores**2).sum()) / max(float((x * x).sum()), 1e-12))


def _ratio(above: Any, below: Any) -> float:
    return float(above.sum()) / max(float(below.sum()), 1e-12)


def _demeaned(values: Column, known: npt.NDArray[np.bool_]) -> Column:
    """Less each product's mean and each week's, in turns; nought where nothing is known."""
    left = np.where(known, values, 0.0)
    for _round in range(ROUNDS):
        for axis in (1, 0):
            mean = left.sum(axis=axis, keepdims=True) / np.maximum(known.sum(axis=axis, keepdims=True), 1)
            left = np.where(known, left - mean, 0.0)
    return left
