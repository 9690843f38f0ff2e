"""Whatever is handed in, reading it ends in a document or in problems, never in an exception (P13)."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from feria.festival import load

TEXT = (Path(__file__).parents[2] / "examples" / "festivals" / "corner-shop.yaml").read_text("utf-8")
LINES = TEXT.splitlines()
PIECES = ["{", "}", "[", "]", ": ", "- ", "'", '"', "&a ", "*a", "!t ", "%", "|\n", ">\n", "\t", "#", "? ", "~", "null",
          "-1", "999999999999999999999", "0x1F", "1e400", ".inf", "٣", "２", "2026-02-30", "24:01 to 25:00", "\x00", "\ufeff",
          "100%", "-5%", "grocery", "<<", "---\n", "...\n", "2026-11-11 24:00", "9999-12-31 24:00", "0001-01-01 00:00"]  # fmt: skip


PATIENT = settings(max_examples=150, deadline=None)  # a busy machine is no fault of the reader


def no_exception(text: str) -> None:
    loaded = load(text)

    assert (loaded.document is None) == bool(loaded.errors)
    lines = len(text.splitlines()) + 1
    assert all(0 <= problem.line <= lines and problem.message for problem in loaded.problems)


@PATIENT
@given(st.text())
def test_any_text(text: str) -> None:
    no_exception(text)


@PATIENT
@given(st.lists(st.sampled_from(PIECES + LINES), max_size=12))
def test_any_heap_of_yaml(pieces: list[str]) -> None:
    no_exception("\n".join(pieces))


@PATIENT
@given(
    line=st.integers(0, len(LINES) - 1),
    at=st.integers(0, 80),
    cut=st.integers(0, 20),
    piece=st.sampled_from(PIECES),
)
def test_a_sound_document_with_one_wound(line: int, at: int, cut: int, piece: str) -> None:
    lines = list(LINES)
    lines[line] = lines[line][:at] + piece + lines[line][at + cut :]

    no_exception("\n".join(lines))


@PATIENT
@given(field=st.sampled_from(["days", "hours", "name", "id", "benefit", "scope", "when", "stock", "spend", "lane", "feria"]),
       value=st.sampled_from(PIECES) | st.text(max_size=20))  # fmt: skip
def test_a_sound_document_with_any_value(field: str, value: str) -> None:
    head, mark, tail = TEXT.partition(f"{field}: ")

    no_exception(head + mark + value + tail)
