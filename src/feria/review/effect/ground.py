"""The days as arrays: what was sold on each, which ones teach the baseline, which ones are asked about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import numpy as np

from feria.review.effect.baseline import Rows
from feria.review.effect.calendar import Matrix
from feria.review.effect.results import Days, Periods
from feria.review.effect.series import AFFECTED, Daily

MOST_CONTROLS = 40
"""Control series beyond the largest so many are summed into one."""


class Ground(NamedTuple):
    """Days with sales, and their parts as rows."""

    days: tuple[date, ...]
    values: Matrix  # days x affected series
    controls: Matrix  # days x control series
    names: tuple[str, ...]  # of the controls
    train: Rows
    block: Rows  # the festival's whole

    @property
    def total(self) -> Matrix:
        """All affected goods together."""
        whole: Matrix = self.values.sum(axis=1)
        return whole

    def within(self, stretch: Days) -> Matrix:
        """1 for each day of the block that belongs to the stretch, else 0."""
        return np.array([self.days[row] in stretch for row in self.block], dtype=np.float64)


def ground(daily: Daily, periods: Periods, missing: Collection[date]) -> Ground:
    """The series as arrays, without the days on which nothing was sold."""
    kept = [number for number, day in enumerate(daily.days) if day not in missing]
    days = tuple(daily.days[number] for number in kept)
    values = np.array([daily.affected[role] for role in AFFECTED], dtype=np.float64).T[kept]
    inside = np.array([day in periods.whole for day in days])
    train, block = np.flatnonzero(~inside), np.flatnonzero(inside)
    names, controls = _controls(daily, kept, train)
    return Ground(days, values, controls, names, train, block)


def _controls(daily: Daily, kept: list[int], train: Rows) -> tuple[tuple[str, ...], Matrix]:
    """The largest control series, the others as one; none that hardly ever moves."""
    if not daily.controls:
        return (), np.zeros((len(kept), 0))
    names = np.array(list(daily.controls))
    columns = np.array(list(daily.controls.values()), dtype=np.float64).T[kept]
    order = np.argsort(-columns[train].sum(axis=0), kind="stable")
    names, columns = names[order], columns[:, order]
    if len(order) > MOST_CONTROLS:
        others = columns[:, MOST_CONTROLS - 1 :].sum(axis=1, keepdims=True)
        columns = np.concatenate([columns[:, : MOST_CONTROLS - 1], others], axis=1)
        names = np.append(names[: MOST_CONTROLS - 1], "")
    moves = columns[train].std(axis=0) > 0
    return tuple(str(name) for name in names[moves]), columns[:, moves]
