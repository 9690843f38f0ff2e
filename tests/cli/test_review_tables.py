"""``feria review`` of tables that lie in a PostgreSQL: their own names, their own types, the same answer as of files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from feria.cli.main import main
from tests.review.tills import day, sale, usual_weeks, write
from tools.with_postgres import running_postgres

EVENT = day(56)
MAPPING = """
currency: USD
time_zone: UTC
columns: {order: bon, sold_at: verkauft, charged: betrag}
tables:
  refunds: {table: kasse.storno, columns: {order: bon, refunded_at: wann, amount: betrag}}
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_postgres() as found:
        yield found


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    after = [sale(f"a{n}", EVENT + timedelta(days=1 + n), 10) for n in range(14)]
    sales = [*usual_weeks(weeks=8, sunday=150, other=10_000), sale("event", EVENT, 450), *after]
    return write(tmp_path / "orders.csv", sales)


@pytest.fixture
def database(address: str, orders: Path) -> str:
    """The same orders as a shop's own till keeps them, and one that came back."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS kasse CASCADE")
        connection.execute("CREATE SCHEMA kasse")
        connection.execute(
            "CREATE TABLE kasse.posten (bon text, verkauft timestamptz, betrag numeric(12,2), notiz text)"
        )
        connection.execute("CREATE TABLE kasse.storno (bon text, wann timestamptz, betrag numeric(12,2))")
        connection.execute("INSERT INTO kasse.storno VALUES ('event', %s, 50)", [f"{EVENT} 18:00:00+00"])
        with orders.open(encoding="utf-8") as file, connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO kasse.posten VALUES (%s, %s, %s, %s)",
                [
                    (row["order"], row["sold_at"] + "+00", row["charged"], 'a "note",\nof two lines')
                    for row in csv.DictReader(file)
                ],
            )
    return address


def reviewed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code = main(["review", *map(str, words), "--from", str(EVENT), "--warm-up", "0", "--json"])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else told.err


def test_tables_of_a_database_are_reviewed_by_their_names(
    database: str, orders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")

    code, found = reviewed(
        capsys, "kasse.posten", "--mapping", mapping, "--engine", "postgres", "--engine-url", database
    )

    assert code == 0
    _code, of_file = reviewed(capsys, orders)
    assert of_file["profit"]["terms"]["event_profit"] == 30_000
    assert found["profit"]["terms"]["event_profit"] == 25_000, "less what came back"
    assert found["profit"]["terms"]["after_lost"] == of_file["profit"]["terms"]["after_lost"]
    assert found["read"]["source"] == "kasse.posten"


def test_a_table_that_is_not_there_is_said_and_how_to_name_one(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = reviewed(capsys, "kasse.nichts", "--engine", "postgres", "--engine-url", database)

    assert code == 2
    assert "kasse.nichts" in said
    assert "schema.table" in said


def test_a_name_is_never_taken_for_sql(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = reviewed(
        capsys, 'posten"; DROP SCHEMA kasse CASCADE; --', "--engine", "postgres", "--engine-url", database
    )

    assert code == 2
    assert "no orders" in said
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM kasse.posten").fetchone() != (0,)
