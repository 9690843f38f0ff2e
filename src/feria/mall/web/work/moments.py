"""Festival, phase and period in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from feria.festival import Document, Period
from feria.mall.campaigns import api as campaigns
from feria.mall.web.money import reader_locale
from feria.mall.web.storefront.words import worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What the mall shows at the moment."""

    festival: str
    phase: str
    until: datetime | None
    is_override: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A phase on the timeline; ``hours`` gives its width."""

    name: str
    start_at: datetime
    end_at: datetime
    hours: int
    is_now: bool
    periods: str


def showing(current: campaigns.Current | None) -> Showing | None:
    """The current moment in words; None when no festival runs."""
    if current is None:
        return None
    moment = current.moment
    names = [worded(part.names) for part in (moment.phase, moment.period) if part]
    return Showing(
        festival=worded(current.document.names),
        phase=" · ".join(names),
        until=moment.next_change_at,
        is_override=current.is_overridden,
    )


def spans(document: Document, now: datetime) -> list[Span]:
    """The festival's phases in order; a phase shorter than a day keeps a visible width."""
    return [
        Span(
            name=worded(phase.names),
            start_at=phase.start_at,
            end_at=phase.end_at,
            hours=max(36, int((phase.end_at - phase.start_at).total_seconds() // 3600)),
            is_now=phase.start_at <= now < phase.end_at,
            periods=_periods(phase.periods),
        )
        for phase in document.phases
    ]


def _periods(periods: Sequence[Period]) -> str:
    named = {
        period.id: worded(period.names) for period in periods
    }  # a period comes back on each of the phase's days
    return " · ".join(named.values())


def day_text(day: date) -> str:
    """ "Nov 11, 2025", as the reader's language writes a day."""
    return str(format_date(day, "medium", locale=reader_locale()))
