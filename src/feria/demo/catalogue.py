"""The warehouse's products as records of a mall's catalogue, and how much of each the mall starts with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from feria.demo.departments import NAMES
from feria.mall.catalog import api as catalog
from feria.review.past import duck

BEST_SELLERS = 5_000
"""How many products the demo's catalogue holds unless all are asked for."""

STOCK_DAYS = 30
LEAST_STOCK = 12

SELECTION = """
WITH named AS (SELECT *, nullif(listed_price, 0) AS price FROM read_parquet($products)),
of_category AS (SELECT category, quantile_disc(price, 0.5) AS usual FROM named WHERE why_not = '' GROUP BY category),
of_shop AS (SELECT shop, quantile_disc(price, 0.5) AS usual FROM named GROUP BY shop),
of_all AS (SELECT quantile_disc(price, 0.5) AS usual FROM named)
SELECT sku, shop, shop_name, category, category_names, name, brand, package_size, tags,
    coalesce(price, of_category.usual, of_shop.usual, of_all.usual), units_sold, sales_rank, why_not = ''
FROM named LEFT JOIN of_category USING (category) LEFT JOIN of_shop USING (shop) CROSS JOIN of_all
WHERE $most IS NULL OR (why_not = '' AND sales_rank <= $most)
ORDER BY why_not <> '', sales_rank, sku
"""
"""What nobody bought all year has no price of its own: it bears the usual one of its category, and is not on sale."""


@dataclass(frozen=True, slots=True)
class Stocked:
    """What ``put_catalogue`` and ``open_stock`` are handed. ``stock`` is units by SKU."""

    shops: list[catalog.ShopRecord]
    categories: list[catalog.CategoryRecord]
    products: list[catalog.ProductRecord]
    stock: dict[str, int]


def opening_stock(units_sold: int) -> int:
    """Thirty days of last year's average demand, and never less than a dozen."""
    return max(LEAST_STOCK, -(-units_sold * STOCK_DAYS // 365))


def read_catalogue(warehouse: Path, most: int | None = BEST_SELLERS) -> Stocked:
    """The ``most`` best-selling products that can be sold by the piece; or all there are, the others not on sale."""
    rows = duck.rows(SELECTION, {"products": str(warehouse / "products.parquet"), "most": most})
    shops: dict[str, catalog.ShopRecord] = {}
    categories: dict[str, catalog.CategoryRecord] = {}
    products = []
    stock = {}
    for sku, shop, shop_name, path, names, name, brand, size, tags, price, units, rank, sells in rows:
        shops.setdefault(shop, catalog.ShopRecord(code=shop, name=shop_name, names=NAMES.get(shop_name, {})))
        steps = path.split("/")
        for depth, step_name in enumerate(names, start=1):
            step = "/".join(steps[:depth])
            categories.setdefault(
                step,
                catalog.CategoryRecord(
                    path=step, name=step_name, names=NAMES.get(step_name, {}) if depth == 1 else {}
                ),
            )
        products.append(
            catalog.ProductRecord(
                sku=sku,
                shop=shop,
                category=path,
                name=name,
                listed_price=price,
                brand=brand,
                package_size=size,
                tags=tuple(tags),
                sales_rank=rank,
                is_on_sale=sells,
            )
        )
        if sells:
            stock[sku] = opening_stock(units)
    return Stocked(list(shops.values()), list(categories.values()), products, stock)
