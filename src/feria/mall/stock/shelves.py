"""A shop's stock as its merchant reads it."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import LessThan

from feria.mall.stock.models import StockItem

FREE = F("received") - F("held") - F("sold") - F("set_aside")
"""Units of a stock row that anybody may hold."""

SHORT_PERCENT = 10
"""A product runs short when less than this share of what it received is free."""


def units_free(item: StockItem) -> int:
    """``FREE`` of a row that was read."""
    return item.received - item.held - item.sold - item.set_aside


def items(shop: str) -> QuerySet[StockItem]:
    """Stock rows of a shop with ``product`` loaded and ``free`` reckoned, the least free first."""
    rows = StockItem.objects.filter(product__shop__code=shop).select_related("product")
    return rows.annotate(free=FREE).order_by("free", "pk")


def running_short(shop: str) -> QuerySet[StockItem]:
    """Of ``items``, those on sale that sold or hold something and have less than a tenth left."""
    moving = Q(sold__gt=0) | Q(held__gt=0)
    # In whole numbers: a share would be cut off.
    little: LessThan[Any] = LessThan(F("free") * 100, F("received") * SHORT_PERCENT)
    return items(shop).filter(moving, little, product__is_on_sale=True)
