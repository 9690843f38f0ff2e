"""What the calendar alone says about a day's sales: weekday, turn of the month, holidays, season, other campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import holidays
import msgspec
import numpy as np
import numpy.typing as npt

from feria.review.effect.results import Days

Matrix = npt.NDArray[np.float64]

AROUND_HOLIDAY = (-2, -1, 0, 1)
"""Days from a holiday that sell differently: people stock up, shops close early, people rest."""

MONTH_DAYS = ((1,), (2,), (3,), (4,), (5,), (6, 7, 8, 9, 10))
"""Pay and benefits come at the turn of the month."""

SEASON_AFTER = 400
"""Days of history from which a yearly rhythm can be told from a trend."""


class Campaign(msgspec.Struct, frozen=True):
    """Something else that moved sales: another festival, a mailing. Those of one name are taken to work alike."""

    name: str
    days: Days


def holidays_of(country: str, first: date, last: date) -> frozenset[date]:
    """The public holidays of a country (ISO 3166 code; "" for none) from ``first`` to ``last``, both included."""
    if not country:
        return frozenset()
    years = range(first.year, last.year + 1)
    found = holidays.country_holidays(country, years=years)
    return frozenset(day for day in found if first <= day <= last)


def weekdays(days: Sequence[date]) -> Matrix:
    """One column a weekday."""
    return np.eye(7)[[day.weekday() for day in days]]


def holiday_columns(days: Sequence[date], free: frozenset[date]) -> Matrix:
    """One column for each distance from a holiday."""
    columns = [[day - timedelta(days=step) in free for day in days] for step in AROUND_HOLIDAY]
    return np.array(columns, dtype=np.float64).T


def month_columns(days: Sequence[date]) -> Matrix:
    """One column for each of the first days of a month."""
    return np.array([[day.day in group for day in days] for group in MONTH_DAYS], dtype=np.float64).T


def season_columns(days: Sequence[date]) -> Matrix:
    """The year's rhythm as three waves; nothing when the history is too short to know it."""
    if len(days) < SEASON_AFTER:
        return np.zeros((len(days), 0))
    turn = np.array([day.timetuple().tm_yday for day in days]) * (2 * np.pi / 365.25)
    return np.stack([wave(turn * beat) for beat in (1, 2, 3) for wave in (np.sin, np.cos)], axis=1)


def campaign_columns(days: Sequence[date], campaigns: Sequence[Campaign]) -> Matrix:
    """One column a name: 1 on the days of any campaign that bears it."""
    runs: dict[str, list[Days]] = {}
    for campaign in campaigns:
        runs.setdefault(campaign.name, []).append(campaign.days)
    columns = [[any(day in run for run in stretches) for day in days] for stretches in runs.values()]
    return np.array(columns, dtype=np.float64).reshape(len(runs), len(days)).T
