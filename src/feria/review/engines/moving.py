"""Facts moved into an engine: read and mended here, then every question asked there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_args

from feria.review.engines import postgres, spark
from feria.review.engines.needs import EngineRefused
from feria.review.facts.facts import Facts
from feria.review.facts.opening import quoted, quoted_name

Engine = Literal["duckdb", "spark", "postgres"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
CONNECT: dict[str, Callable[[str, Mapping[str, str]], Any]] = {
    "spark": spark.connect,
    "postgres": postgres.connect,
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
    """The same facts in that engine. ``scratch`` is a folder that the engine can read too; it may be emptied afterwards
    where the engine is PostgreSQL, and must stay as long as the facts where it is Spark."""
    for done, name in enumerate(sorted(facts.known)):
        progress(name, done / len(facts.known))
        _move(facts, backend, name, scratch)
    return replace(facts, backend=backend, tables={})


def _move(facts: Facts, backend: Any, name: str, scratch: Path) -> None:
    table = facts.table(name)
    schema = table.schema()
    columns = ", ".join(_plain(column, dtype) for column, dtype in schema.items())
    selection = f"SELECT {columns} FROM ({facts.backend.compile(table)}) AS moved"  # noqa: S608 - names are quoted
    if backend.name == "pyspark":
        file = scratch / f"{name}.parquet"
        facts.backend.raw_sql(f"COPY ({selection}) TO {quoted(str(file))} (FORMAT parquet)")
        spark.hold(backend, name, file)
        return
    file = scratch / f"{name}.csv"
    texts = ", ".join(quoted_name(column) for column, dtype in schema.items() if dtype.is_string())
    quotes = f", FORCE_QUOTE ({texts})" if texts else ""
    facts.backend.raw_sql(f"COPY ({selection}) TO {quoted(str(file))} (FORMAT csv, HEADER false{quotes})")
    try:
        postgres.hold(backend, name, schema, file)
    finally:
        file.unlink(missing_ok=True)


def _plain(column: str, dtype: Any) -> str:
    """A column in a type that every engine has."""
    name = quoted_name(column)
    is_whole = dtype.is_integer() or dtype.is_decimal()
    return f"{name}::BIGINT AS {name}" if is_whole else name


__all__ = ["ENGINES", "Engine", "EngineRefused", "connect", "moved"]
