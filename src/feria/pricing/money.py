"""Whole minor units and basis points; no fraction of a cent ever leaves this module."""

FULL_BPS = 10_000


def share_of(amount: int, bps: int) -> int:
    """``bps`` of a non-negative amount, to the nearest minor unit, halves up.

    >>> share_of(999, 1_000), share_of(995, 1_000), share_of(994, 1_000)
    (100, 100, 99)
    """
    return (amount * bps + FULL_BPS // 2) // FULL_BPS
