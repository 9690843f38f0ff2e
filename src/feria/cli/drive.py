"""``feria drive``: real baskets of a past day as live shoppers against a running mall."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from feria.cli.mall import HOME
from feria.demo.home import kept
from feria.drive.figures import Figures, Report
from feria.drive.run import NoMall, Orders
from feria.drive.run import drive as drive_visits
from feria.drive.shopper import Manners
from feria.drive.visits import Visit, visits
from feria.review.past.warehouse import WarehouseMissing, days, opened

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def drive(
    *,
    day: date = date(2017, 11, 22),
    speed: float = 60.0,
    url: str = "http://127.0.0.1:8000",
    limit: int | None = None,
    shoppers: int = 40,
    pay_rate: float = 0.95,
    claim_rate: float = 0.3,
    home: Path = HOME,
    elsewhere: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Let the shoppers of a past day shop in the running mall, at their times of day, faster.

    Parameters
    ----------
    day
        The day of 2017 whose baskets are bought again.
    speed
        How many times faster than then: 60 makes an hour a minute.
    url
        Where the mall is.
    limit
        Stop after so many visits.
    shoppers
        How many visits may be under way at once.
    pay_rate
        The share of orders that is paid, 0 to 1.
    claim_rate
        The share of visits that first claims every coupon that can be had, 0 to 1.
    home
        The demo mall's folder: its year of baskets, and the token to shop with.
    elsewhere
        Allow a mall that is not on this machine. Real orders are placed there.
    as_json
        Print the report as JSON, money in minor units.
    """
    if fault := _fault(speed, limit, shoppers, pay_rate, claim_rate, url, elsewhere):
        return _complain(fault)
    demo = kept(home)
    token = os.environ.get("FERIA_DRIVE_TOKEN") or (demo.drive_token if demo else "")
    if not token:
        return _complain(
            f"there is no demo mall in {home}, and no FERIA_DRIVE_TOKEN. Start one first: feria demo"
        )
    day = day.date() if isinstance(day, datetime) else day
    store = home / "warehouse"
    try:
        opened(store)
        coming = list(visits(store, day, demo.products if demo else sys.maxsize))[:limit]
    except WarehouseMissing:
        return _complain(
            f"there is no warehouse of past baskets in {store}. Load it once with `feria demo --no-serve`."
        )
    if not coming:
        every = days(store)
        return _complain(f"nothing was bought on {day}; choose a day from {every[0].day} to {every[-1].day}.")
    orders = Orders(
        url=url.rstrip("/"),
        token=token,
        day=day,
        speed=speed,
        shoppers=shoppers,
        manners=Manners(pay_rate, claim_rate),
    )
    try:
        report = asyncio.run(_run(orders, coming))
    except NoMall as reason:
        return _complain(
            f"no drive to {reason.url}: {reason.why}. Start the mall with `feria demo`, or name it with --url."
        )
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(report)).decode() + "\n")
    else:
        show(report, Console(highlight=False))
    return 0 if report.agrees and not report.errors else 1


def _fault(
    speed: float,
    limit: int | None,
    shoppers: int,
    pay_rate: float,
    claim_rate: float,
    url: str,
    elsewhere: bool,
) -> str:
    """What of the call makes no sense, in a sentence."""
    if not 0 < speed <= 1_000_000:
        return f"--speed needs a number above 0, not {speed:g}."
    if limit is not None and limit < 1:
        return f"--limit needs 1 or more, not {limit}."
    if not 1 <= shoppers <= 1_000:
        return f"--shoppers needs a number from 1 to 1000, not {shoppers}."
    for name, rate in (("--pay-rate", pay_rate), ("--claim-rate", claim_rate)):
        if not 0 <= rate <= 1:
            return f"{name} is a share from 0 to 1, not {rate:g}."
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"--url needs an address like http://127.0.0.1:8000, not {url}."
    if parts.hostname not in LOOPBACK and not elsewhere:
        return f"{parts.hostname} is not this machine, and a drive places real orders. If that is meant, add --elsewhere."
    return ""


async def _run(orders: Orders, coming: Sequence[Visit]) -> Report:
    """Drive under a bar on standard error; the first Ctrl-C ends the drive in order, with its report."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Shopping", total=sum(bool(visit.wants) for visit in coming))

        def step(begun: int, figures: Figures) -> None:
            bar.update(task, completed=begun, description=f"Shopping: {len(figures.orders):,} orders")

        return await drive_visits(orders, coming, stop, step)


def show(report: Report, console: Console) -> None:
    """The report for a person."""
    if report.stopped:
        console.print("Stopped before the day was over.")
    console.print(
        f"{report.orders:,} orders by {report.visits:,} visits in {report.seconds:.1f} s: "
        f"{report.orders_per_second:.1f} orders a second. {report.paid:,} paid, {report.left_unpaid:,} left unpaid."
    )
    console.print(
        f"Left out, since this mall does not sell them: {report.not_sold:,} articles, and {report.for_nothing:,} whole baskets."
    )
    console.print(_times(report))
    for title, counts in (("Refused", report.refusals), ("Failed", report.errors)):
        if counts:
            console.print(f"{title}: " + ", ".join(f"{reason} {count:,}" for reason, count in counts.items()))
    if report.latest >= 1:
        console.print(f"The mall could not keep up: the latest visit began {report.latest:.1f} s late.")
    if report.agrees:
        console.print("The mall knows each of these orders, and each paid one as paid.", style="green")
    else:
        console.print(
            f"The mall knows {report.known_to_mall:,} of {report.orders:,} orders, and {report.paid_at_mall:,} of "
            f"{report.paid:,} as paid.",
            style="bold red",
        )


def _times(report: Report) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Request")
    for name in ("Count", "p50 ms", "p95 ms", "p99 ms", "Most ms"):
        table.add_column(name, justify="right")
    for kind, times in report.times.items():
        table.add_row(
            kind,
            f"{times.count:,}",
            f"{times.p50:.1f}",
            f"{times.p95:.1f}",
            f"{times.p99:.1f}",
            f"{times.most:.1f}",
        )
    return table


def _complain(sentence: str) -> int:
    sys.stderr.write(f"feria drive: {sentence}\n")
    return 2
