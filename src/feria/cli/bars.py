"""Progress bars for people: drawn at a terminal, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

Told = Callable[[str, float], None]
"""Called with what is being done and the share that is done."""


@contextmanager
def bar(doing: str) -> Iterator[Told]:
    """A bar on the error output while the work lasts, and gone afterwards."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(doing, total=1.0)
        yield lambda step, share: shown.update(task, completed=share, description=f"{doing}: {step}")
