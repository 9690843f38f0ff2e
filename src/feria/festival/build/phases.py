"""Phases and their periods, placed in time."""

from __future__ import annotations

from typing import Any

from feria.festival.build.parts import good, records
from feria.festival.document import PERIOD_KINDS, PERIOD_NAMES, PHASE_KINDS, Channel, Period, Phase, Task
from feria.festival.draft import Draft, Placed
from feria.festival.instants import show
from feria.festival.shapes import BAD, Bad, Reading, Values
from feria.festival.windows import Span, day_span, hours_within


def build_phases(root: Values, draft: Draft, reading: Reading) -> set[str]:
    """Fills in the phases; returns the ids of those that could not be read whole, periods included."""
    unread: set[str] = set()
    for values in records(root, "phases"):
        phase = _phase(values, reading)
        periods = values.get("periods", [])
        if phase is not None:
            draft.phases.append(Placed(values.path, phase))
            for each in records(values, "periods"):
                draft.period_paths[values.path, each.get("id", "")] = each.path
        if (
            phase is None
            or "periods" in values.broken
            or any(each is BAD or not each.whole for each in periods)
        ):
            unread.add(values.get("id", ""))
    written = root.get("phases", [])
    draft.all_phases_read = bool(written) and len(draft.phases) == len(written)
    return unread


def _phase(values: Values, reading: Reading) -> Phase | None:
    kind = _kind(values, PHASE_KINDS, "phase", reading)
    span = _phase_span(values, reading)
    if kind is BAD or span is BAD or "id" not in values:
        return None
    periods = [
        period
        for each in records(values, "periods")
        for period in _periods(each, span, values["id"], reading)
    ]
    return Phase(
        id=values["id"],
        kind=kind,
        names=values.get("name", {}),
        intro=values.get("intro", {}),
        start_at=span[0],
        end_at=span[1],
        periods=tuple(sorted(periods, key=lambda each: each.start_at)),
        audiences=good(values.get("audiences", ())),
        goals=dict(values.get("goals", {})),
        budget=values.get("budget", 0),
        channels=tuple(
            Channel(channel=each["channel"], budget=each.get("budget", 0))
            for each in records(values, "channels")
            if each.whole
        ),
        tasks=tuple(Task(**each) for each in records(values, "tasks") if each.whole),
    )


def _kind(values: Values, kinds: tuple[str, ...], record: str, reading: Reading) -> Any:
    """The kind as written, or the id where that is a kind."""
    if "kind" in values:
        return values["kind"]
    if values.get("id") in kinds:
        return values["id"]
    if "id" in values and "kind" not in values.broken:
        reading.report.add(
            "missing-field",
            values.path,
            record=record,
            field="kind",
            expected=", ".join(kinds),
            example=kinds[-1],
        )
    return BAD


def _phase_span(values: Values, reading: Reading) -> Span | Bad:
    if values.broken & {"days", "from", "until"}:
        return BAD
    has_ends = "from" in values or "until" in values
    if "days" in values and has_ends:
        reading.report.add("when-mixed", values.path, found="`days`, `from`/`until`")
        return BAD
    if "days" in values:
        return day_span(values["days"], values.at("days"), reading)
    missing = [name for name in ("from", "until") if name not in values]
    if missing:
        name, example = (missing[0], "2026-11-11 00:00") if has_ends else ("days", "2026-11-01 to 2026-11-10")
        expected = "@instant" if has_ends else "@days"
        reading.report.add(
            "missing-field", values.path, record="phase", field=name, expected=expected, example=example
        )
        return BAD
    start, end = values["from"], values["until"]
    if end <= start:
        zone = reading.zone
        reading.report.add("empty-window", values.at("until"), start=show(start, zone), end=show(end, zone))
        return BAD
    return start, end


def _periods(values: Values, span: Span, phase: str, reading: Reading) -> list[Period]:
    kind = _kind(values, PERIOD_KINDS, "period", reading)
    if kind is BAD or "id" not in values or "hours" not in values:
        return []
    spans = hours_within(span, values["hours"], values.at("hours"), reading)
    if not spans:
        reading.report.add("period-outside-phase", values.path, found=values["id"], phase=phase)
    names = values.get("name") or {each: PERIOD_NAMES[kind][each] for each in reading.languages}
    return [
        Period(id=values["id"], kind=kind, names=names, start_at=start, end_at=end) for start, end in spans
    ]
