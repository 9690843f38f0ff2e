"""``feria rush-drive``: a crowd before a rush session of the running mall, and the database asked afterwards."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from cyclopts import Parameter
from rich.console import Console

from feria.cli.drive import LOOPBACK
from feria.cli.mall import HOME, use_mall
from feria.cli.rush_report import show
from feria.demo.home import kept
from feria.drive.run import NoMall
from feria.drive.rush import arrivals
from feria.drive.rush.figures import Checked, Figures, Report
from feria.drive.rush.plan import Buyer, RushPlan
from feria.drive.rush.run import NotOpen
from feria.drive.rush.run import drive as drive_crowd

TOKEN_LASTS = timedelta(hours=2)


def rush_drive(
    session: str,
    *,
    buyers: int = 200,
    members: int | None = None,
    arrive: Literal["burst", "poisson", "day"] = "burst",
    over: float = 30.0,
    day: date = date(2017, 11, 22),
    units: int = 1,
    pay_rate: float = 0.8,
    abandon: float = 0.1,
    think: float = 0.5,
    patience: float = 60.0,
    connections: int = 200,
    shoppers: int = 8,
    seed: int = 1,
    url: str = "http://127.0.0.1:8000",
    home: Path = HOME,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Let a crowd loose on a rush session at its start, then hold what the lane answered against the database.

    Exits with 0 when the database agrees in everything (nothing oversold, every claim answered "held" stored as it was
    asked, no limit exceeded, paid orders allocated), with 1 when it does not, with 2 for a call that makes no sense.

    Parameters
    ----------
    session
        The session's code, e.g. double-eleven-2026.ten-am. A session to come is waited for.
    buyers
        How many buyers come.
    members
        How many members they are; fewer than buyers, and members run into their limits. Default: as many as there are.
    arrive
        burst: everybody at second 0; poisson: a steady stream; day: as on a real day of the warehouse.
    over
        Seconds over which they come; of a burst there is none.
    day
        The day of 2017 whose curve --arrive day follows.
    units
        Each asks for one to so many units of one product.
    pay_rate
        Of those who order, the share that pays, 0 to 1.
    abandon
        Of those who hold, the share that never orders, 0 to 1.
    think
        Seconds between claim and order, on average.
    patience
        Seconds after the start at which who has no final answer gives up.
    connections
        Connections to the lane.
    shoppers
        How many order or pay at the same time.
    seed
        The same seed makes the same crowd.
    url
        Where the mall is: on this machine, since its database is asked.
    home
        The mall's folder.
    as_json
        Print the report as JSON.
    """
    if fault := _fault(buyers, members, over, units, pay_rate, abandon, think, connections, shoppers, url):
        return _complain(fault)
    use_mall(home)
    try:
        coming = _offsets(arrive, buyers, over, day, seed, home)
        plan = RushPlan(
            url=url.rstrip("/"),
            session=session,
            skus=_skus(session),
            buyers=_buyers(buyers, members, seed),
            offsets=tuple(coming),
            drive_token=_drive_token(home),
            most_units=units,
            pay_rate=pay_rate,
            abandon=abandon,
            think=think,
            patience=patience + max(coming),
            connections=connections,
            shoppers=shoppers,
            seed=seed,
        )
        report = drive_and_verify(plan)
    except NotReady as why:
        return _complain(str(why))
    except (NoMall, NotOpen) as why:
        return _complain(f"{why}.")
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(report)).decode() + "\n")
    else:
        show(report, Console(highlight=False))
    return 0 if report.agrees else 1


class NotReady(Exception):
    """Something that the drive needs is not there; said in a sentence."""


def drive_and_verify(plan: RushPlan) -> Report:
    """Drive, then ask the database. Django must be set up."""
    run = f"d{secrets.token_hex(4)}"
    report, figures = asyncio.run(_run(plan, run))
    return msgspec.structs.replace(report, checked=_verified(plan.session, run, figures))


def _verified(session: str, run: str, figures: Figures) -> Checked:
    from feria.drive.rush.verify import verify  # reads tables: Django must be set up by now

    return verify(session, run, figures)


