"""What neighbours may ask of stock."""

from __future__ import annotations

from feria.mall.stock.actions import allocate, give_back, hold, release, release_due
from feria.mall.stock.claimed import Claimed, claimed, claims_of, locked_claim
from feria.mall.stock.counter import serve_one
from feria.mall.stock.deliveries import book_in, open_stock, receive
from feria.mall.stock.errors import (
    BelowClaims,
    HoldDiffers,
    HoldLost,
    NoSuchRush,
    NotAgain,
    OutcomeUnknown,
    RushOver,
    Short,
    StockShort,
    TellerClosed,
)
from feria.mall.stock.figures import GoodFigures, RushFigures, rush_figures, sessions, units_left
from feria.mall.stock.locks import lock_sessions
from feria.mall.stock.models import Hold, RushItem, RushSession, StockItem, StockMovement
from feria.mall.stock.prolonging import prolong
from feria.mall.stock.recounting import recount
from feria.mall.stock.refusals import refused_for_good
from feria.mall.stock.reholding import hold_again, lock_session_of
from feria.mall.stock.rushes import (
    PAYMENT_WINDOW,
    EarlyAccess,
    RushTerms,
    add_units,
    close_out_due,
    end_rush,
    extend_rush,
    plan_rush,
    replan_rush,
)
from feria.mall.stock.selectors import CounterDrift, Level, available, claims, counter_drifts, levels
from feria.mall.stock.shelves import items, running_short
from feria.mall.stock.teller.claims import Answer, Claim, Line, Outcome, is_name
from feria.mall.stock.teller.desk import Teller

__all__ = [
    "PAYMENT_WINDOW",
    "Answer",
    "BelowClaims",
    "Claim",
    "Claimed",
    "CounterDrift",
    "EarlyAccess",
    "GoodFigures",
    "Hold",
    "HoldDiffers",
    "HoldLost",
    "Level",
    "Line",
    "NoSuchRush",
    "NotAgain",
    "Outcome",
    "OutcomeUnknown",
    "RushFigures",
    "RushItem",
    "RushOver",
    "RushSession",
    "RushTerms",
    "Short",
    "StockItem",
    "StockMovement",
    "StockShort",
    "Teller",
    "TellerClosed",
    "add_units",
    "allocate",
    "available",
    "book_in",
    "claimed",
    "claims",
    "claims_of",
    "close_out_due",
    "counter_drifts",
    "end_rush",
    "extend_rush",
    "give_back",
    "hold",
    "hold_again",
    "is_name",
    "items",
    "levels",
    "lock_session_of",
    "lock_sessions",
    "locked_claim",
    "open_stock",
    "plan_rush",
    "prolong",
    "receive",
    "recount",
    "refused_for_good",
    "release",
    "release_due",
    "replan_rush",
    "running_short",
    "rush_figures",
    "serve_one",
    "sessions",
    "units_left",
]
