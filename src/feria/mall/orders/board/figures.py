"""What was sold between two instants, for the merchant's desk and the operator's (R3.7's small sister)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncHour

from feria.mall.orders.models import Order, OrderLine


@dataclass(frozen=True, kw_only=True)
class ProductSales:
    """One product's part; ``revenue`` is what buyers pay for it, minor units."""

    sku: str
    name: str
    shop: str
    orders: int
    units: int
    revenue: int


@dataclass(frozen=True, kw_only=True)
class HourSales:
    """One hour's part, beginning at ``hour_at`` in the mall's time zone. Hours without sales are left out."""

    hour_at: datetime
    orders: int
    units: int
    revenue: int


@dataclass(frozen=True, kw_only=True)
class Sales:
    """Paid orders of [since, until) by the mall's clock, whole or one shop's part of them. Minor units."""

    orders: int
    units: int
    listed: int
    revenue: int
    by_product: tuple[ProductSales, ...]  # most revenue first
    by_hour: tuple[HourSales, ...]

    @property
    def reduction(self) -> int:
        """What promotions took off."""
        return self.listed - self.revenue


_SUMS = {
    "orders": Count("order", distinct=True),
    "units": Sum("quantity"),
    "listed_sum": Sum("listed"),
    "revenue": Sum("payable"),
}


def sales(since_at: datetime, until_at: datetime, shop: str | None = None) -> Sales:
    """The figures of a time; ``shop`` is a shop's code. Cancelled orders are in none of them."""
    lines = OrderLine.objects.filter(
        order__state=Order.State.PAID, order__paid_at__gte=since_at, order__paid_at__lt=until_at
    )
    if shop is not None:
        lines = lines.filter(shop__code=shop)
    total = lines.aggregate(**_SUMS)
    return Sales(
        orders=total["orders"],
        units=total["units"] or 0,
        listed=total["listed_sum"] or 0,
        revenue=total["revenue"] or 0,
        by_product=tuple(_by_product(lines)),
        by_hour=tuple(_by_hour(lines)),
    )


def _by_product(lines: QuerySet[OrderLine]) -> list[ProductSales]:
    rows = lines.order_by().values("product__sku", "product__name", "shop__code").annotate(**_SUMS)
    return [
        ProductSales(
            sku=row["product__sku"],
            name=row["product__name"],
            shop=row["shop__code"],
            orders=row["orders"],
            units=row["units"],
            revenue=row["revenue"],
        )
        for row in rows.order_by("-revenue", "product__sku")
    ]


def _by_hour(lines: QuerySet[OrderLine]) -> list[HourSales]:
    rows = lines.order_by().annotate(hour_at=TruncHour("order__paid_at")).values("hour_at").annotate(**_SUMS)
    return [
        HourSales(hour_at=row["hour_at"], orders=row["orders"], units=row["units"], revenue=row["revenue"])
        for row in rows.order_by("hour_at")
    ]
