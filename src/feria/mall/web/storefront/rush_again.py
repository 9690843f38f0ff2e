"""An order of a rush session that was not paid in time: where its units are now, and where to claim again."""

from __future__ import annotations

from dataclasses import dataclass

from feria.mall.orders import api as orders
from feria.mall.rush import api as rush
from feria.mall.web.storefront.rush_stage import SessionCard, next_after, session_card
from feria.mall.web.storefront.visit import Visit


@dataclass(frozen=True, kw_only=True)
class RushAgain:
    """The session as it stands for this visitor, and the next one where this one has nothing to claim."""

    card: SessionCard
    next: SessionCard | None


def rush_again(visit: Visit, detail: orders.OrderDetail) -> RushAgain | None:
    """None for an order of no session, one that is paid or can be, and one that was given up."""
    order = detail.order
    ran_out = order.state == "lapsed" or (order.state == "placed" and not detail.can_pay)
    if not (order.claimant and ran_out):
        return None
    found = rush.session(rush.session_of(order.claimant), visit.now)
    if found is None:
        return None
    card = session_card(visit, found)
    coming = None if card.state in ("open", "to_come") else next_after(found, visit.now)
    return RushAgain(card=card, next=session_card(visit, coming) if coming else None)
