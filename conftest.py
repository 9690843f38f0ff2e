"""What the whole suite shares: a browser and a PostgreSQL, for the tests that ask for one."""

from collections.abc import Iterator
from os import environ
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tools.with_postgres import running_postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# The same examples on every machine, however busy it is; the thorough run looks for new ones.
settings.register_profile(
    "feria",
    derandomize=not environ.get("FERIA_THOROUGH"),
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("feria")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `thorough` wait for `make test-long`, those marked `postgres` for `make test-postgres`."""
    if not environ.get("FERIA_THOROUGH"):
        later = pytest.mark.skip(reason="takes up to an hour: make test-long")
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(later)
    if environ.get("FERIA_DATABASE_URL", "").startswith("postgres"):
        return
    elsewhere = pytest.mark.skip(reason="needs the mall on PostgreSQL: make test-postgres")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(elsewhere)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The one browser of a run: Playwright's loop stays in its thread, so there can be no second."""
    from playwright.sync_api import sync_playwright

    environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Django is told that the loop is meant
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a throw-away PostgreSQL, for a test that works beside the mall's own database."""
    with running_postgres() as address:
        yield address
