"""Spark as the engine of a review: on this machine's cores, or wherever its master is.

Tables come as Parquet and are views of a session of their own, so nothing is left behind when it ends.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from feria.review.engines.needs import EngineRefused, needed

LOCAL = "local[*]"
SESSION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
"""Instants are UTC; what the session says and draws is for its own people. Options that are asked for stand above these."""
ONE_MACHINE = {"spark.sql.shuffle.partitions": "4", "spark.driver.bindAddress": "127.0.0.1"}
"""Here the two hundred partitions that Spark begins with are two hundred tasks for a handful of rows."""


def connect(url: str, options: Mapping[str, str]) -> Any:
    """An Ibis connection to a session of its own. ``url`` names the master. Raises EngineRefused."""
    needed("spark", "pyspark")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise EngineRefused("spark", "no-java")
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    master = url or LOCAL
    told = {**SESSION, **(ONE_MACHINE if master.startswith("local") else {}), **options}
    builder = SparkSession.builder.appName("feria review").master(master)
    for name, value in {**QUIET, **told}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate().newSession()
        of_queries = {name: value for name, value in told.items() if name.startswith("spark.sql.")}
        return ibis.pyspark.connect(session, **of_queries)
    except (PySparkException, Py4JError, OSError, RuntimeError) as problem:
        why = next(iter(str(problem).strip().splitlines()), type(problem).__name__)
        raise EngineRefused("spark", "no-session", why) from problem


def hold(backend: Any, name: str, file: Path) -> None:
    """The Parquet file as the table of that name."""
    _session(backend).read.parquet(str(file)).createOrReplaceTempView(name)


def put(backend: Any, name: str, table: pa.Table) -> None:
    """A small table under that name."""
    _session(backend).createDataFrame(table).createOrReplaceTempView(name)


def _session(backend: Any) -> Any:
    return backend._session  # noqa: SLF001 - Ibis hands out no other way to it
