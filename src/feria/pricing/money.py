"""Whole minor units and basis points; no fraction of a cent ever leaves this module."""

from collections.abc import Sequence

FULL_BPS = 10_000


def share_of(amount: int, bps: int) -> int:
    """``bps`` of a non-negative amount, to the nearest minor unit, halves up.

    >>> share_of(999, 1_000), share_of(995, 1_000), share_of(994, 1_000)
    (100, 100, 99)
    """
    return (amount * bps + FULL_BPS // 2) // FULL_BPS


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """A non-negative amount in parts by weight, largest remainder first, then the earlier part.

    >>> split(100, [1, 1, 1]), split(5, [5_000, 5_000])
    ([34, 33, 33], [3, 2])
    """
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    left = amount - sum(parts)
    if left:
        rests = [amount * weight % whole for weight in weights]
        for i in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:left]:
            parts[i] += 1
    return parts
