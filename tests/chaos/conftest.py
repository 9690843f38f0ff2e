"""A day for the tests of chaos, on each database in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.day import Day, a_day
from tests.chaos.sale import ASIDE


@pytest.fixture(params=["sqlite", "postgresql"])
def day(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Day]:
    """With the units of its session as ``@pytest.mark.units(N)`` says."""
    marked = request.node.get_closest_marker("units")
    with a_day(tmp_path, request.param, marked.args[0] if marked else ASIDE) as made:
        yield made
