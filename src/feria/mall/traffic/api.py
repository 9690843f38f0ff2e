"""What neighbours may ask: note what is seen, and what a day came to."""

from __future__ import annotations

from feria.mall.traffic.actions import carry_off, fold_days
from feria.mall.traffic.carrier import carrier
from feria.mall.traffic.selectors import ORDER, PRODUCT, GoodsDay, SourceDay, by_goods, by_source
from feria.mall.traffic.tally import tally

__all__ = [
    "ORDER",
    "PRODUCT",
    "GoodsDay",
    "SourceDay",
    "by_goods",
    "by_source",
    "carrier",
    "carry_off",
    "fold_days",
    "tally",
]
