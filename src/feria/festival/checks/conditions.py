"""Conditions that can hold together, at a time when the offer runs: else nobody would ever get it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feria.festival.draft import Draft
from feria.festival.problems import Report
from feria.pricing import (
    AllOf,
    AnyOf,
    BirthYear,
    BuyersOrder,
    Channel,
    Condition,
    DailyHours,
    Gender,
    NewMember,
    Not,
    PaymentMethod,
    Region,
    Window,
)

_ONE_DAY = timedelta(days=1)


class Clash(NamedTuple):
    """Two conditions that no order meets at once, by the words they are written with."""

    path: str
    one: str
    other: str


def check_conditions(draft: Draft, report: Report) -> None:
    """Report what excludes itself, and hours that never fall into the offer's time."""
    for offer in draft.offers:
        path = f"{offer.path}.conditions"
        for clash in clashes(offer.value.conditions, path):
            report.add("never-both", clash.path, found=clash.other, other=clash.one)
        for condition in offer.value.conditions:
            if isinstance(condition, DailyHours) and not _ever(condition, offer.value.windows):
                found = f"{condition.start:%H:%M} to {condition.end:%H:%M}"
                report.add("hours-never", f"{path}.daily_hours", found=found)


def clashes(conditions: Sequence[Condition], path: str) -> Iterator[Clash]:
    """Pairs that cannot hold together: among these, and inside each set of an ``any_of``."""
    together = list(_all_that_hold(conditions))
    for one, other in combinations(together, 2):
        if _exclude(one, other) or _exclude(other, one):
            yield Clash(path, _word(one), _word(other))
    for condition in together:
        if isinstance(condition, AnyOf):
            for i, inner in enumerate(condition.conditions):
                yield from clashes((inner,), f"{path}.any_of[{i}]")


def _all_that_hold(conditions: Sequence[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        if isinstance(condition, AllOf):
            yield from _all_that_hold(condition.conditions)
        else:
            yield condition


def _word(condition: Condition) -> str:
    if isinstance(condition, Region) and condition.outside:
        return "region_outside"
    return str(condition.__struct_config__.tag)


def _exclude(one: Condition, other: Condition) -> bool:
    """Whether no order meets both; asked in either order of the two."""
    match one, other:
        case _, Not(condition=denied):
            return bool(one == denied)
        case NewMember(new=True), BuyersOrder(number=number):
            return number > 1
        case Region(regions=some, outside=False), Region(regions=others, outside=True):
            return set(some) <= set(others)
    return type(one) is type(other) and _disjoint(one, other)


def _disjoint(one: Condition, other: Condition) -> bool:
    """Whether two conditions of one kind ask for things that one order cannot both be."""
    match one, other:
        case (NewMember(), NewMember()) | (Gender(), Gender()) | (BuyersOrder(), BuyersOrder()):
            return one != other
        case Region(regions=some, outside=False), Region(regions=others, outside=False):
            return not set(some) & set(others)
        case Channel(channels=some), Channel(channels=others):
            return not set(some) & set(others)
        case PaymentMethod(methods=some), PaymentMethod(methods=others):
            return not set(some) & set(others)
        case BirthYear(first=first, last=last), BirthYear(first=start, last=end):
            return last < start or end < first
    return False


def _ever(hours: DailyHours, windows: Sequence[Window]) -> bool:
    """Whether the clock shows such an hour while one of the windows is open; no windows are open always."""
    return not windows or any(_within(hours, window) for window in windows)


def _within(hours: DailyHours, window: Window) -> bool:
    if window.end_at - window.start_at > 2 * _ONE_DAY:
        return True
    zone = ZoneInfo(hours.time_zone)
    if _shows(hours, window.start_at.astimezone(zone)):
        return True
    day = window.start_at.astimezone(zone).date()
    starts = (datetime.combine(day + i * _ONE_DAY, hours.start, zone).astimezone(UTC) for i in range(4))
    return any(window.start_at <= start < window.end_at for start in starts)


def _shows(hours: DailyHours, local: datetime) -> bool:
    now = local.time()
    if hours.start < hours.end:
        return hours.start <= now < hours.end
    return now >= hours.start or now < hours.end
