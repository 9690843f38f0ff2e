"""What facts ask of their engine beside expressions: to take in a small table, and to work something out once."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from feria.review.engines import clickhouse, postgres, spark


def put(backend: Any, name: str, table: pa.Table) -> None:
    """A small table under that name, in place of one that was there."""
    match backend.name:
        case "pyspark":
            spark.put(backend, name, table)
        case "postgres":
            postgres.put(backend, name, table)
        case "clickhouse":
            clickhouse.put(backend, name, table)
        case _:
            backend.create_table(name, table, overwrite=True)


def keep(backend: Any, expression: Any) -> Any:
    """The expression's result as a table, worked out once."""
    match backend.name:
        case "postgres":
            return postgres.keep(backend, expression)
        case "clickhouse":
            return clickhouse.keep(backend, expression)
        case _:
            return expression.cache()
