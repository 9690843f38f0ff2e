"""A DuckDB of one's own: quiet, in memory, forgotten when it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb


def connect(threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory that draws no progress bar of its own; on all cores unless told otherwise."""
    config: dict[str, Any] = {"threads": threads} if threads else {}
    database = duckdb.connect(config=config)
    database.execute("SET enable_progress_bar = false")
    return database


def rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of one selection over files."""
    with connect() as database:
        return database.execute(statement, dict(values)).fetchall()
