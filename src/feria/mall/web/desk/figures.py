"""The desk's reads put together: today's figures with yesterday's beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feria.mall.catalog import api as catalog
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock
from feria.mall.web.money import count_text
from feria.mall.web.parts import Stat


@dataclass(frozen=True, slots=True)
class Today:
    """A shop's day so far, the same stretch of the day before, and what runs short."""

    sales: orders.Sales
    before: orders.Sales
    awaiting_payment: int
    short: list[stock.StockItem]


def today(shop: catalog.Shop, now: datetime) -> Today:
    """Figures since midnight in the mall's time zone, against yesterday up to the same time."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    return Today(
        sales=orders.sales(midnight, now, shop=shop.code),
        before=orders.sales(midnight - day, now - day, shop=shop.code),
        awaiting_payment=orders.lines_of_shop(shop.code, state="placed").values("order").distinct().count(),
        short=list(stock.running_short(shop.code)[:8]),
    )


def tiles(found: Today, shop: catalog.Shop) -> list[Stat]:
    """The figures on top of the page."""
    sales, before = found.sales, found.before
    return [
        Stat(
            label=_("Sales"),
            amount=sales.revenue,
            currency=settings.CURRENCY,
            **_against(sales.revenue, before.revenue),
        ),
        Stat(label=_("Orders"), text=count_text(sales.orders), **_against(sales.orders, before.orders)),
        Stat(label=_("Units"), text=count_text(sales.units), **_against(sales.units, before.units)),
        Stat(label=_("Reductions"), amount=sales.reduction, currency=settings.CURRENCY),
        Stat(
            label=_("Awaiting payment"),
            text=count_text(found.awaiting_payment),
            url=reverse("desk:orders", args=[shop.code]) + "?state=placed",
        ),
    ]


def chart(found: Today) -> dict[str, Any]:
    """Sales by hour of the mall's day, minor units, for the page's chart."""
    return {
        "hours": [f"{hour:02}" for hour in range(24)],
        "today": _by_hour(found.sales),
        "before": _by_hour(found.before),
        "labels": {"today": _("Today"), "before": _("Yesterday, to this hour")},
        "currency": settings.CURRENCY,
    }


def _by_hour(sales: orders.Sales) -> list[int]:
    revenue = {timezone.localtime(hour.hour_at).hour: hour.revenue for hour in sales.by_hour}
    return [revenue.get(hour, 0) for hour in range(24)]


def _against(now: int, before: int) -> dict[str, Any]:
    if not before:
        return {"note": _("nothing yesterday by this time")}
    percent = round(100 * (now - before) / before)
    return {
        "note": _("%(percent)s%% against yesterday") % {"percent": f"{percent:+d}"},
        "trend": "up" if now >= before else "down",
    }
