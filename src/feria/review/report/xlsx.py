"""A review as a workbook: the verdict, then a sheet for each table with every row, numbers as numbers."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from feria.festival.money import digits_of
from feria.review.report.html import heading
from feria.review.report.speaker import Speaker
from feria.review.report.tables import TableView, tables_of
from feria.review.review import Review

BOLD = Font(bold=True)
SAID = ("read.problems",)
"""Tables that stand on the first sheet as sentences."""
FORMATS = {"count": "#,##0", "share": "0.0%", "hours": "#,##0", "times": "0.00", "day": "yyyy-mm-dd"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run by the reader's program; it gets an apostrophe before it."""


def workbook(review: Review, speaker: Speaker) -> bytes:
    """The file's bytes."""
    book = Workbook()
    front = book.active
    assert isinstance(front, Worksheet)  # noqa: S101 - a new workbook has one
    _front(front, review, speaker)
    for part, answer in review.answers().items():
        for view in tables_of(part, answer):
            if view.code not in SAID:
                _sheet(book, view, review, speaker)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _front(sheet: Worksheet, review: Review, speaker: Speaker) -> None:
    sheet.title = _name(speaker.word("verdict"), set())
    sheet.append([safe(heading(review, speaker))])
    sheet["A1"].font = Font(bold=True, size=14)
    for line in (*review.verdict.lines, *review.labels):
        sheet.append([safe(speaker.say(line))])
    for answer in review.answers().values():
        for note in (*answer.findings, *answer.missing):
            sheet.append([safe(speaker.say(note))])
    for each in review.read.problems:
        sheet.append([safe(speaker.word(f"finding.{each.code}", count=each.count, example=each.example))])
    sheet.column_dimensions["A"].width = 110
    for row in sheet.iter_rows(min_row=1, max_col=1):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")


def _sheet(book: Any, view: TableView, review: Review, speaker: Speaker) -> None:
    sheet = book.create_sheet(_name(speaker.word(f"table.{view.code}"), set(book.sheetnames)))
    sheet.append([speaker.word(f"column.{column.code}") for column in view.columns])
    for cell in sheet[1]:
        cell.font = BOLD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in view.rows:
        sheet.append(
            [
                _cell(value, column.kind, review, speaker)
                for value, column in zip(row, view.columns, strict=True)
            ]
        )
    digits = digits_of(review.currency)
    money = "#,##0" + ("." + "0" * digits if digits else "")
    for place, column in enumerate(view.columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 16 if column.is_number else 28
        if shape := money if column.kind == "money" else FORMATS.get(column.kind):
            for cell in sheet[letter][1:]:
                cell.number_format = shape
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _cell(value: Any, kind: str, review: Review, speaker: Speaker) -> Any:
    if value is None:
        return None
    match kind:
        case "money":
            return Decimal(value).scaleb(-digits_of(review.currency))
        case "times":
            return Decimal(value).scaleb(-2)
        case "share":
            return Decimal(value).scaleb(-4)
        case "group":
            return safe(speaker.group(value))
        case "code":
            return safe(speaker.code(value))
        case "flag":
            return speaker.figure(value, kind)
    return safe(value) if isinstance(value, str) else value


def safe(text: str) -> str:
    """The text, so that no program takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _name(words: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 letters, none of ``[]:*?/\\``, each once."""
    name = "".join(letter for letter in words if letter not in "[]:*?/\\")[:31].strip("' ")
    return name if name not in taken else f"{name[:28]} {len(taken)}"
