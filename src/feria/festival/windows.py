"""``when: {phase: main, period: frenzy}`` -> windows in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from feria.festival.document import Phase
from feria.festival.instants import Days, Hours, at_clock, daily, show
from feria.festival.shapes import BAD, Bad, Reading, Values, nearest
from feria.pricing import Window

Span = tuple[datetime, datetime]


class Calendar:
    """The phases that times may be placed by. ``unread``: ids of phases that could not be read whole."""

    def __init__(self, phases: Iterable[Phase], unread: set[str], reading: Reading) -> None:
        self.phases = {phase.id: phase for phase in phases}
        self.unread, self.reading = unread, reading

    @property
    def whole(self) -> Span | None:
        """The festival from its first moment to its last."""
        if not self.phases:
            return None
        phases = self.phases.values()
        return min(each.start_at for each in phases), max(each.end_at for each in phases)

    def windows(self, whens: list[Values] | None) -> tuple[Window, ...] | Bad:
        """The windows of a ``when``, merged and in order; no ``when`` is the whole festival."""
        if whens is None:
            whole = self.whole
            return BAD if whole is None else (Window(start_at=whole[0], end_at=whole[1]),)
        spans: list[Span] = []
        for values in whens:
            found = self._spans(values)
            if found is BAD:
                return BAD
            spans += found
        return tuple(Window(start_at=start, end_at=end) for start, end in merged(spans))

    def window(self, whens: list[Values] | None, path: str, name: str) -> Window | Bad:
        """As ``windows``, but it must be one unbroken span."""
        windows = self.windows(whens)
        if windows is BAD:
            return BAD
        if len(windows) != 1:
            end = show(windows[0].end_at, self.reading.zone) if windows else ""
            self.reading.report.add("split-window", path, field=name, end=end)
            return BAD
        return windows[0]

    def _spans(self, values: Values) -> list[Span] | Bad:
        report = self.reading.report
        ways = [
            way for way in ("phase", "days", "from") if way in values or (way == "from" and "until" in values)
        ]
        if len(ways) > 1:
            report.add("when-mixed", values.path, found=", ".join(f"`{way}`" for way in ways))
            return BAD
        if "period" in values and "hours" in values:
            report.add("period-and-hours", values.path)
            return BAD
        if "period" in values and "phase" not in values:
            report.add(
                "missing-field", values.path, record="when", field="phase", expected="@slug", example="main"
            )
            return BAD
        spans = self._base(values)
        if spans is BAD or "hours" not in values:
            return spans
        return self._narrowed(spans, values["hours"], values.at("hours"))

    def _base(self, values: Values) -> list[Span] | Bad:
        if "phase" in values:
            return self._of_phases(values)
        if "days" in values:
            span = day_span(values["days"], values.at("days"), self.reading)
            return BAD if span is BAD else [span]
        whole = self.whole
        start, end = values.get("from"), values.get("until")
        if whole is None and (start is None or end is None):
            return BAD
        if whole is not None:
            start, end = start or whole[0], end or whole[1]
        if start is None or end is None:
            return BAD
        if end <= start:
            zone = self.reading.zone
            self.reading.report.add("empty-window", values.path, start=show(start, zone), end=show(end, zone))
            return BAD
        return [(start, end)]

    def _of_phases(self, values: Values) -> list[Span] | Bad:
        spans: list[Span] = []
        bad = False
        for i, name in enumerate(values["phase"]):
            phase = self.phases.get(name)
            if phase is None:
                bad = True
                if name not in self.unread:
                    self._unknown("unknown-phase", f"{values.at('phase')}[{i}]", name, self.phases)
                continue
            if "period" in values:
                found = self._of_periods(phase, values)
                bad = bad or found is BAD
                spans += [] if found is BAD else found
            else:
                spans.append((phase.start_at, phase.end_at))
        return BAD if bad else spans

    def _of_periods(self, phase: Phase, values: Values) -> list[Span] | Bad:
        spans: list[Span] = []
        for i, name in enumerate(values["period"]):
            found = [(each.start_at, each.end_at) for each in phase.periods if each.id == name]
            if not found and phase.id in self.unread:
                return BAD
            if not found:
                known = dict.fromkeys(each.id for each in phase.periods)
                self._unknown("unknown-period", f"{values.at('period')}[{i}]", name, known, phase=phase.id)
                return BAD
            spans += found
        return spans

    def _unknown(self, code: str, path: str, name: str, known: Iterable[str], **facts: str) -> None:
        names = list(known)
        self.reading.report.add(
            code, path, found=name, expected=", ".join(names) or "-", near=nearest(name, names), **facts
        )

    def _narrowed(self, spans: list[Span], hours: Hours, path: str) -> list[Span] | Bad:
        narrowed = [part for span in spans for part in hours_within(span, hours, path, self.reading)]
        if not narrowed:
            start, end = (show(each, self.reading.zone) for each in spans[0])
            self.reading.report.add("empty-window", path, start=start, end=end)
            return BAD
        return narrowed


def day_span(days: Days, path: str, reading: Reading) -> Span | Bad:
    """Whole local days in UTC, from the first midnight to the one after the last."""
    place = reading.report.place_of(path)
    start = at_clock(days.first, timedelta(0), path, place, reading.zone, reading.report)
    end = at_clock(days.last, timedelta(days=1), path, place, reading.zone, reading.report)
    return BAD if start is BAD or end is BAD else (start, end)


def hours_within(span: Span, hours: Hours, path: str, reading: Reading) -> list[Span]:
    """The hours of each local day of the span, cut to the span."""
    zone: ZoneInfo = reading.zone
    last_moment = span[1] - timedelta(microseconds=1)
    days = Days(span[0].astimezone(zone).date(), last_moment.astimezone(zone).date())
    each_day = daily(days, hours, path, reading.report.place_of(path), zone, reading.report)
    cut = [(max(start, span[0]), min(end, span[1])) for start, end in each_day]
    return [(start, end) for start, end in cut if start < end]


def merged(spans: Iterable[Span]) -> list[Span]:
    """In order, with those that touch or overlap made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
