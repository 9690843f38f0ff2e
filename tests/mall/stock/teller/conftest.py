"""A teller's database for tests: the test run's own, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest
from django.db import connection

from feria.mall.catalog.models import Product
from feria.mall.kit.api import now
from feria.mall.stock.api import Claim, EarlyAccess, Line, RushSession, RushTerms, plan_rush
from feria.mall.stock.teller.reading import Store
from feria.mall.stock.teller.stores import store_for

PlanRush = Callable[..., RushSession]


def ask(key: str, member: str = "", session: str = "ten", level: int = 0, **units: int) -> Claim:
    """A claim: ``ask("k1", "ana", tea=2)``. Without a member it is somebody of their own, without units one tea."""
    lines = tuple(Line(sku, count) for sku, count in (units or {"tea": 1}).items())
    return Claim(key=key, member=member or f"m-{key}", session=session, lines=lines, level=level)


@pytest.fixture
def teller_url() -> str:
    """The address of the database that this test uses."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)


@pytest.fixture
def store(teller_url: str) -> Iterator[Store]:
    opened = store_for(teller_url)
    yield opened
    opened.close()


@pytest.fixture
def rush() -> PlanRush:
    """Plans a session that is open now, "ten" by name: ``rush({tea: RushTerms(units=5)})``."""

    def plan(
        products: Mapping[Product, RushTerms],
        code: str = "ten",
        *,
        opens_in: float = -60,
        lasts: float = 3600,
        units_per_member: int | None = None,
        hold_for: timedelta = timedelta(minutes=15),
        early: EarlyAccess | None = None,
    ) -> RushSession:
        opens_at = now() + timedelta(seconds=opens_in)
        closes_at = opens_at + timedelta(seconds=lasts)
        return plan_rush(code, opens_at, closes_at, products, units_per_member, hold_for, early)

    return plan
