"""What the lane reads of the database, a few times a second, whoever asks: clocks, sessions, what is left.

These run in the lane's own thread, through Django's connection of that thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Sum

from feria.mall.kit.clock import Reading, read_clocks
from feria.mall.stock.api import Answer, Hold, RushItem, RushSession, refused_for_good

REMEMBERED = timedelta(days=2)
"""Sessions that ended longer ago than this are unknown to the lane; the mall's pages still know them."""


MOST_AT_ONCE = 50_000
"""Claimants in one reading; the rest come with the next."""


class Slot(NamedTuple):
    """A session's times, on the mall's clock, half-open."""

    id: int
    code: str
    opens_at: datetime
    closes_at: datetime


class Good(NamedTuple):
    """A product of a session: units it sells (None: what there is), left to claim, claimed but not paid."""

    sku: str
    units: int | None
    left: int
    paying: int


class HeldLine(NamedTuple):
    sku: str
    units: int
    state: str
    pay_until: datetime


class Found(NamedTuple):
    """What the database knows of a claimant: lines held, or the first answer when it was refused for good."""

    member: str
    lines: tuple[HeldLine, ...]
    refusal: Answer | None


def clocks() -> Reading:
    return read_clocks()


def slots(now: datetime) -> dict[str, Slot]:
    rows = RushSession.objects.filter(closes_at__gt=now - REMEMBERED).values_list(*Slot._fields)
    return {row[1]: Slot(*row) for row in rows}


def goods_of(sessions: Sequence[int]) -> dict[int, tuple[Good, ...]]:
    """By the session's id."""
    held = Hold.objects.filter(session_id__in=sessions, state=Hold.State.HELD)
    paying = {
        (session, item): units
        for session, item, units in held.values_list("session_id", "item_id").annotate(n=Sum("quantity"))
    }
    free = F("item__received") - F("item__held") - F("item__sold")
    rows = (
        RushItem.objects.filter(session_id__in=sessions)
        .order_by("id")
        .values_list("session_id", "item_id", "item__product__sku", "units", "taken", free)
    )
    goods: dict[int, list[Good]] = {session: [] for session in sessions}
    for session, item, sku, units, taken, in_stock in rows:
        left = in_stock if units is None else min(in_stock, units - taken)
        goods[session].append(Good(sku, units, max(left, 0), paying.get((session, item), 0)))
    return {session: tuple(of) for session, of in goods.items()}


def claimants_since(session: int, last_id: int) -> list[tuple[int, str]]:
    """Ids and claimants of the session's holds that were written after the hold ``last_id``.

    A session's holds are written under its row's lock, so a later one has the higher id.
    """
    holds = Hold.objects.filter(session_id=session, id__gt=last_id).order_by("id")
    return list(holds.values_list("id", "claimant")[:MOST_AT_ONCE])


def found(claimants: Iterable[str]) -> dict[str, Found]:
    """Those of the claimants that the database knows."""
    names = list(claimants)
    lines: dict[str, list[HeldLine]] = {}
    members: dict[str, str] = {}
    holds = Hold.objects.filter(claimant__in=names).order_by("id")
    for claimant, member, sku, units, state, until in holds.values_list(
        "claimant", "member", "item__product__sku", "quantity", "state", "held_until"
    ):
        lines.setdefault(claimant, []).append(HeldLine(sku, units, state, until))
        members[claimant] = member or ""
    known = {claimant: Found(members[claimant], tuple(of), None) for claimant, of in lines.items()}
    for claimant, (member, answer) in refused_for_good(names).items():
        known.setdefault(claimant, Found(member, (), answer))
    return known
