"""Units that were held, were released, and are wanted back: a payment came after its order had lapsed.

The same three walls as for any other hold (``actions.py``). Units of a rush session go back to where they came from:
out of what the session keeps aside, while it is open, within its limits for a member (R3.3, R3.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from feria.mall.kit.api import now
from feria.mall.stock.errors import HoldLost, NotAgain, Short, StockShort
from feria.mall.stock.locks import locked_holds
from feria.mall.stock.models import Hold, RushItem, RushSession, StockItem
from feria.mall.stock.shelves import FREE, units_free


def lock_session_of(claimant: str) -> RushSession | None:
    """The session in which the claimant held something, ours until the transaction ends.

    A session's row comes before those of its products: whoever will release and hold again calls this first.
    """
    found = Hold.objects.filter(claimant=claimant, session__isnull=False).values_list("session_id", flat=True)
    session_id = found.first()
    if session_id is None:
        return None
    return RushSession.objects.select_for_update(no_key=True).get(pk=session_id)


@transaction.atomic
def hold_again(claimant: str, until: datetime) -> list[Hold]:
    """Hold what the claimant had and lost until that instant of the database's clock: all or nothing.

    Raises HoldLost where nothing was released, StockShort, and NotAgain: the session is over, or the member has
    had what they may have of it.
    """
    session = lock_session_of(claimant)
    holds = locked_holds(claimant, Hold.State.RELEASED)
    if not holds:
        raise HoldLost(claimant)
    aside: Mapping[int, RushItem] = {}
    if session is not None:
        rows = _offered(session, holds)
        _check_limits(session, rows, holds)
        aside = {product_id: row for product_id, row in rows.items() if row.units is not None}
    _check_free(holds, aside)
    for hold in holds:
        _take(hold, is_aside=hold.item_id in aside)
    again = Hold.objects.filter(pk__in=[hold.pk for hold in holds], state=Hold.State.RELEASED)
    if again.update(state=Hold.State.HELD, held_until=until, settled_at=None) != len(holds):
        raise RuntimeError(f"holds of {claimant} changed under their lock")
    return list(Hold.objects.filter(claimant=claimant).order_by("item_id"))


def _offered(session: RushSession, holds: list[Hold]) -> dict[int, RushItem]:
    """The session's rows of what was held, by product id. Raises NotAgain unless it is open and sells all of it."""
    rows = RushItem.objects.filter(
        session=session, item_id__in=[hold.item_id for hold in holds], is_offered=True, closed_out_at=None
    )
    found = {row.item_id: row for row in rows}
    if len(found) < len(holds) or not session.opens_at <= now() < session.closes_at:
        raise NotAgain("over")
    return found


def _check_limits(session: RushSession, rows: Mapping[int, RushItem], holds: list[Hold]) -> None:
    """The member may have claimed anew meanwhile (R3.3). Raises NotAgain."""
    live = Hold.objects.filter(session=session, member=holds[0].member).exclude(state=Hold.State.RELEASED)
    has: dict[int, int] = {}
    for product_id, quantity in live.values_list("item_id", "quantity"):
        has[product_id] = has.get(product_id, 0) + quantity
    for hold in holds:
        limit = rows[hold.item_id].units_per_member
        if limit is not None and has.get(hold.item_id, 0) + hold.quantity > limit:
            raise NotAgain("limit")
    wants = sum(hold.quantity for hold in holds)
    if session.units_per_member is not None and sum(has.values()) + wants > session.units_per_member:
        raise NotAgain("limit")


def _check_free(holds: list[Hold], aside: Mapping[int, RushItem]) -> None:
    """Raises StockShort naming every product of which there is not enough where it is to come from."""
    items = StockItem.objects.filter(pk__in=[hold.item_id for hold in holds]).select_related("product")
    by_id = {item.pk: item for item in items}
    short = []
    for hold in holds:
        item = by_id[hold.item_id]
        has = aside[item.pk].remaining if item.pk in aside else units_free(item)
        if has < hold.quantity:
            short.append(Short(sku=item.product.sku, wants=hold.quantity, has=has))
    if short:
        raise StockShort(sorted(short, key=lambda one: one.sku))


def _take(hold: Hold, *, is_aside: bool) -> None:
    """Move the units to held, where there are so many. Raises RuntimeError if there are not."""
    units = hold.quantity
    items = StockItem.objects.filter(pk=hold.item_id)
    if is_aside:
        taken = items.filter(set_aside__gte=units).update(
            held=F("held") + units, set_aside=F("set_aside") - units
        )
    else:
        taken = items.alias(free=FREE).filter(free__gte=units).update(held=F("held") + units)
    if taken and hold.session_id is not None:
        row = RushItem.objects.filter(session_id=hold.session_id, item_id=hold.item_id)
        changes = {"taken": F("taken") + units, "released": F("released") - units}
        if is_aside:
            row, changes["remaining"] = row.filter(remaining__gte=units), F("remaining") - units
        taken = row.update(**changes)
    if not taken:
        raise RuntimeError(f"stock of product {hold.item_id} changed under its lock")
