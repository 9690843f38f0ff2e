"""Ladders: inside the festival, and cheaper every day (R2.12)."""

from __future__ import annotations

from itertools import pairwise

from feria.festival.checks.offers import check_funders, check_inside
from feria.festival.draft import Draft
from feria.festival.money import rate_to_text
from feria.festival.problems import Report
from feria.pricing import Window


def check_ladders(draft: Draft, report: Report) -> None:
    """Every rung takes off more than the one before, and a limit is not above the units."""
    for ladder in draft.ladders:
        check_funders(ladder.value.funders, f"{ladder.path}.funders", report)
        rungs = ladder.value.rungs
        if not rungs:
            continue
        window = Window(start_at=rungs[0].window.start_at, end_at=rungs[-1].window.end_at)
        check_inside(ladder.value.id, window, f"{ladder.path}.from", draft, report)
        for i, (before, rung) in enumerate(pairwise(rungs), start=1):
            if rung.off_bps <= before.off_bps:
                facts = {"found": rate_to_text(rung.off_bps), "expected": rate_to_text(before.off_bps)}
                report.add("ladder-rises", f"{ladder.path}.off[{i}]", **facts)
        if (ladder.value.per_member or 0) > ladder.value.units:
            facts = {"found": str(ladder.value.per_member), "expected": str(ladder.value.units)}
            report.add("rush-limit-idle", f"{ladder.path}.per_member", **facts)
