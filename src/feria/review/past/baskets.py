"""Past baskets as carts: the same goods at their listed prices, bought again on a festival's main day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from feria.pricing import Buyer, Cart, Goods, Line, Shelf, take_from
from feria.review.past import duck

# In the order in which the warehouse keeps them: a household's baskets stand together and in the order of time, so that a
# coupon it holds is spent once, and the lines stand in the same order. One thread reads them so.
BASKETS = """
SELECT household_id, basket_id, lines, units, charged_cents, outside_lines, outside_charged_cents,
  date_diff('second', date_trunc('day', local_at), local_at)
FROM read_parquet($baskets)
WHERE household_id % $buckets = $bucket AND day >= $from_day AND day < $to_day AND lines > 0
"""
PARTS = 1 << 8
LINES = """
SELECT product_id * $parts + part, quantity, unit_price FROM read_parquet($lines)
WHERE household_id % $buckets = $bucket AND day >= $from_day AND day < $to_day
"""

TAGS_APART = "\x1f"
GOODS = """
SELECT product_id, sku, shop, category, brand, array_to_string(tags, chr(31)), why_not <> 'not-goods'
FROM read_parquet($products)
"""
PEOPLE = "SELECT household_id, code, level, region FROM read_parquet($households)"

TABLES = ("lines", "baskets", "products", "households")

FIRST_DAY, LAST_DAY = date.min, date.max


class Span(NamedTuple):
    """Days of the shops, half-open."""

    from_day: date = FIRST_DAY
    to_day: date = LAST_DAY


EVERY_DAY = Span()


class Articles(NamedTuple):
    """What promotions look at in goods, a list each; fuel, gift cards, deposits and the like are no ``goods``.

    ``row`` is where a product is. There are many thousands, and most are asked for once if at all.
    """

    row: dict[int, int]
    skus: list[str]
    shops: list[str]
    categories: list[str]
    brands: list[str]
    tags: list[tuple[str, ...]]
    goods: list[bool]


class Places(dict[int, int]):
    """Where on the shelf an article stands; one asked for the first time is put there.

    An article is a product and which part of its row on the receipt it was, in one number: units of one product at two
    prices are two lines.
    """

    def __init__(self, add: Callable[[int], int]) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, key: int) -> int:
        place = self[key] = self._add(key)
        return place


class Basket(Struct, frozen=True, gc=False):
    """One past basket. ``cart`` holds no coupons, and no lines: what is in it are the ``goods``; ``charged`` is what the
    customer paid for it then, minor units.

    Among its lines are ``outside_lines`` that no promotion may touch, because they are no goods of a mall;
    ``outside_charged`` was charged for them.
    """

    number: int
    household: str
    cart: Cart
    goods: Goods
    now: datetime
    charged: int
    units: int
    outside_lines: int = 0
    outside_charged: int = 0


class Past:
    """The baskets of a span in a finished warehouse. ``day`` is the local midnight on which all are bought again."""

    def __init__(self, store: Path, currency: str, day: datetime, span: Span = EVERY_DAY) -> None:
        self.currency = currency
        self.day = day
        self._database = duck.connect(threads=1)
        self._named: dict[str, duck.Value] = {name: store / f"{name}.parquet" for name in TABLES}
        self._named |= span._asdict()
        self.articles = self._articles()
        self._carts = {
            household: Cart(currency=currency, lines=(), buyer=Buyer(id=code, level=level, region=region))
            for household, code, level, region in zip(*self._columns(PEOPLE), strict=True)
        }
        self._shelf = Shelf()
        self._places = Places(self._add)

    def baskets(self, bucket: int = 0, buckets: int = 1) -> Iterator[Basket]:
        """Those whose households fall into the bucket, but none without a line that has a price."""
        part = {"bucket": bucket, "buckets": buckets, "parts": PARTS}
        articles, quantities, unit_prices = self._columns(LINES, **part)
        places = list(map(self._places.__getitem__, articles))
        start = 0
        for row in zip(*self._columns(BASKETS, **part), strict=True):
            household, number, count, units, charged, outside, outside_charged, second = row
            cart, end = self._carts[household], start + count
            goods = take_from(self._shelf, places[start:end], quantities[start:end], unit_prices[start:end])
            now = self.day + timedelta(seconds=second)  # what the clock on the wall showed at the till
            yield Basket(number, cart.buyer.id, cart, goods, now, charged, units, outside, outside_charged)
            start = end

    def _add(self, key: int) -> int:
        """Put an article on the shelf."""
        product, part = divmod(key, PARTS)
        row, skus, shops, categories, brands, tags, goods = self.articles
        at = row[product]
        article = Line(
            id=f"{product}-{part}",
            sku=skus[at],
            quantity=1,
            unit_price=0,
            shop=shops[at],
            category=categories[at],
            brand=brands[at],
            tags=tags[at],
            is_discountable=goods[at],
        )
        return self._shelf.add(article)

    def _articles(self) -> Articles:
        products, skus, shops, categories, brands, tags, goods = self._columns(GOODS)
        sets = {text: tuple(text.split(TAGS_APART)) if text else () for text in set(tags)}
        return Articles(
            {product: row for row, product in enumerate(products)},
            skus,
            _shared(shops),
            _shared(categories),
            _shared(brands),
            [sets[text] for text in tags],
            goods,
        )

    def _columns(self, statement: str, **part: int) -> list[list[Any]]:
        """Each column of a selection as a list."""
        return duck.columns(self._database, statement, {**self._named, **part})


def _shared(texts: Iterable[str]) -> list[str]:
    """The texts, equal ones as one object: less to keep, and sooner compared."""
    known: dict[str, str] = {}
    return [known.setdefault(text, text) for text in texts]
