"""``feria review``: whether a festival truly earned money, from a file of orders or a whole warehouse."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from feria.cli.bars import bar
from feria.cli.check import show
from feria.cli.engines import EngineTold, in_engine, tables_in_postgres
from feria.cli.reading import CannotRead, read_text
from feria.cli.review_report import print_review
from feria.festival import Document, load
from feria.review.engines.moving import Engine
from feria.review.facts.anywhere import read_facts
from feria.review.facts.facts import Facts, FactsRefused
from feria.review.facts.files import FactsMissing
from feria.review.facts.mapping import NOTHING, Mapping, MappingRefused, read_mapping
from feria.review.facts.margins import MarginsRefused, read_margins, with_margins
from feria.review.frame import AFTER_DAYS, USUAL_DAYS, Days, Frame, event_days, frame_around, warm_up_days
from feria.review.report.languages import Language
from feria.review.report.render import FORMATS, NotInstalled, render
from feria.review.report.speaker import Speaker
from feria.review.report.tables import as_json as as_bytes
from feria.review.review import Review
from feria.review.review import review as review_festival

NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)?")
"""A table's name, its schema's before it."""


class Told(Exception):
    """What the person called for makes no sense; the sentence says what would."""


def review(
    orders: Path,
    /,
    *,
    festival: Path | None = None,
    from_day: Annotated[date | None, Parameter(name="--from")] = None,
    to_day: Annotated[date | None, Parameter(name="--to")] = None,
    warm_up: int | None = None,
    after: int = AFTER_DAYS,
    usual: int = USUAL_DAYS,
    promoted: list[str] | None = None,
    before: list[Path] | None = None,
    mapping: Path | None = None,
    margins: Path | None = None,
    rules: Path | None = None,
    out: list[Path] | None = None,
    language: Language = "en",
    engine: Engine = "duckdb",
    engine_url: Annotated[str, Parameter(env_var="FERIA_ENGINE_URL")] = "",
    engine_option: list[str] | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Say in five lines whether a festival earned money, how sure that is, why, what to repeat and what to stop.

    Exits with 0 when the question could be answered, with 1 when the input does not allow it.

    Parameters
    ----------
    orders
        A CSV or Parquet file of orders, a directory with a file for each table, or a warehouse; with --engine postgres
        also a table of that database, like sales.order_lines.
    festival
        The festival's document, for its name, its days and its goal.
    from_day
        The event's first day, 2017-11-11; the document's main phase, if left out.
    to_day
        The event's last day; the first, if left out.
    warm_up
        How many days before the event people were asked to wait; the document's, or 7.
    after
        How many days after the event still count.
    usual
        How many days before the warm-up say what is usual.
    promoted
        A category path that was promoted, where no document says which goods were; may be given several times.
    before
        The JSON report of an earlier festival to compare with; may be given several times, latest first.
    mapping
        A YAML file that says what foreign columns are called.
    margins
        A YAML file of assumed margins by category, where costs are not known.
    rules
        A festival's document: what the event's baskets would have cost under its rules, with and without people answering to price.
    out
        Where to write the report: .html, .pdf, .xlsx or .json; may be given several times.
    language
        The language of the report.
    engine
        Where the questions are worked out: here in DuckDB or ClickHouse, in Spark, or in PostgreSQL; the results are the same.
    engine_url
        Spark's master (this machine, if left out), or PostgreSQL's address.
    engine_option
        A setting of the engine's session, NAME=VALUE; may be given several times.
    as_json
        Print the result as JSON, amounts in minor units.
    """
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        document = _document(festival, console)
        facts = _facts(orders, mapping, margins, engine, engine_url, engine_option or [])
        frame = _frame(document, from_day, to_day, warm_up, after, usual)
        _check_formats(out or [])
        earlier = [_earlier(path) for path in before or []]
        other = _document(rules, console)
        with in_engine(facts, engine, engine_url, engine_option or []) as there, bar("Reviewing") as told:
            result = review_festival(there, frame, document, earlier, promoted or [], other, told)
        speaker = Speaker(language, result.currency, result.called)
        for path in out or []:
            render(result, speaker, path)
    except (Told, EngineTold, NotInstalled) as sentence:
        return _complain(f"{sentence}")
    except Unsound:
        return 1
    except FactsRefused as refused:
        speaker = Speaker(language)
        for finding in refused.findings:
            if finding.remedy == "refused":
                _complain(
                    speaker.word(f"finding.{finding.code}", count=finding.count, example=finding.example)
                )
        return 1
    if as_json:
        sys.stdout.write(as_bytes(result).decode() + "\n")
    else:
        print_review(result, speaker, Console(highlight=False))
        for path in out or []:
            sys.stdout.write(speaker.word("written", path=str(path)) + "\n")
    return 0 if result.profit.terms else 1


