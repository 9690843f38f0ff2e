"""What neighbours may ask of rush sessions.

``open_festival`` and ``close_festival`` are the doors for whoever applies or withdraws a festival.
"""

from __future__ import annotations

from feria.mall.rush.festivals import close_festival, open_festival
from feria.mall.rush.lane.app import Lane, make_lane
from feria.mall.rush.lane.pages import lane_token
from feria.mall.rush.lane.setup import LaneSetup, setup_from
from feria.mall.rush.lane.tokens import Signer
from feria.mall.rush.sessions import Planned, claimant_of, plan_of_session, planned, prices_of, tag_of

__all__ = [
    "Lane",
    "LaneSetup",
    "Planned",
    "Signer",
    "claimant_of",
    "close_festival",
    "lane_token",
    "make_lane",
    "open_festival",
    "plan_of_session",
    "planned",
    "prices_of",
    "setup_from",
    "tag_of",
]
