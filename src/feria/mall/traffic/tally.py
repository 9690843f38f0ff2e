"""What is seen between two writings, held in memory: noting a view costs no query and no write."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import NamedTuple

MOST = 200_000
"""Views held while nothing can be written; beyond that the oldest are let go, and how many is told."""


class Seen(NamedTuple):
    """One view. ``person`` tells a day's visitors apart and stays in memory; "" for one who asked not to be counted."""

    at: float  # seconds of the tally's clock
    person: str
    page: str
    what: str = ""
    source: str = ""
    joined_at: datetime | None = None  # of the account that they came with


class Tally:
    """Views in the order of their coming."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock, self._most = clock, most
        self._seen: deque[Seen] = deque()
        self._door = Lock()
        self.lost = 0

    def note(
        self, person: str, page: str, *, what: str = "", source: str = "", joined_at: datetime | None = None
    ) -> None:
        """One more view, just now."""
        seen = Seen(self._clock(), person, page, what[:120], source[:40], joined_at)
        with self._door:
            self._seen.append(seen)
            self._bound()

    def take(self) -> tuple[float, list[Seen]]:
        """Everything that is held, and what the clock says now. Whoever cannot write it gives it back."""
        with self._door:
            taken = list(self._seen)
            self._seen.clear()
            return self._clock(), taken

    def give_back(self, taken: list[Seen]) -> None:
        """What could not be written comes first again."""
        with self._door:
            self._seen.extendleft(reversed(taken))
            self._bound()

    def _bound(self) -> None:
        while len(self._seen) > self._most:
            self._seen.popleft()
            self.lost += 1


tally = Tally()
"""This process's own."""
