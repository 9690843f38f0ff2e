"""What the lane reads of the database, a few times a second, whoever asks: clocks, sessions, what is left.

These run in the lane's own thread, through Django's connection of that thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from feria.mall.kit.clock import Reading, read_clocks
from feria.mall.stock.api import Answer, Hold, RushItem, RushSession, refused_for_good, units_left

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
    early_opens_at: datetime | None  # for members of ``early_level`` or a higher one
    early_level: int | None


class Good(NamedTuple):
    """A product of a session: units it sells (None: what there is), left to claim, claimed but not paid."""

    sku: str
    units: int | None
    left: int
    paying: int


class Shelves(NamedTuple):
    """A session's products, and the units of each (by the id of its row) that were ever claimed: any new hold adds to them."""

    goods: tuple[Good, ...]
    claimed: tuple[tuple[int, int], ...]


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


def shelves_of(sessions: Sequence[int]) -> dict[int, Shelves]:
    """By the session's id. What is planned no more is left out."""
    rows = (
        RushItem.objects.filter(session_id__in=sessions, is_offered=True)
        .select_related("item__product")
        .order_by("id")
    )
    goods: dict[int, list[Good]] = {session: [] for session in sessions}
    claimed: dict[int, list[tuple[int, int]]] = {session: [] for session in sessions}
    for row in rows:
        left = units_left(row)
        goods[row.session_id].append(Good(row.item.product.sku, row.units, left, row.taken - row.sold))
        claimed[row.session_id].append((row.pk, row.taken + row.released))
    return {session: Shelves(tuple(goods[session]), tuple(claimed[session])) for session in sessions}


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
