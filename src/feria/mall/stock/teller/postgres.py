"""The teller's transaction on PostgreSQL: two trips to the server, whatever the number of claims.

The rows of the sessions are locked first, by id, then those of their products, by product, as everywhere else
(``stock/locks.py``). Every statement after the locks sees what was committed before they were gained.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec
import psycopg

from feria.mall.stock.teller.claims import Answer, Claim
from feria.mall.stock.teller.judging import Books, Ruling, judge
from feria.mall.stock.teller.pipeline import Pipeline
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

_SETTINGS = (
    "SET synchronous_commit = on",  # what is acknowledged is on disk (P7)
    "SET timezone = 'UTC'",
    # Planning nine statements anew cost the server 4 ms a batch, three quarters of all that it does for sixty claims: each
    # is planned once. A plan that was made for empty tables must serve full ones, so it may only go by the indexes.
    "SET plan_cache_mode = force_generic_plan",
    "SET enable_seqscan = off",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
)
_SESSIONS = """
    SELECT id, code, opens_at, closes_at, hold_seconds, units_per_member, early_opens_at, early_level
    FROM stock_rushsession WHERE code = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE
"""
_SHELVES = """
    SELECT r.session_id, p.sku, i.product_id, i.received - i.held - i.sold - i.set_aside,
        r.units IS NOT NULL, r.remaining, r.units_per_member
    FROM stock_stockitem AS i
    JOIN catalog_product AS p ON p.id = i.product_id
    JOIN stock_rushitem AS r ON r.item_id = i.product_id
    JOIN stock_rushsession AS s ON s.id = r.session_id
    WHERE s.code = ANY($1::text[]) AND p.sku = ANY($2::text[]) AND r.is_offered
    ORDER BY i.product_id FOR NO KEY UPDATE OF i, r
"""
# After the locks: a claim that waited for them is judged by the time at which it gained them.
_CLOCKS = """
    SELECT clock_timestamp(), coalesce((SELECT extract(epoch FROM shift) * 1000000 FROM kit_clockshift WHERE id = 1), 0)::bigint
"""
# Names come by the thousand. As a subquery's result the planner does not see them: it neither weighs each of them
# nor, on tables it knows nothing of yet, prefers to read the whole table.
_HELD = """
    SELECT h.claimant, h.member, (SELECT p.sku FROM catalog_product AS p WHERE p.id = h.item_id),
        h.quantity, h.held_until
    FROM stock_hold AS h WHERE h.claimant = ANY((SELECT $1::text[])::text[])
"""
_REFUSED = (
    "SELECT claimant, body, answer FROM stock_refusedclaim WHERE claimant = ANY((SELECT $1::text[])::text[])"
)
_BOUGHT = """
    SELECT h.session_id, h.member, h.item_id, h.quantity
    FROM stock_hold AS h JOIN stock_rushsession AS s ON s.id = h.session_id
    WHERE s.code = ANY($1::text[]) AND h.member = ANY((SELECT $2::text[])::text[]) AND h.session_id IS NOT NULL AND h.state <> 'released'
"""
# The commit is sent along, so the guard must stop the batch by itself: dividing by nought, it does.
_TAKE = """
    WITH done AS (
        UPDATE stock_stockitem AS i SET held = i.held + taken.units, set_aside = i.set_aside - taken.aside
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS taken (product_id, units, aside)
        WHERE i.product_id = taken.product_id
        AND i.received - i.held - i.sold - i.set_aside >= taken.units - taken.aside AND i.set_aside >= taken.aside
        RETURNING 1
    )
    SELECT 1 / (count(*) = $4)::integer FROM done
"""
_TAKE_OF_SESSION = """
    UPDATE stock_rushitem AS r SET taken = r.taken + t.units, remaining = r.remaining - t.aside
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS t (session_id, product_id, units, aside)
    WHERE r.session_id = t.session_id AND r.item_id = t.product_id
"""
# A holder is "claimant member"; neither has a space in it.
_HOLD = """
    INSERT INTO stock_hold (claimant, member, item_id, quantity, state, held_at, held_until, session_id)
    SELECT split_part(holder, ' ', 1), split_part(holder, ' ', 2), $1, $2, 'held', $3, $4, $5
    FROM json_array_elements_text($6::json) AS holder
"""
_REFUSE = """
    INSERT INTO stock_refusedclaim (claimant, body, answer, refused_at)
    SELECT row ->> 0, row ->> 1, row ->> 2, $1 FROM json_array_elements($2::json) AS row
