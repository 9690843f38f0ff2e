"""``feria check``: what a good compiler does, for festivals."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from cyclopts import Parameter
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from feria.cli.reading import CannotRead, TextFile, read_text
from feria.cli.words import Language, counted, word
from feria.festival import Document, KnownCatalogue, Loaded, Problem, load, say
from feria.festival.wording import codes, phrase

STYLES = {"error": "bold red", "warning": "bold yellow"}


def check(
    festival: TextFile,
    /,
    *,
    catalogue: Path | None = None,
    language: Language = "en",
    as_json: Annotated[bool, Parameter(name="--json", negative="", show_default=False)] = False,
) -> int:
    """Check a festival document and name every problem with its place and a suggestion.

    Exits with 0 when the festival can run (warnings allowed), with 1 when it cannot.

    Parameters
    ----------
    festival
        The document, a YAML file; `-` reads standard input.
    catalogue
        A JSON file with the names a catalogue knows: {"shops": [...], "categories": [...], "brands": [...],
        "skus": [...], "tags": [...], "prices": {"SKU": minor units}}; what is left out is not checked.
    language
        The language of the messages.
    as_json
        Print the problems as JSON.
    """
    try:
        text = read_text(festival)
        known = read_catalogue(catalogue) if catalogue else None
    except CannotRead as reason:
        sys.stderr.write(f"feria check: {reason}\n")
        return 2
    loaded = load(text, str(festival), known)
    if as_json:
        sys.stdout.write(as_report(loaded, str(festival), language) + "\n")
    else:
        show(loaded, text, str(festival), language, Console(highlight=False, soft_wrap=True))
    return 1 if loaded.errors else 0


def read_catalogue(path: Path) -> KnownCatalogue:
    """The names in a catalogue file. Raises CannotRead."""
    try:
        return msgspec.json.decode(read_text(path).encode(), type=KnownCatalogue)
    except msgspec.MsgspecError as error:
        raise CannotRead(f"{path} is not a list of a catalogue's names: {error}.") from None


def as_report(loaded: Loaded, file: str, language: str) -> str:
    """The problems as JSON."""
    problems = [_as_record(in_language(problem, language), language) for problem in loaded.problems]
    report = {
        "file": file,
        "ok": not loaded.errors,
        "errors": len(loaded.errors),
        "warnings": len(loaded.warnings),
        "problems": problems,
    }
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode()


def _as_record(problem: Problem, language: str) -> dict[str, object]:
    record = msgspec.structs.asdict(problem)
    facts = record.pop("facts")
    return record | {name: phrase(facts[name], language) for name in ("found", "expected") if name in facts}


def in_language(problem: Problem, language: str) -> Problem:
    """The problem with its words in another language; what others than the document's own check found stays as it is."""
    if problem.code not in codes():
        return problem
    message, suggestion = say(problem.code, problem.facts, language)
    return msgspec.structs.replace(problem, message=message, suggestion=suggestion)


def show(loaded: Loaded, text: str, file: str, language: str, console: Console) -> None:
    """Every problem with its line, then the sum."""
    lines = text.splitlines()
    for problem in loaded.problems:
        console.print(_shown(in_language(problem, language), lines, language))
        console.print()
    document = loaded.document
    if not loaded.problems and document is not None:
        console.print(Text.assemble(("✓ ", "bold green"), word("sound", language, file=file)))
        console.print(Text(f"  {_outline(document, language)}", style="dim"))
        return
    counts_shown = []
    for severity, found in (("error", loaded.errors), ("warning", loaded.warnings)):
        if found:
            counts_shown.append(Text(counted(f"{severity}s", len(found), language), style=STYLES[severity]))
    console.print(Text(f"{file}: ") + Text(", ").join(counts_shown))


def _outline(document: Document, language: str) -> str:
    """When it is, and how much is in it."""
    zone = ZoneInfo(document.time_zone)
    start, end = (
        at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in (document.starts_at, document.ends_at)
    )
    always, if_any = ("phases", "promotions", "coupons", "venues"), ("rushes", "presales", "ladders")
    counted_parts = ((name, len(getattr(document, name))) for name in (*always, *if_any))
    counts = " · ".join(word(name, language, n=n) for name, n in counted_parts if n or name in always)
    return f"{start} – {end} {document.time_zone} · {counts}"


def _shown(problem: Problem, lines: list[str], language: str) -> Text:
    """A problem as a compiler shows it: what, where, the line with a mark under it, what to do."""
    style = STYLES[problem.severity]
    shown = Text.assemble(
        (word(problem.severity, language), style), (f"[{problem.code}]", style), ": ", problem.message
    )
    where = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    gutter = " " * len(str(problem.line))
    shown.append_text(Text.assemble("\n", (f"{gutter}--> ", "blue"), where, ("  " + problem.path, "dim")))
    if 0 < problem.line <= len(lines):
        shown.append_text(_snippet(problem, lines[problem.line - 1], gutter, style))
    if problem.suggestion:
        shown.append_text(Text.assemble("\n", (f"{gutter} = ", "blue"), (problem.suggestion, "green")))
    return shown


def _snippet(problem: Problem, line: str, gutter: str, style: str) -> Text:
    """The line and a mark under the characters meant; wide characters count twice."""
    line = line.replace("\t", " ")
    start = min(problem.column - 1, len(line))
    marked = line[start : start + problem.length] or " "
    mark = " " * cell_len(line[:start]) + "^" * max(1, cell_len(marked.rstrip() or " "))
    bar = ("|", "blue")
    return Text.assemble(
        "\n", f"{gutter} ", bar, "\n", (f"{problem.line} ", "blue"), bar, f" {line}\n", f"{gutter} ", bar, " ",
        (mark, style),
    )  # fmt: skip
