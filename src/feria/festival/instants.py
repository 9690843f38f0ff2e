"""Local dates and times as people write them -> instants in UTC (R1.3), with the two hours a year that go wrong.

When clocks go forward some local times do not exist; when they go back some come twice. Neither is guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feria.festival.problems import Place, Problem, Report
from feria.festival.shapes import BAD, Bad, Reading, Schema, Shape
from feria.festival.tree import Node, Scalar

_DATE = r"(\d{4}-\d{2}-\d{2})"
_TIME = r"(\d{1,2}:\d{2}(?::\d{2})?)"
_INSTANT = re.compile(rf"{_DATE}(?:[T ]+{_TIME})?\s*(Z|[+-]\d{{2}}:?\d{{2}})?", re.ASCII)
_DAYS = re.compile(rf"{_DATE}(?:\s*(?:to|\.\.|–)\s*{_DATE})?", re.ASCII)
_HOURS = re.compile(rf"{_TIME}\s*(?:to|-|–)\s*{_TIME}", re.ASCII)
_DAY = timedelta(days=1)


class Days(NamedTuple):
    """Whole days, both included."""

    first: date
    last: date


class Hours(NamedTuple):
    """A part of a day in minutes (seconds) after midnight: [start, end), end at most 24:00."""

    start: timedelta
    end: timedelta


def show(instant: datetime, zone: ZoneInfo) -> str:
    """How a document writes this instant."""
    local = instant.astimezone(zone)
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


def to_utc(local: datetime, path: str, place: Place | None, zone: ZoneInfo, report: Report) -> datetime | Bad:
    """A local time without offset -> UTC; BAD after reporting that it does not exist or comes twice."""
    try:
        earlier, later = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        returned = earlier.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        report.add("wrong-value", path, place, found=local.isoformat(" "), expected="@instant")
        return BAD
    if earlier == later:
        return earlier
    written = local.strftime("%Y-%m-%d %H:%M")
    if returned != local:  # in the gap: no offset brings this local time about
        after = show(max(earlier, later), zone)
        report.add("time-skipped", path, place, found=written, zone=zone.key, after=after)
    else:
        both = [_with_offset(each, zone) for each in (earlier, later)]
        report.add("time-twice", path, place, found=written, zone=zone.key, earlier=both[0], later=both[1])
    return BAD


def _with_offset(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M ") + _offset(instant, zone)


def _offset(instant: datetime, zone: ZoneInfo) -> str:
    text = instant.astimezone(zone).strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def midnight(day: date, path: str, place: Place | None, zone: ZoneInfo, report: Report) -> datetime | Bad:
    """The start of a local day in UTC."""
    return at_clock(day, timedelta(0), path, place, zone, report)


def at_clock(
    day: date, clock: timedelta, path: str, place: Place | None, zone: ZoneInfo, report: Report
) -> datetime | Bad:
    """A local day and the time on its clock (24:00 is the next day's 00:00) -> UTC."""
    try:
        local = datetime.combine(day, time(0)) + clock
    except OverflowError:
        report.add("wrong-value", path, place, found=str(day), expected="@instant")
        return BAD
    return to_utc(local, path, place, zone, report)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _clock(text: str) -> timedelta | None:
    """``24:00`` is the end of the day."""
    hour, minute, second = (int(part) for part in (text + ":00").split(":")[:3])
    clock = timedelta(hours=hour, minutes=minute, seconds=second)
    return clock if minute < 60 and second < 60 and clock <= _DAY else None


def _clocks(text: str) -> Hours | None:
    """Two times with a word or a dash between them, in any order."""
    match = _HOURS.fullmatch(text.strip())
    start, end = (_clock(match[1]), _clock(match[2])) if match else (None, None)
    return None if start is None or end is None else Hours(start, end)


class Instant(Shape):
    """A local date and time; an offset may be added where the local time comes twice."""

    expected, example, label = "@instant", "2026-11-11 00:00", "local time"
    form: Schema = {
        "type": "string",
        "pattern": r"^\d{4}-\d{2}-\d{2}[T ]+\d{1,2}:\d{2}(:\d{2})?( ?(Z|[+-]\d{2}:?\d{2}))?$",
    }

    def read(self, node: Node, path: str, reading: Reading) -> datetime | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        match = _INSTANT.fullmatch(scalar.text.strip())
        day = _date(match[1]) if match else None
        if match is None or day is None:
            return self.refuse(scalar, path, reading)
        if match[2] is None:
            reading.report.add("time-needed", path, scalar.place, found=match[1])
            return BAD
        clock = _clock(match[2])
        if clock is None:
            return self.refuse(scalar, path, reading)
        if match[3] is None:
            return at_clock(day, clock, path, scalar.place, reading.zone, reading.report)
        return self._with_offset(datetime.combine(day, time(0)), clock, match[3], path, scalar.place, reading)

    def _with_offset(
        self, start: datetime, clock: timedelta, offset: str, path: str, place: Place, reading: Reading
    ) -> datetime | Bad:
        """An offset is taken only if the zone's clocks show it at that moment."""
        try:
            local = start + clock
            instant = local.replace(tzinfo=_parse_offset(offset)).astimezone(UTC)
            right = _with_offset(instant, reading.zone)
            shown = instant.astimezone(reading.zone).replace(tzinfo=None)
        except (OverflowError, ValueError):
            reading.report.add(
                "wrong-value", path, place, found=offset, expected="@instant", example=self.example
            )
            return BAD
        if offset != "Z" and shown != local:
            found = f"{local:%Y-%m-%d %H:%M} {offset}"
            reading.report.add("wrong-offset", path, place, found=found, zone=reading.zone.key, right=right)
            return BAD
        return instant


def _parse_offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


class Day(Shape):
    """A day, without a time."""

    expected, example, label = "@day", "2026-11-11", "day"
    form: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

    def read(self, node: Node, path: str, reading: Reading) -> date | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        day = _date(scalar.text) if re.fullmatch(_DATE, scalar.text, re.ASCII) else None
        return day or self.refuse(scalar, path, reading)


class DaySpan(Shape):
    """Whole days, first and last included: ``2026-11-01 to 2026-11-10``, or a single day."""

    expected, example, label = "@days", "2026-11-01 to 2026-11-10", "day, or first to last day"
    form: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(\s*(to|\.\.|–)\s*\d{4}-\d{2}-\d{2})?$"}

    def read(self, node: Node, path: str, reading: Reading) -> Days | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        match = _DAYS.fullmatch(scalar.text.strip())
        first = _date(match[1]) if match else None
        last = _date(match[2] or match[1]) if match else None
        if first is None or last is None:
            return self.refuse(scalar, path, reading)
        if last < first:
            reading.report.add("empty-window", path, scalar.place, start=str(first), end=str(last))
            return BAD
        if (last - first).days > 3660:
            return self.refuse(scalar, path, reading)
        return Days(first, last)


class HourSpan(Shape):
    """A part of the day: ``18:00 to 21:00``; ``24:00`` is the day's end."""

    expected, example, label = "@hours", "18:00 to 21:00", "hours"
    form: Schema = {
        "type": "string",
        "pattern": r"^\d{1,2}:\d{2}(:\d{2})?\s*(to|-|–)\s*\d{1,2}:\d{2}(:\d{2})?$",
    }

    def read(self, node: Node, path: str, reading: Reading) -> Hours | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        clocks = _clocks(scalar.text)
        if clocks is None:
            return self.refuse(scalar, path, reading)
        if clocks.end <= clocks.start:
            start, end = re.findall(_TIME, scalar.text, re.ASCII)
            reading.report.add("empty-window", path, scalar.place, start=start, end=end)
            return BAD
        return clocks


class ClockSpan(NamedTuple):
    """A part of every day by the clock; one that ends before it starts runs over midnight."""

    start: time
    end: time


class ClockHours(Shape):
    """Hours that come back every day: ``18:00 to 21:00``, ``22:00 to 02:00``."""

    expected, example, label = "@hours", "22:00 to 02:00", "hours"
    form: Schema = HourSpan.form

    def read(self, node: Node, path: str, reading: Reading) -> ClockSpan | Bad:
        scalar = self.scalar(node, path, reading)
        if scalar is BAD:
            return BAD
        clocks = _clocks(scalar.text)
        if clocks is None:
            return self.refuse(scalar, path, reading)
        hours = ClockSpan(_on_the_dial(clocks.start), _on_the_dial(clocks.end))
        if hours.start == hours.end:
            reading.report.add("hours-all-day", path, scalar.place, found=scalar.text)
            return BAD
        return hours


def _on_the_dial(clock: timedelta) -> time:
    """24:00 is where 00:00 is."""
    return (datetime.combine(date.min, time(0)) + clock % _DAY).time()


def daily(days: Days, hours: Hours, path: str, place: Place | None, zone: ZoneInfo, report: Report) -> list[
    tuple[datetime, datetime]
]:  # fmt: skip
    """The hours on each of the days, in UTC."""
    spans: list[tuple[datetime, datetime]] = []
    for offset in range((days.last - days.first).days + 1):
        day = days.first + timedelta(days=offset)
        start = at_clock(day, hours.start, path, place, zone, report)
        end = at_clock(day, hours.end, path, place, zone, report)
        if start is not BAD and end is not BAD:
            spans.append((start, end))
    return spans


def parse_instant(text: str, zone: ZoneInfo) -> datetime | None:
    """A moment as documents write it -> UTC; None where it is no moment on the zone's clocks."""
    instant = instant_or_problem(text, zone)
    return instant if isinstance(instant, datetime) else None


def instant_or_problem(text: str, zone: ZoneInfo) -> datetime | Problem:
    """As ``parse_instant``, or what is wrong with it."""
    report = Report("")
    instant = Instant().read(Scalar(text=text.strip(), place=Place(1, 1)), "", Reading(report, zone=zone))
    return report.problems[0] if instant is BAD else instant
