"""Running the command line as a person would, and comparing what it prints with what was agreed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from feria.cli.main import main

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Feria = Callable[..., Outcome]


@pytest.fixture
def feria(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Feria:
    """``feria("check", "x.yaml")`` from the root of the repository, on a terminal of 80 columns without colours."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def run(*words: str) -> Outcome:
        status = main(words)
        printed = capsys.readouterr()
        return Outcome(status, printed.out, printed.err)

    return run


@pytest.fixture
def agreed() -> Callable[[str, str], None]:
    """Compares with tests/cli/golden/NAME; FERIA_GOLDEN=write takes what is printed as agreed (then read the diff)."""

    def compare(name: str, printed: str) -> None:
        file = HERE / "golden" / name
        printed = "".join(line.rstrip() + "\n" for line in printed.splitlines())
        if os.environ.get("FERIA_GOLDEN") == "write":
            file.write_text(printed, "utf-8")
        assert printed == file.read_text("utf-8")

    return compare
