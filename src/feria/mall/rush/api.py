"""What neighbours may ask of rush sessions.

``open_festival`` and ``close_festival`` are the doors for whoever applies or withdraws a festival.
"""

from __future__ import annotations

from feria.mall.rush.festivals import close_festival, open_festival

__all__ = [
    "close_festival",
    "open_festival",
]
