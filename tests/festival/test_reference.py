"""The reference page lists what there is, and its examples can be typed in."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feria.festival import load
from feria.festival.problems import Report
from feria.festival.shapes import BAD, Reading
from feria.festival.tree import parse
from tools.reference import PAGES, page, records

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "festival.md").read_text("utf-8")
FIELDS = [(record, field) for record in records() for field in record.fields.values()]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_what_the_code_says_today(path: Path) -> None:
    """Of the grammar, of the commands, and of what the engine makes of every example."""
    written = (ROOT / path).read_text("utf-8")

    assert page(written, PAGES[path]()) == written, "run: python -m tools.reference"


@pytest.mark.parametrize(("record", "field"), FIELDS, ids=lambda each: each.name)
def test_each_fields_example_can_be_read(record, field) -> None:  # type: ignore[no-untyped-def]
    example = field.example or field.shape.example
    report = Report("example")
    tree = parse(f"example: {example}", report)
    reading = Reading(report, zone=ZoneInfo("America/New_York"), languages=("en",))

    assert tree is not None
    value = field.shape.read(tree.entries[0][1], field.name, reading)  # type: ignore[union-attr]

    assert [problem.message for problem in report.problems] == []
    assert value is not BAD


def test_the_pages_festival_is_sound() -> None:
    text = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert text is not None

    assert load(text[1]).problems == ()
