"""What a household marked as favourites, as far as a year of receipts can tell: what it came back for most often."""

from __future__ import annotations

from pathlib import Path

from feria.demo.catalogue import BEST_SELLERS
from feria.review.past import duck

HOW_MANY = 12

BOUGHT_MOST = """
SELECT p.sku FROM read_parquet($lines) l JOIN read_parquet($products) p USING (product_id)
WHERE 'hh-' || l.household_id = $code AND p.why_not = '' AND p.sales_rank <= $most
GROUP BY p.sku, p.sales_rank ORDER BY count(DISTINCT l.basket_id) DESC, p.sales_rank LIMIT $how_many
"""


def bought_most(store: Path, code: str) -> list[str]:
    """The SKUs that were in most of the household's baskets, among the best sellers that every demo mall has."""
    values: dict[str, duck.Value] = {
        "lines": str(store / "lines.parquet"),
        "products": str(store / "products.parquet"),
        "code": code,
        "most": BEST_SELLERS,
        "how_many": HOW_MANY,
    }
    return [row[0] for row in duck.rows(BOUGHT_MOST, values)]
