"""Transactions that join the one around them."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import connection, transaction


def joined() -> AbstractContextManager[Any]:
    """The caller's transaction, or one of its own where there is none.

    For a write that refuses before it has written anything: what it raises needs no savepoint to be undone, and a
    savepoint is two more trips to the database.
    """
    return nullcontext() if connection.in_atomic_block else transaction.atomic()
