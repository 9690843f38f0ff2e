"""The teller's statements on PostgreSQL are planned once: by the indexes, however empty the tables were at that time."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from feria.mall.stock.teller import postgres
from feria.mall.stock.teller.postgres import PostgresStore

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = "{a,b}"
READINGS = {
    "first answers": (postgres._HELD, [NAMES]),
    "refusals": (postgres._REFUSED, [NAMES]),
    "what members have": (postgres._BOUGHT, [NAMES, NAMES]),
    "sessions": (postgres._SESSIONS, [NAMES]),
    "shelves": (postgres._SHELVES, [NAMES, NAMES]),
}


def plan_of(asking: psycopg.Connection[tuple[str]], statement: str, values: list[str]) -> str:
    return "\n".join(line for (line,) in asking.execute(f"EXPLAIN (COSTS OFF) {statement}", values))


@pytest.mark.parametrize("what", READINGS)
def test_a_plan_made_for_empty_tables_goes_by_the_indexes(what: str, teller_url: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's statements name the order in which tables are gone through")
    # Given tables without a row, of which a server left to itself would rather read all there is
    statement, values = READINGS[what]
    with psycopg.connect(teller_url, autocommit=True) as untold:
        untold.execute("SET enable_indexscan = off")
        untold.execute("SET enable_bitmapscan = off")
        assert "Seq Scan" in plan_of(untold, statement, values)

    # When the teller's own connection plans the same
    store = PostgresStore(teller_url)
    plan = plan_of(store._connection, statement, values)
    store.close()

    # Then no table is read from end to end
    assert "Seq Scan" not in plan, plan
