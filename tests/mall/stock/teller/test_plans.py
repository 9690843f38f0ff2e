"""The teller's statements on PostgreSQL are planned once: by the indexes, however empty the tables were at that time."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from feria.mall.stock.teller.pipeline import Pipeline
from feria.mall.stock.teller.postgres import PostgresStore, _statements

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = "'{a,b}'::text[]"
READINGS = {
    "first answers": ("teller_held", [NAMES]),
    "refusals": ("teller_refused", [NAMES]),
    "what members have": ("teller_bought", [NAMES, NAMES]),
    "sessions": ("teller_sessions", [NAMES]),
    "shelves": ("teller_shelves", [NAMES, NAMES]),
}


def plan_of(asking: psycopg.Connection[tuple[str]], name: str, values: list[str]) -> str:
    asked = f"EXPLAIN (COSTS OFF) EXECUTE {name} ({', '.join(values)})"
    return "\n".join(line for (line,) in asking.execute(asked.encode()))


@pytest.mark.parametrize("what", READINGS)
def test_a_plan_made_for_empty_tables_goes_by_the_indexes(what: str, teller_url: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's statements name the order in which tables are gone through")
    # Given tables without a row, of which a server left to itself would rather read all there is
    name, values = READINGS[what]
    with psycopg.connect(teller_url, autocommit=True) as untold:
        untold.execute("SET enable_indexscan = off")
        untold.execute("SET enable_bitmapscan = off")
        pipeline = Pipeline(untold)
        for statement in _statements():
            pipeline.prepare(*statement)
        assert "Seq Scan" in plan_of(untold, name, values)

    # When the teller's own connection plans the same
    store = PostgresStore(teller_url)
    plan = plan_of(store._connection, name, values)
    store.close()

    # Then no table is read from end to end
    assert "Seq Scan" not in plan, plan
