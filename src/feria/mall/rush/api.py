"""What neighbours may ask of rush sessions.

``open_festival`` and ``close_festival`` are the doors for whoever applies or withdraws a festival.
"""

from __future__ import annotations

from feria.mall.rush.festivals import close_festival, open_festival
from feria.mall.rush.lane.app import Lane, make_lane
from feria.mall.rush.lane.setup import LaneSetup, setup_from
from feria.mall.rush.lane.tokens import Signer

__all__ = [
    "Lane",
    "LaneSetup",
    "Signer",
    "close_festival",
    "make_lane",
    "open_festival",
    "setup_from",
]
