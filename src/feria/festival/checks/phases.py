"""Phases and periods follow one another in time (R1.1, R1.2); money given to channels is there (R1.4)."""

from __future__ import annotations

from itertools import combinations, pairwise

from feria.festival.document import PHASE_KINDS, Phase
from feria.festival.draft import Draft, Placed
from feria.festival.instants import show
from feria.festival.money import to_text
from feria.festival.problems import Report


def check_phases(draft: Draft, report: Report) -> None:
    """Order, overlaps, gaps, periods, budgets."""
    for before, after in pairwise(draft.phases):
        _check_order(before, after, draft, report)
    by_time = sorted(draft.phases, key=lambda each: each.value.start_at)
    for before, after in combinations(by_time, 2):
        _check_overlap(before, after, draft, report)
    for before, after in pairwise(by_time):
        _check_gap(before, after, draft, report)
    for phase in draft.phases:
        _check_periods(phase, draft, report)
        _check_budget(phase, draft, report)


def _check_order(before: Placed[Phase], after: Placed[Phase], draft: Draft, report: Report) -> None:
    if after.value.start_at < before.value.start_at:
        start = show(after.value.start_at, draft.zone)
        report.add("phase-order", after.path, found=after.value.id, other=before.value.id, start=start)
    elif PHASE_KINDS.index(after.value.kind) < PHASE_KINDS.index(before.value.kind):
        report.add("phase-kind-order", after.path, found=after.value.kind, other=before.value.kind)


def _check_overlap(before: Placed[Phase], after: Placed[Phase], draft: Draft, report: Report) -> None:
    if after.value.start_at < before.value.end_at:
        end = min(before.value.end_at, after.value.end_at)
        start = show(after.value.start_at, draft.zone)
        report.add(
            "phase-overlap", after.path, found=after.value.id, other=before.value.id, start=start,
            end=show(end, draft.zone),
        )  # fmt: skip


def _check_gap(before: Placed[Phase], after: Placed[Phase], draft: Draft, report: Report) -> None:
    if after.value.start_at > before.value.end_at:
        start, end = show(before.value.end_at, draft.zone), show(after.value.start_at, draft.zone)
        report.add("phase-gap", after.path, found=after.value.id, other=before.value.id, start=start, end=end)


def _check_periods(phase: Placed[Phase], draft: Draft, report: Report) -> None:
    reported: set[tuple[str, str]] = set()
    for before, after in pairwise(phase.value.periods):
        if after.start_at < before.end_at and (before.id, after.id) not in reported:
            reported.add((before.id, after.id))
            start, end = show(after.start_at, draft.zone), show(min(before.end_at, after.end_at), draft.zone)
            path = draft.period_paths.get((phase.path, after.id), f"{phase.path}.periods")
            report.add("period-overlap", path, found=after.id, other=before.id, start=start, end=end)


def _check_budget(phase: Placed[Phase], draft: Draft, report: Report) -> None:
    total = sum(channel.budget for channel in phase.value.channels)
    if phase.value.budget and total > phase.value.budget:
        found, expected = (to_text(amount, draft.currency) for amount in (total, phase.value.budget))
        report.add("budget-exceeded", f"{phase.path}.channels", found=found, expected=expected)
