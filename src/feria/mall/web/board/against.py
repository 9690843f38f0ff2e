"""What the board can be compared with at the same second: another festival, another day, last year's baskets (R3.7).

A choice's name is its address: ``festival:double-eleven-2025``, ``day:2025-11-10``, ``past:2017-11-22``. The first two
are reckoned from the mall's own orders, the last from the receipts it was loaded with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from feria.mall.campaigns import api as campaigns
from feria.mall.orders import api as orders
from feria.mall.web.board.stage import Stage
from feria.mall.web.storefront.words import worded
from feria.mall.web.work.moments import day_text

DAYS = 31
"""How many of the ledger's latest days are offered."""
NEAR = 3
BUSIEST = 3
"""Of the imported year: so many days around the same date, and so many of its busiest."""
MOST_SECONDS = 90_000
"""Longer curves go out by the minute: a day of seconds is what a screen can carry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to compare with; ``group`` is the heading it stands under."""

    key: str
    label: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A past stretch laid beside the stage: second 0 of ``curve`` is the stage's first."""

    key: str
    label: str
    start_at: datetime
    curve: orders.Curve

    def shown(self) -> dict[str, Any]:
        """As JSON for the page: running totals at each second with sales."""
        curve, step = _thinned(self.curve)
        return {
            "key": self.key,
            "label": self.label,
            "start": self.start_at.isoformat(),
            "step": step,
            "seconds": curve.seconds,
            "orders": curve.orders,
            "payable": curve.amounts,
        }


def choices(stage: Stage) -> list[Choice]:
    """Everything the stage can be compared with, the likeliest first."""
    return [*_festivals(stage), *_days(stage), *_past_days(stage)]


def against(key: str, stage: Stage) -> Against | None:
    """The chosen stretch; None for a choice that is not there."""
    choice = next((one for one in choices(stage) if one.key == key), None)
    if choice is None:
        return None
    kind, _colon, name = key.partition(":")
    if kind == "past":
        start_at = _same_time(stage, date.fromisoformat(name))
        curve = _past_curve(start_at, stage.length)
    else:
        start_at = (
            _festival_start(name, stage)
            if kind == "festival"
            else _same_time(stage, date.fromisoformat(name))
        )
        curve = orders.sales_curve(start_at, start_at + stage.length)
    return Against(key=key, label=choice.label, start_at=start_at, curve=curve)


def _festivals(stage: Stage) -> Iterator[Choice]:
    for row in campaigns.festivals():
        if row.code == stage.festival:
            continue
        start_at = _festival_start(row.code, stage)
        if orders.has_sales(start_at, start_at + stage.length):
            document, _text = campaigns.document_of(row.code)
            yield Choice(
                key=f"festival:{row.code}", label=worded(document.names, row.code), group=_("Festivals")
            )


def _festival_start(code: str, stage: Stage) -> datetime:
    """Where the other festival's phase of the same kind began; its own beginning if it has none."""
    document, _text = campaigns.document_of(code)
    alike = [phase for phase in document.phases if phase.kind == stage.kind]
    return alike[0].start_at if alike else document.starts_at


def _days(stage: Stage) -> Iterator[Choice]:
    own = timezone.localdate(stage.since_at)
    for day in orders.days_with_sales(DAYS, before=stage.since_at):
        if day != own:
            yield Choice(key=f"day:{day}", label=day_text(day), group=_("Days of this mall"))


def _past_days(stage: Stage) -> Iterator[Choice]:
    known = _past(Path(settings.HOME) / "warehouse")
    if not known:
        return
    year = max(known).year
    same = _in_year(timezone.localdate(stage.since_at), year)
    busiest = sorted(known, key=lambda day: (-known[day], day))[:BUSIEST]
    near = [same + timedelta(days=off) for off in range(-NEAR, NEAR + 1)]
    offered = dict.fromkeys([same, *busiest, *near])
    group = _("Baskets of %(year)s") % {"year": year}
    for day in offered:
        if day in known:
            yield Choice(key=f"past:{day}", label=day_text(day), group=group)


def _in_year(day: date, year: int) -> date:
    """The same date of another year; of a leap day the one before it."""
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _past(store: Path) -> dict[date, int]:
    """The days of the mall's warehouse with how many baskets each had; none where there is no warehouse."""
    stamp = store / "manifest.json"
    return _past_as_of(store, stamp.stat().st_mtime_ns) if stamp.exists() else {}


@lru_cache(maxsize=4)
def _past_as_of(store: Path, _written_at: int) -> dict[date, int]:
    try:
        from feria.review.past.warehouse import WarehouseMissing, days, opened
    except ModuleNotFoundError:  # a mall without feria[analytics] has nothing to read it with
        return {}
    try:
        opened(store)
    except WarehouseMissing:
        return {}
    return {day.day: day.baskets for day in days(store) if day.baskets}


def _past_curve(start_at: datetime, length: timedelta) -> orders.Curve:
    from feria.review.past.day_curve import seconds_between

    first = timezone.localtime(start_at).replace(tzinfo=None)
    return orders.Curve.of(seconds_between(Path(settings.HOME) / "warehouse", first, first + length))


def _same_time(stage: Stage, day: date) -> datetime:
    """That day at the time of day at which the stage began, in the mall's zone."""
    began = timezone.localtime(stage.since_at)
    return datetime.combine(day, began.time(), tzinfo=timezone.get_current_timezone())


def _thinned(curve: orders.Curve) -> tuple[orders.Curve, int]:
    """By the second where that is not too much, else by the minute."""
    if len(curve.seconds) <= MOST_SECONDS:
        return curve, 1
    last = {second // 60: place for place, second in enumerate(curve.seconds)}
    places = list(last.values())
    thin = orders.Curve(
        seconds=tuple(minute * 60 + 59 for minute in last),
        orders=tuple(curve.orders[place] for place in places),
        amounts=tuple(curve.amounts[place] for place in places),
    )
    return thin, 60
