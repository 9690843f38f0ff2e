"""A crowd before a session, from the start to the last answer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import httpx
import msgspec

from feria.drive.run import NoMall
from feria.drive.rush.buyer import Crowd
from feria.drive.rush.figures import Figures, Report
from feria.drive.rush.plan import RushPlan
from feria.drive.rush.till import Till
from feria.drive.rush.wire import NoAnswer, Wire

ORDERING = httpx.Timeout(60.0, connect=5.0)
LOOK_SECONDS = 0.2

Progress = Callable[[str, int], None]
"""Called with what happens and how many buyers have set out."""


class NotOpen(Exception):
    """The session cannot be driven: ``why`` in a few words."""

    def __init__(self, session: str, why: str) -> None:
        super().__init__(f"{session}: {why}")
        self.session, self.why = session, why


async def drive(
    plan: RushPlan, progress: Progress = lambda _what, _count: None, run: str = ""
) -> tuple[Report, Figures]:
    """Let the crowd loose at the session's start, or at once when it is open.

    Raises NoMall and NotOpen before the first claim, nothing after it.
    """
    figures, run = Figures(), run or f"d{secrets.token_hex(4)}"
    wire = Wire(plan.url, plan.connections)
    headers = {"Authorization": f"Bearer {plan.drive_token}"}
    try:
        async with httpx.AsyncClient(
            base_url=plan.url, headers=headers, timeout=ORDERING, trust_env=False
        ) as client:
            crowd = Crowd(plan, wire, Till(client, figures, plan.shoppers), figures, run)
            await _ready(plan, wire)
            link = await _doors(plan, wire, progress)
            crowd.starts(link, asyncio.get_running_loop().time())
            await _send(crowd, progress)
    finally:
        await wire.close()
    return _report(plan, figures, asyncio.get_running_loop().time() - crowd.began), figures


async def _ready(plan: RushPlan, wire: Wire) -> None:
    try:
        await wire.open(min(plan.connections, len(plan.buyers)))
    except NoAnswer:
        raise NoMall(plan.url, "nothing answers there") from None


async def _doors(plan: RushPlan, wire: Wire, progress: Progress) -> str:
    """Wait before the session's doors as a page does; the link that opens with them."""
    while True:
        stands = await _standing(plan, wire)
        if stands["state"] in ("over", "sold_out"):
            raise NotOpen(plan.session, "it is over" if stands["state"] == "over" else "it is sold out")
        if stands.get("link"):
            return str(stands["link"])
        progress("waiting for the start", 0)
        await asyncio.sleep(LOOK_SECONDS)


async def _standing(plan: RushPlan, wire: Wire) -> dict[str, Any]:
    try:
        answer = await wire.ask("GET", f"/lane/sessions/{plan.session}")
    except NoAnswer:
        raise NoMall(plan.url, "nothing answers there") from None
    if answer.status == 404:
        raise NotOpen(plan.session, "the lane knows no such session")
    try:
        stands: dict[str, Any] = msgspec.json.decode(answer.body)
        assert answer.status == 200  # noqa: S101 - told as no mall below
        assert "state" in stands  # noqa: S101
    except (msgspec.DecodeError, AssertionError, TypeError):
        raise NoMall(plan.url, "what answers there has no lane") from None
    return stands


async def _send(crowd: Crowd, progress: Progress) -> None:
    loop = asyncio.get_running_loop()
    under_way = []
    for number, (offset, buyer) in enumerate(
        zip(crowd.plan.offsets, crowd.plan.buyers, strict=True), start=1
    ):
        rest = crowd.began + offset - loop.time()
        if rest > 0:
            await asyncio.sleep(rest)
        under_way.append(asyncio.create_task(crowd.buy(number, buyer)))
        if number % 100 == 0:
            progress("claiming", number)
    progress("claiming", len(under_way))
    await asyncio.gather(*under_way)


def _report(plan: RushPlan, figures: Figures, seconds: float) -> Report:
    answered = figures.answered_claims()
    busy = figures.last_claim_at
    return Report(
        url=plan.url,
        session=plan.session,
        buyers=len(plan.buyers),
        members=len({buyer.member for buyer in plan.buyers}),
        seed=plan.seed,
        held=len(figures.held),
        units=sum(sum(kept.units.values()) for kept in figures.held.values()),
        refused=dict(figures.refused.most_common()),
        gave_up=len(figures.open),
        unanswered=dict(figures.unanswered.most_common()),
        asked_again=dict(figures.asked_again.most_common()),
        queued=figures.queued,
        abandoned=figures.abandoned,
        ordered=len(figures.orders),
        paid=len(figures.paid),
        order_problems=dict(figures.order_problems.most_common()),
        seconds=round(seconds, 2),
        claims_per_second=round(answered / busy, 1) if busy else 0.0,
        first_held_at=figures.first_held_at,
        sold_out_at=figures.sold_out_at,
        times=figures.times(),
    )
