"""A DuckDB of one's own, seen through Ibis, and the few questions every reader of facts asks of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from feria.review.frame import Days

MEMORY = "1500MB"
"""What DuckDB may hold at once; beyond that it goes through a file of its own."""


def connect() -> Any:
    """An Ibis connection to a database in memory; drawn progress bars are for people, so it draws none."""
    backend = ibis.duckdb.connect(memory_limit=MEMORY)
    backend.raw_sql("SET enable_progress_bar = false")
    backend.raw_sql("SET TimeZone = 'UTC'")
    return backend


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(column: str) -> str:
    """A column's name as SQL writes it."""
    return '"' + column.replace('"', '""') + '"'


def days_between(backend: Any) -> tuple[Days, tuple[date, ...]]:
    """From the first to the last day of ``lines``, and the days between on which nothing was sold."""
    sold = {day for (day,) in backend.raw_sql("SELECT DISTINCT day FROM lines").fetchall()}
    if not sold:
        return Days(first=date.min, until=date.min), ()
    days = Days(first=min(sold), until=date.fromordinal(max(sold).toordinal() + 1))
    return days, tuple(day for day in days if day not in sold)
