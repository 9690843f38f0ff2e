"""The same little mall that orders are tested in."""

from __future__ import annotations

import pytest

from tests.mall.factories import at, set_clock
from tests.mall.orders.conftest import on_sale, other_shopper, promise, shopper

__all__ = ["on_sale", "other_shopper", "promise", "shopper"]


@pytest.fixture(autouse=True)
def noon() -> None:
    """Facts are kept by the mall's day, and what a test does is all of one, whenever it runs."""
    set_clock(at(2025, 11, 11, 17))
