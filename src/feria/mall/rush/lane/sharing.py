"""Rate limits over several processes: who asks more than once is counted together, a few times a second.

A claim never waits for it. What an asker took elsewhere is charged here a moment later, so somebody who spreads a
flood over many servers gets a moment's more than one server would have given; without Valkey, each server's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from redis.asyncio import Redis

from feria.mall.rush.lane.buckets import Buckets
from feria.mall.rush.lane.valkey import Valkey

WINDOW_SECONDS = 10
MOST_AT_ONCE = 2_000

_COUNT = """
    local totals = {}
    for i = 2, #ARGV, 2 do
        totals[#totals + 1] = redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1])
    end
    redis.call('EXPIRE', KEYS[1], ARGV[1])
    return totals
"""


class Sharing:
    """One kind of buckets (members, addresses), shared."""

    def __init__(self, kind: str, buckets: Buckets) -> None:
        self._kind, self._buckets = kind, buckets
        self._window = -1
        self._known: dict[str, int] = {}  # of this window: taken here and charged here already

    async def round(self, valkey: Valkey, now: float) -> None:
        """Tell what was taken here, and charge what was taken elsewhere. ``now``: the database's clock."""
        taken = list(self._buckets.taken().items())[:MOST_AT_ONCE]
        window = int(now) // WINDOW_SECONDS
        if window != self._window:
            self._window, self._known = window, {}
        if not taken:
            return

        async def count(client: Redis) -> Iterable[int]:
            words = [str(word) for pair in taken for word in pair]
            key = f"feria:lane:{self._kind}:{window}"
            totals: Iterable[int] = await client.eval(_COUNT, 1, key, 3 * WINDOW_SECONDS, *words)
            return totals

        totals = await valkey.run(count)
        if totals is None:
            return
        for (name, units), total in zip(taken, totals, strict=True):
            elsewhere = total - units - self._known.get(name, 0)
            self._known[name] = total
            if elsewhere > 0:
                self._buckets.charge(name, elsewhere)
