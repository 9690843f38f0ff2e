"""What all connections of the lane's own server share; and the server itself: opened, kept tidy, stopped in good order."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine
from email.utils import formatdate
from time import monotonic
from typing import Any
from urllib.parse import unquote

from feria.mall.rush.lane.claiming import IsGone, Tell
from feria.mall.rush.lane.door import Connection, first_lines
from feria.mall.rush.lane.replies import FAILED
from feria.mall.rush.lane.wire import Message, Receive, Request, Scope, Send

log = logging.getLogger(__name__)

ROUND_SECONDS = 1.0
BACKLOG = 16_384
STOPS_WITHIN_SECONDS = 10.0
"""Answers that the network does not take by then are not waited for."""

App = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]
"""An ASGI application that knows its lifespan."""

AtOnce = Callable[[Request, Tell, IsGone], bool]


class Hall:
    """Asks the application for what connections are asked: at once where it can, else as ASGI, in a task."""

    def __init__(self, app: App, at_once: AtOnce | None = None) -> None:
        self._app, self._at_once = app, at_once
        self._tasks: set[asyncio.Task[None]] = set()
        self.connections: set[Connection] = set()
        self.date = b""  # the header's line

    def answer(self, request: Request, connection: Connection) -> None:
        at_once = self._at_once
        if at_once is None or not at_once(request, connection.answered, connection.is_gone):
            task = asyncio.create_task(self._ask(request, connection))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _ask(self, request: Request, connection: Connection) -> None:
        path, _, query = request.url.partition(b"?")
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "method": request.method.decode("latin-1"),
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "root_path": "",
            "query_string": query,
            "headers": list(request.headers.items()),
            "client": (request.address, 0),
        }
        first, body = b"", b""
        is_read = is_begun = False

        async def receive() -> Message:
            nonlocal is_read
            if is_read:
                await connection.lost()
                return {"type": "http.disconnect"}
            is_read = True
            return {"type": "http.request", "body": request.body, "more_body": False}

        async def send(message: Message) -> None:
            nonlocal first, body, is_begun
            if message["type"] == "http.response.start":
                first = first_lines(message["status"], message["headers"])
            elif message.get("more_body") or is_begun:  # nobody knows how long it will be
                if not is_begun:
                    connection.begin(first)
                    is_begun = True
                await connection.tell(message["body"])
            else:
                body = message["body"]

        try:
            await self._app(scope, receive, send)
            if is_begun:
                connection.end()
            else:
                connection.send(first, body)
        except Exception:  # the application's fault, not of who asks
            log.exception("no answer to %s", request.url[:200])
            if is_begun:
                connection.end()
            else:
                connection.answered(FAILED)

    async def keep(self) -> None:
        """Tell the date, and let go of those whose time is up, as long as it runs."""
        while True:
            self.date = b"date: %b\r\n" % formatdate(usegmt=True).encode()
            now = monotonic()
            for connection in list(self.connections):
                if now > connection.let_go_at and not connection.is_busy:
                    connection.let_go(now)
            await asyncio.sleep(ROUND_SECONDS)

    async def close(self) -> None:
        """Everybody who asked is answered, as far as they listen."""
        for connection in list(self.connections):
            connection.end_when_answered()
        give_up_at = monotonic() + STOPS_WITHIN_SECONDS
        while self.connections and monotonic() < give_up_at:
            await asyncio.sleep(0.01)


class Lifespan:
    """Opens and stops an ASGI application as its protocol has it."""

    def __init__(self, app: App) -> None:
        self._says: asyncio.Queue[Message] = asyncio.Queue()
        self._hears: asyncio.Queue[Message] = asyncio.Queue()
        self._living = asyncio.create_task(self._live(app))

    async def come(self, event: str) -> None:
        """``startup`` or ``shutdown``, and wait until it is done."""
        await self._hears.put({"type": f"lifespan.{event}"})
        await self._says.get()

    async def _live(self, app: App) -> None:
        await app({"type": "lifespan", "asgi": {"version": "3.0"}}, self._hears.get, self._says.put)


async def serve(app: App, host: str, port: int, *, at_once: AtOnce | None = None) -> None:
    """Serve until SIGTERM or SIGINT. Several processes may serve one port."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    lifespan, hall = Lifespan(app), Hall(app, at_once)
    await lifespan.come("startup")
    keeping = asyncio.create_task(hall.keep())
    server = await loop.create_server(lambda: Connection(hall), host, port, backlog=BACKLOG, reuse_port=True)
    await stop.wait()
    server.close()
    await lifespan.come("shutdown")
    await hall.close()
    keeping.cancel()
