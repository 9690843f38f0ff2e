"""Instants by one clock, so that they can be sorted and told apart, or by the clock of a place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from feria.pricing.facts import Problem


def in_utc(instant: datetime) -> datetime:
    """The instant in UTC; one so far off that UTC has no date for it is the first or the last there is."""
    return _by_clock(instant, UTC)


def in_zone(instant: datetime, zone: str) -> datetime:
    """The instant by the clock of a zone that is known to exist."""
    return _by_clock(instant, ZoneInfo(zone))


def problems_of_zone(zone: str) -> Iterator[Problem]:
    """The time zone must exist; its name is a file's, so it may also name a folder, or none that can be opened."""
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        yield Problem("time_zone", f"{zone!r} is no time zone.", "Use a name such as Asia/Shanghai.")


def _by_clock(instant: datetime, zone: tzinfo) -> datetime:
    try:
        return instant.astimezone(zone)
    except OverflowError:
        return datetime.min.replace(tzinfo=zone) if instant.year == 1 else datetime.max.replace(tzinfo=zone)
