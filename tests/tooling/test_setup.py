"""Installing Feria, and saying plainly why not."""

import sys
from pathlib import Path

import pytest

from tools import setup


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh clone whose installer only notes that it was called."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1"')
    for kind in setup.KINDS:
        (tmp_path / "requirements" / f"{kind}.txt").write_text(f"# {kind}")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "BIN", tmp_path / ".venv" / "bin")
    return tmp_path


def installed(kind: str) -> None:
    setup.stamp(kind).write_text(setup.fingerprint(kind))


@pytest.mark.parametrize("version", [(3, 6, 9), (3, 10, 14), (2, 7, 18)])
def test_an_old_python_is_told_what_is_needed_and_what_to_do(version: tuple[int, ...]) -> None:
    with pytest.raises(setup.SetUpFailed, match=r"needs Python 3\.11 or newer.*PYTHON=python3\.11"):
        setup.check_python(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2)])
def test_a_new_python_will_do(version: tuple[int, ...]) -> None:
    setup.check_python(version)


def test_a_fresh_clone_is_not_installed(clone: Path) -> None:
    assert not setup.is_installed("demo")


def test_what_was_installed_is_not_installed_again(clone: Path) -> None:
    installed("demo")
    assert setup.is_installed("demo")


def test_development_holds_the_demo_but_not_the_other_way_round(clone: Path) -> None:
    installed("demo")
    assert not setup.is_installed("dev")
    setup.stamp("demo").unlink()
    installed("dev")
    assert setup.is_installed("demo")


@pytest.mark.parametrize(
    ("file", "text"), [("pyproject.toml", '[project]\nversion = "2"'), ("requirements/demo.txt", "# other")]
)
def test_a_changed_lock_or_project_is_installed_anew(clone: Path, file: str, text: str) -> None:
    installed("demo")
    (clone / file).write_text(text)
    assert not setup.is_installed("demo")


def test_a_changed_lint_rule_installs_nothing(clone: Path) -> None:
    installed("demo")
    with (clone / "pyproject.toml").open("a") as file:
        file.write("\n[tool.ruff]\nline-length = 100\n")
    assert setup.is_installed("demo")


def test_a_missing_kind_of_installation_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.main(["spaceship"]) == 2
    assert "demo|dev" in capsys.readouterr().err


def test_an_environment_without_a_pip_of_its_own_is_filled_by_the_machine_s(clone: Path) -> None:
    setup.BIN.mkdir(parents=True)
    assert setup.pip("thing")[:4] == [sys.executable, "-m", "pip", "--python"]

    (setup.BIN / "pip").touch()
    assert setup.pip("thing")[:3] == [setup.BIN / "python", "-m", "pip"]
