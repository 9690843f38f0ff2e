"""Goods (R8.4): how few of them make the sales, what warmed up and then sold or did not, what ran out, what is new."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import ibis

from feria.review.chapters.parts import Change, changes, framed, part_of, scaled, within
from feria.review.daily import rows
from feria.review.facts.facts import Facts, Table
from feria.review.frame import Frame
from feria.review.value import Answer, Bps, Count, Group, Money, Note, Rank, Value, note, share

TOP = 50
BANDS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
"""Edges of price bands, in whole units of the currency."""
FIFTHS = 5


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


class Warmed(Value, frozen=True, kw_only=True):
    """Goods put into carts or among favourites in the warm-up: ``wishes`` members, ``bought`` of them in the event."""

    sku: str
    name: str
    wishes: Count
    bought: Count
    bought_bps: Bps
    units: Count
    on_hand: Count | None = None


class RanOut(Value, frozen=True, kw_only=True):
    """Goods that stood at nothing during the event: since when, and what a usual day sells of them."""

    sku: str
    name: str
    hours: Count
    units: Count
    usual_units: Count


class NewGood(Value, frozen=True, kw_only=True):
    """Goods first sold or listed since the warm-up began."""

    sku: str
    name: str
    buyers: Count
    units: Count
    sales: Money
    wishes: Count | None = None


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


class Goods(Answer, frozen=True, kw_only=True):
    """R8.4."""

    concentration: Concentration | None = None
    curve: tuple[CurvePoint, ...] = ()
    best: tuple[Good, ...] = ()
    categories: tuple[Change, ...] = ()
    price_bands: tuple[Change, ...] = ()
    brands: tuple[Change, ...] = ()
    warmed_and_sold: tuple[Warmed, ...] = ()
    warmed_not_sold: tuple[Warmed, ...] = ()
    ran_out: tuple[RanOut, ...] = ()
    new: tuple[NewGood, ...] = ()


def goods(facts: Facts, frame: Frame) -> Goods:
    """What the event sold, product by product."""
    if missing := facts.missing_for("goods", "lines.sku"):
        return Goods(method="goods", missing=missing)
    lines = framed(facts, frame)
    per_sku = facts.keep(_per_sku(lines))
    found = _concentration(per_sku)
    with_products = lines.left_join(facts.table("products").select("sku", "category", "brand"), "sku")
    warmed = _warmed(facts, frame, per_sku)
    return Goods(
        method="goods",
        concentration=found,
        curve=_curve(per_sku),
        best=_best(facts, frame, per_sku),
        categories=_by_category(facts, frame, with_products),
        price_bands=_by_price(facts, frame, lines),
        brands=_by_brand(facts, frame, with_products),
        warmed_and_sold=tuple(each for each in warmed if each.bought_bps >= 5_000)[:TOP],
        warmed_not_sold=tuple(each for each in warmed if each.bought_bps < 5_000)[:TOP],
        ran_out=_ran_out(facts, frame, per_sku),
        new=_new(facts, frame, lines),
        findings=_findings(found),
        missing=(
            *facts.missing_for("goods-categories", "products.category"),
            *facts.missing_for("goods-warmed", "carts.sku"),
            *facts.missing_for("goods-ran-out", "stock.on_hand"),
            *facts.missing_for("goods-conversion", "traffic.sku"),
        ),
    )


def _per_sku(lines: Table) -> Table:
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


def _concentration(per_sku: Table) -> Concentration | None:
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


def _curve(per_sku: Table) -> tuple[CurvePoint, ...]:
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


def _best(facts: Facts, frame: Frame, per_sku: Table) -> tuple[Good, ...]:
    ranked = _ranked(per_sku)
    whole = int(rows(ranked.agg(total=ranked.sales.sum()))[0]["total"] or 0)
    best = ranked.order_by("place").limit(TOP)
    best = best.left_join(facts.table("products").select("sku", "name", "category"), "sku")
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
        for row in rows(best.order_by("place"))
    )


def _change(row: dict[str, Any], facts: Facts, frame: Frame) -> int | None:
    usual = scaled(row["usual"], facts, frame)
    return share(int(row["sales"]) - usual, usual) if usual > 0 else None


def _by_category(facts: Facts, frame: Frame, lines: Table) -> tuple[Change, ...]:
    """By the first two steps of the path: grocery/soft-drinks."""
    if not facts.has("products.category"):
        return ()
    path = lines.category.split("/")
    two = ibis.ifelse(path.length() > 1, path[0].concat("/", path[1]), path[0])
    return changes(facts, frame, lines.mutate(group=two.fill_null("")), TOP)


def _by_brand(facts: Facts, frame: Frame, lines: Table) -> tuple[Change, ...]:
    if not facts.has("products.brand"):
        return ()
    return changes(facts, frame, lines.mutate(group=lines.brand.fill_null("")), 20)


def _by_price(facts: Facts, frame: Frame, lines: Table) -> tuple[Change, ...]:
    """By what one unit was listed at."""
    from feria.festival.money import digits_of

    if not facts.has("lines.quantity"):
        return ()
    minor = 10 ** digits_of(facts.currency)
    unit = lines.listed / lines.quantity / minor
    cases = [((unit >= low) & (unit < high), f"{low}–{high}") for low, high in pairwise(BANDS)]
    banded = lines.mutate(group=ibis.cases(*cases, else_=f"{BANDS[-1]}–"))
    found = changes(facts, frame, banded)
    return tuple(sorted(found, key=lambda each: int(each.group.partition("–")[0])))


def _warmed(facts: Facts, frame: Frame, per_sku: Table) -> list[Warmed]:
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


def _ran_out(facts: Facts, frame: Frame, per_sku: Table) -> tuple[RanOut, ...]:
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


def _new(facts: Facts, frame: Frame, lines: Table) -> tuple[NewGood, ...]:
    """First listed since the warm-up began; where that is not known, first sold then after at least thirty days of data."""
    products = facts.table("products").select("sku", "name", "new_since")
    if facts.has("products.new_since"):
        fresh = products.filter(products.new_since >= frame.warm_up.first)
    else:
        if (frame.warm_up.first - facts.days.first).days < 30:
            return ()
        every = facts.table("lines")
        since = every.group_by("sku").agg(first=every.day.min())
        fresh = products.inner_join(since.filter(since["first"] >= frame.warm_up.first), "sku")
    sold = lines.filter(lines.part == "event")
    sums = sold.group_by("sku").agg(
        buyers=sold.member.nunique(), units=sold.quantity.sum(), sales=sold.charged.sum()
    )
    found = sums.inner_join(fresh.select("sku", "name"), "sku")
    wishes = _wishes(facts, frame)
    found = found.order_by([ibis.desc("sales"), "sku"]).limit(20)
    return tuple(
        NewGood(
            sku=str(row["sku"]),
            name=row["name"] or str(row["sku"]),
            buyers=row["buyers"],
            units=int(row["units"]),
            sales=int(row["sales"]),
            wishes=wishes.get(row["sku"], 0) if wishes is not None else None,
        )
        for row in rows(found)
    )


def _wishes(facts: Facts, frame: Frame) -> dict[Any, int] | None:
    if not facts.has("carts.sku"):
        return None
    carts = facts.table("carts")
    part = part_of(carts.added_day, frame)
    wished = carts.filter(part.isin(["warm_up", "event"]))
    return {row["sku"]: row["n"] for row in rows(wished.group_by("sku").agg(n=wished.member.nunique()))}


def _findings(found: Concentration | None) -> tuple[Note, ...]:
    if found is None:
        return (note("goods-nothing-sold"),)
    return (
        note(
            "goods-concentration",
            products=found.products_for_four_fifths,
            sold=found.products_sold,
            best=found.best_ten_bps,
        ),
    )
