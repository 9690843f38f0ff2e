"""What a page asks again and again: the clock, how a session stands, what became of a claim."""

from __future__ import annotations

import asyncio
import logging

import msgspec
from django.db import DatabaseError

from feria.mall.rush.lane import reading, replies
from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.reading import Found, Good
from feria.mall.rush.lane.standing import Standing, State
from feria.mall.rush.lane.thread import ReadingThread, TooManyQuestions
from feria.mall.rush.lane.who import Who
from feria.mall.rush.lane.wire import Reply, answers
from feria.mall.stock.api import is_name

log = logging.getLogger(__name__)

_encode = msgspec.json.Encoder().encode

STATES = {"held": "held", "allocated": "paid", "released": "released"}
"""How a hold's state is called to a buyer."""


def stands(standing: Standing, clock: LaneClock, level: int = -1) -> Reply:
    """How the session stands, with its link once it has started for that level. Encoded once between two readings."""
    now = clock.mall()
    state = standing.state(now, level)
    text = standing.texts.get(state)
    if text is None:
        shown = {
            "state": state.value,
            "opens_at": standing.slot.opens_at,
            "closes_at": standing.slot.closes_at,
            "early_opens_at": standing.slot.early_opens_at,
            "early_level": standing.slot.early_level,
            "link": None if state is State.TO_COME else standing.link,
            "goods": [_good(good) for good in standing.goods],
        }
        text = standing.texts[state] = _encode(shown)[:-1] + b',"now":'
    return Reply(200, text + b"%d}" % int(now * 1000))


def _good(good: Good) -> dict[str, object]:
    return good._asdict()


class Lookup:
    """What became of claims: those asked for at the same time are looked up together."""

    def __init__(self, thread: ReadingThread) -> None:
        self._thread = thread
        self._wanted: dict[str, asyncio.Future[Found | None]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def claim(self, who: Who, session: str, key: str) -> Reply:
        if not (is_name(session) and is_name(key)):  # and PostgreSQL takes no letter of nought in a question
            return replies.NO_CLAIM
        claimant = f"{session}/{key}"
        try:
            found = await asyncio.shield(self._ask(claimant))
        except (DatabaseError, TooManyQuestions):
            return replies.UNREADABLE
        if found is None or found.member != who.member:
            return replies.NO_CLAIM
        if found.refusal is not None:
            return replies.of_answer(found.refusal, session, key)
        first = found.lines[0]
        return answers(
            {
                "outcome": "held",
                "state": STATES[first.state],
                "claimant": claimant,
                "pay_until": first.pay_until,
                "order_url": replies.order_url(session, key),
                "lines": [{"sku": line.sku, "units": line.units} for line in found.lines],
            }
        )

    def _ask(self, claimant: str) -> asyncio.Future[Found | None]:
        future = self._wanted.get(claimant)
        if future is None:
            future = self._wanted[claimant] = asyncio.get_running_loop().create_future()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), name="lane-lookup")
        return future

    async def _look(self) -> None:
        while self._wanted:
            wanted, self._wanted = self._wanted, {}
            known: dict[str, Found] = {}
            error: Exception | None = None
            try:
                known = await self._thread.run(lambda: reading.found(wanted))  # noqa: B023 - awaited here
            except (DatabaseError, TooManyQuestions) as away:
                error = away
            except Exception as other:  # nobody is left waiting, whatever it was
                log.exception("the lane cannot look claims up")
                error = other
            for claimant, future in wanted.items():
                if future.done():
                    continue
                if error is None:
                    future.set_result(known.get(claimant))
                else:
                    future.set_exception(error)
                    future.exception()  # its asker may have gone away
