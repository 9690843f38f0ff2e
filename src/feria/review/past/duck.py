"""A DuckDB of one's own: quiet, in memory, forgotten when it is closed.

Values are written into a statement as literals, and columns come as NumPy arrays: DuckDB imports pandas to look at a
parameter, and pyarrow does for a column of text, which costs every process of a replay more than half a second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

Value: TypeAlias = "int | float | str | date | datetime | Path | list[int] | list[str] | None"


def connect(threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory that draws no progress bar of its own; on all cores unless told otherwise."""
    config: dict[str, Any] = {"threads": threads} if threads else {}
    database = duckdb.connect(config=config)
    database.execute("SET enable_progress_bar = false")
    return database


def rows(statement: str, values: Mapping[str, Value]) -> list[tuple[Any, ...]]:
    """All rows of one selection over files."""
    with connect() as database:
        return run(database, statement, values).fetchall()


def run(
    database: duckdb.DuckDBPyConnection, statement: str, values: Mapping[str, Value]
) -> duckdb.DuckDBPyConnection:
    """The statement, with each ``$name`` in it standing for that value."""
    return database.execute(re.sub(r"\$(\w+)", lambda found: literal(values[found[1]]), statement))


def columns(
    database: duckdb.DuckDBPyConnection, statement: str, values: Mapping[str, Value]
) -> list[list[Any]]:
    """Each column of a selection as a list."""
    return [column.tolist() for column in run(database, statement, values).fetchnumpy().values()]


def literal(value: Value) -> str:
    """A value as DuckDB's SQL writes it."""
    match value:
        case None:
            return "NULL"
        case int() | float():
            return str(value)
        case datetime():
            return f"TIMESTAMP{'TZ' if value.tzinfo else ''} '{value.isoformat(' ')}'"
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case date():
            return f"DATE '{value.isoformat()}'"
        case _:
            quoted = str(value).replace("'", "''")
            return f"'{quoted}'"
