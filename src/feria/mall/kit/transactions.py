"""Transactions that join the one around them, and those that read everything as of one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import connection, transaction


def joined() -> AbstractContextManager[Any]:
    """The caller's transaction, or one of its own where there is none.

    For a write that refuses before it has written anything: what it raises needs no savepoint to be undone, and a
    savepoint is two more trips to the database.
    """
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that reads the database as it stood at its first look, and locks nothing.

    (Inside another transaction, as in a test, it is only part of that one.)
    """
    if connection.in_atomic_block:
        yield
        return
    usual = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        # The mall's transactions begin by taking the writer's place; this one must not.
        connection.ensure_connection()
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = usual  # type: ignore[attr-defined]
