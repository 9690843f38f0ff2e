"""The whole mall as one ASGI application behind one port.

Django's pages run as WSGI in a pool of threads, which serves several times what Django's own ASGI handler does; what streams or must answer
in microseconds (the lane of a rush, and the live board, which it serves as well) is bare ASGI and never waits for a Django thread.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware

from feria.mall.site.lane import lane
from feria.mall.site.wsgi import application as pages
from feria.mall.traffic import api as traffic

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

THREADS = int(os.environ.get("FERIA_THREADS", "4"))
"""Few on purpose: requests beyond them wait here in order of arrival, while writers crowding at SQLite's lock would
wait in no order at all, and the one that holds it would share the interpreter with all who wait."""
_pages = WSGIMiddleware(pages, workers=THREADS)  # type: ignore[arg-type]  # Django names its own response type


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a request to the lane that serves it."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/lane/"):
        await lane(scope, receive, send)
    else:
        await _pages(scope, _coroutines(receive), send)  # type: ignore[arg-type]


def _coroutines(receive: Receive) -> Receive:
    """The server hands out awaitables; the bridge to WSGI wants coroutines."""

    async def received() -> MutableMapping[str, Any]:
        return await receive()

    return received


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            lane.stand_here()
            traffic.carrier.start()
        else:
            await lane.stop()
            await asyncio.to_thread(traffic.carrier.stop)
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
