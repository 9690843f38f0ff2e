"""What people wanted before they bought (R8.4): carts and favourites of the warm-up, and pages that were looked at."""

from __future__ import annotations

from typing import Any

import ibis

from feria.review.chapters.best import TOP
from feria.review.chapters.parts import framed, part_of, within
from feria.review.daily import rows
from feria.review.facts.facts import Facts, Table
from feria.review.frame import Frame
from feria.review.value import Bps, Count, Value, share


class Warmed(Value, frozen=True, kw_only=True):
    """Goods put into carts or among favourites in the warm-up: ``wishes`` members, ``bought`` of them in the event."""

    sku: str
    name: str
    wishes: Count
    bought: Count
    bought_bps: Bps
    units: Count
    on_hand: Count | None = None


class Looked(Value, frozen=True, kw_only=True):
    """Goods whose page was seen in the event: by how many on each of its days, added up, and how many members bought them."""

    sku: str
    name: str
    visitors: Count
    buyers: Count
    conversion_bps: Bps


def warmed(facts: Facts, frame: Frame, per_sku: Table) -> list[Warmed]:
    """Most wished for first."""
    if not facts.has("carts.sku"):
        return []
    carts = facts.table("carts")
    wished = carts.filter(within(carts.added_day, frame.warm_up)).select("member", "sku").distinct()
    lines = framed(facts, frame)
    bought = lines.filter(lines.part == "event").select("member", "sku").distinct().mutate(bought=1)
    both = wished.left_join(bought, ["member", "sku"])
    sums = both.group_by("sku").agg(wishes=both.count(), bought=both.bought.sum().fill_null(0))
    sums = sums.left_join(per_sku.select("sku", "units"), "sku").drop("sku_right")
    sums = sums.left_join(facts.table("products").select("sku", "name"), "sku")
    sums = sums.order_by([ibis.desc("wishes"), "sku"]).limit(TOP * 4)
    return [
        Warmed(
            sku=str(row["sku"]),
            name=row["name"] or str(row["sku"]),
            wishes=row["wishes"],
            bought=int(row["bought"]),
            bought_bps=share(int(row["bought"]), row["wishes"]),
            units=int(row["units"] or 0),
        )
        for row in rows(sums)
    ]


def wishes(facts: Facts, frame: Frame) -> dict[Any, int] | None:
    """sku -> members who wanted it in warm-up or event; nothing where that is not known."""
    if not facts.has("carts.sku"):
        return None
    carts = facts.table("carts")
    part = part_of(carts.added_day, frame)
    wished = carts.filter(part.isin(["warm_up", "event"]))
    return {row["sku"]: row["n"] for row in rows(wished.group_by("sku").agg(n=wished.member.nunique()))}


def visitors(facts: Facts, frame: Frame) -> dict[Any, int] | None:
    """sku -> visitors of its page in the event, each day's added up; nothing where that is not known."""
    if not facts.has("views.visitors"):
        return None
    views = facts.table("views")
    views = views.filter(within(views.day, frame.event))
    return {row["sku"]: int(row["n"]) for row in rows(views.group_by("sku").agg(n=views.visitors.sum()))}


def looked(facts: Facts, frame: Frame) -> tuple[Looked, ...]:
    """Most looked at first."""
    if facts.lacking("views.visitors", "lines.member"):
        return ()
    views, lines = facts.table("views"), framed(facts, frame)
    views, lines = views.filter(within(views.day, frame.event)), lines.filter(lines.part == "event")
    seen = views.group_by("sku").agg(visitors=views.visitors.sum())
    bought = lines.group_by("sku").agg(buyers=lines.member.nunique())
    seen = seen.left_join(bought, "sku").drop("sku_right")
    seen = seen.left_join(facts.table("products").select("sku", "name"), "sku")
    return tuple(
        Looked(
            sku=str(row["sku"]),
            name=row["name"] or str(row["sku"]),
            visitors=int(row["visitors"]),
            buyers=row["buyers"] or 0,
            conversion_bps=share(row["buyers"] or 0, int(row["visitors"])),
        )
        for row in rows(seen.order_by([ibis.desc("visitors"), "sku"]).limit(TOP))
    )
