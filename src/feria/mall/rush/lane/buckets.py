"""Who may ask how often: so many times at once, then so many a second, for each member and each address.

Kept as one number each: when the asker will have all leave back. (The generic cell rate algorithm: a bucket of leave
that refills at a steady rate, told by the instant at which it is full.)
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

MOST_NAMES = 100_000


@dataclass(frozen=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: float
    per_second: float

    def __post_init__(self) -> None:
        if self.burst < 1 or self.per_second <= 0:
            raise ValueError(f"a rate lets in at least one at once, and then some: {self}")


class Buckets:
    """Askers by name, in this process. What is taken here is told to other processes by ``sharing``."""

    def __init__(self, rate: Rate, most: int = MOST_NAMES, *, is_shared: bool = False) -> None:
        self.rate = rate
        self._most = most
        self._is_shared = is_shared
        self._each = 1 / rate.per_second
        self._depth = (rate.burst - 1) * self._each
        self._full_at: dict[str, float] = {}
        self._untold: dict[str, int] = {}  # taken here since others were told

    def take(self, name: str, now: float | None = None) -> float:
        """Take leave to ask once: 0.0, or the seconds until there is some again."""
        now = monotonic() if now is None else now
        full_at = self._full_at.get(name, now)
        if full_at <= now:
            if len(self._full_at) >= self._most:
                self._forget(now)
            full_at = now
        elif full_at - now > self._depth:
            return full_at - now - self._depth
        self._full_at[name] = full_at + self._each
        if self._is_shared:
            self._untold[name] = self._untold.get(name, 0) + 1
        return 0.0

    def taken(self) -> dict[str, int]:
        """What those who asked more than once took here since last asked for. Who asks once costs others nothing."""
        untold, self._untold = self._untold, {}
        return {name: count for name, count in untold.items() if count > 1}

    def charge(self, name: str, units: int, now: float | None = None) -> None:
        """Take what the same asker took in other processes; a debt lasts at most one bucketful more."""
        now = monotonic() if now is None else now
        full_at = max(self._full_at.get(name, now), now) + units * self._each
        self._full_at[name] = min(full_at, now + 2 * self._depth + self._each)

    def __len__(self) -> int:
        return len(self._full_at)

    def _forget(self, now: float) -> None:
        """Drop those who have all leave back; if that is not many, the half that asked least: memory has an end."""
        kept = {name: full_at for name, full_at in self._full_at.items() if full_at > now}
        if len(kept) > self._most // 2:
            busiest = sorted(kept, key=kept.__getitem__)[-self._most // 2 :]
            kept = {name: kept[name] for name in busiest}
        self._full_at = kept
