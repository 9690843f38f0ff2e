"""The baskets of a past day as visits to a mall: who comes when, and for what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from feria.review.past import duck

# What the mall's catalogue does not hold cannot be asked for: ``most`` is how many best sellers it has.
VISITS = """
SELECT b.basket_id, 'hh-' || b.household_id AS member, epoch(b.bought_at - min(b.bought_at) OVER ()) AS offset_seconds,
  p.sku, l.quantity, p.why_not = '' AND p.sales_rank <= $most AS is_sold
FROM read_parquet($baskets) b JOIN read_parquet($lines) l USING (basket_id) JOIN read_parquet($products) p USING (product_id)
WHERE b.day = $day
ORDER BY b.bought_at, b.basket_id, p.sku
"""


class Visit(NamedTuple):
    """One basket: ``offset`` seconds after the day's first, units by SKU, and how many articles the mall does not sell."""

    basket: int
    member: str
    offset: float
    wants: dict[str, int]
    not_sold: int


def visits(store: Path, day: date, most: int) -> Iterator[Visit]:
    """The day's visits in the order of their coming; baskets of which nothing is sold here are visits for nothing."""
    values = {name: str(store / f"{name}.parquet") for name in ("baskets", "lines", "products")}
    rows = duck.rows(VISITS, values | {"day": day, "most": most})
    for (basket, member, offset), lines in groupby(rows, key=itemgetter(0, 1, 2)):
        wants: dict[str, int] = {}
        not_sold = set()
        for *_, sku, quantity, is_sold in lines:
            if is_sold:
                wants[sku] = wants.get(sku, 0) + quantity
            else:
                not_sold.add(sku)
        yield Visit(basket, member, float(offset), wants, len(not_sold))
