"""What every test of the mall needs from its database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """A real SQLite file: one in memory has other locks, and races tried on it prove nothing.

    On a server, tests that run side by side have a database each, by the suffix of their worker.
    """
    from django.db import connections

    settings = connections["default"].settings_dict
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["TEST"]["NAME"] = str(Path(tmp_path_factory.mktemp("mall")) / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def append_only_tables_can_be_emptied_between_tests() -> Iterator[None]:
    """Flushing a test's rows is the one deletion that append-only tables allow: their triggers step aside for it.

    (PostgreSQL empties tables with TRUNCATE, which fires no row triggers.)
    """
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    operations = type(connection.ops)
    execute = operations.execute_sql_flush

    def without_triggers(self, sql_list):  # type: ignore[no-untyped-def]
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            try:
                execute(self, sql_list)
            finally:
                for _, sql in triggers:
                    cursor.execute(sql)

    operations.execute_sql_flush = without_triggers
    yield
    operations.execute_sql_flush = execute


@pytest.fixture(autouse=True)
def no_test_leaves_its_language_to_the_next() -> Iterator[None]:
    """A page asked for in Spanish leaves Spanish to the thread it was made in."""
    yield
    from django.utils import translation

    translation.deactivate()
