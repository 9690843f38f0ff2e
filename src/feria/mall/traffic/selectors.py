"""What a day's views come to, by source and by product; days that are over as they were folded, later ones as they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from feria.mall.traffic.models import DayGoods, DayTraffic, Views

ORDER = "order"
"""The page under which an order is noted; ``what`` is its number, and a key of the day once it is written."""
PRODUCT = "product"
DIRECT = "direct"
"""The source of those whom nobody sent."""


@dataclass(frozen=True, kw_only=True)
class SourceDay:
    """One source on one day. ``returning`` are those whom an account of an earlier day makes known."""

    day: date
    source: str
    visitors: int
    views: int
    returning: int
    orders: int


@dataclass(frozen=True, kw_only=True)
class GoodsDay:
    """One product's page on one day."""

    day: date
    sku: str
    visitors: int
    views: int


def by_source() -> Iterator[SourceDay]:
    """Every day's visitors by what brought them first on that day."""
    for row in DayTraffic.objects.order_by("day", "source"):
        yield SourceDay(
            day=row.day, source=row.source, visitors=row.visitors, views=row.views,
            returning=row.returning, orders=row.orders,
        )  # fmt: skip
    for day in open_days():
        yield from sources_of(day)


def by_goods() -> Iterator[GoodsDay]:
    """Every day's visitors of each product's page."""
    for row in DayGoods.objects.order_by("day", "sku"):
        yield GoodsDay(day=row.day, sku=row.sku, visitors=row.visitors, views=row.views)
    for day in open_days():
        yield from goods_of(day)


def open_days() -> list[date]:
    """Days whose views are still there one by one."""
    return sorted(set(Views.objects.values_list("day", flat=True).distinct()))


@dataclass
class _Visitor:
    source: str = ""
    views: int = 0
    came_before: bool = False
    orders: set[str] = field(default_factory=set)


def sources_of(day: date) -> list[SourceDay]:
    """A day that is not folded. Who asked not to be counted is no visitor, but what they saw was seen."""
    people: defaultdict[str, _Visitor] = defaultdict(_Visitor)
    rows = Views.objects.filter(day=day).order_by("id")
    for visitor, page, what, source, before, count in rows.values_list(
        "visitor", "page", "what", "source", "came_before", "count"
    ).iterator():
        one = people[visitor]
        one.source = one.source or source
        one.came_before = one.came_before or before
        if page == ORDER:
            one.orders.add(what)
        else:
            one.views += count
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for visitor, one in people.items():
        sums[one.source or DIRECT].update(
            visitors=int(bool(visitor)),
            views=one.views,
            returning=int(bool(visitor) and one.came_before),
            orders=len(one.orders),
        )
    return [
        SourceDay(day=day, source=source, **{name: sums[source][name] for name in FIGURES})
        for source in sorted(sums)
    ]


FIGURES = ("visitors", "views", "returning", "orders")


def goods_of(day: date) -> list[GoodsDay]:
    """A day that is not folded."""
    people: defaultdict[str, set[str]] = defaultdict(set)
    views: Counter[str] = Counter()
    rows = Views.objects.filter(day=day, page=PRODUCT)
    for visitor, sku, count in rows.values_list("visitor", "what", "count").iterator():
        views[sku] += count
        if visitor:
            people[sku].add(visitor)
    return [GoodsDay(day=day, sku=sku, visitors=len(people[sku]), views=views[sku]) for sku in sorted(views)]