async def _run(plan: RushPlan, run: str) -> tuple[Report, Figures]:
    console = Console(stderr=True)
    with console.status("Before the doors") as status:

        def step(what: str, count: int) -> None:
            status.update(f"{plan.session}: {what}{f', {count:,} buyers' if count else ''}")

        return await drive_crowd(plan, step, run)


def _fault(
    buyers: int,
    members: int | None,
    over: float,
    units: int,
    pay_rate: float,
    abandon: float,
    think: float,
    connections: int,
    shoppers: int,
    url: str,
) -> str:
    """What of the call makes no sense, in a sentence."""
    for name, count, most in (
        ("--buyers", buyers, 1_000_000),
        ("--members", members or 1, 1_000_000),
        ("--units", units, 1_000),
        ("--connections", connections, 10_000),
        ("--shoppers", shoppers, 1_000),
    ):
        if not 1 <= count <= most:
            return f"{name} needs a number from 1 to {most}, not {count}."
    for name, share in (("--pay-rate", pay_rate), ("--abandon", abandon)):
        if not 0 <= share <= 1:
            return f"{name} is a share from 0 to 1, not {share:g}."
    if not 0 < over <= 86_400 or not 0 <= think <= 3_600:
        return "--over needs a number of seconds above 0 and up to a day, --think one from 0 to 3600."
    if urlsplit(url).hostname not in LOOPBACK:
        return (
            f"{url} is not on this machine. rush-drive asks the mall's own database, and places real orders."
        )
    return ""


def _offsets(arrive: str, buyers: int, over: float, day: date, seed: int, home: Path) -> list[float]:
    chance = Random(seed)
    if arrive == "burst":
        return arrivals.burst(buyers)
    if arrive == "poisson":
        return arrivals.poisson(buyers, over, chance)
    from feria.review.past.day_curve import seconds_between
    from feria.review.past.warehouse import WarehouseMissing

    midnight = datetime.combine(day, time())
    try:
        counts = seconds_between(home / "warehouse", midnight, midnight + timedelta(days=1))
    except WarehouseMissing:
        raise NotReady(
            f"there is no warehouse of past baskets in {home}; load it with `feria demo --no-serve`."
        ) from None
    if not counts:
        raise NotReady(f"nothing was bought on {day}; choose another day of 2017.")
    return arrivals.day_curve(buyers, over, [(second.second, second.baskets) for second in counts], chance)


def _skus(session: str) -> tuple[str, ...]:
    from feria.mall.stock import api as stock

    try:
        skus = tuple(good.sku for good in stock.rush_figures(session).goods if good.is_offered)
    except stock.NoSuchRush:
        known = ", ".join(row.code for row in stock.sessions()) or "none"
        raise NotReady(f"there is no session {session}. Sessions: {known}.") from None
    if not skus:
        raise NotReady(f"{session} offers nothing.")
    return skus


def _buyers(buyers: int, members: int | None, seed: int) -> tuple[Buyer, ...]:
    """So many buyers, who are so many members of the mall; each has the token that a page would give them."""
    from django.conf import settings

    from feria.mall.kit.api import database_now
    from feria.mall.members import api as people
    from feria.mall.rush.api import Signer

    rows = list(people.Member.objects.order_by("code").values_list("code", "level"))
    if not rows:
        raise NotReady("the mall has no members. `feria demo --no-serve` loads some.")
    Random(seed).shuffle(rows)
    chosen = rows[: members or len(rows)]
    signer, until = Signer(settings.SECRET_KEY), database_now() + TOKEN_LASTS
    tokens = [Buyer(code, signer.sign(code, level, until)) for code, level in chosen[:buyers]]
    return tuple(tokens[number % len(tokens)] for number in range(buyers))


def _drive_token(home: Path) -> str:
    demo = kept(home)
    token = os.environ.get("FERIA_DRIVE_TOKEN") or (demo.drive_token if demo else "")
    if not token:
        raise NotReady(
            f"there is no demo mall in {home}, and no FERIA_DRIVE_TOKEN to order with. Start one: feria demo"
        )
    return token


def _complain(sentence: str) -> int:
    sys.stderr.write(f"feria rush-drive: {sentence}\n")
    return 2