"""


def _statements() -> Iterator[tuple[str, str, str]]:
    """By name: the types of what each is asked with, and itself."""
    yield "teller_sessions", "text[]", _SESSIONS
    yield "teller_shelves", "text[], text[]", _SHELVES
    yield "teller_clocks", "", _CLOCKS
    yield "teller_held", "text[]", _HELD
    yield "teller_refused", "text[]", _REFUSED
    yield "teller_bought", "text[], text[]", _BOUGHT
    yield "teller_take", "bigint[], bigint[], bigint[], bigint", _TAKE
    yield "teller_take_of_session", "bigint[], bigint[], bigint[], bigint[]", _TAKE_OF_SESSION
    yield "teller_hold", "bigint, integer, timestamptz, timestamptz, bigint, json", _HOLD
    yield "teller_refuse", "timestamptz, json", _REFUSE


class PostgresStore:
    """A connection of its own to the mall's database; a lost one is made anew for the next batch."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connect()

    def serve(self, claims: Sequence[Claim]) -> list[Answer]:
        if self._connection.closed:
            self._connect()
        try:
            names = wanted(claims)
            books = books_of(self._read(names))
            ruling = judge(claims, names.asking, books)
            self._write(ruling, books)
        except psycopg.errors.DivisionByZero as stopped:
            self._connection.close()
            raise GuardStopped("stock changed under its lock") from stopped
        except BaseException:
            # Whatever state it is in: a new connection has no transaction half done.
            self._connection.close()
            raise
        return ruling.answers

    def close(self) -> None:
        self._connection.close()

    def _connect(self) -> None:
        self._connection = psycopg.connect(self._url, autocommit=True, prepare_threshold=None)
        for setting in _SETTINGS:
            self._connection.execute(setting)
        self._pipeline = Pipeline(self._connection)
        for statement in _statements():
            self._pipeline.prepare(*statement)

    def _read(self, names: Wanted) -> Rows:
        codes, claimants = _array(names.sessions), _array(names.claimants)
        with self._pipeline as batch:
            batch.say(b"BEGIN")
            batch.ask("teller_sessions", codes)
            batch.ask("teller_shelves", codes, _array(names.skus))
            batch.ask("teller_clocks")
            batch.ask("teller_held", claimants)
            batch.ask("teller_refused", claimants)
            batch.ask("teller_bought", codes, _array(names.members))
            _, sessions, shelves, ((clock, shift),), held, refused, bought = batch.answers()
        return Rows(
            database=_instant(clock),
            shift=timedelta(microseconds=int(shift)),
            sessions=[
                SessionRow(
                    int(id_),
                    _text(code),
                    _instant(opens),
                    _instant(closes),
                    int(seconds),
                    _number(limit),
                    early and _instant(early),
                    _number(level),
                )
                for id_, code, opens, closes, seconds, limit, early, level in sessions
            ],
            shelves=[
                ShelfRow(
                    int(session),
                    _text(sku),
                    int(item),
                    int(free),
                    aside == b"t",
                    int(remaining),
                    _number(limit),
                )
                for session, sku, item, free, aside, remaining, limit in shelves
            ],
            held=[
                HeldRow(_text(claimant), _text(member), _text(sku), int(units), _instant(until))
                for claimant, member, sku, units, until in held
            ],
            refused=[RefusedRow(*map(_text, row)) for row in refused],
            bought=[
                BoughtRow(int(session), _text(member), int(item), int(units))
                for session, member, item, units in bought
            ],
        )

    def _write(self, ruling: Ruling, books: Books) -> None:
        units, places = ruling.units(), ruling.units_of_sessions()
        with self._pipeline as batch:
            if units:
                batch.ask("teller_take", _numbers(units), *_columns(units.values()), len(units))
                batch.ask("teller_take_of_session", *_columns(places), *_columns(places.values()))
            for session, product_id, _, each, holders in ruling.taken:
                until = session.held_until
                batch.ask("teller_hold", product_id, each, books.database, until, session.id, _json(holders))
            if ruling.refused:
                refused = [(c, first.body, _json(first.answer)) for c, first in ruling.refused.items()]
                batch.ask("teller_refuse", books.database, _json(refused))
            batch.say(b"COMMIT")
            batch.answers()


def _columns(rows: Iterable[tuple[int, int]]) -> list[str]:
    """Pairs as two arrays, which is how PostgreSQL takes many rows at once."""
    return [_numbers(column) for column in zip(*rows, strict=True)]


def _numbers(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def _array(names: list[str]) -> str:
    """As PostgreSQL writes an array of text: what JSON quotes is quoted here too, in the same way."""
    return "{" + _json(names)[1:-1] + "}"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _text(value: bytes | None) -> str:
    return "" if value is None else value.decode()


def _number(value: bytes | None) -> int | None:
    return None if value is None else int(value)


def _instant(value: bytes) -> datetime:
    """The connection's time zone is UTC, and so it says."""
    return datetime.fromisoformat(value.decode())
