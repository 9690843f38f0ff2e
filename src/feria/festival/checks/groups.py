"""Group buys: inside the festival, with units for one group at least and hours that fit (R2.14)."""

from __future__ import annotations

from datetime import timedelta

from feria.festival.checks.offers import check_funders, check_inside
from feria.festival.draft import Draft
from feria.festival.problems import Report


def check_groups(draft: Draft, report: Report) -> None:
    """A group can be filled at all, its hours are not longer than the offer, a limit is not above the units."""
    for group in draft.groups:
        design, path = group.value, group.path
        check_funders(design.funders, f"{path}.funders", report)
        check_inside(design.id, design.window, f"{path}.when", draft, report)
        if design.units is not None and design.units < design.size:
            report.add("group-never-full", f"{path}.units", found=design.units, expected=design.size)
        elif design.units is not None and (design.per_member or 0) > design.units:
            report.add(
                "rush-limit-idle", f"{path}.per_member", found=design.per_member, expected=design.units
            )
        open_for = design.window.end_at - design.window.start_at
        if timedelta(hours=design.hours) > open_for:
            facts = {"found": design.hours, "expected": max(open_for // timedelta(hours=1), 1)}
            report.add("group-hours-idle", f"{path}.hours", **facts)
