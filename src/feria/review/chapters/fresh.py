"""New goods (R8.4): how they sold, and how many wanted and looked at them."""

from __future__ import annotations

import ibis

from feria.review.chapters.wished import visitors, wishes
from feria.review.daily import rows
from feria.review.facts.facts import Facts, Table
from feria.review.frame import Frame
from feria.review.value import Bps, Count, Money, Value, share


class NewGood(Value, frozen=True, kw_only=True):
    """Goods first sold or listed since the warm-up began."""

    sku: str
    name: str
    buyers: Count
    units: Count
    sales: Money
    wishes: Count | None = None
    visitors: Count | None = None
    conversion_bps: Bps | None = None


def fresh(facts: Facts, frame: Frame, lines: Table) -> tuple[NewGood, ...]:
    """First listed since the warm-up began; where that is not known, first sold then after at least thirty days of data."""
    products = facts.table("products").select("sku", "name", "new_since")
    if facts.has("products.new_since"):
        new = products.filter(products.new_since >= frame.warm_up.first)
    else:
        if (frame.warm_up.first - facts.days.first).days < 30:
            return ()
        every = facts.table("lines")
        since = every.group_by("sku").agg(first=every.day.min())
        new = products.inner_join(since.filter(since["first"] >= frame.warm_up.first), "sku")
    sold = lines.filter(lines.part == "event")
    sums = sold.group_by("sku").agg(
        buyers=sold.member.nunique(), units=sold.quantity.sum(), sales=sold.charged.sum()
    )
    found = sums.inner_join(new.select("sku", "name"), "sku")
    wished, seen = wishes(facts, frame), visitors(facts, frame)
    found = found.order_by([ibis.desc("sales"), "sku"]).limit(20)
    return tuple(
        NewGood(
            sku=str(row["sku"]),
            name=row["name"] or str(row["sku"]),
            buyers=row["buyers"],
            units=int(row["units"]),
            sales=int(row["sales"]),
            wishes=wished.get(row["sku"], 0) if wished is not None else None,
            visitors=seen.get(row["sku"], 0) if seen is not None else None,
            conversion_bps=share(row["buyers"], seen.get(row["sku"], 0)) if seen is not None else None,
        )
        for row in rows(found)
    )
