"""The event's goods by category, brand and price band (R8.4), and what ran out of stock."""

from __future__ import annotations

from itertools import pairwise

import ibis

from feria.festival.money import digits_of
from feria.review.chapters.best import TOP
from feria.review.chapters.parts import Change, changes, scaled, within
from feria.review.daily import rows
from feria.review.facts.facts import Facts, Table
from feria.review.frame import Frame
from feria.review.value import Count, Value

BANDS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
"""Edges of price bands, in whole units of the currency."""


class RanOut(Value, frozen=True, kw_only=True):
    """Goods that stood at nothing during the event: since when, and what a usual day sells of them."""

    sku: str
    name: str
    hours: Count
    units: Count
    usual_units: Count


def by_category(facts: Facts, frame: Frame, lines: Table) -> tuple[Change, ...]:
    """By the first two steps of the path: grocery/soft-drinks."""
    if not facts.has("products.category"):
        return ()
    path = lines.category.split("/")
    two = ibis.ifelse(path.length() > 1, path[0].concat("/", path[1]), path[0])
    return changes(facts, frame, lines.mutate(group=two.fill_null("")), TOP)


def by_brand(facts: Facts, frame: Frame, lines: Table) -> tuple[Change, ...]:
    """The twenty largest."""
    if not facts.has("products.brand"):
        return ()
    return changes(facts, frame, lines.mutate(group=lines.brand.fill_null("")), 20)


def by_price(facts: Facts, frame: Frame, lines: Table) -> tuple[Change, ...]:
    """By what one unit was listed at."""
    if not facts.has("lines.quantity"):
        return ()
    minor = 10 ** digits_of(facts.currency)
    unit = lines.listed / lines.quantity / minor
    cases = [((unit >= low) & (unit < high), f"{low}–{high}") for low, high in pairwise(BANDS)]
    banded = lines.mutate(group=ibis.cases(*cases, else_=f"{BANDS[-1]}–"))
    found = changes(facts, frame, banded)
    return tuple(sorted(found, key=lambda each: int(each.group.partition("–")[0])))


def ran_out(facts: Facts, frame: Frame, per_sku: Table) -> tuple[RanOut, ...]:
    """Counted stock at nothing during the event; ``hours`` in which a count said so."""
    if not facts.has("stock.on_hand"):
        return ()
    stock = facts.table("stock")
    empty = stock.filter(within(stock.day, frame.event) & (stock.on_hand <= 0))
    hours = empty.group_by("sku").agg(hours=empty["at"].truncate("h").nunique())
    found = (
        hours.left_join(per_sku, "sku")
        .drop("sku_right")
        .left_join(facts.table("products").select("sku", "name"), "sku")
    )
    found = found.order_by([ibis.desc(found.usual_units.fill_null(0)), "sku"]).limit(TOP)
    return tuple(
        RanOut(
            sku=str(row["sku"]),
            name=row["name"] or str(row["sku"]),
            hours=row["hours"],
            units=int(row["units"] or 0),
            usual_units=scaled(row["usual_units"] or 0, facts, frame),
        )
        for row in rows(found)
    )
