"""Rush sessions: inside the festival, under a code that claims can carry, with limits that mean something (R3.3, R3.4)."""

from __future__ import annotations

from itertools import combinations

from feria.festival.checks.offers import check_funders, check_inside
from feria.festival.draft import Draft, Placed
from feria.festival.instants import show
from feria.festival.problems import Report
from feria.festival.rushes import LONGEST_CODE, RushDesign
from feria.pricing import Window


def check_rushes(draft: Draft, report: Report) -> None:
    """Codes, windows, early access, limits, and sessions of one product at the same time."""
    for rush in draft.rushes:
        _check_code(rush, report)
        _check_early(rush, report)
        _check_limits(rush, report)
        check_funders(rush.value.funders, f"{rush.path}.funders", report)
        window = Window(start_at=rush.value.early_opens_at, end_at=rush.value.closes_at)
        check_inside(rush.value.id, window, f"{rush.path}.from", draft, report)
    _check_same_time(draft, report)


def _check_code(rush: Placed[RushDesign], report: Report) -> None:
    code = rush.value.code
    if len(code) > LONGEST_CODE:
        over = len(code) - LONGEST_CODE
        facts = {"found": code, "length": len(code), "expected": LONGEST_CODE, "over": over}
        report.add("rush-code-long", f"{rush.path}.id", **facts)


def _check_early(rush: Placed[RushDesign], report: Report) -> None:
    if rush.value.early_minutes and not rush.value.early_level:
        report.add("rush-early-for-all", f"{rush.path}.early_access.level")


def _check_limits(rush: Placed[RushDesign], report: Report) -> None:
    """A product stands in a session once, and its limit is not above what the session or its units allow anyway."""
    seen: set[str] = set()
    for i, good in enumerate(rush.value.products):
        path = f"{rush.path}.products[{i}]"
        if good.sku in seen:
            report.add("rush-sku-twice", f"{path}.sku", found=good.sku)
        seen.add(good.sku)
        most = min(each for each in (rush.value.per_member, good.units) if each is not None)
        if good.per_member is not None and good.per_member > most:
            report.add("rush-limit-idle", f"{path}.per_member", found=good.per_member, expected=most)


def _check_same_time(draft: Draft, report: Report) -> None:
    """Two sessions may sell a product at once, each its own units; shoppers may wonder which to go to."""
    for one, other in combinations(draft.rushes, 2):
        start = max(one.value.early_opens_at, other.value.early_opens_at)
        end = min(one.value.closes_at, other.value.closes_at)
        if start >= end:
            continue
        known = {good.sku for good in one.value.products}
        for i, good in enumerate(other.value.products):
            if good.sku in known:
                facts = {"found": good.sku, "other": one.value.id}
                times = {"start": show(start, draft.zone), "end": show(end, draft.zone)}
                report.add("rush-same-time", f"{other.path}.products[{i}].sku", **facts, **times)
