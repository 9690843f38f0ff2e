"""Bodies as ASGI hands them over, piece by piece: read up to a size and a deadline."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from feria.mall.rush.lane.wire import MOST_BYTES, READ_SECONDS, TOO_LARGE, TOO_SLOW, Receive, Reply, says

GONE = says(400, "gone", _("The connection ended before the body did."))


class Readers:
    """Reads bodies, and lets go of those who dawdle: one look around a second, not a timer for each request."""

    def __init__(self, seconds: float = READ_SECONDS) -> None:
        self._seconds = seconds
        self._reading: dict[asyncio.Task[Any], float] = {}  # since when, in order of arrival
        self._dawdlers: set[asyncio.Task[Any]] = set()
        self._watching: asyncio.TimerHandle | None = None

    async def body(self, length: bytes, receive: Receive, now: float) -> bytes | Reply:
        """The whole body, of which ``length`` is the header; a reply when it is too large, too slow, or cut off.

        ``now`` on the stopwatch: what is read from then on is in time. (A reply, and nothing raised: mypyc's coroutines
        pass on that they were cancelled, whatever is raised in its stead where they wait.)
        """
        if len(length) > 9 or (length and int(length) > MOST_BYTES):
            return TOO_LARGE
        me = cast("asyncio.Task[Any]", asyncio.current_task())  # a server calls an application in a task
        self._reading[me] = now
        if self._watching is None:
            self._watching = asyncio.get_running_loop().call_later(self._seconds / 4, self._look_around)
        try:
            body = await _whole(receive, int(length) if length else MOST_BYTES + 1)
        except asyncio.CancelledError:
            if me not in self._dawdlers:
                raise
            me.uncancel()
            return TOO_SLOW
        finally:
            del self._reading[me]
            if self._dawdlers:
                self._dawdlers.discard(me)
        if body is None:
            return GONE
        return TOO_LARGE if len(body) > MOST_BYTES else body

    def _look_around(self) -> None:
        self._watching = None
        overdue = monotonic() - self._seconds
        for task, since in self._reading.items():
            if since > overdue:
                break
            if task not in self._dawdlers:
                self._dawdlers.add(task)
                task.cancel()
        if self._reading:
            self._watching = asyncio.get_running_loop().call_later(self._seconds / 4, self._look_around)


async def _whole(receive: Receive, length: int) -> bytes | None:
    """A body, read until it has that length; None when the connection ended before.

    Servers tell in a message of its own that nothing more comes: waiting for it, with the length known, would cost as much
    as all else that is done for a claim.
    """
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) >= length or not message.get("more_body"):
            return body
