"""The days that a review compares: usual ones, the warm-up, the event, and those after it. Half-open, days of the shops."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from feria.festival import Document
from feria.review.value import Value

USUAL_DAYS = 56
"""Eight weeks: each weekday eight times, and near enough in season."""
AFTER_DAYS = 14
WARM_UP_DAYS = 7
WAITING = ("presale", "warm-up")
SELLING = ("main", "encore")

PARTS = ("usual", "warm_up", "event", "after")


class Days(Value, frozen=True, kw_only=True):
    """From ``first`` until before ``until``."""

    first: date
    until: date

    def __len__(self) -> int:
        return max(0, (self.until - self.first).days)

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.until

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(len(self)))

    @property
    def last(self) -> date:
        """The last day that is inside."""
        return self.until - timedelta(days=1)

    def moved(self, days: int) -> Days:
        """As long, so many days later."""
        by = timedelta(days=days)
        return Days(first=self.first + by, until=self.until + by)


class Frame(Value, frozen=True, kw_only=True):
    """The four stretches, one after the other without a gap."""

    usual: Days
    warm_up: Days
    event: Days
    after: Days

    @property
    def whole(self) -> Days:
        """From the first usual day to the last one after the event."""
        return Days(first=self.usual.first, until=self.after.until)

    def part_of(self, day: date) -> str:
        """usual, warm_up, event or after; nothing for a day outside."""
        return next((part for part in PARTS if day in getattr(self, part)), "")

    def moved(self, days: int) -> Frame:
        """The same shape so many days later."""
        return Frame(**{part: getattr(self, part).moved(days) for part in PARTS})


def frame_around(
    event: Days, warm_up: int = WARM_UP_DAYS, after: int = AFTER_DAYS, usual: int = USUAL_DAYS
) -> Frame:
    """The days around an event, each stretch so many days long."""
    waiting = Days(first=event.first - timedelta(days=warm_up), until=event.first)
    return Frame(
        usual=Days(first=waiting.first - timedelta(days=usual), until=waiting.first),
        warm_up=waiting,
        event=event,
        after=Days(first=event.until, until=event.until + timedelta(days=after)),
    )


def event_days(document: Document) -> Days:
    """The festival's selling days: main phase and encore, or all of it where it has neither."""
    return _days_of(document, SELLING) or _span(document, document.starts_at, document.ends_at)


def warm_up_days(document: Document) -> int:
    """How many days before the event the festival asks people to wait: presale and warm-up."""
    waiting = _days_of(document, WAITING)
    return len(waiting) if waiting else WARM_UP_DAYS


def _days_of(document: Document, kinds: tuple[str, ...]) -> Days | None:
    phases = [phase for phase in document.phases if phase.kind in kinds]
    if not phases:
        return None
    return _span(document, min(each.start_at for each in phases), max(each.end_at for each in phases))


def _span(document: Document, start_at: datetime, end_at: datetime) -> Days:
    zone = ZoneInfo(document.time_zone)
    first = start_at.astimezone(zone).date()
    last = (end_at - timedelta(microseconds=1)).astimezone(zone).date()
    return Days(first=first, until=last + timedelta(days=1))
