"""Server-sent events: what the lane tells for as long as somebody listens. Where they come from is others' matter."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from django.utils.translation import gettext_lazy as _

from feria.mall.rush.lane.replies import CROWDED, wrong_method
from feria.mall.rush.lane.wire import Receive, Reply, Scope, Send, says, send_reply, wish_of

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
MOST_LISTENERS = 1_000
"""To all streams of this process: each is a connection that stays."""

LONGEST_QUERY = 1_000
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy must not keep events until it has many
]
NO_TICKET = says(403, "ticket_bad", _("The ticket is missing or too old. Open the page again."))


class Stream(NamedTuple):
    """``watch`` tells texts of one line until its listener goes; ``admits`` says whether a ticket lets somebody listen."""

    watch: Callable[[], AsyncIterator[str]]
    admits: Callable[[str], bool]


class Listening:
    """Serves streams, and counts who listens."""

    def __init__(self) -> None:
        self._listeners = 0

    async def serve(self, stream: Stream, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one listener until the listener leaves."""
        refusal = self._refusal(stream, scope)
        if refusal is not None:
            await send_reply(refusal, send, wish_of(scope))
            return
        self._listeners += 1
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send(
                {"type": "http.response.body", "body": b"", "more_body": True}
            )  # heard at once, not first with news
            await _until_first(_tell(stream.watch(), send), _gone(receive))
        finally:
            self._listeners -= 1

    def _refusal(self, stream: Stream, scope: Scope) -> Reply | None:
        if scope["method"] != "GET":
            return wrong_method("GET")
        query = parse_qs(scope.get("query_string", b"")[:LONGEST_QUERY].decode("latin-1"))
        if not stream.admits(query.get("ticket", [""])[0]):
            return NO_TICKET
        return CROWDED if self._listeners >= MOST_LISTENERS else None


async def _tell(events: AsyncIterator[str], send: Send) -> None:
    pending = asyncio.ensure_future(anext(events))
    try:
        while True:
            done, _waiting = await asyncio.wait({pending}, timeout=HEARTBEAT_SECONDS)
            if done:
                text = f"data: {pending.result()}\n\n"
                pending = asyncio.ensure_future(anext(events))
            else:
                text = ": still here\n\n"
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
    finally:
        pending.cancel()
        await asyncio.gather(pending, return_exceptions=True)
        await events.aclose()  # type: ignore[attr-defined]


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _until_first(*deeds: Coroutine[Any, Any, None]) -> None:
    """Until one of them ends; the others are broken off, and have ended before this does."""
    tasks = [asyncio.create_task(deed) for deed in deeds]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        endings = await asyncio.gather(*tasks, return_exceptions=True)
    for ending in endings:
        if isinstance(ending, Exception):  # told, not raised: the listener has a part of an answer already
            log.error("a stream broke off", exc_info=ending)
