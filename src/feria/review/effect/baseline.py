"""The baseline: what the affected goods would have sold, from the calendar, the controls and the days around.

A day's sales are a weekday's level, plus a multiple of what the controls sold that day, plus pieces that are each drawn
towards nothing unless the data insist: single control series, holidays and the turn of the month, other campaigns, the
season, a level that drifts over weeks, and errors that linger for a day or two. How much each piece may weigh is
learnt from the days without a festival by restricted maximum likelihood; the prediction is then the best linear one.

Leaving days out and predicting them from all others needs no new fit: with ``P`` the matrix that takes the fixed
columns out of the inverse covariance, the misses on a block of days are ``solve(P[block, block], (P y)[block])`` and
their covariance is the inverse of ``P[block, block]``. The festival's own days and every placebo are such blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from feria.review.effect import calendar
from feria.review.effect.calendar import Campaign, Matrix

Rows = npt.NDArray[np.intp]

DRIFT_DAYS = 45.0
LINGER_DAYS = 1.5
"""After so many days what the level, or an error, remembers of itself has fallen to 1/e."""

PRIOR = {"controls": -2.0, "calendar": -2.0, "campaigns": -2.0, "season": -2.0, "drift": -1.5, "linger": -2.0}
"""Log of each piece's variance against a day's own chance, before the data speak."""
PRIOR_WIDTH = 2.0


class Design(NamedTuple):
    """The columns that are free, and the covariances of the pieces that are drawn towards nothing."""

    fixed: Matrix  # days x columns
    pieces: dict[str, Matrix]  # name -> days x days, mean diagonal about 1


def design(
    days: Sequence[date],
    controls: Matrix,
    free: frozenset[date],
    campaigns: Sequence[Campaign],
    train: Rows,
) -> Design:
    """``controls`` is days x series; scales are taken from the days in ``train``."""
    span = np.abs(np.subtract.outer(*[np.array([day.toordinal() for day in days], dtype=np.float64)] * 2))
    fixed = [calendar.weekdays(days)]
    fixed[0] = fixed[0][:, fixed[0][train].any(axis=0)]
    pieces = {"drift": np.exp(-span / DRIFT_DAYS), "linger": np.exp(-span / LINGER_DAYS)}
    if controls.shape[1]:
        fixed.append(_scaled(controls.sum(axis=1, keepdims=True), train))
        pieces["controls"] = _covariance(_scaled(controls, train)) / controls.shape[1]
    pieces["calendar"] = _covariance(calendar.holiday_columns(days, free)) + _covariance(
        calendar.month_columns(days)
    )
    for name, columns in (
        ("season", calendar.season_columns(days)),
        ("campaigns", calendar.campaign_columns(days, campaigns)),
    ):
        if columns[train].any():
            pieces[name] = _covariance(columns)
    return Design(np.concatenate(fixed, axis=1), pieces)


def _scaled(columns: Matrix, train: Rows) -> Matrix:
    spread = columns[train].std(axis=0)
    spread[spread == 0] = 1.0
    scaled: Matrix = (columns - columns[train].mean(axis=0)) / spread
    return scaled


def _covariance(columns: Matrix) -> Matrix:
    return columns @ columns.T


class Weights(NamedTuple):
    """How much each piece may weigh, as logs, in the order of the design's pieces."""

    logs: Matrix

    def covariance(self, design: Design) -> Matrix:
        """Of all days, in units of a day's own chance."""
        whole: Matrix = np.eye(len(design.fixed))
        for log, piece in zip(self.logs, design.pieces.values(), strict=True):
            whole += np.exp(log) * piece
        return whole


def learn(design: Design, values: Matrix, train: Rows) -> Weights:
    """The weights that make the training days likeliest, with a mild pull to ``PRIOR``."""
    part = Design(
        design.fixed[train], {name: piece[np.ix_(train, train)] for name, piece in design.pieces.items()}
    )
    prior = np.array([PRIOR[name] for name in part.pieces])
    observed = values[train]
    freedom = len(train) - part.fixed.shape[1]

    def cost(logs: Matrix) -> tuple[float, Matrix]:
        whole = Weights(logs).covariance(part)
        projector, logdet = _projector(whole, part.fixed)
        pulled = projector @ observed
        rest = float(observed @ pulled)
        value = (
            0.5 * (logdet + freedom * np.log(rest)) + float((((logs - prior) / PRIOR_WIDTH) ** 2).sum()) / 2
        )
        slope = [
            0.5 * np.exp(log) * (np.vdot(projector, piece) - freedom * (pulled @ piece @ pulled) / rest)
            for log, piece in zip(logs, part.pieces.values(), strict=True)
        ]
        return float(value), np.array(slope) + (logs - prior) / PRIOR_WIDTH**2

    found = minimize(
        cost,
        prior,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-9.0, 4.0)] * len(prior),
        options={"maxiter": 25, "ftol": 1e-6},
    )
    return Weights(np.asarray(found.x, dtype=np.float64))


def _projector(covariance: Matrix, fixed: Matrix) -> tuple[Matrix, float]:
    """``P`` and the log of the restricted determinant."""
    factor = cho_factor(covariance, lower=True)
    inverse: Matrix = cho_solve(factor, np.eye(len(covariance)))
    reach = inverse @ fixed
    inner = fixed.T @ reach
    projector: Matrix = inverse - reach @ np.linalg.solve(inner, reach.T)
    logdet = 2.0 * float(np.log(np.diag(factor[0])).sum()) + float(np.linalg.slogdet(inner)[1])
    return projector, logdet


class Baseline(NamedTuple):
    """``P`` over some days, and what the days without a festival say of the chance in each series."""

    projector: Matrix
    spread: Matrix  # series x series: variance of a day's own chance

    def misses(self, values: Matrix, block: Rows) -> tuple[Matrix, Matrix]:
        """Actual less expected on the block's days, predicted from all the others (days x series), and the
        covariance between its days in units of ``spread``."""
        around = np.linalg.inv(self.projector[np.ix_(block, block)]).astype(np.float64)
        return around @ (self.projector @ values)[block], around

    def summed(self, values: Matrix, block: Rows) -> tuple[float, float]:
        """The miss of the whole block and its standard error, of a single series."""
        missed, around = self.misses(values, block)
        return float(missed.sum()), float(np.sqrt(around.sum() * self.spread[0, 0]))


def baseline(design: Design, weights: Weights, values: Matrix, rows: Rows, train: Rows) -> Baseline:
    """The baseline over ``rows``; ``values`` is days x series, the spread comes from ``train``, which is among the rows."""
    whole = weights.covariance(design)
    inside, _ = _projector(whole[np.ix_(train, train)], design.fixed[train])
    observed = values[train]
    freedom = len(train) - design.fixed.shape[1]
    projector = (
        inside if len(rows) == len(train) else _projector(whole[np.ix_(rows, rows)], design.fixed[rows])[0]
    )
    return Baseline(projector, observed.T @ inside @ observed / freedom)
