"""Past baskets as carts: the same goods at their listed prices, bought again on a festival's main day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from feria.pricing import Buyer, Cart, Line
from feria.review import duck

# A household's baskets stand together and in the order of time, so that a coupon it holds is spent once.
LINES = """
SELECT l.household_id, l.basket_id, l.product_id, l.quantity, l.unit_price, l.charged_cents, b.local_at
FROM read_parquet($lines) l JOIN read_parquet($baskets) b USING (basket_id)
WHERE l.household_id % $buckets = $bucket AND l.day >= $from_day AND l.day < $to_day
ORDER BY l.household_id, b.bought_at, l.basket_id, l.product_id, l.part
"""

GOODS = (
    "SELECT product_id, sku, shop, category, brand, tags, why_not <> 'not-goods' FROM read_parquet($products)"
)
PEOPLE = "SELECT household_id, code, level, region FROM read_parquet($households)"

FIRST_DAY, LAST_DAY = date.min, date.max


class Span(NamedTuple):
    """Days of the shops, half-open."""

    from_day: date = FIRST_DAY
    to_day: date = LAST_DAY


EVERY_DAY = Span()


class Article(NamedTuple):
    """What promotions look at in a line's goods; fuel, gift cards, deposits and the like are not ``is_goods``."""

    sku: str
    shop: str
    category: str
    brand: str
    tags: tuple[str, ...]
    is_goods: bool


class Basket(NamedTuple):
    """One past basket. ``cart`` holds no coupons; ``charged`` is what the customer paid for it then, minor units.

    Among its lines are ``outside_lines`` that no promotion may touch, because they are no goods of a mall;
    ``outside_charged`` was charged for them.
    """

    number: int
    household: str
    cart: Cart
    now: datetime
    charged: int
    units: int
    outside_lines: int = 0
    outside_charged: int = 0


class Past:
    """A finished warehouse, read basket by basket. ``day`` is the local midnight on which all are bought again."""

    def __init__(self, store: Path, currency: str, day: datetime) -> None:
        self.store = store
        self.currency = currency
        self.day = day
        self._database = duck.connect(threads=1)
        self.articles = {
            row[0]: Article(row[1], row[2], row[3], row[4], tuple(row[5]), row[6])
            for row in self._rows(GOODS, products="products.parquet")
        }
        self.buyers = {
            row[0]: Buyer(id=row[1], level=row[2], region=row[3])
            for row in self._rows(PEOPLE, households="households.parquet")
        }

    def baskets(self, span: Span = EVERY_DAY, bucket: int = 0, buckets: int = 1) -> Iterator[Basket]:
        """The baskets of the span whose households fall into the bucket, but those without a line that has a price."""
        rows = self._rows(
            LINES,
            lines="lines.parquet",
            baskets="baskets.parquet",
            values={"bucket": bucket, "buckets": buckets, **span._asdict()},
        )
        for (household, number), lines in groupby(rows, key=itemgetter(0, 1)):
            yield self._basket(household, number, list(lines))

    def _basket(self, household: int, number: int, rows: list[tuple[Any, ...]]) -> Basket:
        articles = self.articles
        lines: list[Line] = []
        charged = units = outside = outside_charged = 0
        for _household, _number, product, quantity, unit_price, line_charged, _at in rows:
            sku, shop, category, brand, tags, is_goods = articles[product]
            if not is_goods:
                outside += 1
                outside_charged += line_charged
            line = Line(
                id=str(len(lines)),
                sku=sku,
                quantity=quantity,
                unit_price=unit_price,
                shop=shop,
                category=category,
                brand=brand,
                tags=tags,
                is_discountable=is_goods,
            )
            lines.append(line)
            charged += line_charged
            units += quantity
        buyer = self.buyers[household]
        cart = Cart(currency=self.currency, lines=tuple(lines), buyer=buyer)
        now = on_day(self.day, rows[0][6])
        return Basket(number, buyer.id, cart, now, charged, units, outside, outside_charged)

    def _rows(
        self, statement: str, values: Mapping[str, Any] | None = None, **tables: str
    ) -> list[tuple[Any, ...]]:
        paths = {name: str(self.store / table) for name, table in tables.items()}
        return self._database.execute(statement, paths | dict(values or {})).fetchall()


def on_day(day: datetime, local_at: datetime) -> datetime:
    """The instant of ``day`` (a local midnight) at which the clock shows what it showed at the till."""
    then = local_at.replace(tzinfo=day.tzinfo)
    return day + timedelta(hours=then.hour, minutes=then.minute, seconds=then.second)
