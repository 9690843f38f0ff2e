"""What neighbours may ask of rush sessions.

``open_festival`` and ``close_festival`` are the doors for whoever applies or withdraws a festival.
"""

from __future__ import annotations

from feria.mall.rush.festivals import close_festival, open_festival
from feria.mall.rush.sessions import Planned, claimant_of, plan_of_session, planned, prices_of, tag_of

__all__ = [
    "Planned",
    "claimant_of",
    "close_festival",
    "open_festival",
    "plan_of_session",
    "planned",
    "prices_of",
    "tag_of",
]
