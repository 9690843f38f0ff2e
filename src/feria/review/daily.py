"""What each day brought, whole or by group: the figures that profit and comparisons are made of.

A refund belongs to the day of the sale that it undoes, and to its own day where that sale is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from feria.review.facts.facts import Facts, Table
from feria.review.frame import Days
from feria.review.value import Count, Money, Value


class DaySales(Value, frozen=True, kw_only=True):
    """One day. ``earned`` is what the review's basis counts: sales after refunds, or profit where costs are given."""

    day: date
    orders: Count
    units: Count
    listed: Money
    charged: Money
    refunded: Money
    earned: Money


def lines_of(facts: Facts, days: Days) -> Table:
    """The lines sold on those days."""
    lines = facts.table("lines")
    return lines.filter((lines.day >= days.first) & (lines.day < days.until))


def refunds_by(facts: Facts, key: str | None = None) -> dict[tuple[date, Any], int]:
    """What went back, by day and by a column of the goods (``shop`` or ``department``) or none."""
    if "refunds" not in facts.known:
        return {}
    refunds = facts.table("refunds")
    lines = facts.table("lines")
    sold = lines.group_by("order").agg(sold_on=lines.day.min())
    joined = refunds.left_join(sold, "order")
    joined = joined.mutate(on=ibis.coalesce(joined.sold_on, joined.day), group=ibis.literal(""))
    if key is not None:
        joined = (
            joined.drop("group")
            .left_join(grouped_products(facts, key), "sku")
            .mutate(group=lambda t: t["group"].fill_null(""))
        )
    sums = joined.group_by(["on", "group"]).agg(amount=lambda t: t.amount.sum())
    return {(row["on"], row["group"]): int(row["amount"]) for row in rows(sums)}


def grouped_products(facts: Facts, key: str) -> Table:
    """Goods with the group they are counted in: sku, group. ``key``: department, role (``promoted.put_roles``) or a column."""
    if key == "role":
        roles: Table = facts.backend.table("roles")
        return roles
    products = facts.table("products")
    group = products.category.split("/")[0] if key == "department" else products[key]
    return products.select("sku", group=group.fill_null(""))


def rows(table: Table) -> list[dict[str, Any]]:
    """A small result as plain rows. Sums are whole numbers, whatever type an engine has for them."""
    found: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: object) -> object:
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


def by_day(facts: Facts, days: Days, earned: Mapping[date, int]) -> tuple[DaySales, ...]:
    """Each day that has sales; ``earned`` as the basis counts it."""
    lines = lines_of(facts, days)
    sums = lines.group_by("day").agg(
        orders=lines.order.nunique(),
        units=lines.quantity.sum(),
        listed=lines.listed.sum(),
        charged=lines.charged.sum(),
    )
    back = refunds_by(facts)
    return tuple(
        DaySales(
            day=row["day"],
            orders=row["orders"],
            units=int(row["units"] or 0),
            listed=int(row["listed"] or 0),
            charged=int(row["charged"]),
            refunded=back.get((row["day"], ""), 0),
            earned=earned.get(row["day"], 0),
        )
        for row in rows(sums.order_by("day"))
    )


def nested(sums: Mapping[tuple[date, Any], int]) -> dict[Any, dict[date, int]]:
    """Sums by day and group as group -> day -> sum."""
    found: defaultdict[Any, dict[date, int]] = defaultdict(dict)
    for (day, group), amount in sums.items():
        found[group][day] = amount
    return dict(found)
