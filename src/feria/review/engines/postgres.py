"""PostgreSQL as the engine of a review: its tables are temporary ones of one connection, and gone when it ends.

Texts are compared byte by byte (``COLLATE "C"``), as the other engines do, whatever the database's own language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis import util

from feria.review.engines.needs import EngineRefused, needed

CHUNK = 1 << 20
BYTEWISE = ' COLLATE "C"'


def connect(url: str, options: Mapping[str, str]) -> Any:
    """An Ibis connection. ``options`` are settings of its session. Raises EngineRefused."""
    needed("postgres", "psycopg")
    import psycopg

    if not url.startswith(("postgresql://", "postgres://")):
        raise EngineRefused("postgres", "no-url", url)
    try:
        backend = ibis.postgres.from_connection(psycopg.connect(url, autocommit=True))
        for name, value in options.items():
            backend.con.execute("SELECT set_config(%s, %s, false)", (name, value))
    except psycopg.Error as problem:
        why = next(iter(str(problem).strip().splitlines()), type(problem).__name__)
        raise EngineRefused("postgres", "no-answer", why) from problem
    return backend


def hold(backend: Any, name: str, schema: ibis.Schema, file: Path) -> None:
    """The CSV file as the table of that name: no heading, texts in quotes, nothing for nothing."""
    with _made(backend, name, schema, " (FORMAT csv)") as copy, file.open("rb") as rows:
        while chunk := rows.read(CHUNK):
            copy.write(chunk)


def put(backend: Any, name: str, table: pa.Table) -> None:
    """A small table under that name, in place of one that was there."""
    with _made(backend, name, ibis.Schema.from_pyarrow(table.schema)) as copy:
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            copy.write_row(row)


def keep(backend: Any, expression: Any) -> Any:
    """What the expression comes to, worked out once. (Ibis' own way would make texts of the database's language again.)"""
    name = util.gen_name("feria_kept")
    with backend.con.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {_name(name)} AS {backend.compile(expression)}")
        cursor.execute(f"ANALYZE pg_temp.{_name(name)}")
    return backend.table(name)


def copy_out(backend: Any, names: Mapping[str, str], folder: Path) -> None:
    """Tables that lie in the database, ours -> ``schema.table``, as CSV files by our names. Nothing there is changed.
    Raises EngineRefused."""
    import psycopg

    for ours, theirs in names.items():
        asked = ".".join(_name(step) for step in theirs.split("."))
        try:
            with (
                backend.con.cursor() as cursor,
                cursor.copy(f"COPY (SELECT * FROM {asked}) TO STDOUT (FORMAT csv, HEADER)") as copy,  # noqa: S608 - quoted
                (folder / f"{ours}.csv").open("wb") as file,
            ):
                for rows in copy:
                    file.write(rows)
        except psycopg.Error as problem:
            why = next(iter(str(problem).strip().splitlines()), type(problem).__name__)
            raise EngineRefused("postgres", "no-table", why) from problem


@contextmanager
def _made(backend: Any, name: str, schema: ibis.Schema, how: str = "") -> Iterator[Any]:
    """A new table of that name, as the copy that fills it."""
    columns = ", ".join(f"{_name(column)} {_type(dtype)}" for column, dtype in schema.items())
    with backend.con.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{_name(name)}")
        cursor.execute(f"CREATE TEMPORARY TABLE {_name(name)} ({columns})")
        with cursor.copy(f"COPY pg_temp.{_name(name)} FROM STDIN{how}") as copy:
            yield copy
        cursor.execute(f"ANALYZE pg_temp.{_name(name)}")


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _type(dtype: Any) -> str:
    if dtype.is_string():
        return f"text{BYTEWISE}"
    if dtype.is_date():
        return "date"
    if dtype.is_timestamp():
        return "timestamp"
    if dtype.is_boolean():
        return "boolean"
    return "double precision" if dtype.is_floating() else "bigint"
