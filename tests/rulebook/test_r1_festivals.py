"""R1: festivals, phases, periods, and one document that says it all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from feria.festival import Document, Moment, load

DOUBLE_ELEVEN = Path(__file__).parents[2] / "examples" / "festivals" / "double-eleven.yaml"


def double_eleven() -> Document:
    document = load(DOUBLE_ELEVEN.read_text("utf-8")).document
    assert document is not None
    return document


def at(local: str, offset: str = "-05:00") -> Moment:
    """Where the festival stands at a moment on the mall's clocks."""
    return double_eleven().phase_at(datetime.fromisoformat(f"{local}{offset}"))


def test_r1_1_a_festival_has_the_five_phases_of_the_reference_calendar() -> None:
    """Exposure 1 Sep-20 Oct; presale 21-31 Oct; warm-up 1-10 Nov; main 11 Nov; encore 12-14 Nov."""
    summer, winter = "-04:00", "-05:00"

    assert at("2026-08-31T23:59:59", summer).phase is None
    for first, last, kind, offsets in [
        ("2026-09-01", "2026-10-20", "build-up", (summer, summer)),
        ("2026-10-21", "2026-10-31", "presale", (summer, summer)),
        ("2026-11-01", "2026-11-10", "warm-up", (summer, winter)),
        ("2026-11-11", "2026-11-11", "main", (winter, winter)),
        ("2026-11-12", "2026-11-14", "encore", (winter, winter)),
    ]:
        opening, ending = at(f"{first}T00:00:00", offsets[0]), at(f"{last}T23:59:59", offsets[1])
        assert opening.phase is not None
        assert ending.phase is not None
        assert (opening.phase.kind, ending.phase.kind) == (kind, kind)
    assert at("2026-11-15T00:00:00").phase is None


def test_r1_2_the_main_day_switches_its_periods_at_the_second() -> None:
    """Frenzy 00:00-02:00, rational 02:00-21:00, closing 21:00-24:00."""
    moments = ["00:00:00", "01:59:59", "02:00:00", "20:59:59", "21:00:00", "23:59:59"]

    kinds = [moment.period.kind for clock in moments if (moment := at(f"2026-11-11T{clock}")).period]

    assert kinds == ["frenzy", "frenzy", "rational", "rational", "closing", "closing"]


def test_r1_2_the_next_switch_is_known_beforehand() -> None:
    assert at("2026-11-11T01:00:00").next_change_at == datetime(2026, 11, 11, 7, tzinfo=UTC)
    assert at("2026-11-10T12:00:00").next_change_at == datetime(2026, 11, 11, 5, tzinfo=UTC)


def test_r1_3_instants_are_utc_and_spans_half_open() -> None:
    document = double_eleven()

    for before, after in zip(document.phases, document.phases[1:], strict=False):
        assert before.end_at == after.start_at
        assert document.phase_at(before.end_at).phase == after
        assert document.phase_at(before.end_at - timedelta(microseconds=1)).phase == before
    assert all(each.start_at.tzinfo is UTC for each in document.phases)


def test_r1_4_each_phase_names_whom_it_speaks_to_what_for_and_with_what() -> None:
    for phase in double_eleven().phases:
        assert phase.audiences
        assert phase.goals
        assert phase.budget >= sum(channel.budget for channel in phase.channels) > 0
        assert all(task.department and task.owner and task.due for task in phase.tasks)


def test_r1_5_one_document_states_the_whole_festival() -> None:
    document = double_eleven()

    assert document.phases
    assert document.targets
    assert document.promotions
    assert document.coupons
    assert document.venues
    assert any(phase.tasks for phase in document.phases)


def test_r1_5_reading_the_same_text_again_changes_nothing() -> None:
    assert double_eleven() == double_eleven()
