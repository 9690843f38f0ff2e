"""The one order in which rows of stock are locked: by product id, always.

Two claims on the same items therefore never wait for each other in a circle. Holds are locked after
the order's row (see orders/locks.py) and each just before its own item; work on several claimants
takes a transaction for each.
"""

from __future__ import annotations

from collections.abc import Iterable

from feria.mall.stock.models import Hold


def by_product(quantities: dict[int, int]) -> list[tuple[int, int]]:
    """(product id, quantity) in the order to lock."""
    return sorted(quantities.items())


def holds_in_order(claimant: str, states: Iterable[Hold.State]) -> list[Hold]:
    """The claimant's holds in those states, in the order in which they and their items are to be locked."""
    return list(Hold.objects.filter(claimant=claimant, state__in=list(states)).order_by("item_id"))
