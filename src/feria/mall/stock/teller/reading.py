"""What a batch asks of the database, and its rows made into the books that it is judged by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import msgspec

from feria.mall.stock.teller.claims import MOST_UNITS, Answer, Claim, Outcome, body_of
from feria.mall.stock.teller.judging import Books, First, Session, Shelf, Stock


class Store(Protocol):
    """A database with the mall's tables. Used by one thread at a time; several stores may share a database."""

    def serve(self, claims: Sequence[Claim]) -> list[Answer]:
        """Judge the claims in their order, in one transaction, and answer when it is on disk.

        Whatever it raises, either all of them were committed or none; asked again, those that were are repeated.
        """
        ...

    def close(self) -> None: ...


class GuardStopped(RuntimeError):
    """Units were taken that were not free, in spite of the locks: nothing of the batch was written."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The names in a batch, each once; and the claimants as they stand in the line."""

    asking: list[str]
    claimants: list[str]
    sessions: list[str]
    members: list[str]
    skus: list[str]


def wanted(claims: Sequence[Claim]) -> Wanted:
    asking = [f"{claim.session}/{claim.key}" for claim in claims]
    return Wanted(
        asking=asking,
        claimants=list(set(asking)),
        sessions=sorted({claim.session for claim in claims}),
        members=list({claim.member for claim in claims}),
        skus=sorted({line.sku for lines in {claim.lines for claim in claims} for line in lines}),
    )


class SessionRow(NamedTuple):
    id: int
    code: str
    opens_at: datetime
    closes_at: datetime
    hold_seconds: int
    per_member: int | None
    early_opens_at: datetime | None
    early_level: int | None


class ShelfRow(NamedTuple):
    session_id: int
    sku: str
    product_id: int
    free: int
    is_aside: bool  # the session sells what it keeps aside: ``remaining``
    remaining: int
    per_member: int | None


class HeldRow(NamedTuple):
    claimant: str
    member: str
    sku: str
    units: int
    held_until: datetime


class RefusedRow(NamedTuple):
    claimant: str
    body: str
    answer: str


class BoughtRow(NamedTuple):
    session_id: int
    member: str
    product_id: int
    units: int


@dataclass(slots=True)
class Rows:
    """Everything read for a batch."""

    database: datetime
    shift: timedelta
    sessions: Iterable[SessionRow]
    shelves: Iterable[ShelfRow]
    held: Iterable[HeldRow]
    refused: Iterable[RefusedRow]
    bought: Iterable[BoughtRow]


def books_of(rows: Rows) -> Books:
    """The books that rows make. A session is there when its own row was read: what is planned while a batch reads may
    be seen by the later questions, and is no part of this batch.
    """
    sessions = {
        row.code: Session(
            id=row.id,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            held_until=rows.database + timedelta(seconds=row.hold_seconds),
            per_member=row.per_member,
            early_opens_at=row.early_opens_at,
            early_level=row.early_level,
        )
        for row in rows.sessions
    }
    by_id = {session.id: session for session in sessions.values()}
    stocks: dict[int, Stock] = {}
    for row in rows.shelves:
        if (session := by_id.get(row.session_id)) is None:
            continue
        if row.is_aside:
            stock = Stock(row.product_id, row.remaining)
        else:
            stock = stocks.setdefault(row.product_id, Stock(row.product_id, row.free))
        most = min(MOST_UNITS if limit is None else limit for limit in (row.per_member, session.per_member))
        session.shelves[row.sku] = Shelf(stock, bool(row.is_aside), row.per_member, most)
    for session_id, member, product_id, units in rows.bought:  # a row for each hold
        if (session := by_id.get(session_id)) is not None:
            has = session.bought.setdefault(member, {})
            has[product_id] = has.get(product_id, 0) + units
    return Books(
        database=rows.database,
        mall=rows.database + rows.shift,
        sessions=sessions,
        firsts={**_held(rows.held), **_refused(rows.refused)},
    )


def _held(rows: Iterable[HeldRow]) -> dict[str, First]:
    """A hold is its own memory: by its rows one sees what was asked and what was answered."""
    by_claimant: dict[str, list[HeldRow]] = defaultdict(list)
    for row in rows:
        by_claimant[row.claimant].append(row)
    return {
        claimant: First(
            body=body_of(lines[0].member, {line.sku: line.units for line in lines}),
            answer=Answer(outcome=Outcome.HELD, claimant=claimant, held_until=lines[0].held_until),
        )
        for claimant, lines in by_claimant.items()
    }


def _refused(rows: Iterable[RefusedRow]) -> dict[str, First]:
    return {
        row.claimant: First(body=row.body, answer=msgspec.json.decode(row.answer, type=Answer))
        for row in rows
    }