class Unsound(Exception):
    """The festival's document is not sound; that has been shown."""


def _document(path: Path | None, console: Console) -> Document | None:
    if path is None:
        return None
    try:
        text = read_text(path)
    except CannotRead as reason:
        raise Told(str(reason)) from reason
    loaded = load(text, str(path))
    if loaded.document is None:
        show(loaded, text, str(path), "en", console)
        raise Unsound
    return loaded.document


def _facts(
    orders: Path,
    mapping: Path | None,
    margins: Path | None,
    engine: Engine,
    url: str,
    options: Sequence[str],
) -> Facts:
    """Of a file or folder; with PostgreSQL as the engine what is no file here is a table there."""
    try:
        told: Mapping = read_mapping(read_text(mapping)) if mapping else NOTHING
        if engine == "postgres" and not orders.exists() and NAME.fullmatch(str(orders)):
            with tables_in_postgres(str(orders), told, url, options) as folder, bar("Reading") as shown:
                facts = replace(read_facts(folder, told, shown), source=str(orders))
        else:
            with bar("Reading") as shown:
                facts = read_facts(orders, told, shown)
        return with_margins(facts, read_margins(read_text(margins))) if margins else facts
    except CannotRead as reason:
        raise Told(str(reason)) from reason
    except FactsMissing as missing:
        raise Told(
            f"there are no orders in {missing.path}. Name a CSV or Parquet file of orders, a directory that holds "
            "lines.csv or lines.parquet, or a warehouse that `feria demo --no-serve` has built."
        ) from missing
    except MappingRefused as reason:
        raise Told(f"the mapping {mapping} cannot be used: {reason}.") from reason
    except MarginsRefused as reason:
        raise Told(f"the margins in {margins} cannot be used: {reason}.") from reason


def _earlier(path: Path) -> Review:
    """An earlier festival's report. Raises Told."""
    try:
        return msgspec.json.decode(read_text(path), type=Review)
    except CannotRead as reason:
        raise Told(str(reason)) from reason
    except msgspec.DecodeError as reason:
        raise Told(
            f"{path} is no report that `feria review --out report.json` has written: {reason}."
        ) from reason


def _frame(
    document: Document | None,
    first: date | None,
    last: date | None,
    warm_up: int | None,
    after: int,
    usual: int,
) -> Frame:
    if first is None and last is not None:
        raise Told("--to needs --from beside it.")
    if first is None and document is None:
        raise Told(
            "say which days the festival was: --from 2017-11-11 --to 2017-11-14, or --festival with its document."
        )
    for name, days in (("--warm-up", warm_up), ("--after", after), ("--usual", usual)):
        if days is not None and not 0 <= days <= 3_660:
            raise Told(f"{name} needs a number of days from 0 to 3660, not {days}.")
    before = warm_up if warm_up is not None else warm_up_days(document) if document else 7
    if first is None:
        assert document is not None  # noqa: S101 - said above
        event = event_days(document)
    else:
        start, end = _day(first), _day(last or first)
        if start > end:
            raise Told(f"--from {start} is later than --to {end}: there is no day between them.")
        event = Days(first=start, until=date.fromordinal(end.toordinal() + 1))
    return frame_around(event, before, after, usual)


def _day(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _check_formats(paths: list[Path]) -> None:
    for path in paths:
        if path.suffix not in FORMATS:
            raise Told(f"{path} has no ending that says what to write; {', '.join(FORMATS)} are known.")
        if not path.parent.is_dir():
            raise Told(f"there is no directory {path.parent} to write {path.name} into.")


def _complain(sentence: str) -> int:
    sys.stderr.write(f"feria review: {sentence}\n")
    return 2
