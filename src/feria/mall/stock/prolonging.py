"""Keeping what is held for longer: goods ordered ahead wait for their balance (R2.13)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from feria.mall.stock.errors import HoldLost
from feria.mall.stock.locks import locked_holds
from feria.mall.stock.models import Hold


@transaction.atomic
def prolong(claimant: str, until: datetime) -> list[Hold]:
    """Hold the claimant's units until that instant of the database's clock. Raises HoldLost when nothing is held."""
    holds = locked_holds(claimant, Hold.State.HELD)
    if not holds:
        raise HoldLost(claimant)
    Hold.objects.filter(pk__in=[hold.pk for hold in holds]).update(held_until=until)
    for hold in holds:
        hold.held_until = until
    return holds
