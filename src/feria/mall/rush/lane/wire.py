"""Requests and answers as bare ASGI: bodies read up to a size and a deadline, answers of short JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from time import monotonic
from typing import Any, NamedTuple, cast

import msgspec

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_BYTES = 16 * 1024
READ_SECONDS = 5.0
"""Whoever has not sent the whole of a small body by then is let go."""

_COMMON = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
_encode = msgspec.json.Encoder().encode


class Reply(NamedTuple):
    """What goes back: a status, a body of JSON, when it makes sense to ask again, and which methods are allowed."""

    status: int
    body: bytes
    again_in: float | None = None  # seconds
    allow: str = ""


class Trouble(Exception):
    """The request cannot be served as it is; ``reply`` says why."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__(reply.status)


def says(status: int, outcome: str, message: str, again_in: float | None = None, **more: object) -> Reply:
    """A reply that is not what was hoped for: a code for programs, a sentence for people who write them."""
    return Reply(status, _encode({"outcome": outcome, "message": message, **more}), again_in)


def answers(value: object, status: int = 200) -> Reply:
    """A reply with that value as its body."""
    return Reply(status, _encode(value))


async def send_reply(reply: Reply, send: Send) -> None:
    status, body, again_in, allow = reply
    headers = _COMMON
    if again_in is not None:  # whole seconds are all that the header can say
        headers = [*_COMMON, (b"retry-after", str(max(1, round(again_in + 0.49))).encode())]
    elif status == 401:  # these two statuses name, by the rules of HTTP, what would have been right
        headers = [*_COMMON, (b"www-authenticate", b"Bearer")]
    elif allow:
        headers = [*_COMMON, (b"allow", allow.encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


TOO_LARGE = says(413, "too_large", f"A body has at most {MOST_BYTES} bytes.")
TOO_SLOW = says(408, "too_slow", f"The body did not arrive within {READ_SECONDS:g} seconds.")
GONE = says(400, "gone", "The connection ended before the body did.")


class Headers(NamedTuple):
    """The few headers that the lane reads, empty when they were not sent."""

    authorization: bytes
    length: bytes
    forwarded: bytes


def read_headers(scope: Scope) -> Headers:
    authorization = length = forwarded = b""
    for name, value in scope["headers"]:
        if name == b"authorization":
            authorization = value
        elif name == b"content-length":
            length = value if value.isdigit() else b""
        elif name == b"x-forwarded-for":
            forwarded = value
    return Headers(authorization, length, forwarded)


class Readers:
    """Reads bodies, and lets go of those who dawdle: one look around a second, not a timer for each request."""

    def __init__(self, seconds: float = READ_SECONDS) -> None:
        self._seconds = seconds
        self._reading: dict[asyncio.Task[Any], float] = {}  # since when, in order of arrival
        self._dawdlers: set[asyncio.Task[Any]] = set()
        self._watching: asyncio.TimerHandle | None = None

    async def body(self, length: bytes, receive: Receive, now: float) -> bytes:
        """The whole body, of which ``length`` is the header. Raises Trouble when too large, too slow, or cut off.

        ``now`` on the stopwatch: what is read from then on is in time.
        """
        if len(length) > 9 or (length and int(length) > MOST_BYTES):
            raise Trouble(TOO_LARGE)
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
            raise Trouble(TOO_SLOW) from None
        finally:
            del self._reading[me]
            if self._dawdlers:
                self._dawdlers.discard(me)
        if len(body) > MOST_BYTES:
            raise Trouble(TOO_LARGE)
        return body

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


async def _whole(receive: Receive, length: int) -> bytes:
    """A body, read until it has that length. Servers tell in a message of its own that nothing more comes: waiting
    for it, with the length known, would cost as much as all else that is done for a claim.
    """
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Trouble(GONE)
        body += message.get("body", b"")
        if len(body) >= length or not message.get("more_body"):
            return body
