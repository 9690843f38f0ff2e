"""``feria replay``: what past baskets would have cost under a festival, before anybody is promised anything."""

from __future__ import annotations

import signal
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from feria.cli.check import show
from feria.cli.mall import HOME
from feria.cli.reading import CannotRead, read_text
from feria.cli.replay_report import print_report
from feria.festival import Document, load
from feria.review.past.baskets import Span
from feria.review.past.replay import NoBaskets, OtherCurrency, ReplayResult
from feria.review.past.replay import replay as replay_year
from feria.review.past.warehouse import WarehouseMissing


def replay(
    festival: Path,
    /,
    *,
    from_day: Annotated[date, Parameter(name="--from")] = date.min,
    to_day: Annotated[date, Parameter(name="--to")] = date.max,
    warehouse: Path | None = None,
    workers: int | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Price every past basket under a festival: payable against listed and charged, cost by promotion and funder.

    Parameters
    ----------
    festival
        The document, a YAML file; `-` reads standard input.
    from_day
        The first day of the past to replay, 2017-11-01; the first there is, if left out.
    to_day
        The last day of the past to replay; the last there is, if left out.
    warehouse
        Where the past is kept; the demo's, if left out (`.feria/warehouse`, or under FERIA_HOME).
    workers
        How many processes price; as many as there are cores, if left out.
    as_json
        Print the result as JSON, amounts in minor units.
    """
    store = warehouse or HOME / "warehouse"
    try:
        text = read_text(festival)
    except CannotRead as reason:
        return _complain(str(reason))
    loaded = load(text, str(festival))
    if loaded.document is None:
        show(loaded, text, str(festival), "en", Console(stderr=True, highlight=False, soft_wrap=True))
        return 1
    if workers is not None and workers < 1:
        return _complain(f"--workers needs 1 or more, not {workers}.")
    if from_day > to_day:
        return _complain(
            f"--from {_day(from_day)} is later than --to {_day(to_day)}: there is no day between them."
        )
    span = Span(_day(from_day), min(_day(to_day), date.max - timedelta(days=1)) + timedelta(days=1))
    try:
        result = _with_progress(loaded.document, store, span, workers)
    except (WarehouseMissing, NoBaskets, OtherCurrency) as reason:
        return _complain(_sentence(reason))
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(result)).decode() + "\n")
    else:
        print_report(result, loaded.document, Console(highlight=False))
    return 0


def _day(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day  # a date with a time is still that day


def _with_progress(document: Document, store: Path, span: Span, workers: int | None) -> ReplayResult:
    """Replay under a bar on standard error, which is only drawn for a person. Told to stop, it ends its workers first."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return _under_a_bar(document, store, span, workers)
    finally:
        signal.signal(signal.SIGTERM, before)


def _under_a_bar(document: Document, store: Path, span: Span, workers: int | None) -> ReplayResult:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Pricing baskets", total=1.0)
        return replay_year(
            document, store, span, workers=workers, progress=lambda share: bar.update(task, completed=share)
        )


def _sentence(reason: Exception) -> str:
    match reason:
        case WarehouseMissing():
            return (
                f"there is no warehouse of past baskets in {reason.directory}. "
                "Load the demo once with `feria demo --no-serve`, or name one with --warehouse."
            )
        case NoBaskets():
            last = reason.span.to_day - timedelta(days=1)
            return (
                f"nothing was bought from {reason.span.from_day} to {last}. "
                f"The warehouse holds {reason.first} to {reason.last}; choose days between them."
            )
        case OtherCurrency():
            return (
                f"the festival is in {reason.festival} and the baskets are in {reason.baskets}; "
                f"a replay needs amounts in {reason.baskets}."
            )
    return str(reason)


def _complain(sentence: str) -> int:
    sys.stderr.write(f"feria replay: {sentence}\n")
    return 2
