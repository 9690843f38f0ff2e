"""Lines told apart by where they fall in a frame, and usual sums made as long as the event, for comparisons side by side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import ibis

from feria.review.daily import lines_of, rows
from feria.review.facts.facts import Facts, Table
from feria.review.frame import PARTS, Days, Frame
from feria.review.value import Bps, Count, Group, Money, Value, share


class Change(Value, frozen=True, kw_only=True):
    """A group's event beside as many usual days. ``change_bps`` is event over usual less one; nothing where usual is nought."""

    group: Group
    orders: Count
    units: Count
    usual: Money
    sales: Money
    change: Money
    change_bps: Bps | None = None


def framed(facts: Facts, frame: Frame) -> Table:
    """The frame's lines with the ``part`` they fall into."""
    lines = lines_of(facts, frame.whole)
    return lines.mutate(part=part_of(lines.day, frame))


def part_of(day: Any, frame: Frame) -> Any:
    """usual, warm_up, event or after, as an expression over days."""
    cases = [(within(day, getattr(frame, part)), part) for part in PARTS]
    return ibis.cases(*cases, else_="")


def within(day: Any, days: Days) -> Any:
    """Whether a day is one of them, as an expression."""
    return (day >= days.first) & (day < days.until)


def rounded(amount: Any) -> Any:
    """To the nearest whole, halves up, as an expression: engines do not agree on ``round``."""
    return (amount + 0.5).floor().cast("int64")


def sold_days(facts: Facts, days: Days) -> int:
    """How many of the days have data."""
    absent = set(facts.missing_days)
    return sum(day in facts.days and day not in absent for day in days)


def scaled(amount: float, facts: Facts, frame: Frame, part: str = "event") -> int:
    """A sum over the usual days, as it would be over as many days as the part has."""
    usual = sold_days(facts, frame.usual)
    return round(amount * sold_days(facts, getattr(frame, part)) / usual) if usual else 0


def changes(facts: Facts, frame: Frame, lines: Table, most: int | None = None) -> tuple[Change, ...]:
    """Event against usual for lines that have a ``group`` and a ``part``, greatest sales first."""
    sums = lines.group_by("group").agg(
        orders=lines.order.nunique(where=lines.part == "event"),
        units=lines.quantity.sum(where=lines.part == "event"),
        usual=lines.charged.sum(where=lines.part == "usual"),
        sales=lines.charged.sum(where=lines.part == "event"),
    )
    sums = sums.order_by([ibis.desc(sums.sales.fill_null(0)), sums["group"]])
    return tuple(_change(row, facts, frame) for row in rows(sums.limit(most) if most else sums))


def _change(row: dict[str, Any], facts: Facts, frame: Frame) -> Change:
    usual, sales = scaled(row["usual"] or 0, facts, frame), int(row["sales"] or 0)
    return Change(
        group=str(row["group"]),
        orders=row["orders"],
        units=int(row["units"] or 0),
        usual=usual,
        sales=sales,
        change=sales - usual,
        change_bps=share(sales - usual, usual) if usual > 0 else None,
    )


def span_of(days: Iterable[date]) -> Days:
    """From the first to the last of some days."""
    every = sorted(days)
    return Days(first=every[0], until=date.fromordinal(every[-1].toordinal() + 1))
