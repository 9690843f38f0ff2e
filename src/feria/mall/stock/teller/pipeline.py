"""Statements that a connection to PostgreSQL has prepared, asked together and answered together.

psycopg's cursors choose for each statement how to send it and make Python's values of all that comes back. A teller asks the
same twelve statements for every batch, and knows what it gets: this hands them to libpq's pipeline as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from select import POLLIN, POLLOUT, poll
from typing import Any

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

Row = tuple[Any, ...]
"""Values as PostgreSQL writes them: bytes, or None for null."""


class Pipeline:
    """Of one connection. Used by one thread at a time; after an error the connection is good for nothing."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._libpq = connection.pgconn
        self._asked = 0

    def prepare(self, name: str, takes: str, statement: str) -> None:
        """``takes``: the types of what it is asked with, "text[], bigint"; it has $1, $2... in their places."""
        types = f"({takes})" if takes else ""
        self._connection.execute(f"PREPARE {name} {types} AS {statement}".encode())

    def __enter__(self) -> Pipeline:
        self._libpq.enter_pipeline_mode()
        self._asked = 0
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._libpq.exit_pipeline_mode()

    def say(self, words: bytes) -> None:
        """A statement that brings nothing: BEGIN, COMMIT."""
        self._libpq.send_query_params(words, None)
        self._asked += 1

    def ask(self, name: str, *values: object) -> None:
        """The statement prepared by that name; values are sent as they print, and None as null."""
        sent = [None if value is None else str(value).encode() for value in values]
        self._libpq.send_query_prepared(name.encode(), sent)
        self._asked += 1

    def answers(self) -> list[list[Row]]:
        """The rows of each statement, in the order of asking. Raises psycopg.Error, of the first that failed."""
        self._libpq.pipeline_sync()
        self._send()
        results = [self._result() for _ in range(self._asked)]
        self._result_of_sync()
        self._asked = 0
        for result in results:
            if result.status in (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.PIPELINE_ABORTED):
                raise error_from_result(result)
        return [list(_rows(result)) for result in results]

    def _send(self) -> None:
        while self._libpq.flush():
            if self._wait(POLLIN | POLLOUT) & POLLIN:  # who reads nothing meanwhile may wait for who writes
                self._libpq.consume_input()

    def _result(self) -> pq.abc.PGresult:
        """The next statement's: with a nothing behind it, which says that it was the last of that statement."""
        result = self._next()
        if result is None or self._next() is not None:
            raise psycopg.OperationalError("PostgreSQL answers otherwise than it was asked")
        return result

    def _result_of_sync(self) -> None:
        result = self._next()
        if result is None or result.status != pq.ExecStatus.PIPELINE_SYNC:
            raise psycopg.OperationalError("PostgreSQL answers otherwise than it was asked")

    def _next(self) -> pq.abc.PGresult | None:
        while self._libpq.is_busy():
            self._wait(POLLIN)
            self._libpq.consume_input()
        return self._libpq.get_result()

    def _wait(self, until: int) -> int:
        """Without Python's lock, until the connection can be read or written."""
        watch = poll()
        watch.register(self._libpq.socket, until)
        ((_, happened),) = watch.poll()
        return happened


def _rows(result: pq.abc.PGresult) -> Iterator[Row]:
    columns: Sequence[int] = range(result.nfields)
    for row in range(result.ntuples):
        yield tuple(result.get_value(row, column) for column in columns)
