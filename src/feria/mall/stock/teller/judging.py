"""Deciding a batch of claims: pure, in order of arrival, against rows that were read once.

Nothing here knows a database. What is to be written comes out as data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import msgspec

from feria.mall.stock.teller.claims import HELD, LIMIT, SOLD_OUT, Answer, Claim, Outcome


@dataclass(slots=True)
class Stock:
    """Units of a product that nobody has claimed: set aside for one session, or free and shared by several."""

    product_id: int
    free: int


@dataclass(slots=True, eq=False)
class Pile:
    """Holds to write that are alike: so many units each of one product, for each holder ("claimant member")."""

    product_id: int
    units: int
    holders: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Shelf:
    """A product of a session while its batch is judged: what is left of it shrinks as claims are met."""

    stock: Stock
    is_aside: bool  # its stock is set aside for this session
    per_member: int | None
    most: int  # that a member may have who has nothing of the session yet
    piles: dict[int, Pile] = field(default_factory=dict)  # by units

    def pile_of(self, units: int) -> Pile:
        if units not in self.piles:
            self.piles[units] = Pile(self.stock.product_id, units)
        return self.piles[units]


@dataclass(slots=True)
class Session:
    """A rush session and those of its products that the batch asks for, by SKU. Half-open [opens_at, closes_at).

    For members of ``early_level`` or above it opens at ``early_opens_at``.
    """

    id: int
    opens_at: datetime
    closes_at: datetime
    held_until: datetime  # the deadline of what this batch holds
    per_member: int | None
    early_opens_at: datetime | None = None
    early_level: int | None = None
    shelves: dict[str, Shelf] = field(default_factory=dict)
    bought: dict[str, dict[int, int]] = field(
        default_factory=dict
    )  # member -> product id -> units held and sold
    newcomers: dict[str, Pile] = field(
        default_factory=dict
    )  # members who had nothing and took from one pile, once: all that there is to know of most

    def has(self, member: str) -> dict[int, int]:
        """What the member holds and bought, to be added to."""
        if (pile := self.newcomers.pop(member, None)) is not None:
            self.bought[member] = {pile.product_id: pile.units}
        return self.bought.setdefault(member, {})

    def is_open(self, now: datetime) -> bool:
        """For everybody, whatever their level."""
        return self.opens_at <= now < self.closes_at

    def opens_for(self, level: int) -> datetime:
        if self.early_opens_at is None or self.early_level is None or level < self.early_level:
            return self.opens_at
        return self.early_opens_at


class First(NamedTuple):
    """What was answered to a claimant before, and to which body."""

    body: str
    answer: Answer


@dataclass(slots=True)
class Books:
    """All that a batch needs to know, read after its locks were taken."""

    database: datetime  # the database's clock: deadlines
    mall: datetime  # the mall's clock: windows
    sessions: dict[str, Session]  # by code
    firsts: dict[str, First]  # by claimant


class Taken(NamedTuple):
    """Holds to write: so many units each of one product, for each of ``holders`` ("claimant member")."""

    session: Session
    product_id: int
    is_aside: bool
    units: int
    holders: list[str]


@dataclass(slots=True)
class Ruling:
    """The answers, in the order of the claims, and what must be written before they are given."""

    answers: list[Answer]
    taken: list[Taken]
    refused: dict[str, First]  # by claimant

    def units(self) -> dict[int, tuple[int, int]]:
        """By product, in the order in which rows are locked: units taken, and how many of them were set aside."""
        total: dict[int, tuple[int, int]] = {}
        for taken in sorted(self.taken, key=lambda one: one.product_id):
            units, aside = total.get(taken.product_id, (0, 0))
            more = taken.units * len(taken.holders)
            total[taken.product_id] = units + more, aside + more * taken.is_aside
        return total

    def units_of_sessions(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The same by session's id and product id."""
        total: dict[tuple[int, int], tuple[int, int]] = {}
        for taken in self.taken:
            place = (taken.session.id, taken.product_id)
            units, aside = total.get(place, (0, 0))
            more = taken.units * len(taken.holders)
            total[place] = units + more, aside + more * taken.is_aside
        return total


