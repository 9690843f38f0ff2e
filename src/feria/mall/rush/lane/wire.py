"""Requests and answers: what the lane reads of a request, and answers of short JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feria.mall.rush.lane.words import Words, language_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_BYTES = 16 * 1024
MOST_HEAD_BYTES = 16 * 1024
READ_SECONDS = 5.0
"""Whoever has not sent the whole of a small body by then is let go."""

COMMON_HEADERS = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
_encode = msgspec.json.Encoder().encode


class Reply(NamedTuple):
    """What goes back: a status, a body of JSON, when it makes sense to ask again, and which methods are allowed.

    Where a sentence belongs into the body, ``body`` ends before it and ``rest`` begins after it.
    """

    status: int
    body: bytes
    again_in: float | None = None  # seconds
    allow: str = ""
    words: Words | None = None
    rest: bytes = b""

    @property
    def has_more_headers(self) -> bool:
        """Whether its status asks for headers besides those that every answer has."""
        return self.again_in is not None or self.status == 401 or self.allow != ""

    def text(self, wish: bytes = b"") -> bytes:
        """The whole body, in the language that an ``Accept-Language`` header wishes for."""
        words = self.words
        return (
            self.body if words is None else b"%b%b%b" % (self.body, words.said(language_of(wish)), self.rest)
        )


class Trouble(Exception):
    """The request cannot be served as it is; ``reply`` says why."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__(reply.status)


def says(
    status: int, outcome: str, words: Words | Promise, again_in: float | None = None, **more: object
) -> Reply:
    """A reply that is not what was hoped for: a code for programs, a sentence for people."""
    if not isinstance(words, Words):
        words = Words(words)
    rest = b"," + _encode(more)[1:] if more else b"}"
    return Reply(status, b'{"outcome":"%b","message":' % outcome.encode(), again_in, "", words, rest)


def answers(value: object, status: int = 200) -> Reply:
    """A reply with that value as its body."""
    return Reply(status, _encode(value))


def more_headers(reply: Reply) -> list[tuple[bytes, bytes]]:
    """What the status asks for besides the headers that every answer has."""
    if reply.again_in is not None:  # whole seconds are all that the header can say
        return [(b"retry-after", str(max(1, round(reply.again_in + 0.49))).encode())]
    if reply.status == 401:  # these two statuses name, by the rules of HTTP, what would have been right
        return [(b"www-authenticate", b"Bearer")]
    return [(b"allow", reply.allow.encode())] if reply.allow else []


async def send_reply(reply: Reply, send: Send, wish: bytes = b"") -> None:
    """``wish``: the header ``Accept-Language``."""
    headers = [*COMMON_HEADERS, *more_headers(reply)]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.text(wish)})


TOO_LARGE = says(413, "too_large", Words(_("A body has at most %(most)s bytes."), most=MOST_BYTES))
HEAD_TOO_LARGE = says(431, "head_too_large", _("The headers of a request have at most 16 KB together."))
TOO_SLOW = says(
    408,
    "too_slow",
    Words(_("The body did not arrive within %(seconds)s seconds."), seconds=f"{READ_SECONDS:g}"),
)


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


def is_head_too_large(scope: Scope) -> bool:
    """Whether another server took more of a head than the lane's own takes."""
    size = len(scope["path"]) + len(scope.get("query_string", b""))
    for name, value in scope["headers"]:
        size += len(name) + len(value)
    return size > MOST_HEAD_BYTES


def wish_of(scope: Scope) -> bytes:
    """The languages that whoever asks would like best."""
    wish: bytes = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    return wish


class Request:
    """A request that is all here: what the lane's own server reads, before it is made ASGI for who needs that."""

    __slots__ = ("address", "body", "headers", "is_last", "method", "refusal", "url")

    def __init__(
        self,
        method: bytes,
        url: bytes,
        headers: dict[bytes, bytes],
        body: bytes,
        address: str,
        *,
        is_last: bool,
    ) -> None:
        self.method, self.url, self.headers, self.body, self.address = method, url, headers, body, address
        self.is_last = is_last  # of its connection
        self.refusal: Reply | None = None  # it is not to be asked of anybody
