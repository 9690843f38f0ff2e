"""The year's households as members: what is known of them, how much they spent, where they mostly shop."""

from __future__ import annotations

# Levels by what the household was charged in the year: the top 5 % platinum (3), the next 15 % gold (2), the next 30 %
# silver (1), the rest basic (0). The region is the store it visited most often (the lower number when two tie): the source
# tells no place, and a store's neighbourhood is the one true thing it implies.
HOUSEHOLDS = """
WITH spent AS (
  SELECT household_id, sum(charged_cents + aside_charged_cents)::BIGINT AS charged_cents, count(*)::INTEGER AS baskets, min(bought_at) AS first_at, max(bought_at) AS last_at
  FROM baskets GROUP BY household_id
), visits AS (
  SELECT household_id, store_id, row_number() OVER (PARTITION BY household_id ORDER BY count(*) DESC, store_id) AS place
  FROM baskets GROUP BY household_id, store_id
), standing AS (
  SELECT *, row_number() OVER (ORDER BY charged_cents DESC, household_id) - 1 AS above, count(*) OVER () AS everyone FROM spent
)
SELECT s.household_id::INTEGER AS household_id, 'hh-' || s.household_id AS code,
  (CASE WHEN above * 20 < everyone THEN 3 WHEN above * 20 < everyone * 4 THEN 2 WHEN above * 2 < everyone THEN 1 ELSE 0 END)::TINYINT AS level,
  s.charged_cents, s.baskets, s.first_at, s.last_at, v.store_id::INTEGER AS store_id, 'store-' || v.store_id AS region,
  coalesce(d.age, '') AS age_band, coalesce(d.income, '') AS income_band, coalesce(d.home_ownership, '') AS home,
  coalesce(d.marital_status, '') AS marital_status, coalesce(d.household_size, '') AS household_size,
  coalesce(d.household_comp, '') AS household, coalesce(d.kids_count, '') AS kids
FROM standing s JOIN visits v ON v.household_id = s.household_id AND v.place = 1
LEFT JOIN read_parquet($demographics) d ON d.household_id = s.household_id

"""

CAMPAIGNS = """
SELECT campaign_id::INTEGER AS campaign_id, campaign_type AS kind, start_date::DATE AS starts_on, end_date::DATE AS ends_on
FROM read_parquet($campaign_descriptions) ORDER BY campaign_id
"""

CAMPAIGN_HOUSEHOLDS = """
SELECT campaign_id::INTEGER AS campaign_id, household_id::INTEGER AS household_id FROM read_parquet($campaigns) ORDER BY ALL
"""

COUPONS = """
SELECT coupon_upc, campaign_id::INTEGER AS campaign_id, product_id FROM read_parquet($coupons) ORDER BY ALL
"""

REDEMPTIONS = """
SELECT household_id::INTEGER AS household_id, coupon_upc, campaign_id::INTEGER AS campaign_id, redemption_date::DATE AS redeemed_on
FROM read_parquet($coupon_redemptions) ORDER BY redeemed_on, household_id, coupon_upc
"""

# The codes are the source's own; what they stand for is in its guide ("promotions") and in docs/explanation/demo-data.md.
PROMOTIONS = """
SELECT product_id::INTEGER AS product_id, store_id::INTEGER AS store_id, week::TINYINT AS week, display_location AS display, mailer_location AS mailer
FROM read_parquet($promotions)
"""
