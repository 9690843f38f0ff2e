"""Every rule of price that has a worked example has a test that bears its number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| R2\.(\d+) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
CITED = re.compile(r"\bR2\.(\d+)\b")


@dataclass(frozen=True)
class Rule:
    """A row of the rules' page."""

    number: int
    says: str
    example: str


@cache
def rules() -> dict[int, Rule]:
    page = (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    found = [Rule(int(number), says, example) for number, says, example in ROW.findall(page)]
    return {rule.number: rule for rule in found}


@cache
def by_rule() -> dict[int, list[str]]:
    """Tests whose own name bears the number of a rule, or whose module's name does."""
    found: dict[int, list[str]] = {}
    for module in sorted(Path(__file__).parent.glob("test_r2_*.py")):
        of_module = re.match(r"test_r2_(\d+)_", module.name)
        for name in re.findall(r"^def (test_\w+)", module.read_text(encoding="utf-8"), re.MULTILINE):
            own = re.match(r"test_r(\d)_(\d+)_", name)
            if own and own[1] != "2":
                continue
            number = own[2] if own else of_module and of_module[1]
            if number:
                found.setdefault(int(number), []).append(f"{module.name}::{name}")
    return found


def test_the_page_holds_every_rule_once_and_in_order() -> None:
    assert list(rules()) == list(range(1, 24))
    page = (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    assert page.count("\n| R2.") == len(rules())


@pytest.mark.parametrize("number", [rule.number for rule in rules().values() if rule.example])
def test_a_rule_with_an_example_has_a_test_of_its_number(number: int) -> None:
    assert by_rule().get(number), f"R2.{number} has a worked example and no test in tests/rulebook."


def test_no_test_bears_a_number_that_is_no_rule() -> None:
    assert set(by_rule()) <= set(rules())


def test_no_number_is_cited_that_stands_nowhere() -> None:
    """In code, tests and pages alike."""
    files = [
        path
        for folder, kind in (("src", "*.py"), ("tests", "*.py"), ("docs", "*.md"))
        for path in (ROOT / folder).rglob(kind)
    ]
    cited = {
        (int(number), path.name)
        for path in files
        for number in CITED.findall(path.read_text(encoding="utf-8"))
    }

    assert len(cited) > 50
    assert sorted((number, name) for number, name in cited if number not in rules()) == []