def judge(claims: Sequence[Claim], claimants: Sequence[str], books: Books) -> Ruling:
    """Answer each claim in turn; what one takes is gone for the next. ``claimants``: their names. Changes ``books``."""
    answers: list[Answer] = []
    refused: dict[str, First] = {}
    this_batch: dict[str, tuple[Claim, Answer]] = {}
    firsts = books.firsts
    may_repeat = bool(firsts) or len(set(claimants)) < len(claimants)
    easy = {code: session for code, session in books.sessions.items() if session.is_open(books.mall)}
    for claim, claimant in zip(claims, claimants, strict=True):
        if may_repeat and (answer := _first_answer(claim, claimant, firsts, this_batch)) is not None:
            answers.append(answer)
            continue
        session = easy.get(claim.session)
        if session is not None and _takes_easily(claim, claimant, session):
            answer = Answer(outcome=HELD, claimant=claimant, held_until=session.held_until)
        else:
            answer = _decide(claim, claimant, books)
            if answer.is_final and answer.held_until is None:
                refused[claimant] = First(claim.body, answer)
        if may_repeat and answer.is_final:
            this_batch[claimant] = claim, answer
        answers.append(answer)
    return Ruling(answers, list(_taken(books)), refused)


def _first_answer(
    claim: Claim, claimant: str, firsts: dict[str, First], this_batch: dict[str, tuple[Claim, Answer]]
) -> Answer | None:
    """What was answered under this name before, in this batch or an earlier one."""
    if claimant in firsts:
        first = firsts[claimant]
        return _again(claim, first.body, first.answer)
    if claimant in this_batch:
        earlier, given = this_batch[claimant]
        return _again(claim, earlier.body, given)
    return None


def _takes_easily(claim: Claim, claimant: str, session: Session) -> bool:
    """Take the one line of somebody who has nothing yet, as most claims are, if nothing needs a second look."""
    lines = claim.lines
    if len(lines) > 1:
        return False
    line = lines[0]
    shelf = session.shelves.get(line.sku)
    if shelf is None:
        return False
    member, units, stock = claim.member, line.units, shelf.stock
    if units > shelf.most or units > stock.free or member in session.bought or member in session.newcomers:
        return False
    stock.free -= units
    pile = shelf.piles.get(units) or shelf.pile_of(units)
    pile.holders.append(f"{claimant} {member}")
    session.newcomers[member] = pile
    return True


def _again(claim: Claim, body: str, answer: Answer) -> Answer:
    if claim.body != body:
        return Answer(outcome=Outcome.KEY_REUSED, claimant=claim.claimant)
    return msgspec.structs.replace(answer, repeated=True)


def _decide(claim: Claim, claimant: str, books: Books) -> Answer:
    session = books.sessions.get(claim.session)
    if session is None:
        return Answer(outcome=Outcome.UNKNOWN, claimant=claimant)
    if books.mall >= session.closes_at:
        return Answer(outcome=Outcome.OVER, claimant=claimant, closed_at=session.closes_at)
    if books.mall < session.opens_at:
        opens_at = session.opens_for(claim.level)
        if books.mall < opens_at:
            return Answer(outcome=Outcome.NOT_YET, claimant=claimant, opens_at=opens_at)
    has = session.has(claim.member)
    refusal = _refused(claim, claimant, session, has)
    if refusal is not None:
        return refusal
    _take(claim, f"{claimant} {claim.member}", session, has)
    return Answer(outcome=HELD, claimant=claimant, held_until=session.held_until)


def _refused(claim: Claim, claimant: str, session: Session, has: dict[int, int]) -> Answer | None:
    """What is in the way of the first line that something is in the way of; nothing is taken for the others then."""
    wants = 0
    for line in claim.lines:
        shelf = session.shelves.get(line.sku)
        if shelf is None:
            return Answer(outcome=Outcome.UNKNOWN, claimant=claimant, sku=line.sku)
        wants += line.units
        if shelf.per_member is not None:
            may = shelf.per_member - has.get(shelf.stock.product_id, 0)
            if line.units > may:
                return _refusal(claimant, LIMIT, line.sku, may)
        if line.units > shelf.stock.free:
            return _refusal(claimant, SOLD_OUT, line.sku, shelf.stock.free)
    if session.per_member is not None:
        may = session.per_member - sum(has.values())
        if wants > may:
            return _refusal(claimant, LIMIT, "", may)
    return None


def _refusal(claimant: str, outcome: Outcome, sku: str, left: int) -> Answer:
    return Answer(outcome=outcome, claimant=claimant, sku=sku, left=max(left, 0))


def _take(claim: Claim, holder: str, session: Session, has: dict[int, int]) -> None:
    for line in claim.lines:
        shelf = session.shelves[line.sku]
        units, stock = line.units, shelf.stock
        stock.free -= units
        has[stock.product_id] = has.get(stock.product_id, 0) + units
        shelf.pile_of(units).holders.append(holder)


def _taken(books: Books) -> Iterator[Taken]:
    for session in books.sessions.values():
        for shelf in session.shelves.values():
            for pile in shelf.piles.values():
                yield Taken(session, pile.product_id, shelf.is_aside, pile.units, pile.holders)
