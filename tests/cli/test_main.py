"""The list of commands, and what happens when one is misspelt or not installed."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from feria import __version__
from feria.cli import main as cli
from feria.cli.main import COMMANDS, Command
from tests.cli.conftest import Feria


def test_help_lists_every_command(feria: Feria) -> None:
    outcome = feria("--help")

    assert outcome.status == 0
    assert all(command.name in outcome.out for command in COMMANDS)


def test_every_command_is_there() -> None:
    for command in COMMANDS:
        module, _, name = command.target.partition(":")
        assert callable(getattr(importlib.import_module(module), name)), command.name


def test_the_version(feria: Feria) -> None:
    assert feria("--version").out == f"feria {__version__}\n"


def test_a_misspelt_command_is_met_with_the_nearest(feria: Feria) -> None:
    outcome = feria("chekc", "x.yaml")

    assert outcome.status == 2
    assert outcome.err.startswith(
        "feria: there is no command `chekc`. Did you mean `feria check`? Commands: "
    )


def test_a_missing_argument_is_named(feria: Feria) -> None:
    outcome = feria("check")

    assert outcome.status == 2
    assert "FESTIVAL" in outcome.err + outcome.out


def test_a_missing_extra_is_one_sentence(feria: Feria, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when feria[cli] alone is installed and a command needs more."""
    absent = Command("forecast", "surely_not_installed:forecast", "Forecast.", "analytics")
    monkeypatch.setattr(cli, "COMMANDS", (*COMMANDS, absent))

    outcome = feria("forecast")

    assert outcome.status == 2
    assert outcome.err == "feria: feria forecast needs feria[analytics]: pip install 'feria[analytics]'\n"


def test_a_mistake_of_ours_is_not_taken_for_a_missing_extra(
    feria: Feria, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = Command("replay", "feria.cli.not_written:replay", "Replay.")
    monkeypatch.setattr(cli, "COMMANDS", (absent,))

    with pytest.raises(ModuleNotFoundError):
        feria("replay")


HEAVY = ("django", "duckdb", "ibis", "pandas", "numpy", "httpx", "pyarrow")


def test_check_starts_light() -> None:
    """`feria check` runs with feria[cli] alone: nothing heavy is imported on its way."""
    script = (
        "import sys; from feria.cli.main import main; "
        "status = main(['check', 'examples/festivals/corner-shop.yaml']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], status)"
    )

    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=_env()
    )

    assert printed.stdout.splitlines()[-1] == "[] 0"


def test_the_schema_is_printed(feria: Feria) -> None:
    outcome = feria("schema")

    assert outcome.status == 0
    assert outcome.out.startswith('{\n  "$schema": "https://json-schema.org/draft/2020-12/schema"')


def _env() -> dict[str, str]:
    import os

    return os.environ | {"PYTHONPATH": "src"}
