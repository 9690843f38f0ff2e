"""Logistics (R8.6): how long parcels took to leave and to arrive, in the event and usually."""

from __future__ import annotations

from typing import Any

from feria.review.chapters.parts import part_of
from feria.review.daily import rows
from feria.review.facts.facts import Facts
from feria.review.frame import PARTS, Frame
from feria.review.value import Answer, Bps, Code, Count, Hours, Value, note, share

LATE_HOURS = 48
"""A parcel that has not left by then is late."""


class Speed(Value, frozen=True, kw_only=True):
    """Orders of one part of the frame that were sent: half and nine in ten of them left and arrived within so many hours."""

    part: Code
    orders: Count
    dispatch_half: Hours
    dispatch_nine_tenths: Hours
    late_bps: Bps
    arrival_half: Hours | None = None
    arrival_nine_tenths: Hours | None = None


class Logistics(Answer, frozen=True, kw_only=True):
    """How the parcels went."""

    speeds: tuple[Speed, ...] = ()


def logistics(facts: Facts, frame: Frame) -> Logistics:
    """From paid to sent, from sent to there."""
    if missing := facts.missing_for("logistics", "deliveries.dispatched_at"):
        return Logistics(method="logistics", missing=missing)
    lines, sent = facts.table("lines"), facts.table("deliveries")
    orders = lines.group_by("order").agg(sold_at=lines.sold_at.min(), day=lines.day.min())
    joined = orders.inner_join(sent.select("order", "dispatched_at", "delivered_at"), "order")
    joined = joined.mutate(
        part=part_of(joined.day, frame),
        leaving=_seconds(joined.dispatched_at) - _seconds(joined.sold_at),
        arriving=_seconds(joined.delivered_at) - _seconds(joined.dispatched_at),
    )
    sums = (
        joined.filter(joined.part != "")
        .group_by("part")
        .agg(
            orders=lambda t: t.count(),
            leave=lambda t: t.leaving.quantile(0.5),
            leave_most=lambda t: t.leaving.quantile(0.9),
            late=lambda t: (t.leaving > LATE_HOURS * 3600).sum(),
            arrive=lambda t: t.arriving.quantile(0.5),
            arrive_most=lambda t: t.arriving.quantile(0.9),
        )
    )
    found = {row["part"]: row for row in rows(sums)}
    speeds = tuple(
        Speed(
            part=part,
            orders=row["orders"],
            dispatch_half=_hours(row["leave"] or 0),
            dispatch_nine_tenths=_hours(row["leave_most"] or 0),
            late_bps=share(int(row["late"] or 0), row["orders"]),
            arrival_half=None if row["arrive"] is None else _hours(row["arrive"]),
            arrival_nine_tenths=None if row["arrive_most"] is None else _hours(row["arrive_most"]),
        )
        for part in PARTS
        if (row := found.get(part))
    )
    event = next((each for each in speeds if each.part == "event"), None)
    findings = (
        (note("logistics-event", hours=event.dispatch_nine_tenths, late=event.late_bps),) if event else ()
    )
    return Logistics(
        method="logistics",
        speeds=speeds,
        findings=findings,
        missing=facts.missing_for("logistics-arrival", "deliveries.delivered_at"),
    )


def _seconds(instant: Any) -> Any:
    """Whole seconds: what engines make of parts of one is not alike."""
    return instant.truncate("s").epoch_seconds().cast("int64")


def _hours(seconds: float) -> int:
    return round(round(seconds) / 3600)
