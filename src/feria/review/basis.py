"""What a day earned: profit where costs are given or assumed, sales where they are not, and always saying which (R8.1).

    profit = charged + what brands bore - cost of goods - refunds - spending beside discounts
    sales  = charged - refunds

The cost of a line is its own; else its goods' unit cost times units; else, by an assumed margin m of its department, its
listed price times (1 - m). Lines with none of these are taken to cost the same share of their listed price as those with one.
Goods that come back are taken to be worth their cost again, in the share in which their price came back.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from feria.review.chapters.parts import rounded
from feria.review.daily import grouped_products, lines_of, nested, refunds_by, rows
from feria.review.facts.facts import Facts, Table
from feria.review.facts.margins import EVERYTHING
from feria.review.frame import Days
from feria.review.value import Note, Value, note, share


class Basis(Value, frozen=True, kw_only=True):
    """What is counted. ``kind`` is profit or sales; ``costs`` known, assumed, partly or none."""

    kind: str
    costs: str
    covered_bps: int = 0  # of charged, the share of lines with a cost
    labels: tuple[Note, ...] = ()


MADE_UP = "made-up"

Earned = dict[Any, dict[date, int]]
"""Group -> day -> minor units."""


def basis_of(facts: Facts) -> Basis:
    """Which of the two this review can count."""
    own = facts.has("lines.cost|costs.unit_cost")
    assumed = facts.has("margins.margin_bps")
    if not own and not assumed:
        return Basis(kind="sales", costs="none", labels=(note("label.on-sales"),))
    lines = facts.table("lines")
    priced = _with_cost(facts, lines)
    sums = rows(
        priced.agg(
            charged=priced.charged.sum(),
            covered=priced.charged.sum(where=priced.goods_cost.notnull()),
            own=priced.charged.sum(where=priced.is_own_cost),
        )
    )[0]
    covered, known = (
        share(sums["covered"] or 0, sums["charged"] or 0),
        share(sums["own"] or 0, sums["charged"] or 0),
    )
    if not covered:
        return Basis(kind="sales", costs="none", labels=(note("label.on-sales"),))
    costs = "known" if known == covered else "assumed" if not known else "partly"
    made_up = costs != "known" and _are_made_up(facts)
    labels = [note("label.costs-made-up")] if made_up else []
    if costs == "partly" or (costs == "assumed" and not made_up):
        labels.append(note(f"label.costs-{costs}", known=known))
    if covered < 10_000:
        labels.append(note("label.costs-stretched", covered=covered))
    return Basis(kind="profit", costs=costs, covered_bps=covered, labels=tuple(labels))


def _are_made_up(facts: Facts) -> bool:
    """Whether the margins are a demo's, and nobody's true ones."""
    if not facts.has("margins.source"):
        return False
    margins = facts.table("margins")
    return bool(rows(margins.agg(n=(margins.source == MADE_UP).sum()))[0]["n"])


def earned_by(facts: Facts, days: Days, basis: Basis, key: str | None = None) -> Earned:
    """What each day of ``days`` earned, by group: ``shop`` or ``department`` of the goods, or all in the group ""."""
    lines = lines_of(facts, days)
    if key is not None:
        lines = lines.left_join(grouped_products(facts, key), "sku").mutate(
            group=lambda t: t["group"].fill_null("")
        )
    else:
        lines = lines.mutate(group=ibis.literal(""))
    sums = _sums(facts, lines, basis)
    back = refunds_by(facts, key)
    borne = _borne_by_brands(facts, key) if basis.kind == "profit" else {}
    found: dict[tuple[date, Any], int] = {}
    for row in sums:
        at = (row["day"], row["group"])
        charged, cost = int(row["charged"]), int(row["cost"] or 0)
        refunded = back.get(at, 0)
        kept = cost - round(cost * min(refunded, charged) / charged) if charged > 0 else cost
        found[at] = charged - refunded - kept + borne.get(at, 0)
    if basis.kind == "profit" and key is None:
        for day, amount in _spending(facts).items():
            if day in days:
                found[day, ""] = found.get((day, ""), 0) - amount
    return nested(found)


def _sums(facts: Facts, lines: Table, basis: Basis) -> list[dict[str, Any]]:
    if basis.kind == "sales":
        return rows(lines.group_by(["day", "group"]).agg(charged=lines.charged.sum(), cost=ibis.literal(0)))
    priced = _with_cost(facts, lines)
    sums = rows(
        priced.group_by(["day", "group"]).agg(
            charged=priced.charged.sum(),
            listed=priced.listed.sum(),
            known=priced.goods_cost.sum(),
            known_listed=priced.listed.sum(where=priced.goods_cost.notnull()),
        )
    )
    known = sum(row["known"] or 0 for row in sums)
    listed = sum(row["known_listed"] or 0 for row in sums)
    for row in sums:
        unknown = int(row["listed"] or 0) - int(row["known_listed"] or 0)
        row["cost"] = int(row["known"] or 0) + (round(unknown * known / listed) if listed else 0)
    return sums


def _with_cost(facts: Facts, lines: Table) -> Table:
    """The lines with ``goods_cost`` (nothing where it is not known) and ``is_own_cost``."""
    own = lines.cost
    if facts.has("costs.unit_cost"):
        costs = facts.table("costs").select("sku", "unit_cost")
        lines = lines.left_join(costs, "sku", rname="{name}_of_cost")
        own = ibis.coalesce(lines.cost, lines.unit_cost * lines.quantity)
    if not facts.has("margins.margin_bps"):
        return lines.mutate(goods_cost=own, is_own_cost=own.notnull())
    lines = lines.mutate(own_cost=own)
    lines = lines.left_join(_margin_of_goods(facts), "sku", rname="{name}_of_margin")
    assumed = rounded(lines.listed * (10_000 - lines.margin_bps) / 10_000)
    return lines.mutate(
        goods_cost=ibis.coalesce(lines.own_cost, assumed), is_own_cost=lines.own_cost.notnull()
    )


def _margin_of_goods(facts: Facts) -> Table:
    """sku, margin_bps: the margin of the longest path that the goods' category begins with."""
    margins = facts.table("margins")
    margins = margins.select(
        prefix=margins.category.nullif(EVERYTHING).fill_null(""), margin_bps="margin_bps"
    )
    goods = facts.table("products").select("sku", "category")
    within = (
        (margins.prefix == "")
        | (goods.category == margins.prefix)
        | goods.category.startswith(margins.prefix.concat("/"))
    )
    fits = goods.join(margins, within)
    return fits.group_by("sku").agg(margin_bps=fits.margin_bps.argmax(fits.prefix.length()))


def _borne_by_brands(facts: Facts, key: str | None) -> dict[tuple[date, Any], int]:
    if not facts.has("discounts.funder"):
        return {}
    discounts = facts.table("discounts")
    borne = discounts.filter(discounts.funder == "brand")
    if key is None:
        borne = borne.mutate(group=ibis.literal(""))
    else:
        borne = borne.left_join(grouped_products(facts, key), "sku").mutate(
            group=lambda t: t["group"].fill_null("")
        )
    sums = borne.group_by(["day", "group"]).agg(amount=lambda t: t.amount.sum())
    return {(row["day"], row["group"]): int(row["amount"]) for row in rows(sums)}


def _spending(facts: Facts) -> dict[date, int]:
    if "spending" not in facts.known:
        return {}
    spending = facts.table("spending")
    sums = spending.group_by("day").agg(amount=spending.amount.sum())
    return {row["day"]: int(row["amount"]) for row in rows(sums)}
