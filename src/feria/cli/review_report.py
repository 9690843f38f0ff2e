"""A review for a person at a terminal: the verdict in five lines, then the terms it is made of, then the tables."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from feria.review.report.speaker import Speaker
from feria.review.report.tables import TableView, tables_of
from feria.review.review import Review

STYLES = {"earned": "bold green", "lost": "bold red", "unsure": "bold yellow", "unknown": "bold"}
SHOWN = 8
LATER = ("profit.days", "effect.curve", "goods.curve", "read.problems")
"""Tables for a chart or for the end, not for a terminal's first screen."""


def print_review(review: Review, speaker: Speaker, console: Console) -> None:
    """The whole of it."""
    name = review.names.get(speaker.language) or review.names.get("en") or review.festival
    event = review.frame.event
    title = speaker.word(
        "title",
        name=name or speaker.word("festival"),
        first=event.first.isoformat(),
        last=event.last.isoformat(),
    )
    console.print(Text(title, style="bold"))
    for place, line in enumerate(review.verdict.lines):
        console.print(Text(f"  {speaker.say(line)}", style=STYLES[review.verdict.state] if not place else ""))
    for label in review.labels:
        console.print(Text(f"  {speaker.say(label)}", style="dim"))
    for part, answer in review.answers().items():
        for table in tables_of(part, answer):
            if table.code not in LATER:
                console.print(_shown(table, speaker))
    _problems(review, speaker, console)


def _shown(view: TableView, speaker: Speaker) -> Table:
    table = Table(
        title=speaker.word(f"table.{view.code}"),
        title_justify="left",
        header_style="bold",
        box=None,
        padding=(0, 2, 0, 0),
    )
    for column in view.columns:
        table.add_column(
            speaker.word(f"column.{column.code}"), justify="right" if column.is_number else "left"
        )
    for row in view.rows[:SHOWN]:
        table.add_row(
            *(speaker.figure(value, column.kind) for value, column in zip(row, view.columns, strict=True))
        )
    if (rest := len(view.rows) - SHOWN) > 0:
        table.caption, table.caption_justify = speaker.word("more-rows", n=rest), "left"
    return table


def _problems(review: Review, speaker: Speaker, console: Console) -> None:
    found = review.read.problems
    if found:
        console.print(Text(speaker.word("table.read.problems"), style="bold"))
    for each in found:
        said = speaker.word(f"finding.{each.code}", count=each.count, example=each.example)
        console.print(Text(f"  {said}", style="dim"))
    unanswered = [note for answer in review.answers().values() for note in answer.missing]
    if unanswered:
        console.print(Text(speaker.word("unanswered"), style="bold"))
    for note in unanswered:
        console.print(Text(f"  {speaker.say(note)}", style="dim"))
