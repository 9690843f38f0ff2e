"""Places for the first so many orders (R2.11): how many a promotion has, and which rank is next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from feria.pricing.conditions import AllOf, AnyOf, Condition, FirstOrders
from feria.pricing.promotion import Promotion


def places_of(promotion: Promotion) -> int:
    """For how many orders the promotion is at most; 0 when it counts none.

    What is turned round by ``not`` asks for orders that come later, and those take no place.
    """
    return max((each.count for each in _counted(promotion.conditions)), default=0)


def next_rank(taken: Collection[int]) -> int:
    """The lowest rank from 1 that nobody has: who pays next takes it, also one that was given back."""
    if not taken or max(taken) == len(taken):
        return len(taken) + 1
    return next(rank for rank in range(1, len(taken) + 2) if rank not in taken)


def _counted(conditions: Sequence[Condition]) -> Iterator[FirstOrders]:
    for condition in conditions:
        if isinstance(condition, FirstOrders):
            yield condition
        elif isinstance(condition, AllOf | AnyOf):
            yield from _counted(condition.conditions)
