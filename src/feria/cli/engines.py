"""The engine that a review is asked to run in: what was asked, and what is said where it cannot be had."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from feria.cli.bars import bar
from feria.review.engines import postgres
from feria.review.engines.moving import Engine, connect, moved
from feria.review.engines.needs import EngineRefused
from feria.review.facts.facts import Facts
from feria.review.facts.mapping import Mapping

SENTENCES = {
    "not-installed": "--engine {engine} needs the package {why}, which is not installed: pip install 'feria[{engine}]'.",
    "no-java": "Spark needs Java 17, and there is no `java` here. Install it (Debian: openjdk-17-jre-headless), "
    "or say in JAVA_HOME where it is.",
    "no-session": "{engine} did not start at {url}: {why}. Check --engine-url and each --engine-option.",
    "no-url": "--engine postgres needs --engine-url postgresql://USER:PASSWORD@HOST/DATABASE (or FERIA_ENGINE_URL).",
    "no-server": "--engine clickhouse runs in this process (chDB) and takes no --engine-url.",
    "no-table": "PostgreSQL did not hand out a table: {why}. Name tables as schema.table, and let the account read them.",
    "no-answer": "PostgreSQL did not let us in: {why}. Check the address, the user and the password in --engine-url.",
}


class EngineTold(Exception):
    """What was asked of an engine makes no sense; the sentence says what would."""


@contextmanager
def tables_in_postgres(name: str, mapping: Mapping, url: str, options: Sequence[str]) -> Iterator[Path]:
    """The orders' table of that name and those that the mapping names, as a folder of files. Raises EngineTold."""
    further = {ours: each.table for ours, each in mapping.tables.items() if each.table}
    with tempfile.TemporaryDirectory(prefix="feria-review-") as scratch:
        try:
            backend = connect("postgres", url, _settings(options))
            postgres.copy_out(backend, {"lines": name, **further}, Path(scratch))
        except EngineRefused as refused:
            raise EngineTold(SENTENCES[refused.code].format(engine="postgres", why=refused.why)) from refused
        yield Path(scratch)


@contextmanager
def in_engine(facts: Facts, engine: Engine, url: str, options: Sequence[str]) -> Iterator[Facts]:
    """The facts in the engine that was asked for, as long as the review lasts. Raises EngineTold."""
    if engine == "duckdb":
        if url or options:
            raise EngineTold(
                "--engine-url and --engine-option are of another engine: say --engine spark, postgres or clickhouse."
            )
        yield facts
        return
    try:
        backend = connect(engine, url, _settings(options))
    except EngineRefused as refused:
        said = SENTENCES[refused.code].format(engine=engine, why=refused.why, url=url or "this machine")
        raise EngineTold(said) from refused
    with tempfile.TemporaryDirectory(prefix="feria-review-") as scratch:
        with bar("Moving") as told:
            there = moved(facts, backend, Path(scratch), told)
        yield there


def _settings(options: Sequence[str]) -> dict[str, str]:
    told = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals or not name:
            raise EngineTold(f"--engine-option needs NAME=VALUE, like spark.driver.memory=4g, not {option}.")
        told[name] = value
    return told
