"""What the reference pages list is what there is."""

import re
from pathlib import Path

from feria.cli.main import COMMANDS
from tools.gates import GATES

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def in_first_column(page: str) -> set[str]:
    rows = re.findall(r"^\| (`[^|]*) \|", (REFERENCE / page).read_text(encoding="utf-8"), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_every_setting_is_explained() -> None:
    code = [path.read_text(encoding="utf-8") for path in (ROOT / "src" / "feria").rglob("*.py")]
    read = {name for text in code for name in re.findall(r'"(FERIA_[A-Z_]+)"', text)}
    assert in_first_column("settings.md") == read


def test_every_command_is_explained_with_the_extra_it_needs() -> None:
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| `feria\[(\w+)\]` \|$", page, re.MULTILINE)
    assert set(rows) == {(command.name, command.extra) for command in COMMANDS}


def test_every_gate_is_explained() -> None:
    assert in_first_column("gates.md") == {gate.name for gate in GATES}


def test_every_decision_is_listed() -> None:
    decisions = ROOT / "docs" / "decisions"
    listed = re.findall(r"\((\d{4}-[^)]+)\)", (decisions / "index.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in decisions.glob("0*.md"))
