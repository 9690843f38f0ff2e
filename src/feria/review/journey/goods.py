"""The year's products as goods of a mall: shop, category path, names, what they typically cost, how well they sold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from feria.review.journey.departments import AGE_RESTRICTED, department, why_not_sold
from feria.review.journey.naming import category_name, kind_name, piece_size, slug

# The typical price is the median of the regular unit price, each unit counting once (the lower one of two): a price that
# was really on the shelf, and that neither one dear store nor a few odd lines can move. Sold by weight is what has no
# usual price: its ten commonest unit prices cover less than 60 % of at least 20 units.
SALES = """
CREATE TEMP TABLE sales AS
WITH unit AS (
  SELECT product_id, unit_price, sum(quantity) AS units FROM lines GROUP BY ALL
), ranked AS (
  SELECT *, sum(units) OVER (PARTITION BY product_id ORDER BY unit_price) AS upto, sum(units) OVER (PARTITION BY product_id) AS total,
    row_number() OVER (PARTITION BY product_id ORDER BY units DESC, unit_price) AS commonness
  FROM unit
), typical AS (
  SELECT product_id, min(unit_price) FILTER (upto * 2 >= total) AS typical_cents,
    any_value(total) AS units, sum(units) FILTER (commonness <= 10) AS commonest FROM ranked GROUP BY product_id
)
SELECT product_id, typical_cents, units, units >= 20 AND commonest < 0.6 * units AS by_weight FROM typical
"""

PRODUCTS = """
SELECT coalesce(p.product_id, l.product_id) AS product_id, p.manufacturer_id, p.department, p.brand, p.product_category, p.product_type, p.package_size,
  coalesce(s.typical_cents, 0)::BIGINT AS typical_cents, coalesce(s.units, 0)::BIGINT AS units, coalesce(s.by_weight, false) AS by_weight
FROM read_parquet($products) p
FULL JOIN (SELECT DISTINCT product_id FROM raw) l ON l.product_id = p.product_id
LEFT JOIN sales s ON s.product_id = coalesce(p.product_id, l.product_id)
ORDER BY units DESC, product_id
"""

BEST_SELLERS = 100
"""How many goods, counted by units sold in the year, carry the tag ``best-seller``."""


class Goods(msgspec.Struct, frozen=True):
    """One product. ``why_not`` says why no catalogue may hold it; ``sales_rank`` counts from 1 among those that may."""

    sku: str
    product_id: int
    shop: str
    shop_name: str
    category: str
    category_names: list[str]
    name: str
    brand: str
    package_size: str
    tags: list[str]
    listed_price: int
    units_sold: int
    sales_rank: int
    why_not: str


def goods(rows: Sequence[tuple[Any, ...]]) -> Iterator[Goods]:
    """Every row of ``PRODUCTS`` as goods, best sellers first; no two that can be sold carry the same name in one shop."""
    taken: dict[str, int] = {}
    rank = 0
    for product_id, maker, raw_department, tier, category, kind, size, price, units, by_weight in rows:
        where = department(raw_department)
        why_not = why_not_sold(raw_department, category, kind) or (
            "" if price > 0 and units > 0 else "never-sold"
        )
        rank += not why_not
        brand = _brand(tier, maker)
        pack = piece_size(size, raw_department, by_weight)
        yield Goods(
            sku=str(product_id),
            product_id=product_id,
            shop=where.shop,
            shop_name=where.name,
            category="/".join([where.shop, *(slug(part) for part in _aisle(category, kind))]),
            category_names=[where.name, *_aisle(category, kind)],
            name=kind_name(category, kind)
            if why_not
            else _named(kind_name(category, kind), pack, brand, where.shop, taken),
            brand=brand,
            package_size=pack,
            tags=_tags(tier, category, raw_department, by_weight, 0 if why_not else rank),
            listed_price=price,
            units_sold=units,
            sales_rank=0 if why_not else rank,
            why_not=why_not,
        )


def _aisle(category: str | None, kind: str | None) -> list[str]:
    return [category_name(category), kind_name(category, kind)]


def _brand(tier: str | None, maker: int | None) -> str:
    """The source hides brands; it tells the maker's number and whether it is the retailer's own."""
    if tier == "Private":
        return "House brand"
    return f"Brand {maker}" if maker is not None else ""


def _named(kind: str, size: str, brand: str, shop: str, taken: dict[str, int]) -> str:
    """The plain name for the best seller that asks first; then with its brand; then numbered as a variety of the brand."""
    behind = f", {size}" if size else ""
    plain, branded = f"{kind}{behind}", f"{kind}, {brand}{behind}"
    for name in (plain, branded):
        if f"{shop}/{name}" not in taken:
            taken[f"{shop}/{name}"] = 1
            return name
    taken[f"{shop}/{branded}"] += 1
    return f"{kind}, {brand}, variety {taken[f'{shop}/{branded}']}{behind}"


def _tags(
    tier: str | None, category: str | None, raw_department: str | None, by_weight: bool, rank: int
) -> list[str]:
    tags = {
        "private-label": tier == "Private",
        "best-seller": 0 < rank <= BEST_SELLERS,
        "by-weight": by_weight,
        "age-restricted": category in AGE_RESTRICTED or raw_department == "SPIRITS",
        "organic": category == "ORGANICS FRUIT & VEGETABLES",
    }
    return [tag for tag, holds in tags.items() if holds]
