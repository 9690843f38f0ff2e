"""Facts moved into an engine: read and mended here, then every question asked there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_args

from feria.review.engines import clickhouse, postgres, spark
from feria.review.engines.needs import EngineRefused
from feria.review.facts.facts import Facts
from feria.review.facts.opening import quoted, quoted_name

Engine = Literal["duckdb", "spark", "postgres", "clickhouse"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
CONNECT: dict[str, Callable[[str, Mapping[str, str]], Any]] = {
    "spark": spark.connect,
    "postgres": postgres.connect,
    "clickhouse": clickhouse.connect,
}


def connect(engine: Engine, url: str = "", options: Mapping[str, str] | None = None) -> Any:
    """An Ibis connection to an engine other than DuckDB, which facts are read with. Raises EngineRefused."""
    return CONNECT[engine](url, options or {})


def moved(
    facts: Facts,
    backend: Any,
    scratch: Path,
    progress: Callable[[str, float], None] = lambda _table, _share: None,
) -> Facts:
    """The same facts in that engine. ``scratch`` is a folder that the engine can read too; for Spark its files must stay as
    long as the facts, for others they are gone at once."""
    for done, name in enumerate(sorted(facts.known)):
        progress(name, done / len(facts.known))
        _move(facts, backend, name, scratch)
    return replace(facts, backend=backend, tables={})


def _move(facts: Facts, backend: Any, name: str, scratch: Path) -> None:
    table = facts.table(name)
    schema = table.schema()
    columns = ", ".join(_plain(column, dtype) for column, dtype in schema.items())
    selection = f"SELECT {columns} FROM ({facts.backend.compile(table)}) AS moved"  # noqa: S608 - names are quoted
    how = "csv" if backend.name == "postgres" else "parquet"
    texts = ", ".join(quoted_name(column) for column, dtype in schema.items() if dtype.is_string())
    written = (
        f"FORMAT csv, HEADER false{f', FORCE_QUOTE ({texts})' if texts else ''}"
        if how == "csv"
        else "FORMAT parquet"
    )
    file = scratch / f"{name}.{how}"
    facts.backend.raw_sql(f"COPY ({selection}) TO {quoted(str(file))} ({written})")
    if backend.name == "pyspark":
        spark.hold(backend, name, file)
        return
    held = postgres.hold if backend.name == "postgres" else clickhouse.hold
    try:
        held(backend, name, schema, file)
    finally:
        file.unlink(missing_ok=True)


def _plain(column: str, dtype: Any) -> str:
    """A column in a type that every engine has."""
    name = quoted_name(column)
    is_whole = dtype.is_integer() or dtype.is_decimal()
    return f"{name}::BIGINT AS {name}" if is_whole else name


__all__ = ["ENGINES", "Engine", "EngineRefused", "connect", "moved"]
