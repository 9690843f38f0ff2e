"""Audiences (R8.6): who bought, new against old, by level, segment and region, and who came back afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis

from feria.review.chapters.parts import Change, changes, framed, within
from feria.review.daily import rows
from feria.review.facts.facts import Facts, Table
from feria.review.frame import Days, Frame
from feria.review.value import Answer, Bps, Code, Count, Money, Note, Value, note, share

NEW_NEEDS_DAYS = 28
"""Whoever was not seen for so long before the event counts as new; with less past nobody can be told apart."""


class Audience(Value, frozen=True, kw_only=True):
    """Buyers of one kind in the event. ``came_back`` bought again within ``within_days`` after it."""

    audience: Code
    buyers: Count
    orders: Count
    sales: Money
    sales_bps: Bps
    average_order: Money
    came_back: Count
    came_back_bps: Bps
    usually_bps: Bps | None = None  # of such buyers of a usual stretch as long, how many came back as soon


class Audiences(Answer, frozen=True, kw_only=True):
    """R8.6."""

    within_days: Count = 0
    new_and_old: tuple[Audience, ...] = ()
    levels: tuple[Audience, ...] = ()
    segments: tuple[Audience, ...] = ()


class Regions(Answer, frozen=True, kw_only=True):
    """R8.6, by region."""

    regions: tuple[Change, ...] = ()
    channels: tuple[Change, ...] = ()


def audiences(facts: Facts, frame: Frame) -> Audiences:
    """Who bought in the event and came back."""
    if missing := facts.missing_for("audiences", "lines.member"):
        return Audiences(method="audiences", missing=missing)
    after = min((facts.days.until - frame.event.until).days, len(frame.after))
    buyers = facts.keep(_buyers(facts, frame.event, after))
    before = Days(first=frame.warm_up.first - timedelta(days=len(frame.event)), until=frame.warm_up.first)
    usual = facts.keep(_buyers(facts, before, after))
    labels: list[Note] = []
    if after < len(frame.after):
        labels.append(note("label.after-cut-short", days=max(after, 0), wanted=len(frame.after)))
    seen = (frame.event.first - facts.days.first).days
    fresh: tuple[Audience, ...] = ()
    if seen >= NEW_NEEDS_DAYS:
        fresh = _grouped(buyers, usual, "is_new")
        labels.append(note("label.new-means", days=seen))
    return Audiences(
        method="audiences",
        within_days=max(after, 0),
        new_and_old=fresh,
        levels=_by_member(facts, buyers, usual, "level"),
        segments=_by_member(facts, buyers, usual, "segment"),
        findings=_findings(fresh),
        labels=tuple(labels),
        missing=(
            *(
                ()
                if seen >= NEW_NEEDS_DAYS
                else (note("audiences-need-past", has=max(seen, 0), needs=NEW_NEEDS_DAYS),)
            ),
            *facts.missing_for("audiences-levels", "members.level"),
            *facts.missing_for("audiences-segments", "members.segment"),
        ),
    )


def _buyers(facts: Facts, days: Days, after: int) -> Table:
    """Each buyer of some days: orders, sales, whether they were new, whether they bought again in the days after."""
    lines = facts.table("lines")
    lines = lines.filter(lines.member.notnull())
    inside = within(lines.day, days)
    later = within(lines.day, Days(first=days.until, until=days.until + timedelta(days=max(after, 0))))
    every = lines.filter(lines.day < days.until + timedelta(days=max(after, 0)))
    people = every.group_by("member").agg(
        orders=every.order.nunique(where=inside),
        sales=every.charged.sum(where=inside),
        back=later.any(),
        is_new=ibis.ifelse(every.day.min() >= days.first, "new", "old"),
    )
    return people.filter(people.orders > 0)


def _by_member(facts: Facts, buyers: Table, usual: Table, column: str) -> tuple[Audience, ...]:
    if not facts.has(f"members.{column}"):
        return ()
    members = facts.table("members").select("member", group=column)
    both = [people.left_join(members, "member").drop("member_right") for people in (buyers, usual)]
    return _grouped(both[0], both[1], "group")


def _grouped(buyers: Table, usual: Table, column: str) -> tuple[Audience, ...]:
    then = {row["who"]: row for row in rows(_sums(usual, column))}
    found = rows(_sums(buyers, column))
    whole = sum(int(row["sales"]) for row in found)
    made = [_audience(row, whole, then.get(row["who"])) for row in found]
    return tuple(sorted(made, key=lambda each: (-each.sales, each.audience)))


def _sums(people: Table, column: str) -> Table:
    people = people.mutate(who=people[column].cast("string").fill_null(""))
    return people.group_by("who").agg(
        buyers=people.count(),
        orders=people.orders.sum(),
        sales=people.sales.sum(),
        back=people.back.fill_null(False).sum(),
    )


def _audience(row: dict[str, Any], whole: int, then: dict[str, Any] | None) -> Audience:
    sales, orders = int(row["sales"]), int(row["orders"])
    return Audience(
        audience=row["who"],
        buyers=row["buyers"],
        orders=orders,
        sales=sales,
        sales_bps=share(sales, whole),
        average_order=round(sales / orders) if orders else 0,
        came_back=int(row["back"]),
        came_back_bps=share(int(row["back"]), row["buyers"]),
        usually_bps=share(int(then["back"]), then["buyers"]) if then else None,
    )


def _findings(fresh: tuple[Audience, ...]) -> tuple[Note, ...]:
    new = next((each for each in fresh if each.audience == "new"), None)
    if new is None:
        return (note("audiences-none-new"),) if fresh else ()
    return (note("audiences-new", buyers=new.buyers, sales=new.sales_bps, back=new.came_back_bps),)


def regions(facts: Facts, frame: Frame) -> Regions:
    """By region and by channel."""
    lines = framed(facts, frame)
    found = {
        name: changes(facts, frame, lines.mutate(group=lines[column].fill_null("")), 50)
        if facts.has(f"lines.{column}")
        else ()
        for name, column in (("regions", "region"), ("channels", "channel"))
    }
    told = [each for each in found["regions"] if each.group]
    findings: tuple[Note, ...] = ()
    if told:
        up = max(told, key=lambda each: each.change)
        down = min(told, key=lambda each: each.change)
        ends = note("regions-ends", up=up.group, most=up.change, down=down.group, least=down.change)
        findings = (ends if len(told) > 1 else note("regions-one", up=up.group, most=up.change),)
    return Regions(
        method="regions",
        regions=found["regions"],
        channels=found["channels"],
        findings=findings,
        missing=(
            *facts.missing_for("regions", "lines.region"),
            *facts.missing_for("channels", "lines.channel"),
        ),
    )
