"""``feria demo``: a mall with a real grocer's year in it, loaded if need be, then served."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from feria.cli.mall import HOME, use_mall
from feria.cli.up import PortTaken, check_port, serve
from feria.demo.home import Demo, forget
from feria.demo.source import DemoDataMissing, FestivalMissing, festival_file, source_directory


def demo(
    *,
    port: int = 8000,
    host: str = "127.0.0.1",
    home: Path = HOME,
    reset: Annotated[bool, Parameter(negative="")] = False,
    everything: Annotated[bool, Parameter(name="--all", negative="")] = False,
    no_serve: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Load the demo mall if it is not loaded yet, serve it, and say where it is and whom to sign in as.

    Parameters
    ----------
    port
        The port to listen on.
    host
        The address to listen on; only this machine unless you say otherwise.
    home
        Where the mall keeps its database, its warehouse and its keys.
    reset
        Throw the mall's orders, accounts and prices away first and start afresh.
    everything
        Put all 92,348 products into the catalogue, not the 5,000 best sellers; 67,140 of them are on sale.
    no_serve
        Load only.
    """
    try:
        if not no_serve:
            check_port(host, port)
        source_directory()
        festival_file()
    except (PortTaken, DemoDataMissing, FestivalMissing) as reason:
        return _complain(str(reason))
    if reset:
        if os.environ.get("FERIA_DATABASE_URL"):
            return _complain(
                "--reset empties the database in the mall's own folder; unset FERIA_DATABASE_URL, or empty that database yourself."
            )
        forget(home)
    os.environ["FERIA_DEMO"] = "1"
    made = _load(home, everything)
    if no_serve:
        _announce(made, host, port, served=False)
        return 0
    return serve(home, host, port, demo=True, ready=lambda: _announce(made, host, port, served=True))


def _load(home: Path, everything: bool) -> Demo:
    """Load under a progress bar on standard error; a line a step where nobody watches it move."""
    console = Console(stderr=True, highlight=False)
    started = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Preparing the database", total=1.0)

        def step(doing: str, share: float) -> None:
            bar.update(task, description=doing, completed=share)
            if not console.is_terminal:
                console.print(f"{time.monotonic() - started:5.1f} s  {doing}")

        home.mkdir(parents=True, exist_ok=True)
        use_mall(home)
        from feria.demo.load import load

        return load(home, everything, step)


def _announce(made: Demo, host: str, port: int, *, served: bool) -> None:
    """Where the mall is and whom to sign in as."""
    console = Console(highlight=False)
    console.print(f"The demo mall holds {made.products:,} products and {made.members:,} members.")
    if served:
        base = f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"
        places = Table(box=None, show_header=False, padding=(0, 2))
        for name, path in (
            ("Storefront", "/"),
            ("Live board", "/board/"),
            ("Merchant desk", "/desk/"),
            ("Operator console", "/console/"),
            ("HTTP API", "/api/v1/docs"),
        ):
            places.add_row(name, Text(base + path, style="bold"))
        console.print(places)
    people = Table(box=None, padding=(0, 2), header_style="dim")
    for column in ("Sign in as", "Who"):
        people.add_column(column)
    for account in made.accounts:
        people.add_row(Text(account.email, style="bold"), f"{account.role}: {account.about}")
    console.print(people)
    console.print(f"The password of all four is {made.password}; they exist in this demo only.")
    if served:
        console.print("Ctrl-C closes the mall; what happened in it stays.", style="dim")
    sys.stdout.flush()  # whoever reads this through a pipe waits for it


def _complain(sentence: str) -> int:
    sys.stderr.write(f"feria demo: {sentence}\n")
    return 1
