"""Write the references of festival documents, of each of their kinds and of commands from the code.

Run `python -m tools.reference`; a test fails when a page is not what this writes.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from feria.cli.main import COMMANDS, app_of
from feria.cli.mall import HOME
from feria.cli.schema import schema_text
from feria.festival.grammar import FESTIVAL, WHEN, Number, When
from feria.festival.notation import benefits, conditions, scopes, stacking
from feria.festival.shapes import Field, Later, ListOf, OneOrMany, Record, Shape
from feria.review.facts.schema import SHAPES
from tools.kinds.pages import benefits_page, conditions_page, head, scopes_page, stacking_page

FOLDER = Path("docs/reference")
PAGE = FOLDER / "festival.md"
COMMANDS_PAGE = FOLDER / "commands.md"
SCHEMA = FOLDER / "festival.schema.json"
BEGIN = "<!-- From here on written by `python -m tools.reference`; change the code instead. -->"
NOTATIONS: dict[type[Shape], Record] = {
    scopes.ScopeShape: scopes.RECORD,
    conditions.ConditionsShape: conditions.RECORD,
    benefits.BenefitShape: benefits.RECORD,
    stacking.StackingShape: stacking.RECORD,
    When: WHEN,
}
"""Shapes that are written as a record and read as something else."""


def records() -> list[Record]:
    """Every record of a document, each before those that it holds."""
    found: dict[str, Record] = {}

    def visit(record: Record) -> None:
        if record.name in found:
            return
        found[record.name] = record
        for inner in [record for each in record.fields.values() for record in _inside(each.shape)]:
            visit(inner)

    visit(FESTIVAL)
    return list(found.values())


def _inside(shape: Shape) -> Iterator[Record]:
    if isinstance(shape, Record):
        yield shape
    elif isinstance(shape, ListOf | OneOrMany):
        yield from _inside(shape.item)
    elif isinstance(shape, Later):
        yield from _inside(shape.make())
    elif isinstance(shape, Number):
        yield shape.cases
    elif isinstance(shape, conditions.Threshold):
        yield shape.record
    elif type(shape) in NOTATIONS:
        yield NOTATIONS[type(shape)]


def section(record: Record) -> str:
    """A record as a heading, a sentence and a table of its fields."""
    rows = [_row(each) for each in record.fields.values()]
    head = ["| field | is written as | what it says | for example |", "|---|---|---|---|"]
    doc = [record.doc, ""] if record.doc else []
    return "\n".join([f"## {record.name}", "", *doc, *head, *rows, ""])


def _row(field: Field) -> str:
    name = f"`{field.name}`" + (" (required)" if field.required else "")
    example = (field.example or field.shape.example).replace("|", "\\|")
    return f"| {name} | {field.shape.label} | {field.doc} | `{example}` |"


def generated() -> str:
    """Everything below the hand-written part of the page."""
    return "\n".join([BEGIN, "", *(section(record) for record in records())]).rstrip() + "\n"


def commands() -> str:
    """Every command with its arguments and options, in the order of the table of commands."""
    told = app_of(*(each.name for each in COMMANDS)).generate_docs(heading_level=1)
    told = told.replace(f"[default: {HOME}]", "[default: .feria]")  # whatever this machine's FERIA_HOME says
    parts = {part.partition("\n")[0]: part for part in re.split(r"(?m)^## ", told)[1:]}
    sections = []
    for each in COMMANDS:
        text = parts[f"feria {each.name}"].replace("```console\n", "```text\n").rstrip()
        sections.append(f"## {text}\n")
    rows = [f"| `{each.name}` | {each.help} | `feria[{each.extra}]` |" for each in COMMANDS]
    table = ["| Command | What it is for | Needs |", "|---|---|---|", *rows, ""]
    return "\n".join([BEGIN, "", *table, *sections])


def facts() -> str:
    """The tables of facts, each with its columns."""
    parts = [BEGIN, ""]
    for table in SHAPES:
        parts += [
            f"## {table.name}",
            "",
            table.about,
            "",
            "| column | holds | what it says | also known as |",
            "|---|---|---|---|",
        ]
        for column in table.columns:
            name = f"`{column.name}`" + (" (needed)" if column.needed else "")
            also = ", ".join(f"`{each}`" for each in column.also)
            parts.append(f"| {name} | {column.kind} | {column.about} | {also} |")
        parts.append("")
    return "\n".join(parts)


def page(written: str, rest: str) -> str:
    """The page with its generated part renewed."""
    return written.partition(BEGIN)[0] + rest


def kinds(page_of_kinds: str) -> str:
    """The examples of one page, under the document that all of them end."""
    return "\n".join([BEGIN, "", f"Each example ends this document:\n\n{head()}", page_of_kinds])


PAGES: dict[Path, Callable[[], str]] = {
    PAGE: generated,
    COMMANDS_PAGE: commands,
    FOLDER / "benefits.md": lambda: kinds(benefits_page()),
    FOLDER / "conditions.md": lambda: kinds(conditions_page()),
    FOLDER / "scopes.md": lambda: kinds(scopes_page()),
    FOLDER / "facts.md": facts,
    FOLDER / "stacking.md": lambda: kinds(stacking_page()),
}
"""Every page that is written from the code, and what stands below its own words."""


def main() -> None:
    for path, rest in PAGES.items():
        path.write_text(page(path.read_text("utf-8"), rest()), "utf-8")
    SCHEMA.write_text(schema_text(), "utf-8")


if __name__ == "__main__":
    main()
