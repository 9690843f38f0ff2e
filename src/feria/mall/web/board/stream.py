"""``/board/stream``: the board's snapshots as server-sent events, bare ASGI."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from feria.mall.web.board.hub import BoardHub
from feria.mall.web.board.projection import BoardProjection
from feria.mall.web.board.tickets import is_good

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT_SECONDS = 15


@cache
def hub() -> BoardHub:
    """This process's hub, made when the first viewer comes."""
    return BoardHub(BoardProjection())


async def stream_board(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one viewer until the viewer leaves."""
    ticket = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("ticket", [""])[0]
    if not is_good(ticket):
        await _refuse(send)
        return
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
            ],
        }
    )
    telling = asyncio.create_task(_tell(send))
    leaving = asyncio.create_task(_gone(receive))
    _, unfinished = await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
    for task in unfinished:
        task.cancel()


async def _tell(send: Send) -> None:
    snapshots = hub().watch()
    pending = asyncio.ensure_future(anext(snapshots))
    try:
        while True:
            done, _ = await asyncio.wait({pending}, timeout=HEARTBEAT_SECONDS)
            if done:
                text = f"data: {pending.result()}\n\n"
                pending = asyncio.ensure_future(anext(snapshots))
            else:
                text = ": still here\n\n"
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
    finally:
        pending.cancel()
        await asyncio.gather(pending, return_exceptions=True)
        await snapshots.aclose()  # type: ignore[attr-defined]


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send(
        {
            "type": "http.response.body",
            "body": b"The board's ticket is missing or too old: open the board again.\n",
        }
    )
