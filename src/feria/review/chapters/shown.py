"""What being shown did: sales of goods on a display or in the mailer beside the same goods in the same place when they were not."""

from __future__ import annotations

from datetime import timedelta

import ibis

from feria.review.chapters.parts import framed, within
from feria.review.daily import rows
from feria.review.facts.facts import Facts
from feria.review.frame import Days, Frame
from feria.review.value import Answer, Code, Count, Money, Note, Value, note

WAYS = ("display and mailer", "display", "mailer", "neither")


class Way(Value, frozen=True, kw_only=True):
    """Goods in a place and week, by how they were shown; ``per_week`` sales of one product in one place."""

    way: Code
    products_weeks: Count
    units: Count
    sales: Money
    per_week: Money


class Shown(Answer, frozen=True, kw_only=True):
    """Displays and mailers, over the whole frame."""

    ways: tuple[Way, ...] = ()


def shown(facts: Facts, frame: Frame) -> Shown:
    """Sales by the way goods were shown. Weeks are those of the placements; a week counts where something was sold in it."""
    if missing := facts.missing_for("shown", "placements.sku", "lines.place", "lines.sku"):
        return Shown(method="shown", missing=missing)
    lines = framed(facts, frame)
    placed = facts.table("placements")
    near = Days(first=frame.whole.first - timedelta(days=6), until=frame.whole.until)
    placed = placed.filter(within(placed.from_day, near))
    sold = (
        lines.mutate(week=lines.day.truncate("W"))
        .group_by(["sku", "place", "week"])
        .agg(units=lambda t: t.quantity.sum(), sales=lambda t: t.charged.sum())
    )
    joined = sold.left_join(
        placed.select("sku", "place", week="from_day", display="display", mailer="mailer"),
        ["sku", "place", "week"],
    )
    way = ibis.cases(
        (joined.display.notnull() & joined.mailer.notnull(), WAYS[0]),
        (joined.display.notnull(), WAYS[1]),
        (joined.mailer.notnull(), WAYS[2]),
        else_=WAYS[3],
    )
    sums = (
        joined.mutate(way=way)
        .group_by("way")
        .agg(n=lambda t: t.count(), units=lambda t: t.units.sum(), sales=lambda t: t.sales.sum())
    )
    by_way = {row["way"]: row for row in rows(sums)}
    ways = tuple(
        Way(
            way=each,
            products_weeks=row["n"],
            units=int(row["units"]),
            sales=int(row["sales"]),
            per_week=round(int(row["sales"]) / row["n"]),
        )
        for each in WAYS
        if (row := by_way.get(each))
    )
    return Shown(method="shown", ways=ways, findings=_findings(ways), labels=(note("label.shown-no-cause"),))


def _findings(ways: tuple[Way, ...]) -> tuple[Note, ...]:
    shown_ways = [each for each in ways if each.way != WAYS[-1]]
    rest = next((each for each in ways if each.way == WAYS[-1]), None)
    if not shown_ways or rest is None:
        return (note("shown-none"),)
    best = max(shown_ways, key=lambda each: each.per_week)
    return (note("shown-best", way=best.way, most=best.per_week, least=rest.per_week),)
