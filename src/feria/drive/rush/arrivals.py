"""When buyers come, in seconds after the session's start, rising. The same seed makes the same crowd."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from random import Random


def burst(buyers: int) -> list[float]:
    """Everybody at second 0."""
    return [0.0] * buyers


def poisson(buyers: int, over: float, chance: Random) -> list[float]:
    """A steady stream, on average ``buyers`` in ``over`` seconds: gaps are exponential, so it may end sooner or later."""
    return list(accumulate(chance.expovariate(buyers / over) for _ in range(buyers)))


def day_curve(buyers: int, over: float, counts: Sequence[tuple[int, int]], chance: Random) -> list[float]:
    """As the shoppers of a real day came, pressed into ``over`` seconds. ``counts``: (second of the day, how many).

    The span from the day's first shopper to its last becomes the whole of ``over``.
    """
    first, last = counts[0][0], counts[-1][0]
    rising = list(accumulate(count for _, count in counts))
    scale = over / (last - first + 1)
    came = []
    for _ in range(buyers):
        second = counts[bisect_left(rising, chance.randint(1, rising[-1]))][0]
        came.append((second - first + chance.random()) * scale)
    return sorted(came)
