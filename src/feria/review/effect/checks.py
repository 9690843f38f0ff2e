"""What the data must bring before a question is answered, and what weakens an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from feria.review.effect.calendar import Campaign
from feria.review.effect.results import Message, Periods
from feria.review.effect.series import Daily, Role

LEAST_HISTORY = 42
"""Days before the festival, so that each weekday was seen six times."""

LEAST_WITHOUT_CONTROLS = 182
"""Days before the festival when everything was promoted: the calendar must do alone what controls do better."""

MOST_MISSING = 0.1
"""Share of the history's days that may lack."""

LEAST_CONTROL = 0.02
"""Share of all sales that controls must have, to tell anything of a day."""


def refusal(daily: Daily, periods: Periods, missing: Sequence[date]) -> Message | None:
    """Why no answer can be given; nothing when it can."""
    if not periods.in_order:
        return Message("periods-out-of-order")
    if len(daily) - len(missing) < 2:
        return Message("one-day", {"days": len(daily) - len(missing)})
    if not any(any(sums) for sums in daily.affected.values()):
        return Message("nothing-promoted")
    last = daily.days[-1]
    if periods.during.start < daily.first or periods.whole.end.toordinal() > last.toordinal() + 1:
        return Message("days-not-covered", {"first": daily.first.isoformat(), "last": last.isoformat()})
    return _history(daily, periods, missing) or _sales(daily, periods, missing)


def _history(daily: Daily, periods: Periods, missing: Sequence[date]) -> Message | None:
    days = (periods.before.start - daily.first).days
    gaps = sum(day < periods.before.start for day in missing)
    if days - gaps < LEAST_HISTORY:
        return Message("too-little-history", {"days": max(days - gaps, 0), "needs": LEAST_HISTORY})
    if gaps > MOST_MISSING * days:
        return Message("too-many-gaps", {"missing": gaps, "days": days})
    if not has_controls(daily) and days - gaps < LEAST_WITHOUT_CONTROLS:
        return Message("everything-promoted", {"days": days - gaps, "needs": LEAST_WITHOUT_CONTROLS})
    return None


def _sales(daily: Daily, periods: Periods, missing: Sequence[date]) -> Message | None:
    gone = [day for day in missing if day in periods.whole]
    if any(day in periods.during for day in gone) or len(gone) > MOST_MISSING * len(periods.whole):
        return Message("festival-days-missing", {"days": len(gone)})
    promoted = daily.affected[Role.PROMOTED][: (periods.before.start - daily.first).days]
    sold = sum(value != 0 for value in promoted)
    if sold * 2 < len(promoted):
        return Message("seldom-sold", {"days": sold, "of": len(promoted)})
    return None


def has_controls(daily: Daily) -> bool:
    """Whether what was left alone is enough to tell anything."""
    controls = sum(map(sum, daily.controls.values()))
    everything = controls + sum(map(sum, daily.affected.values()))
    return controls >= LEAST_CONTROL * everything and controls > 0


def missing_days(daily: Daily) -> tuple[date, ...]:
    """Days on which nothing at all was sold."""
    columns = (*daily.affected.values(), *daily.controls.values())
    return tuple(
        day for day, values in zip(daily.days, zip(*columns, strict=True), strict=True) if not any(values)
    )


def warnings(
    daily: Daily, periods: Periods, campaigns: Sequence[Campaign], free: frozenset[date]
) -> list[Message]:
    """What makes an answer weaker than it looks."""
    found = []
    if not has_controls(daily):
        found.append(Message("no-controls"))
    for campaign in campaigns:
        inside = [day for day in daily.days if day in campaign.days]
        if inside and all(day in periods.whole for day in inside):
            found.append(Message("campaign-inside", {"campaign": campaign.name}))
    found.extend(
        Message("holiday-inside", {"day": day.isoformat()}) for day in sorted(free) if day in periods.whole
    )
    if not periods.before and not periods.after:
        found.append(Message("only-the-days-themselves"))
    return found
