"""The store channel of TPC-DS, the benchmark's made-up retailer, as facts: views over its Parquet files, nothing copied.

Its costs are known line by line, so a review of it is one of profit. What a line's price is below its list price is told under
the line's promotion where it has one, and as a markdown where not; both are borne by the shop, as its coupons are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from feria.review.facts.facts import Facts, FactsRefused, Finding
from feria.review.facts.opening import connect, days_between, quoted

CURRENCY = "USD"
NEEDED = ("store_sales", "item")
ALSO = ("store_returns", "store", "promotion")

# The benchmark numbers days from 1900-01-02 on, and the seconds of a day.
DAY = "(DATE '1900-01-02' + ({} - 2415022)::INTEGER)"
SOLD = "ss_sold_date_sk IS NOT NULL AND ss_net_paid IS NOT NULL AND ss_ext_list_price IS NOT NULL AND ss_quantity > 0"

VIEWS = {
    "lines": f"""
SELECT ss_ticket_number AS "order", ss_item_sk AS line, {DAY.format("ss_sold_date_sk")} AS day,
  day + to_seconds(coalesce(ss_sold_time_sk, 0)) AS sold_at, ss_customer_sk AS member, ss_item_sk AS sku,
  ss_quantity::BIGINT AS quantity, (ss_ext_list_price * 100)::BIGINT AS listed, (ss_net_paid * 100)::BIGINT AS charged,
  (ss_ext_wholesale_cost * 100)::BIGINT AS cost, 'store-' || ss_store_sk AS region, ss_store_sk AS place,
  'store' AS channel, NULL::VARCHAR AS source
FROM retail_store_sales WHERE {SOLD}""",  # noqa: S608 - made of constants
    "discounts": f"""
SELECT ss_ticket_number AS "order", ss_item_sk AS sku, day, promotion, promotion AS name, coupon, 'shop' AS funder, amount
FROM (
  SELECT *, {DAY.format("ss_sold_date_sk")} AS day, unnest([
    {{'promotion': coalesce('promotion-' || ss_promo_sk, 'markdown'), 'coupon': '',
      'amount': ((ss_ext_list_price - ss_ext_sales_price) * 100)::BIGINT}},
    {{'promotion': 'coupon', 'coupon': 'coupon', 'amount': (ss_coupon_amt * 100)::BIGINT}}
  ], recursive := true)
  FROM retail_store_sales WHERE {SOLD}
) WHERE amount <> 0""",  # noqa: S608
    "products": """
SELECT i_item_sk AS sku, coalesce(i_product_name, i_item_id) AS name, NULL::VARCHAR AS shop,
  lower(i_category) || coalesce('/' || lower(i_class), '') AS category, i_brand AS brand, (i_current_price * 100)::BIGINT AS listed_price,
  NULL::DATE AS new_since
FROM retail_item""",
    "refunds": f"""
SELECT sr_ticket_number AS "order", sr_item_sk AS sku, {DAY.format("sr_returned_date_sk")} AS day,
  day + to_seconds(coalesce(sr_return_time_sk, 0)) AS refunded_at, (sr_return_amt * 100)::BIGINT AS amount,
  sr_return_quantity::BIGINT AS quantity, 'return' AS reason
FROM retail_store_returns WHERE sr_returned_date_sk IS NOT NULL AND sr_return_amt IS NOT NULL""",  # noqa: S608
}  # fmt: skip

KNOWN = {
    "lines": {"order", "line", "sold_at", "member", "sku", "quantity", "listed", "charged", "cost", "region", "place", "channel"},
    "discounts": {"order", "sku", "promotion", "name", "coupon", "funder", "amount"},
    "products": {"sku", "name", "category", "brand", "listed_price"},
    "refunds": {"order", "sku", "refunded_at", "amount", "quantity", "reason"},
}  # fmt: skip

ASIDE = f"SELECT count(*) FROM retail_store_sales WHERE ({SOLD}) IS NOT TRUE"  # noqa: S608
CHANGED = """
SELECT count(*) FROM retail_store_sales
WHERE abs(ss_ext_list_price - ss_ext_sales_price + ss_coupon_amt - (ss_ext_list_price - ss_net_paid)) > 0"""


def is_retail(folder: Path) -> bool:
    """Whether the folder holds what the benchmark's generator writes as Parquet."""
    return all((folder / f"{name}.parquet").is_file() for name in NEEDED)


def read_retail(folder: Path) -> Facts:
    """The facts of its store sales. Raises FactsRefused where not a row can be used."""
    backend = connect()
    there = [name for name in (*NEEDED, *ALSO) if (folder / f"{name}.parquet").is_file()]
    for name in there:
        place = quoted(str(folder / f"{name}.parquet"))
        backend.raw_sql(f"CREATE VIEW retail_{name} AS SELECT * FROM read_parquet({place})")  # noqa: S608 - quoted
    made = [name for name in VIEWS if name != "refunds" or "store_returns" in there]
    for name in made:
        backend.raw_sql(f"CREATE VIEW {name} AS {VIEWS[name]}")
    days, gaps = days_between(backend)
    found = list(_found(backend))
    if not len(days):
        raise FactsRefused([*found, Finding(code="no-rows", count=0, remedy="refused")])
    if gaps:
        found.append(
            Finding(code="missing-days", count=len(gaps), remedy="mended", example=gaps[0].isoformat())
        )
    return Facts(
        source=str(folder),
        currency=CURRENCY,
        time_zone="UTC",
        backend=backend,
        known={name: frozenset(KNOWN[name]) for name in made},
        days=days,
        findings=tuple(found),
        missing_days=gaps,
    )


def _found(backend: Any) -> list[Finding]:
    aside = backend.raw_sql(ASIDE).fetchone()[0]
    unlike = backend.raw_sql(CHANGED).fetchone()[0]
    return [
        Finding(code=code, count=count, remedy=remedy)  # type: ignore[arg-type]
        for code, count, remedy in (("incomplete", aside, "mended"), ("discounts-disagree", unlike, "noted"))
        if count
    ]
