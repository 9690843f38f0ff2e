"""The engine can be taken into any project: it needs msgspec and the standard library, nothing else."""

import sys

import grimp
import pytest

ALLOWED = frozenset(sys.stdlib_module_names) | {"msgspec"}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("feria", include_external_packages=True, cache_dir=None)


def test_the_engine_imports_nothing_that_is_not_installed_with_it(imports: grimp.ImportGraph) -> None:
    engine = {"feria.pricing"} | imports.find_descendants("feria.pricing")
    outside = {
        module for part in engine for module in imports.find_modules_directly_imported_by(part)
    } - engine
    # feria itself is the package's own front page; its imports are checked below.
    assert outside - {"feria"} <= ALLOWED
    assert imports.find_modules_directly_imported_by("feria") <= ALLOWED
    assert "msgspec" in outside
