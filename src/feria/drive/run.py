"""Sending visits at their times, a bounded number at once, until they are done or somebody says stop."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import date

import httpx
import msgspec

from feria.drive.figures import Figures, Report
from feria.drive.shopper import Broken, Manners, Refused, Shopper
from feria.drive.visits import Visit

PATIENCE = httpx.Timeout(30.0, connect=5.0)
GRACE = 10.0
"""How many seconds visits that are under way are given to end when the drive is stopped."""

Progress = Callable[[int, Figures], None]
"""Called with how many visits have begun."""


class NoMall(Exception):
    """Nothing that is a mall answers at ``url``; ``why`` in a few words."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url}: {why}")
        self.url = url
        self.why = why


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be driven, and how."""

    url: str
    token: str
    day: date
    speed: float = 60.0
    shoppers: int = 40
    manners: Manners = Manners()


async def drive(
    orders: Orders,
    visits: Sequence[Visit],
    stop: asyncio.Event,
    progress: Progress = lambda _begun, _figures: None,
) -> Report:
    """Drive the visits against the mall. Raises NoMall before the first visit, nothing after it."""
    figures = Figures()
    worth = [visit for visit in visits if visit.wants]
    limits = httpx.Limits(max_connections=orders.shoppers, max_keepalive_connections=orders.shoppers)
    headers = {"Authorization": f"Bearer {orders.token}"}
    async with httpx.AsyncClient(
        base_url=orders.url, headers=headers, timeout=PATIENCE, limits=limits, trust_env=False
    ) as client:
        await _knock(client, orders.url)
        shopper = Shopper(client, figures, orders.manners, secrets.token_hex(4))
        began = time.perf_counter()
        stopped = await _send(shopper, worth, orders, stop, progress)
        seconds = time.perf_counter() - began
        times = figures.times()
        known, paid = await _compare(shopper, figures)
    return Report(
        day=orders.day.isoformat(),
        url=orders.url,
        speed=orders.speed,
        visits=figures.visits,
        for_nothing=len(visits) - len(worth),
        not_sold=figures.not_sold,
        orders=len(figures.orders),
        paid=len(figures.paid),
        left_unpaid=figures.left_unpaid,
        payable=figures.payable,
        listed=figures.listed,
        refusals=dict(figures.refusals.most_common()),
        errors=dict(figures.errors.most_common()),
        times=times,
        seconds=round(seconds, 2),
        orders_per_second=round(len(figures.orders) / seconds, 2) if seconds else 0.0,
        latest=round(figures.latest, 2),
        stopped=stopped,
        known_to_mall=known,
        paid_at_mall=paid,
    )


async def _knock(client: httpx.AsyncClient, url: str) -> None:
    """See that a mall answers and that it takes our token."""
    try:
        response = await client.get("/api/v1/cart", headers={"X-Feria-Member": "nobody"})
    except httpx.TransportError:
        raise NoMall(url, "nothing answers there") from None
    if response.status_code == 401:
        raise NoMall(url, "the mall does not know our token")
    if response.status_code == 403:
        raise NoMall(url, "our token may not shop for members")
    if not response.headers.get("content-type", "").startswith("application/problem+json"):
        raise NoMall(url, "what answers there is no Feria mall")


async def _send(
    shopper: Shopper, visits: Sequence[Visit], orders: Orders, stop: asyncio.Event, progress: Progress
) -> bool:
    """Begin each visit at its time, or when a place is free if the mall cannot keep up. True if it was stopped."""
    places = asyncio.Semaphore(orders.shoppers)
    began = asyncio.get_running_loop().time()
    under_way: set[asyncio.Task[None]] = set()
    for begun, visit in enumerate(visits, start=1):
        due = began + visit.offset / orders.speed
        if not await _wait_until(due, stop) or not await _place(places, stop):
            break
        shopper.figures.latest = max(shopper.figures.latest, asyncio.get_running_loop().time() - due)
        task = asyncio.create_task(shopper.visit(visit))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        task.add_done_callback(lambda _task: places.release())
        progress(begun, shopper.figures)
    if under_way:
        _done, late = await asyncio.wait(under_way, timeout=GRACE if stop.is_set() else None)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    return stop.is_set()


async def _wait_until(due: float, stop: asyncio.Event) -> bool:
    """Sleep until it is time; False as soon as the drive is stopped."""
    rest = due - asyncio.get_running_loop().time()
    if rest > 0:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), rest)
    return not stop.is_set()


async def _place(places: asyncio.Semaphore, stop: asyncio.Event) -> bool:
    """Take a place among the shoppers; False if the drive is stopped while none is free."""
    while not stop.is_set():
        try:
            await asyncio.wait_for(places.acquire(), 0.5)
        except TimeoutError:
            continue
        return True
    return False


async def _compare(shopper: Shopper, figures: Figures) -> tuple[int, int]:
    """How many of our orders, and of our paid ones, the mall tells us of when asked member by member."""
    known = paid = 0
    ours: dict[str, set[str]] = {}
    for number, member in figures.orders.items():
        ours.setdefault(member, set()).add(number)
    for member, numbers in ours.items():
        try:
            theirs = await shopper.orders_of(member)
        except (Refused, Broken):
            continue
        known += len(numbers & theirs.keys())
        paid += sum(theirs.get(number) == "paid" for number in numbers & figures.paid)
    return known, paid
