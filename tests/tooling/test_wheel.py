"""What is installed from a wheel is whole: code, types, pages, pictures, tables, languages."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_everything_the_mall_shows_is_in_it(wheel: set[str]) -> None:
    mall = ROOT / "src" / "feria" / "mall"
    shown = [p for kind in ("html", "css", "js", "svg", "woff2", "po") for p in mall.rglob(f"*.{kind}")]
    assert shown
    assert {path.relative_to(ROOT / "src").as_posix() for path in shown} <= wheel


def test_it_says_that_it_has_types_and_what_its_licence_is(wheel: set[str]) -> None:
    assert "feria/py.typed" in wheel
    assert {Path(name).name for name in wheel if "/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_it_carries_no_tests_tools_or_leavings(wheel: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel} == {"feria"}
    assert not [name for name in wheel if name.endswith((".pyc", ".sqlite3", ".log"))]
