"""After the event (R8.9): promotions off, prices back, price protection on, thanks sent, report kept for next year.

Each item is done, open or unknown, and says by what it was judged. Nothing is taken for done because nobody looked.
"""

from __future__ import annotations

from datetime import date, timedelta

import ibis

from feria.festival import Document
from feria.review.chapters.parts import rounded, within
from feria.review.daily import rows
from feria.review.facts.facts import Facts
from feria.review.frame import Days, Frame
from feria.review.value import Answer, Code, Count, Money, Note, Value, note

PROTECTED_DAYS = 15
"""R5.6: for so long after a festival price the same goods may not be sold lower."""


class Item(Value, frozen=True, kw_only=True):
    """One thing to do. ``state`` is done, open or unknown; ``why`` the code of what shows it."""

    item: Code
    state: Code
    why: Code
    count: Count = 0


class Lower(Value, frozen=True, kw_only=True):
    """Goods sold lower after the event than in it: buyers of the event may claim the difference for each of their units."""

    sku: str
    name: str
    day: date
    event_price: Money
    later_price: Money
    units_bought: Count
    could_be_claimed: Money


class Checklist(Answer, frozen=True, kw_only=True):
    """R8.9."""

    items: tuple[Item, ...] = ()
    sold_lower: tuple[Lower, ...] = ()


def checklist(facts: Facts, frame: Frame, document: Document | None) -> Checklist:
    """What is left to do after the event, as far as the tables show it."""
    lower, claims = _sold_lower(facts, frame)
    items = (
        _promotions_off(facts, frame, document),
        _prices_back(facts, frame),
        _protection(facts, frame, len(lower) if lower is not None else None),
        Item(item="thanks-sent", state="unknown", why="no-messages"),
        Item(item="welcome-sent", state="unknown", why="no-messages"),
        Item(item="report-kept", state="done", why="this-report"),
    )
    undone = sum(each.state == "open" for each in items)
    findings: list[Note] = [
        note("checklist", open=undone, unknown=sum(each.state == "unknown" for each in items))
    ]
    if claims:
        findings.append(note("checklist-claims", amount=claims, goods=len(lower or ())))
    return Checklist(method="checklist", items=items, sold_lower=(lower or ())[:50], findings=tuple(findings))


def _promotions_off(facts: Facts, frame: Frame, document: Document | None) -> Item:
    """Whether a festival promotion still took something off after the event."""
    name = "promotions-off"
    if facts.days.until <= frame.event.until:
        return Item(item=name, state="unknown", why="no-days-after")
    if document is None or not facts.has("discounts.promotion"):
        return Item(item=name, state="unknown", why="no-discounts" if document else "no-document")
    discounts = facts.table("discounts")
    ours = [each.id for each in document.all_promotions]
    later = discounts.filter((discounts.day >= frame.event.until) & discounts.promotion.isin(ours))
    count = rows(later.agg(n=later.count()))[0]["n"]
    return Item(
        item=name,
        state="open" if count else "done",
        why="still-given" if count else "none-given",
        count=count,
    )


def _prices_back(facts: Facts, frame: Frame) -> Item:
    """Goods whose listed unit price after the event is not the usual one again."""
    name = "prices-back"
    if facts.lacking("lines.listed", "lines.quantity", "lines.sku"):
        return Item(item=name, state="unknown", why="no-listed")
    lines = facts.table("lines")
    unit = rounded(lines.listed / lines.quantity)
    asked = lines.group_by("sku").agg(
        **{
            part: ibis.ifelse(within(lines.day, getattr(frame, part)), unit, ibis.null("int64")).median()
            for part in ("usual", "event", "after")
        }
    )
    moved = asked.filter(asked.usual.notnull() & (asked.event != asked.usual) & asked.after.notnull())
    row = rows(moved.agg(moved=moved.count(), back=(moved.after == moved.usual).sum()))[0]
    still = row["moved"] - int(row["back"] or 0)
    if not row["moved"]:
        return Item(item=name, state="done", why="none-moved")
    return Item(
        item=name, state="open" if still else "done", why="still-moved" if still else "all-back", count=still
    )


def _protection(facts: Facts, frame: Frame, lower: int | None) -> Item:
    name = "price-protection"
    if lower is None:
        return Item(item=name, state="unknown", why="no-units")
    if facts.days.until <= frame.event.until:
        return Item(item=name, state="unknown", why="no-days-after")
    return Item(
        item=name, state="open" if lower else "done", why="sold-lower" if lower else "none-lower", count=lower
    )


def _sold_lower(facts: Facts, frame: Frame) -> tuple[tuple[Lower, ...] | None, int]:
    """Goods whose dearest usual unit of a later day cost less than the cheapest of the event, and what could be claimed."""
    if facts.lacking("lines.quantity", "lines.sku"):
        return None, 0
    lines = facts.table("lines")
    lines = lines.filter(lines.charged > 0).mutate(unit=lambda t: (t.charged / t.quantity).ceil())
    event = (
        lines.filter(within(lines.day, frame.event))
        .group_by("sku")
        .agg(event_price=lambda t: t.unit.min(), units=lambda t: t.quantity.sum())
    )
    until = frame.event.until + timedelta(days=PROTECTED_DAYS)
    later = lines.filter(within(lines.day, Days(first=frame.event.until, until=until)))
    per_day = later.group_by(["sku", "day"]).agg(price=lambda t: t.unit.max())
    per_day = per_day.mutate(least=per_day.price.min().over(group_by="sku"))
    lowest = per_day.group_by("sku").agg(
        later_price=per_day.price.min(), day=per_day.day.min(where=per_day.price == per_day.least)
    )
    found = event.inner_join(lowest, "sku").left_join(facts.table("products").select("sku", "name"), "sku")
    found = found.filter(found.later_price < found.event_price)
    found = found.mutate(claim=(found.event_price - found.later_price) * found.units)
    every = rows(
        found.order_by([ibis.desc("claim"), "sku"]).select(
            "sku", "name", "day", "event_price", "later_price", "units", "claim"
        )
    )
    lower = tuple(
        Lower(
            sku=str(row["sku"]),
            name=row["name"] or str(row["sku"]),
            day=row["day"],
            event_price=int(row["event_price"]),
            later_price=int(row["later_price"]),
            units_bought=int(row["units"]),
            could_be_claimed=int(row["claim"]),
        )
        for row in every
    )
    return lower, sum(each.could_be_claimed for each in lower)
