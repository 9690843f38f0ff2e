"""Households beside those most like them, and the difference between their changes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors

from feria.review.effect.calendar import Matrix
from feria.review.effect.panel import Mask, Places

MATCHES = 5
SAME = 1e-6
"""What is left of a column beside the others, as a share of it, when it tells nothing new."""


class Sides(NamedTuple):
    """Targeted households and their matches; the matches' weights come to as many as the targeted are."""

    rows: Places
    targeted: Mask
    weights: Matrix
    traits: Matrix  # of the rows, scaled
    partners: Places  # for each matched targeted household, the rows of its matches in the panel
    chosen: Places  # the matched targeted households' rows in the panel
    unlike: int

    @property
    def imbalance(self) -> float:
        """The worst difference of a trait between the sides, in standard deviations."""
        ours = self.traits[self.targeted].mean(axis=0)
        theirs = np.average(self.traits[~self.targeted], axis=0, weights=self.weights[~self.targeted])
        return float(np.abs(ours - theirs).max())


class Difference(NamedTuple):
    """How much more the targeted changed than their matches, per household."""

    value: float
    error: float
    p_value: float


def match(traits: Matrix, targeted: Mask) -> Sides:
    """Each targeted household and its nearest others, by traits and by the chance of having been chosen."""
    spread = traits.std(axis=0)
    kept = traits[:, spread > 0] / spread[spread > 0]
    kept = kept - kept.mean(axis=0)
    chance = LogisticRegression(max_iter=500).fit(kept, targeted).decision_function(kept)
    alike = ~targeted | (chance <= chance[~targeted].max())
    chosen = np.flatnonzero(targeted & alike)
    others = np.flatnonzero(~targeted)
    space = np.column_stack([kept, chance / max(float(chance.std()), 1e-9)])
    near = (
        NearestNeighbors(n_neighbors=MATCHES)
        .fit(space[others])
        .kneighbors(space[chosen], return_distance=False)
    )
    partners = others[near]
    used, times = np.unique(partners, return_counts=True)
    rows = np.concatenate([chosen, used])
    return Sides(
        rows=rows,
        targeted=np.arange(len(rows)) < len(chosen),
        weights=np.concatenate([np.ones(len(chosen)), times / MATCHES]),
        traits=kept[rows],
        partners=partners,
        chosen=chosen,
        unlike=int(targeted.sum()) - len(chosen),
    )


def nearest(traits: Matrix, others: Places) -> tuple[Places, Places]:
    """Each of the others beside the nearest among themselves: what two households alike differ by when nothing was sent."""
    spread = traits.std(axis=0)
    space = (traits[:, spread > 0] / spread[spread > 0])[others]
    near = NearestNeighbors(n_neighbors=MATCHES + 1).fit(space).kneighbors(space, return_distance=False)
    return others, others[near[:, 1:]]


def difference(change: Matrix, sides: Sides) -> Difference:
    """The targeted's change less that of their matches, what is left of their traits' differences taken out.

    Least squares with the matches' weights; errors hold when households differ in how much they vary (HC1).
    """
    columns = np.column_stack([np.ones(len(sides.rows)), sides.targeted, sides.traits])
    # A trait that the others already tell (no other campaign ran, say) would have no coefficient of its own.
    tells = np.abs(np.diag(np.linalg.qr(columns)[1])) > SAME * np.linalg.norm(columns, axis=0)
    fitted = sm.WLS(change[sides.rows], columns[:, tells], weights=sides.weights).fit(cov_type="HC1")
    return Difference(float(fitted.params[1]), float(fitted.bse[1]), float(fitted.pvalues[1]))
