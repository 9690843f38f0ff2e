"""ClickHouse in this process (chDB) as the engine of a review: a database of its own in memory, forgotten when the process ends.

ClickHouse takes a column to hold nothing but values unless told otherwise. Here every column may be empty, joins that find nothing
are empty and no zero, and casting keeps what is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis import util

from feria.review.engines.needs import EngineRefused, needed

SETTINGS = {"join_use_nulls": "1", "cast_keep_nullable": "1"}
TYPES = (
    ("is_string", "String"),
    ("is_date", "Date32"),
    ("is_timestamp", "DateTime64(6, 'UTC')"),
    ("is_boolean", "Bool"),
    ("is_floating", "Float64"),
)


def connect(url: str, options: Mapping[str, str]) -> Any:
    """An Ibis connection to a database of its own. ``options`` are settings of ClickHouse. Raises EngineRefused."""
    needed("clickhouse", "clickhouse_connect")
    needed("clickhouse", "chdb")
    if url:
        raise EngineRefused("clickhouse", "no-server", url)
    import clickhouse_connect
    from clickhouse_connect.driver.exceptions import ClickHouseError

    client = clickhouse_connect.get_client(interface="chdb")
    database = util.gen_name("feria_review")
    try:
        client.command(f"CREATE DATABASE {database}")
        client.command(f"USE {database}")
        for name, value in {**SETTINGS, **options}.items():
            client.command(f"SET {name} = {_text(value)}")
    except ClickHouseError as problem:
        why = next(iter(str(problem).strip().splitlines()), type(problem).__name__)
        raise EngineRefused("clickhouse", "no-session", why) from problem
    return ibis.clickhouse.from_connection(client)


def hold(backend: Any, name: str, schema: ibis.Schema, file: Path) -> None:
    """The Parquet file as the table of that name."""
    _make(backend, name, schema)
    backend.con.command(f"INSERT INTO {_name(name)} SELECT * FROM file({_text(str(file))}, Parquet)")  # noqa: S608 - quoted


def put(backend: Any, name: str, table: pa.Table) -> None:
    """A small table under that name, in place of one that was there."""
    _make(backend, name, ibis.Schema.from_pyarrow(table.schema))
    backend.con.insert_arrow(name, table)


def keep(backend: Any, expression: Any) -> Any:
    """What the expression comes to, worked out once, in the types that the expression has."""
    name = util.gen_name("feria_kept")
    _make(backend, name, expression.schema())
    backend.con.command(f"INSERT INTO {name} {backend.compile(expression)}")
    return backend.table(name)


def _make(backend: Any, name: str, schema: ibis.Schema) -> None:
    columns = ", ".join(f"{_name(column)} Nullable({_type(dtype)})" for column, dtype in schema.items())
    backend.con.command(f"DROP TABLE IF EXISTS {_name(name)}")
    backend.con.command(f"CREATE TABLE {_name(name)} ({columns}) ENGINE = Memory")


def _type(dtype: Any) -> str:
    return next((theirs for asked, theirs in TYPES if getattr(dtype, asked)()), "Int64")


def _name(column: str) -> str:
    return '"' + column.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
