"""What neighbours may ask of rush sessions.

``open_festival`` and ``close_festival`` are the doors for whoever applies or withdraws a festival.
"""

from __future__ import annotations

from feria.mall.rush.counter import claim, database_url
from feria.mall.rush.errors import (
    ChallengeFirst,
    ClaimUnreadable,
    Crowded,
    NoFestivalThen,
    RoomFirst,
    TooOften,
)
from feria.mall.rush.festivals import close_festival, open_festival
from feria.mall.rush.lane.app import Lane, make_lane
from feria.mall.rush.lane.gate import address_of
from feria.mall.rush.lane.hall import serve
from feria.mall.rush.lane.plainly import WayIn, stand_in_line
from feria.mall.rush.lane.setup import LaneSetup, setup_from
from feria.mall.rush.lane.streams import Stream
from feria.mall.rush.lane.tokens import Signer
from feria.mall.rush.models import LaneProcess
from feria.mall.rush.passes import lane_token
from feria.mall.rush.processes import Health, in_sum, lane_processes
from feria.mall.rush.reminders import forget, notices, read_notice, remind, remind_due, reminded_of
from feria.mall.rush.sessions import (
    Planned,
    claimant_of,
    plan_of_session,
    planned,
    prices_of,
    session_of,
    tag_of,
)
from feria.mall.rush.showing import Good, Session, session, sessions
from feria.mall.rush.steering import add_stock, extend_session, plan_session, stop_session
from feria.mall.rush.turned_away import turned_away

__all__ = [
    "ChallengeFirst",
    "ClaimUnreadable",
    "Crowded",
    "Good",
    "Health",
    "Lane",
    "LaneProcess",
    "LaneSetup",
    "NoFestivalThen",
    "Planned",
    "RoomFirst",
    "Session",
    "Signer",
    "Stream",
    "TooOften",
    "WayIn",
    "add_stock",
    "address_of",
    "claim",
    "claimant_of",
    "close_festival",
    "database_url",
    "extend_session",
    "forget",
    "in_sum",
    "lane_processes",
    "lane_token",
    "make_lane",
    "notices",
    "open_festival",
    "plan_of_session",
    "plan_session",
    "planned",
    "prices_of",
    "read_notice",
    "remind",
    "remind_due",
    "reminded_of",
    "serve",
    "session",
    "session_of",
    "sessions",
    "setup_from",
    "stand_in_line",
    "stop_session",
    "tag_of",
    "turned_away",
]
