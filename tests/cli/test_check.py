"""feria check: everything that is wrong, where, and what to do."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Feria

Agreed = Callable[[str, str], None]
BAD = "tests/cli/bad.yaml"
EXAMPLE = "examples/festivals/double-eleven.yaml"


@pytest.mark.parametrize("language", ["en", "zh-hans", "es"])
def test_problems_are_shown_as_a_compiler_shows_them(feria: Feria, agreed: Agreed, language: str) -> None:
    outcome = feria("check", BAD, "--language", language)

    assert outcome.status == 1
    agreed(f"check-bad.{language}.txt", outcome.out)


def test_problems_as_json(feria: Feria, agreed: Agreed) -> None:
    outcome = feria("check", BAD, "--json")

    assert outcome.status == 1
    assert {problem["code"] for problem in json.loads(outcome.out)["problems"]} >= {
        "unknown-benefit",
        "tier-order",
    }
    agreed("check-bad.json", outcome.out)


def test_a_sound_festival_is_said_to_be_sound(feria: Feria, agreed: Agreed) -> None:
    outcome = feria("check", EXAMPLE)

    assert outcome.status == 0
    agreed("check-double-eleven.txt", outcome.out)


def test_warnings_alone_do_not_fail(feria: Feria, tmp_path: Path) -> None:
    text = (
        Path(EXAMPLE)
        .read_text("utf-8")
        .replace("- {channel: mailer, budget: 2500.00}", "- {channel: mailer, budget: 9500.00}")
    )
    file = tmp_path / "generous.yaml"
    file.write_text(text, "utf-8")

    outcome = feria("check", str(file))

    assert outcome.status == 0
    assert "warning[budget-exceeded]" in outcome.out
    assert outcome.out.rstrip().endswith("1 warning")


def test_a_festival_is_checked_against_a_catalogue(feria: Feria, tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.json"
    catalogue.write_text(
        '{"categories": ["grocery/soft-drinks", "grocery/bagged-snacks"], "shops": ["grocery"]}', "utf-8"
    )

    outcome = feria("check", "examples/festivals/corner-shop.yaml", "--catalogue", str(catalogue))
    strange = feria("check", EXAMPLE, "--catalogue", str(catalogue))

    assert outcome.status == 0
    assert strange.status == 1
    assert "the catalogue has no category `grocery/ice-cream-and-sherbet`" in strange.out


def test_a_festival_may_come_from_standard_input(feria: Feria, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("feria: 1\n"))

    outcome = feria("check", "-")

    assert outcome.status == 1
    assert "error[missing-field]" in outcome.out


def test_a_file_that_is_not_there_is_one_sentence(feria: Feria) -> None:
    outcome = feria("check", "examples/festivals/double-twelve.yaml")

    assert outcome.status == 2
    assert outcome.err.startswith(
        "feria check: there is no file examples/festivals/double-twelve.yaml. Beside it: "
    )
    assert outcome.err.count("\n") == 1


def test_a_file_that_is_no_text_is_one_sentence(feria: Feria, tmp_path: Path) -> None:
    file = tmp_path / "photo.yaml"
    file.write_bytes(b"\xff\xd8\xff\xe0")

    outcome = feria("check", str(file))

    assert (outcome.status, outcome.err) == (
        2,
        f"feria check: {file} is not UTF-8 text (byte 0); save it as UTF-8.\n",
    )
