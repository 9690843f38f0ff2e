"""Who waits before a rush session, in order of arrival: the line in this process's own memory.

The line is moved on a few times a second. It knows who was there lately; those who went away lose their place when
it comes to them, and cost nobody else any time.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping
from typing import NamedTuple

GONE_AFTER = 30.0
"""Seconds: who has not asked for their place for so long has gone away."""

MOST_WAITING = 200_000
"""In one line in this process. Whoever comes after that is told to come again."""


class Moved(NamedTuple):
    """The line after it was moved on. Whoever joined at ``admitted_to`` or before was admitted."""

    admitted_to: float
    waiting: int
    ahead: dict[str, int]  # of those who were named: how many are before them


class Line:
    """Instants are seconds since 1970 on the database's clock; a member has one place."""

    def __init__(self) -> None:
        self.admitted_to = 0.0
        self._places: list[tuple[float, str]] = []
        self._joined: dict[str, float] = {}
        self._seen: dict[str, float] = {}
        self._leave = 0.0  # how many may be admitted now; grows with time
        self._moved_at = 0.0

    def __len__(self) -> int:
        return len(self._places)

    def joined_at(self, member: str) -> float | None:
        """Since when the member has a place."""
        return self._joined.get(member)

    def move(self, now: float, present: Mapping[str, float], rate: float) -> Moved:
        """Let ``rate`` people a second in. ``present``: who asked since the last time, and when each joined."""
        for member, joined in present.items():
            self._stand(member, joined, now)
        self._leave = min(self._leave + rate * max(0.0, now - self._moved_at), max(rate, 1.0))
        self._moved_at = now
        self._admit(now - GONE_AFTER)
        ahead = {
            member: bisect_left(self._places, (self._joined[member], member))
            for member in present
            if member in self._joined
        }
        return Moved(self.admitted_to, len(self._places), ahead)

    def follow(self, admitted_to: float) -> None:
        """Others were admitted elsewhere: those who joined before stand here no more."""
        self.admitted_to = max(self.admitted_to, admitted_to)
        self._drop(bisect_left(self._places, (self.admitted_to, "\uffff")))

    def _stand(self, member: str, joined: float, now: float) -> None:
        if joined <= self.admitted_to:
            return
        self._seen[member] = now
        if member not in self._joined and len(self._places) < MOST_WAITING:
            self._joined[member] = joined
            insort(self._places, (joined, member))

    def _admit(self, gone_before: float) -> None:
        count = 0
        for joined, member in self._places:
            if self._seen[member] >= gone_before:
                if self._leave < 1.0:
                    break
                self._leave -= 1.0
                self.admitted_to = joined
            count += 1
        self._drop(count)

    def _drop(self, count: int) -> None:
        for _, member in self._places[:count]:
            del self._joined[member]
            del self._seen[member]
        del self._places[:count]
