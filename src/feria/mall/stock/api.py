"""What neighbours may ask of stock."""

from __future__ import annotations

from feria.mall.stock.actions import allocate, give_back, hold, release, release_due
from feria.mall.stock.deliveries import open_stock, receive
from feria.mall.stock.errors import BelowClaims, HoldDiffers, HoldLost, Short, StockShort
from feria.mall.stock.models import Hold, RushItem, RushSession, StockItem, StockMovement
from feria.mall.stock.refusals import refused_for_good
from feria.mall.stock.rushes import RushTerms, end_rush, plan_rush
from feria.mall.stock.selectors import CounterDrift, Level, available, claims, counter_drifts, levels
from feria.mall.stock.shelves import items, running_short
from feria.mall.stock.teller.claims import Answer, Claim, Line, Outcome
from feria.mall.stock.teller.desk import OutcomeUnknown, Teller, TellerClosed

__all__ = [
    "Answer",
    "BelowClaims",
    "Claim",
    "CounterDrift",
    "Hold",
    "HoldDiffers",
    "HoldLost",
    "Level",
    "Line",
    "Outcome",
    "OutcomeUnknown",
    "RushItem",
    "RushSession",
    "RushTerms",
    "Short",
    "StockItem",
    "StockMovement",
    "StockShort",
    "Teller",
    "TellerClosed",
    "allocate",
    "available",
    "claims",
    "counter_drifts",
    "end_rush",
    "give_back",
    "hold",
    "items",
    "levels",
    "open_stock",
    "plan_rush",
    "receive",
    "refused_for_good",
    "release",
    "release_due",
    "running_short",
]
