"""What a page asks again and again: the clock, how a session stands, what became of a claim."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

import msgspec
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from feria.mall.rush.lane import reading, replies
from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.reading import Found, Good
from feria.mall.rush.lane.standing import Standing, State
from feria.mall.rush.lane.thread import ReadingThread, TooManyQuestions
from feria.mall.rush.lane.who import Who
from feria.mall.rush.lane.wire import Reply, answers, says
from feria.mall.rush.lane.words import Words
from feria.mall.stock.api import is_name

log = logging.getLogger(__name__)

_encode = msgspec.json.Encoder().encode

STATES = {"held": "held", "allocated": "paid", "released": "released"}
"""How a hold's state is called to a buyer."""

_NOT_KEPT = Words(
    _(
        "Nothing of yours is held under this key. “Sold out”, “too early” and “too often”, said at once, are not kept: "
        "you may ask again with the same key."
    )
)
_NOT_KEPT_GONE = Words(
    _(
        "Nothing of yours is held under this key, and all units are claimed. "
        "Should some come back, you may ask again with the same key."
    )
)
_NOT_KEPT_TO_COME = Words(_("Nothing of yours is held under this key. The session has not started."))
_NOT_KEPT_OVER = Words(_("Nothing of yours is held under this key, and the session is over."))


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


def not_kept(standing: Standing, clock: LaneClock, level: int, key: str) -> Reply:
    """The database knows no such claim: what asking with that key would be answered now.

    What the lane says by itself is not written down, as that would cost a write for each of the many who come too late.
    """
    slot = standing.slot
    match standing.state(clock.mall(), level):
        case State.SOLD_OUT:
            more = {"claimant": f"{slot.code}/{key}", "left": 0, "kept": False}
            return says(409, "sold_out", _NOT_KEPT_GONE, None, **more)
        case State.OVER:
            return says(410, "over", _NOT_KEPT_OVER, closed_at=slot.closes_at, kept=False)
        case State.TO_COME:
            opens_at = datetime.fromtimestamp(standing.opens_for(level), UTC)
            return says(425, "not_yet", _NOT_KEPT_TO_COME, opens_at=opens_at, kept=False)
    return says(404, "no_claim", _NOT_KEPT, kept=False)


class Lookup:
    """What became of claims: those asked for at the same time are looked up together."""

    def __init__(self, thread: ReadingThread) -> None:
        self._thread = thread
        self._wanted: dict[str, asyncio.Future[Found | None]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def claim(self, who: Who, session: str, key: str) -> Reply | None:
        """None for a claim of which nothing is known, and for somebody else's."""
        if not (is_name(session) and is_name(key)):  # and PostgreSQL takes no letter of nought in a question
            return None
        claimant = f"{session}/{key}"
        try:
            found = await asyncio.shield(self._ask(claimant))
        except TooManyQuestions:
            return replies.CROWDED
        except DatabaseError:
            return replies.UNREADABLE
        if found is None or found.member != who.member:
            return None
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
