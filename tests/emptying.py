"""Emptying the mall's tables after a test that commits."""

from __future__ import annotations

from functools import cache

KEPT = {"django_content_type", "auth_permission"}
"""What Django makes once, with the tables; no test changes it."""


@cache
def tables() -> list[str]:
    from django.db import connection

    return sorted({*connection.introspection.django_table_names(only_existing=True)} - KEPT)


def empty_what_was_filled() -> None:
    """Delete the rows of every table that has any. Triggers that keep tables append-only step aside for it."""
    from django.db import connection, transaction

    quoted = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        looks = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted(name)})" for name in tables())  # noqa: S608
        cursor.execute(" UNION ALL ".join(looks))
        filled = {name for (name,) in cursor.fetchall()}
        if not filled:
            return
        triggers = []
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
            triggers = [(name, sql) for name, sql, table in cursor.fetchall() if table in filled]
        else:  # the test run's server is its own; there one may be told to heed neither triggers nor keys
            cursor.execute("SET LOCAL session_replication_role = replica")
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {quoted(name)}")
        for table in sorted(filled):
            cursor.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608
        for _, sql in triggers:
            cursor.execute(sql)
