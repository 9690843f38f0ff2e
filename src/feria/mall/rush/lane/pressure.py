"""Whether more ask than can be served, and how many a second can be."""

from __future__ import annotations

from feria.mall.stock.api import Teller

TOO_LONG = 0.5
"""Seconds: who would wait longer than this at the counter had better wait in the room."""

SHORT = 0.15
LEAST_RATE = 20.0
MOST_RATE = 50_000.0
STAYS_ON_SECONDS = 5.0


class Pressure:
    """Looked at a few times a second: the rate of admission falls when the counter's line grows, and rises again."""

    def __init__(self, teller: Teller, most: float | None = None) -> None:
        self._teller = teller
        self._most = MOST_RATE if most is None else most
        self._least = min(LEAST_RATE, self._most)
        self.rate = min(self._most, 1_000.0)
        self.on_until = 0.0  # on the clock that ``look`` is told
        self.wait = 0.0  # seconds that a claim made now would take

    def look(self, now: float, late: float) -> None:
        """``late``: seconds by which this look comes too late, because the process is too busy to look."""
        self.wait = max(self._teller.expected_wait(), late)
        if self.wait > TOO_LONG:
            self.on_until = now + STAYS_ON_SECONDS
            self.rate = max(self._least, self.rate * 0.8)
        elif self.wait < SHORT:
            self.rate = min(self._most, self.rate * 1.05)
