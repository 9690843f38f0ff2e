"""Which of the targeted households a campaign moved, as far as that can be told at all.

A household's change against its own five matches is mostly chance: people shop unevenly. How much of it is chance is
read from untargeted households, each against *its* matches. What the targeted differ by beyond that is real, and each
household's figure is drawn towards the average by as much as chance explains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import msgspec
import numpy as np
from threadpoolctl import threadpool_limits

from feria.review.effect.calendar import Matrix
from feria.review.effect.campaigns import REACH, Targeting, grounds
from feria.review.effect.matching import match, nearest
from feria.review.effect.panel import Panel, Places
from feria.review.effect.placebo import interval
from feria.review.effect.results import Estimate, Message

LEAST_SHARE = 0.25
"""Share of the differences between households that must be more than chance, to speak of single ones."""


class HouseholdUplift(msgspec.Struct, frozen=True):
    """What the campaign brought from one household over all its days, minor units, with a 90 % interval."""

    household: int
    uplift: Estimate


Uplifts: TypeAlias = tuple[HouseholdUplift, ...]


def household_uplifts(panel: Panel, one: Targeting, campaigns: Sequence[Targeting]) -> Uplifts | Message:
    """Strongest first; or why single households cannot be told apart."""
    found = grounds(panel, one, campaigns)
    if isinstance(found, Message):
        return found
    traits, targeted, stretch = found
    with threadpool_limits(limits=1):
        sides = match(traits, targeted)
        blind, others = nearest(traits, np.flatnonzero(~targeted))
    change = panel.daily(stretch.post) - panel.daily(stretch.pre)
    missed = change[blind] - change[others].mean(axis=1)
    size = _size(panel.daily(stretch.pre) + panel.daily(stretch.alike), blind, missed)
    ours = (change[sides.chosen] - change[sides.partners].mean(axis=1)) / size[sides.chosen]
    chance = float(np.var(missed / size[blind]))
    real = float(np.var(ours)) - chance
    share = max(real, 0.0) / (max(real, 0.0) + chance)
    if share < LEAST_SHARE:
        return Message("households-alike", {"percent": round(100 * share)})
    drawn = ours.mean() + share * (ours - ours.mean())
    reach = REACH * np.sqrt(share * chance)
    return _told(panel, sides.chosen, drawn, float(reach), size[sides.chosen] * stretch.days)


def _size(level: Matrix, blind: Places, missed: Matrix) -> Matrix:
    """How much a household may vary for what it usually spends, as the untargeted do."""
    logs = np.log(np.maximum(level, 1.0))
    power = np.polyfit(logs[blind], np.log(np.abs(missed) + 1.0), 1)[0]
    size: Matrix = np.exp(np.clip(power, 0.0, 1.0) * (logs - logs.mean()))
    return size


def _told(panel: Panel, chosen: Places, drawn: Matrix, reach: float, scale: Matrix) -> Uplifts:
    order = np.argsort(-drawn * scale, kind="stable")
    return tuple(
        HouseholdUplift(
            panel.households[chosen[at]], interval(float(drawn[at] * scale[at]), reach * float(scale[at]))
        )
        for at in order
    )
