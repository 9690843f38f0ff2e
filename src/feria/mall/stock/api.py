"""What neighbours may ask of stock."""

from __future__ import annotations

from feria.mall.stock.actions import allocate, give_back, hold, release, release_due
from feria.mall.stock.deliveries import open_stock, receive
from feria.mall.stock.errors import BelowClaims, HoldDiffers, HoldLost, Short, StockShort
from feria.mall.stock.models import Hold, StockItem, StockMovement
from feria.mall.stock.selectors import CounterDrift, Level, available, claims, counter_drifts, levels
from feria.mall.stock.shelves import items, running_short

__all__ = [
    "BelowClaims",
    "CounterDrift",
    "Hold",
    "HoldDiffers",
    "HoldLost",
    "Level",
    "Short",
    "StockItem",
    "StockMovement",
    "StockShort",
    "allocate",
    "available",
    "claims",
    "counter_drifts",
    "give_back",
    "hold",
    "items",
    "levels",
    "open_stock",
    "receive",
    "release",
    "release_due",
    "running_short",
]
