"""The teller's transaction on SQLite. ``BEGIN IMMEDIATE`` is the lock: nobody else writes until it ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import starmap

import msgspec

from feria.mall.stock.teller.claims import Answer, Claim
from feria.mall.stock.teller.judging import Books, Ruling, judge
from feria.mall.stock.teller.reading import (
    BoughtRow,
    GuardStopped,
    HeldRow,
    RefusedRow,
    Rows,
    SessionRow,
    ShelfRow,
    Wanted,
    books_of,
    wanted,
)
from feria.mall.stock.teller.turns import Turns

WAIT_SECONDS = 60
"""So long the teller waits for another writer, as the mall's own connections do."""

# What is acknowledged is on disk (P7): in WAL mode, FULL syncs the log at every commit.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-64000",
    "temp_store=MEMORY",
)

# Names come as one JSON array. CROSS JOIN keeps SQLite to this order: each name, then its rows by index.
_CLOCKS = """
    SELECT strftime('%Y-%m-%d %H:%M:%f', 'now'), coalesce((SELECT shift FROM kit_clockshift WHERE id = 1), 0)
"""
_SESSIONS = """
    SELECT s.id, s.code, s.opens_at, s.closes_at, s.hold_seconds, s.units_per_member, s.early_opens_at, s.early_level
    FROM json_each(?) AS named CROSS JOIN stock_rushsession AS s ON s.code = named.value
"""
_SHELVES = """
    SELECT r.session_id, p.sku, i.product_id, i.received - i.held - i.sold - i.set_aside,
        r.units IS NOT NULL, r.remaining, r.units_per_member
    FROM json_each(?) AS named CROSS JOIN catalog_product AS p ON p.sku = named.value
    JOIN stock_stockitem AS i ON i.product_id = p.id
    JOIN stock_rushitem AS r ON r.item_id = i.product_id
    JOIN stock_rushsession AS s ON s.id = r.session_id
    WHERE r.is_offered AND s.code IN (SELECT value FROM json_each(?))
"""
_HELD = """
    SELECT h.claimant, h.member, p.sku, h.quantity, h.held_until
    FROM json_each(?) AS named CROSS JOIN stock_hold AS h ON h.claimant = named.value
    JOIN catalog_product AS p ON p.id = h.item_id
"""
_REFUSED = """
    SELECT r.claimant, r.body, r.answer
    FROM json_each(?) AS named CROSS JOIN stock_refusedclaim AS r ON r.claimant = named.value
"""
_BOUGHT = """
    SELECT h.session_id, h.member, h.item_id, h.quantity
    FROM json_each(?) AS named CROSS JOIN stock_hold AS h ON h.member = named.value
    WHERE h.session_id IN (SELECT s.id FROM stock_rushsession AS s JOIN json_each(?) AS c ON s.code = c.value)
    AND h.state <> 'released'
"""
_TAKE = """
    UPDATE stock_stockitem SET held = held + ?2, set_aside = set_aside - ?3
    WHERE product_id = ?1 AND received - held - sold - set_aside >= ?2 - ?3 AND set_aside >= ?3
"""
_TAKE_OF_SESSION = """
    UPDATE stock_rushitem SET taken = taken + ?3, remaining = remaining - ?4 WHERE session_id = ?1 AND item_id = ?2
"""
# A holder is "claimant member"; neither has a space in it.
_HOLD = """
    INSERT INTO stock_hold (claimant, member, item_id, quantity, state, held_at, held_until, session_id)
    SELECT substr(value, 1, instr(value, ' ') - 1), substr(value, instr(value, ' ') + 1), ?, ?, 'held', ?, ?, ?
    FROM json_each(?)
"""
_REFUSE = "INSERT INTO stock_refusedclaim (claimant, body, answer, refused_at) VALUES (?, ?, ?, ?)"


class SqliteStore:
    """A connection of its own to the mall's database file."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(
            path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._turns = Turns(path)

    def serve(self, claims: Sequence[Claim]) -> list[Answer]:
        names = wanted(claims)
        with self._turns.mine(), self._transaction():
            books = books_of(self._read(names))
            ruling = judge(claims, names.asking, books)
            self._write(ruling, books)
        return ruling.answers

    def close(self) -> None:
        self._connection.close()
        self._turns.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _read(self, names: Wanted) -> Rows:
        ask = self._connection.execute
        claimants, sessions = _json(names.claimants), _json(names.sessions)
        (clock, shift) = ask(_CLOCKS).fetchone()
        return Rows(
            database=_instant(clock),
            shift=timedelta(microseconds=shift),
            sessions=[
                SessionRow(
                    id_,
                    code,
                    _instant(opens),
                    _instant(closes),
                    seconds,
                    limit,
                    early and _instant(early),
                    level,
                )
                for id_, code, opens, closes, seconds, limit, early, level in ask(_SESSIONS, [sessions])
            ],
            shelves=starmap(ShelfRow, ask(_SHELVES, [_json(names.skus), sessions])),
            held=[
                HeldRow(claimant, member, sku, units, _instant(until))
                for claimant, member, sku, units, until in ask(_HELD, [claimants])
            ],
            refused=starmap(RefusedRow, ask(_REFUSED, [claimants])),
            bought=map(BoughtRow._make, ask(_BOUGHT, [_json(names.members), sessions])),
        )

    def _write(self, ruling: Ruling, books: Books) -> None:
        write = self._connection
        taken = [(product_id, *units) for product_id, units in ruling.units().items()]
        if taken and write.executemany(_TAKE, taken).rowcount != len(taken):
            raise GuardStopped(f"stock changed under its lock: {taken}")
        places = ruling.units_of_sessions()
        write.executemany(_TAKE_OF_SESSION, [(*place, *units) for place, units in places.items()])
        now = _text(books.database)
        for session, product_id, _, units, holders in ruling.taken:
            until = _text(session.held_until)
            write.execute(_HOLD, [product_id, units, now, until, session.id, _json(holders)])
        write.executemany(
            _REFUSE,
            [(claimant, first.body, _json(first.answer), now) for claimant, first in ruling.refused.items()],
        )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _instant(text: str) -> datetime:
    """As Django writes instants into SQLite: UTC, without saying so."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _text(instant: datetime) -> str:
    return str(instant.astimezone(UTC).replace(tzinfo=None))
