"""What a claim on the teller came to: read by whoever makes an order of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from feria.mall.stock.locks import locked_holds
from feria.mall.stock.models import Hold

State = Literal["held", "allocated", "released"]


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """Units that a member claimed in a rush session, SKU -> units; ``held_until`` is of the database's clock."""

    claimant: str
    session: str
    member: str
    units: Mapping[str, int]
    state: State
    held_at: datetime
    held_until: datetime


def claimed(claimant: str) -> Claimed | None:
    """The claim of that name, whatever became of it; None if it never held anything in a session."""
    holds = Hold.objects.filter(claimant=claimant, session__isnull=False)
    return _as_claim(list(holds.select_related("item__product", "session").order_by("item_id")))


def claims_of(member: str, session: str) -> list[Claimed]:
    """All that a member (its code) ever held in a session, the latest first."""
    holds = Hold.objects.filter(member=member, session__code=session)
    rows: dict[str, list[Hold]] = {}
    for hold in holds.select_related("item__product", "session").order_by("-held_at", "item_id"):
        rows.setdefault(hold.claimant, []).append(hold)
    return [claim for holds_of in rows.values() if (claim := _as_claim(holds_of))]


def locked_claim(claimant: str) -> Claimed | None:
    """The claim while it is held, its rows ours until the transaction ends; None once it is not held any more."""
    held = locked_holds(claimant, Hold.State.HELD)
    found = claimed(claimant) if held else None
    return found if found and found.state == Hold.State.HELD else None


def _as_claim(holds: list[Hold]) -> Claimed | None:
    if not holds or holds[0].session is None:
        return None
    first = holds[0]
    return Claimed(
        claimant=first.claimant,
        session=holds[0].session.code,
        member=first.member or "",
        units={hold.item.product.sku: hold.quantity for hold in holds},
        state=first.state,  # type: ignore[arg-type]
        held_at=first.held_at,
        held_until=min(hold.held_until for hold in holds),
    )
