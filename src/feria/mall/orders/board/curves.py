"""Sales second by second, of any stretch of time: what a board is compared with (R3.7)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from django.db.models import Count, Sum
from django.db.models.functions import TruncSecond

from feria.mall.orders.models import Order


@dataclass(frozen=True, kw_only=True)
class Curve:
    """What had been sold by each second since a start; seconds without sales are left out.

    ``seconds`` rise; ``orders`` and ``amounts`` (minor units) are running totals, the second's own sales included.
    """

    seconds: tuple[int, ...] = ()
    orders: tuple[int, ...] = ()
    amounts: tuple[int, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int]]) -> Curve:
        """From (second, orders, amount) of each second, in any order, a second once."""
        ordered = sorted(rows)
        return cls(
            seconds=tuple(second for second, _, _ in ordered),
            orders=tuple(accumulate(orders for _, orders, _ in ordered)),
            amounts=tuple(accumulate(amount for _, _, amount in ordered)),
        )

    def at(self, second: int) -> tuple[int, int]:
        """(orders, amount) by the end of that second."""
        place = bisect_right(self.seconds, second)
        return (self.orders[place - 1], self.amounts[place - 1]) if place else (0, 0)


def sales_curve(since_at: datetime, until_at: datetime) -> Curve:
    """Paid orders of [since, until) by the mall's clock, as the orders themselves say; cancelled ones are not in it."""
    sold = Order.objects.filter(state=Order.State.PAID, paid_at__gte=since_at, paid_at__lt=until_at)
    rows = (
        sold.order_by()
        .annotate(second_at=TruncSecond("paid_at"))
        .values_list("second_at")
        .annotate(orders=Count("id"), amount=Sum("payable"))
    )
    return Curve.of(
        (int((second_at - since_at).total_seconds()), orders, amount) for second_at, orders, amount in rows
    )


def has_sales(since_at: datetime, until_at: datetime) -> bool:
    """Whether anything was paid in [since, until) and kept."""
    return Order.objects.filter(state=Order.State.PAID, paid_at__gte=since_at, paid_at__lt=until_at).exists()


def days_with_sales(limit: int, before: datetime) -> list[date]:
    """The latest days, in the mall's zone, on which something was paid before that instant; the latest first."""
    sold = Order.objects.filter(state=Order.State.PAID, paid_at__lt=before)
    return [day.date() for day in sold.order_by().datetimes("paid_at", "day", order="DESC")[:limit]]
