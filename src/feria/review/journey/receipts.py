"""The year's receipt lines in whole cents: which can be priced, which are mended, which are set aside.

Per line the source gives (https://github.com/bradleyboehmke/completejourney, vignette "The Complete Journey User Guide"):
``sales_value``, what the retailer received, after its own discounts and before the manufacturer's refund of a coupon;
``retail_disc``, taken off by the loyalty card; ``coupon_match_disc``, the retailer's match of a coupon; ``coupon_disc``, the
manufacturer's coupon. So

    listed  = sales_value + retail_disc + coupon_match_disc     what the shelf said
    charged = sales_value - coupon_disc                         what the customer paid

Timestamps are stored in UTC; the shops stand in ``ZONE``.
"""

from __future__ import annotations

ZONE = "America/New_York"

RAW = """
CREATE TEMP TABLE raw AS
SELECT
  t.basket_id, t.household_id, t.store_id, t.product_id, t.quantity,
  t.transaction_timestamp AS bought_at, t.week,
  round(t.sales_value * 100)::BIGINT AS sales_cents,
  round(t.retail_disc * 100)::BIGINT AS card_cents,
  round(t.coupon_match_disc * 100)::BIGINT AS match_cents,
  round(t.coupon_disc * 100)::BIGINT AS coupon_cents,
  sales_cents + card_cents + match_cents AS listed_cents,
  sales_cents - coupon_cents AS charged_cents,
  list_contains($by_measure, p.product_type) AS sold_by_measure,
  CASE WHEN t.quantity <= 0 THEN 'no-quantity'
       WHEN listed_cents <= 0 THEN 'no-price'
       ELSE '' END AS aside
FROM read_parquet($transactions) t LEFT JOIN read_parquet($products) p USING (product_id)
"""

ASIDE = """
CREATE TEMP TABLE set_aside AS
SELECT basket_id, household_id, store_id, product_id, bought_at, quantity, listed_cents, charged_cents, aside AS reason
FROM raw WHERE aside <> ''
"""

# A line of q units at L cents becomes (q - r) units at L // q and r units at L // q + 1 where r = L % q: parts that sum to
# the cent, each with one unit price. The line's discounts go along by units, rounded down, the rest to the second part.
LINES = """
CREATE TEMP TABLE lines AS
WITH whole AS (
  SELECT *, sold_by_measure OR quantity > listed_cents AS measured, CASE WHEN measured THEN 1 ELSE quantity END AS units,
    listed_cents // units AS low, listed_cents % units AS dearer
  FROM raw WHERE aside = ''
), parts AS (
  SELECT *, 1 AS part, units - dearer AS pieces, low AS unit_price,
    card_cents * pieces // units AS card, match_cents * pieces // units AS matched, coupon_cents * pieces // units AS coupon
  FROM whole
  UNION ALL
  SELECT *, 2 AS part, dearer AS pieces, low + 1 AS unit_price,
    card_cents - card_cents * (units - dearer) // units AS card,
    match_cents - match_cents * (units - dearer) // units AS matched,
    coupon_cents - coupon_cents * (units - dearer) // units AS coupon
  FROM whole WHERE dearer > 0
)
SELECT
  basket_id, household_id::INTEGER AS household_id, store_id::INTEGER AS store_id, product_id, part::TINYINT AS part, bought_at,
  (bought_at AT TIME ZONE 'UTC' AT TIME ZONE $zone)::DATE AS day,
  pieces::INTEGER AS quantity, unit_price::INTEGER AS unit_price, (pieces * unit_price)::INTEGER AS listed_cents,
  card::INTEGER AS card_discount_cents, matched::INTEGER AS coupon_match_cents, coupon::INTEGER AS coupon_discount_cents,
  (pieces * unit_price - card - matched - coupon)::INTEGER AS charged_cents, measured AS sold_by_measure
FROM parts
"""

BASKETS = """
CREATE TEMP TABLE baskets AS
WITH priced AS (
  SELECT basket_id, count(*) AS lines, sum(quantity) AS units, sum(listed_cents) AS listed_cents, sum(charged_cents) AS charged_cents
  FROM lines GROUP BY basket_id
), till AS (
  SELECT basket_id, any_value(household_id) AS household_id, any_value(store_id) AS store_id, any_value(bought_at) AS bought_at, any_value(week) AS week,
    coalesce(sum(charged_cents) FILTER (aside <> ''), 0) AS aside_charged_cents
  FROM raw GROUP BY basket_id
)
SELECT till.basket_id, household_id::INTEGER AS household_id, store_id::INTEGER AS store_id, bought_at,
  (bought_at AT TIME ZONE 'UTC' AT TIME ZONE $zone) AS local_at, local_at::DATE AS day, week::TINYINT AS week,
  coalesce(lines, 0)::INTEGER AS lines, coalesce(units, 0)::INTEGER AS units, coalesce(listed_cents, 0)::INTEGER AS listed_cents,
  coalesce(charged_cents, 0)::INTEGER AS charged_cents, aside_charged_cents::INTEGER AS aside_charged_cents
FROM till LEFT JOIN priced USING (basket_id)
"""
