"""Goods (R8.4): how few of them make the sales, what warmed up and then sold or did not, what ran out, what is new."""

from __future__ import annotations

from feria.review.chapters.best import (
    TOP,
    Concentration,
    CurvePoint,
    Good,
    best,
    concentration,
    curve,
    per_product,
)
from feria.review.chapters.fresh import NewGood, fresh
from feria.review.chapters.parts import Change, framed
from feria.review.chapters.shelves import RanOut, by_brand, by_category, by_price, ran_out
from feria.review.chapters.wished import Looked, Warmed, looked, warmed
from feria.review.facts.facts import Facts
from feria.review.frame import Frame
from feria.review.value import Answer, Note, note


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
    looked_at: tuple[Looked, ...] = ()


def goods(facts: Facts, frame: Frame) -> Goods:
    """What the event sold, product by product."""
    if missing := facts.missing_for("goods", "lines.sku"):
        return Goods(method="goods", missing=missing)
    lines = framed(facts, frame)
    per_sku = facts.keep(per_product(lines))
    found = concentration(per_sku)
    with_products = lines.left_join(facts.table("products").select("sku", "category", "brand"), "sku")
    wanted = warmed(facts, frame, per_sku)
    return Goods(
        method="goods",
        concentration=found,
        curve=curve(per_sku),
        best=best(facts, frame, per_sku),
        categories=by_category(facts, frame, with_products),
        price_bands=by_price(facts, frame, lines),
        brands=by_brand(facts, frame, with_products),
        warmed_and_sold=tuple(each for each in wanted if each.bought_bps >= 5_000)[:TOP],
        warmed_not_sold=tuple(each for each in wanted if each.bought_bps < 5_000)[:TOP],
        ran_out=ran_out(facts, frame, per_sku),
        new=fresh(facts, frame, lines),
        looked_at=looked(facts, frame),
        findings=_findings(found),
        missing=(
            *facts.missing_for("goods-categories", "products.category"),
            *facts.missing_for("goods-warmed", "carts.sku"),
            *facts.missing_for("goods-ran-out", "stock.on_hand"),
            *facts.missing_for("goods-conversion", "views.visitors"),
        ),
    )


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
