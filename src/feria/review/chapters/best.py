"""Best sellers (R8.4): what sold most in the event, and how few products make its sales."""

from __future__ import annotations

from typing import Any

import ibis

from feria.review.chapters.parts import scaled
from feria.review.daily import rows
from feria.review.facts.facts import Facts, Table
from feria.review.frame import Frame
from feria.review.value import Bps, Count, Group, Money, Rank, Value, share

TOP = 50


class Good(Value, frozen=True, kw_only=True):
    """One product in the event, beside as many usual days."""

    rank: Rank
    sku: str
    name: str
    category: Group
    units: Count
    usual: Money
    sales: Money
    change_bps: Bps | None
    running_share: Bps  # of all sales, this and all better ones


class Concentration(Value, frozen=True, kw_only=True):
    """How few products make the event's sales: the share of the best one, ten and hundred, and how many make four fifths."""

    products_sold: Count
    best_one_bps: Bps
    best_ten_bps: Bps
    best_hundred_bps: Bps
    products_for_four_fifths: Count


class CurvePoint(Value, frozen=True, kw_only=True):
    """The best ``products_bps`` of the products make ``sales_bps`` of the sales."""

    products_bps: Bps
    sales_bps: Bps


def per_product(lines: Table) -> Table:
    """sku, units, sales, and the same of usual days."""
    event = lines.part == "event"
    return lines.group_by("sku").agg(
        units=lines.quantity.sum(where=event).fill_null(0),
        sales=lines.charged.sum(where=event).fill_null(0),
        usual=lines.charged.sum(where=lines.part == "usual").fill_null(0),
        usual_units=lines.quantity.sum(where=lines.part == "usual").fill_null(0),
    )


def _ranked(per_sku: Table) -> Table:
    """Products that sold in the event, with their rank and the running sum of sales."""
    sold = per_sku.filter(per_sku.sales > 0)
    order = [ibis.desc("sales"), "sku"]
    return sold.mutate(
        place=ibis.row_number().over(ibis.window(order_by=order)) + 1,
        running=sold.sales.sum().over(ibis.cumulative_window(order_by=order)),
    )


def concentration(per_sku: Table) -> Concentration | None:
    """Nothing where nothing was sold."""
    ranked = _ranked(per_sku)
    total = ranked.sales.sum()
    asked = ranked.agg(
        products=ranked.count(),
        total=total,
        one=ranked.sales.sum(where=ranked.place <= 1),
        ten=ranked.sales.sum(where=ranked.place <= 10),
        hundred=ranked.sales.sum(where=ranked.place <= 100),
    )
    row = rows(asked)[0]
    if not row["products"]:
        return None
    whole = int(row["total"])
    most = rows(ranked.filter(ranked.running * 5 < whole * 4).agg(n=lambda t: t.count()))[0]["n"] + 1
    return Concentration(
        products_sold=row["products"],
        best_one_bps=share(row["one"], whole),
        best_ten_bps=share(row["ten"], whole),
        best_hundred_bps=share(row["hundred"], whole),
        products_for_four_fifths=most,
    )


def curve(per_sku: Table) -> tuple[CurvePoint, ...]:
    """Twenty points of the curve from best seller to last."""
    ranked = _ranked(per_sku)
    step = ranked.mutate(step=ibis.ntile(20).over(ibis.window(order_by=[ibis.desc("sales"), "sku"])))
    sums = step.group_by("step").agg(products=step.count(), sales=step.sales.sum())
    found, products, sales = [], 0, 0
    every = rows(sums.order_by("step"))
    all_products, all_sales = sum(row["products"] for row in every), sum(int(row["sales"]) for row in every)
    for row in every:
        products, sales = products + row["products"], sales + int(row["sales"])
        found.append(
            CurvePoint(products_bps=share(products, all_products), sales_bps=share(sales, all_sales))
        )
    return tuple(found)


def best(facts: Facts, frame: Frame, per_sku: Table) -> tuple[Good, ...]:
    """The best first."""
    ranked = _ranked(per_sku)
    whole = int(rows(ranked.agg(total=ranked.sales.sum()))[0]["total"] or 0)
    first = ranked.order_by("place").limit(TOP)
    first = first.left_join(facts.table("products").select("sku", "name", "category"), "sku")
    return tuple(
        Good(
            rank=row["place"],
            sku=str(row["sku"]),
            name=row["name"] or str(row["sku"]),
            category=row["category"] or "",
            units=int(row["units"]),
            usual=scaled(row["usual"], facts, frame),
            sales=int(row["sales"]),
            change_bps=_change(row, facts, frame),
            running_share=share(int(row["running"]), whole),
        )
        for row in rows(first.order_by("place"))
    )


def _change(row: dict[str, Any], facts: Facts, frame: Frame) -> int | None:
    usual = scaled(row["usual"], facts, frame)
    return share(int(row["sales"]) - usual, usual) if usual > 0 else None
