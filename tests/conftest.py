"""What every test of the mall needs from its database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emptying import empty_what_was_filled


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
def tests_that_commit_empty_what_they_filled() -> Iterator[None]:
    """Django empties every table and then makes content types and permissions anew, after each such test: ten times as long."""
    from django.test import TransactionTestCase

    usual = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _case: empty_what_was_filled()  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = usual  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def passwords_are_quick() -> Iterator[None]:
    """They are worth nothing here, and a tenth of a second each to keep as safely as people's."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def no_test_leaves_its_language_to_the_next() -> Iterator[None]:
    """A page asked for in Spanish leaves Spanish to the thread it was made in."""
    yield
    from django.utils import translation

    translation.deactivate()
