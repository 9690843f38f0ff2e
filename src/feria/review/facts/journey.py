"""The warehouse of the Complete Journey as facts: views over its Parquet files, nothing copied.

Orders, goods and members keep the source's numbers. The grocer's card and its match of coupons are borne by the shop, the
maker's coupons by the brand (``feria.review.journey.receipts``). A campaign's coupons count as one template, which every
household that the campaign reached had from its first day on.
"""

from __future__ import annotations

from pathlib import Path

from feria.review.facts.facts import Facts, Finding
from feria.review.facts.opening import connect, days_between, quoted
from feria.review.journey.said import departments_said
from feria.review.past.warehouse import TABLES, opened

CURRENCY = "USD"
TIME_ZONE = "America/New_York"
MARGINS = "margins.csv"
"""Margins assumed for the demo, laid beside the year by who loads it (``feria.demo.margins``)."""

# The source's first week is the Sunday on which its year begins; every other one starts on a Monday.
WEEK_BEFORE_FIRST = "DATE '2016-12-19'"

SAID = ", ".join(
    f"({quoted(code)}, {quoted(language)}, {quoted(name)})" for code, language, name in departments_said()
)

VIEWS = {
    "lines": """
SELECT basket_id AS "order", product_id * 4 + part AS line, bought_at AS sold_at, day, household_id AS member, product_id AS sku,
  quantity::BIGINT AS quantity, listed_cents::BIGINT AS listed, charged_cents::BIGINT AS charged, NULL::BIGINT AS cost,
  'store-' || store_id AS region, store_id AS place, NULL::VARCHAR AS channel, NULL::VARCHAR AS source
FROM {lines}""",
    "discounts": """
SELECT basket_id AS "order", product_id AS sku, day, promotion, promotion AS name, coupon, funder, amount
FROM (
  SELECT basket_id, product_id, day, unnest([
    {{'promotion': 'loyalty-card', 'coupon': '', 'funder': 'shop', 'amount': card_discount_cents::BIGINT}},
    {{'promotion': 'coupon-match', 'coupon': 'maker', 'funder': 'shop', 'amount': coupon_match_cents::BIGINT}},
    {{'promotion': 'maker-coupon', 'coupon': 'maker', 'funder': 'brand', 'amount': coupon_discount_cents::BIGINT}}
  ], recursive := true)
  FROM {lines} WHERE card_discount_cents <> 0 OR coupon_match_cents <> 0 OR coupon_discount_cents <> 0
) WHERE amount <> 0""",
    "products": """
SELECT product_id AS sku, name, shop, category, brand, listed_price, NULL::DATE AS new_since FROM {products}""",
    "members": """
SELECT household_id AS member, NULL::TIMESTAMP AS joined_at, ['Basic', 'Silver', 'Gold', 'Platinum'][level + 1] AS level,
  nullif(income_band, '') AS segment, region
FROM {households}""",
    "coupons": """
WITH used AS (SELECT campaign_id, household_id, min(redeemed_on) AS used_on FROM {redemptions} GROUP BY ALL)
SELECT 'campaign-' || campaign_id AS coupon, household_id AS member, starts_on::TIMESTAMP AS claimed_at,
  starts_on AS claimed_day, used_on::TIMESTAMP AS used_at, used_on AS used_day, NULL::BIGINT AS "order", NULL::BIGINT AS amount
FROM {campaign_households} JOIN {campaigns} USING (campaign_id) LEFT JOIN used USING (campaign_id, household_id)""",
    "placements": f"""
SELECT product_id::BIGINT AS sku, store_id AS place, {WEEK_BEFORE_FIRST} + 7 * week::INTEGER AS from_day,
  nullif(display, '0') AS display, nullif(mailer, '0') AS mailer
FROM {{promotions}}""",  # noqa: S608 - made of constants
    "campaigns": """
SELECT 'campaign-' || campaign_id AS campaign, kind, starts_on AS from_day, ends_on AS to_day, coalesce(n, 0)::BIGINT AS redemptions
FROM {campaigns} LEFT JOIN (SELECT campaign_id, count(*) AS n FROM {redemptions} GROUP BY 1) USING (campaign_id)""",
    "campaign_goods": """
SELECT DISTINCT 'campaign-' || campaign_id AS campaign, product_id AS sku FROM {coupons}""",
    "names": f"""
SELECT code, language, name FROM (VALUES {SAID}) AS said(code, language, name)
UNION ALL SELECT DISTINCT array_to_string(string_split(category, '/')[:2], '/'), '', category_names[2] FROM {{products}}
UNION ALL SELECT DISTINCT category, '', category_names[3] FROM {{products}} WHERE len(category_names) > 2
UNION ALL SELECT 'campaign-' || campaign_id, '', 'Campaign ' || campaign_id || ', ' || kind FROM {{campaigns}}""",  # noqa: S608
}

KNOWN = {
    "lines": {
        "order",
        "line",
        "sold_at",
        "member",
        "sku",
        "quantity",
        "listed",
        "charged",
        "region",
        "place",
    },
    "discounts": {"order", "sku", "promotion", "name", "coupon", "funder", "amount"},
    "products": {"sku", "name", "shop", "category", "brand", "listed_price"},
    "members": {"member", "level", "segment", "region"},
    "coupons": {"coupon", "member", "claimed_at", "used_at"},
    "placements": {"sku", "place", "from_day", "display", "mailer"},
    "campaigns": {"campaign", "kind", "from_day", "to_day", "redemptions"},
    "campaign_goods": {"campaign", "sku"},
    "names": {"code", "language", "name"},
}


def read_journey(store: Path) -> Facts:
    """The facts of a finished warehouse. Raises WarehouseMissing."""
    account = opened(store).account
    backend = connect()
    files = {table: f"journey_{table}" for table in TABLES}
    for table, name in files.items():
        place = quoted(str(store / f"{table}.parquet"))
        backend.raw_sql(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({place})")  # noqa: S608 - quoted
    for name, selection in VIEWS.items():
        backend.raw_sql(f"CREATE VIEW {name} AS {selection.format(**files)}")
    known = {name: frozenset(columns) for name, columns in KNOWN.items()}
    if (margins := store / MARGINS).is_file():
        backend.raw_sql(
            f"CREATE VIEW margins AS SELECT category, (rtrim(margin_bps, '%')::DOUBLE * 100)::INTEGER AS margin_bps, source "  # noqa: S608
            f"FROM read_csv({quoted(str(margins))}, all_varchar = true, header = true)"
        )
        known["margins"] = frozenset({"category", "margin_bps", "source"})
    aside = account.set_aside
    found = [
        Finding(code=f"journey-{reason}", count=pile.rows, remedy="mended") for reason, pile in aside.items()
    ]
    days, gaps = days_between(backend)
    if gaps:
        found.append(
            Finding(code="missing-days", count=len(gaps), remedy="mended", example=gaps[0].isoformat())
        )
    return Facts(
        source=str(store),
        currency=CURRENCY,
        time_zone=TIME_ZONE,
        backend=backend,
        known=known,
        days=days,
        findings=tuple(found),
        missing_days=gaps,
    )
