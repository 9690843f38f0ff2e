"""What became of every row of the source, to the cent."""

from __future__ import annotations

import msgspec


class Pile(msgspec.Struct, frozen=True):
    """Some receipt lines and what they come to: at the shelf, and as charged."""

    rows: int
    listed_cents: int
    charged_cents: int


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Rows read = rows priced + rows set aside, in rows and in cents; mended rows are among the priced ones."""

    read: Pile
    priced: Pile  # source rows that became lines
    set_aside: dict[str, Pile]  # by reason: no-quantity, no-price
    lines: Pile  # lines written: more than rows priced, since some were split
    split: int  # rows whose cents did not divide by their quantity, written as two lines
    by_measure: int  # rows whose quantity is a measure (fuel), priced as one unit
    below_zero: int  # rows on which coupons exceeded the price: charged is negative, as on the receipt
    without_product: int  # priced rows whose product has no row of its own
    baskets: int
    empty_baskets: int  # baskets all of whose rows were set aside
    products: int
    sellable: int
    households: int

    def gaps(self) -> list[str]:
        """Where the sums disagree; nothing when the account is whole."""
        found = []
        for field in Pile.__struct_fields__:
            aside = sum(getattr(pile, field) for pile in self.set_aside.values())
            if getattr(self.read, field) != getattr(self.priced, field) + aside:
                found.append(f"read.{field} is not priced + set aside")
            if field != "rows" and getattr(self.priced, field) != getattr(self.lines, field):
                found.append(f"priced.{field} is not what the lines come to")
        if self.lines.rows != self.priced.rows + self.split:
            found.append("lines.rows is not priced.rows + split")
        return found


ACCOUNT = """
SELECT
  {'rows': count(*), 'listed_cents': sum(listed_cents), 'charged_cents': sum(charged_cents)} AS read,
  {'rows': count(*) FILTER (aside = ''), 'listed_cents': coalesce(sum(listed_cents) FILTER (aside = ''), 0),
   'charged_cents': coalesce(sum(charged_cents) FILTER (aside = ''), 0)} AS priced,
  count(*) FILTER (aside = '' AND (sold_by_measure OR quantity > listed_cents)) AS by_measure,
  count(*) FILTER (aside = '' AND charged_cents < 0) AS below_zero,
  count(*) FILTER (aside = '' AND product_id NOT IN (SELECT product_id FROM read_parquet($products))) AS without_product
FROM raw
"""

ASIDE_PILES = """
SELECT reason, count(*), sum(listed_cents)::BIGINT, sum(charged_cents)::BIGINT FROM set_aside GROUP BY reason ORDER BY reason
"""

LINE_PILES = """
SELECT count(*), coalesce(sum(listed_cents), 0)::BIGINT, coalesce(sum(charged_cents), 0)::BIGINT, count(*) FILTER (part = 2) FROM lines
"""

BASKET_PILES = "SELECT count(*), count(*) FILTER (lines = 0) FROM baskets"
