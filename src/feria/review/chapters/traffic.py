"""Traffic (R8.8): who came, from where, how many bought, how many had come before."""

from __future__ import annotations

from typing import Any

import ibis

from feria.review.chapters.parts import framed, part_of
from feria.review.daily import rows
from feria.review.facts.facts import Facts, Table
from feria.review.frame import PARTS, Frame
from feria.review.value import Answer, Bps, Code, Count, Value, note, share


class Visits(Value, frozen=True, kw_only=True):
    """Visitors of one part of the frame or one source: sums of each day's different people."""

    group: Code
    visitors: Count
    views: Count
    orders: Count | None
    conversion_bps: Bps | None
    returning_bps: Bps | None


class Traffic(Answer, frozen=True, kw_only=True):
    """R8.8. Repurchase stands with the audiences."""

    parts: tuple[Visits, ...] = ()
    sources: tuple[Visits, ...] = ()


def traffic(facts: Facts, frame: Frame) -> Traffic:
    """Visits by part of the frame, and the event's by source."""
    if missing := facts.missing_for("traffic", "traffic.visitors"):
        return Traffic(method="traffic", missing=missing)
    visits = facts.table("traffic")
    visits = visits.mutate(part=part_of(visits.day, frame))
    sold = framed(facts, frame)
    orders = {
        row["part"]: row["orders"] for row in rows(sold.group_by("part").agg(orders=sold.order.nunique()))
    }
    by_part = {
        row["group"]: row for row in rows(_sums(visits.filter(visits.part != "").mutate(group=visits.part)))
    }
    parts = tuple(_visits(by_part[part], orders.get(part, 0)) for part in PARTS if part in by_part)
    event = visits.filter(visits.part == "event")
    sources = (
        rows(_sums(event.mutate(group=event.source.fill_null("")))) if facts.has("traffic.source") else []
    )
    here = next((each for each in parts if each.group == "event"), None)
    return Traffic(
        method="traffic",
        parts=parts,
        sources=tuple(
            _visits(row, _own_orders(facts, row))
            for row in sorted(sources, key=lambda row: (-int(row["visitors"]), row["group"]))
        ),
        findings=(note("traffic-event", visitors=here.visitors, conversion=here.conversion_bps or 0),)
        if here
        else (),
        missing=(
            *facts.missing_for("traffic-views", "traffic.views"),
            *facts.missing_for("traffic-sources", "traffic.source"),
            *facts.missing_for("traffic-source-orders", "traffic.orders"),
            *facts.missing_for("traffic-returning", "traffic.returning"),
        ),
    )


def _sums(visits: Table) -> Table:
    return (
        visits.group_by("group")
        .agg(
            visitors=visits.visitors.sum(),
            views=visits.views.sum().fill_null(0),
            returning=visits.returning.sum(),
            orders=visits.orders.sum(),
        )
        .order_by(ibis.desc("visitors"))
    )


def _own_orders(facts: Facts, row: dict[str, Any]) -> int | None:
    return int(row["orders"] or 0) if facts.has("traffic.orders") else None


def _visits(row: dict[str, Any], orders: int | None) -> Visits:
    visitors = int(row["visitors"])
    return Visits(
        group=row["group"],
        visitors=visitors,
        views=int(row["views"]),
        orders=orders,
        conversion_bps=None if orders is None else share(orders, visitors),
        returning_bps=None if row["returning"] is None else share(int(row["returning"]), visitors),
    )
