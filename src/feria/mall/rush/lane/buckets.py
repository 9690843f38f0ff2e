"""Who may ask how often: a bucket of leave to ask for each member and each address, refilled at a steady rate."""

from __future__ import annotations

from time import monotonic

import msgspec

MOST_BUCKETS = 100_000


class Rate(msgspec.Struct, frozen=True):
    """So many at once, and then so many a second."""

    burst: float
    per_second: float

    def __post_init__(self) -> None:
        if self.burst < 1 or self.per_second <= 0:
            raise ValueError(f"a rate lets in at least one at once, and then some: {self}")


class Bucket:
    """What one asker has left."""

    __slots__ = ("at", "level", "told")

    def __init__(self, level: float, at: float) -> None:
        self.level = level
        self.at = at
        self.told = 0  # taken here since other processes were told


class Buckets:
    """Buckets by name, in this process. What is taken here is told to other processes by ``sharing``."""

    def __init__(self, rate: Rate, most: int = MOST_BUCKETS) -> None:
        self.rate = rate
        self._most = most
        self._buckets: dict[str, Bucket] = {}
        self.busy: set[str] = set()  # who asked more than once: worth telling other processes of

    def take(self, name: str, now: float | None = None) -> float:
        """Take leave to ask once: 0.0, or the seconds until there is some again."""
        now = monotonic() if now is None else now
        burst, per_second = self.rate.burst, self.rate.per_second
        bucket = self._buckets.get(name)
        if bucket is None:
            if len(self._buckets) >= self._most:
                self._forget(now)
            self._buckets[name] = bucket = Bucket(burst, now)
        level = bucket.level + (now - bucket.at) * per_second
        level = min(level, burst)
        bucket.at = now
        if level < 1.0:
            bucket.level = level
            return (1.0 - level) / per_second
        bucket.level = level - 1.0
        bucket.told += 1
        if bucket.told > 1:
            self.busy.add(name)
        return 0.0

    def taken(self) -> dict[str, int]:
        """What those who asked more than once took here since last asked for."""
        names, self.busy = self.busy, set()
        taken: dict[str, int] = {}
        for name in names:
            bucket = self._buckets.get(name)
            if bucket is not None and bucket.told:
                taken[name], bucket.told = bucket.told, 0
        return taken

    def charge(self, name: str, units: int) -> None:
        """Take what the same asker took in other processes; a debt lasts at most one bucketful."""
        bucket = self._buckets.get(name)
        if bucket is not None:
            bucket.level = max(bucket.level - units, -self.rate.burst)

    def __len__(self) -> int:
        return len(self._buckets)

    def _forget(self, now: float) -> None:
        """Drop the buckets that are full again; if that is not many, the oldest half: memory has an end."""
        whole = self.rate.burst / self.rate.per_second
        kept = {name: b for name, b in self._buckets.items() if now - b.at < whole}
        if len(kept) > self._most // 2:
            latest = sorted(kept, key=lambda name: kept[name].at)[-self._most // 2 :]
            kept = {name: kept[name] for name in latest}
        self._buckets = kept
