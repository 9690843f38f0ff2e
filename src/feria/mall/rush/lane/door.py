"""The lane's own door: HTTP/1.1 over one connection, read and answered in the loop's thread without a task for each claim.

A server for any application hands each request to another thread or task and back again, which costs more than all that
is done for a claim. Here what is read is short, what is said is shorter, and most of it is known at once. Whatever is
not a claim is asked of the lane as ASGI. The parser is that of Node.js, by way of httptools.
"""

from __future__ import annotations

import asyncio
from collections import deque
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, cast

import httptools
from django.utils.translation import gettext_lazy as _

from feria.mall.rush.lane.wire import (
    COMMON_HEADERS,
    HEAD_TOO_LARGE,
    MOST_BYTES,
    MOST_HEAD_BYTES,
    READ_SECONDS,
    TOO_LARGE,
    TOO_SLOW,
    Reply,
    Request,
    more_headers,
    says,
)

if TYPE_CHECKING:
    from feria.mall.rush.lane.hall import Hall

HEAD_SECONDS = 10.0
"""Whoever has not sent the head of a request by then is let go."""

IDLE_SECONDS = 75.0
"""A connection without a request is kept for so long: a proxy's is used again, a shopper's hardly."""

LINGER_SECONDS = 2.0
"""So long we listen, without heeding, to who was told that no more is read: or the telling would be lost."""

MOST_WRAPPED_BYTES = 8 * MOST_BYTES
"""Of a body as it comes, with what chunks say of themselves and the headers behind them: letter by letter it is six times as long."""

STALLED_SECONDS = 60.0
"""Who listens to a stream and has not taken what was told for so long is let go."""

MOST_IN_LINE = 16
"""Requests sent ahead on one connection; no more is read before these are answered."""

BAD_REQUEST = says(400, "bad_request", _("That is not a request that HTTP/1.1 knows."))
NEVER = float("inf")


def first_lines(status: int, headers: list[tuple[bytes, bytes]]) -> bytes:
    told = b"".join(b"%b: %b\r\n" % header for header in headers)
    return b"HTTP/1.1 %d %b\r\n%b" % (status, HTTPStatus(status).phrase.encode(), told)


_FIRST_LINES = {status.value: first_lines(status.value, COMMON_HEADERS) for status in HTTPStatus}


class Connection(asyncio.Protocol):
    """One connection: requests are answered one after the other, in their order."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._parser = httptools.HttpRequestParser(self)
        self._asked: deque[Request] = deque()
        self._now: Request | None = None  # the one that is being answered
        self._url = self._body = b""
        self._headers: dict[bytes, bytes] = {}
        self._unfinished = 0  # bytes of a request that is not whole yet
        self._may_be_long = False  # so much came that a head in it may be longer than one may be
        self._is_reading = self._is_in_body = self._is_refused = self._is_deaf = False
        self._is_going = self._is_clogged = self._is_paused = self._is_gone = False
        self._is_telling = False  # an answer has begun whose end nobody knows
        self._someone: list[
            asyncio.Future[None]
        ] = []  # wait until the network takes more, or the connection is lost
        self.let_go_at = NEVER  # on the stopwatch

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self._address: str = peer[0] if isinstance(peer, tuple) else ""
        self.let_go_at = monotonic() + HEAD_SECONDS
        self._hall.connections.add(self)

    def connection_lost(self, _error: Exception | None) -> None:
        self._is_gone = True
        self._wake()
        self._asked.clear()
        self._hall.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        if self._is_deaf:
            return
        before = len(self._asked)
        self._may_be_long = self._unfinished + len(data) > MOST_HEAD_BYTES
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:  # we stay with HTTP/1.1, and the request it came with is the last
            self._say_no_more()
        except httptools.HttpParserError:
            self._refuse(BAD_REQUEST)
        if len(self._asked) > before:
            self._unfinished = 0
        else:
            self._unfinished += len(data)
            if self._unfinished > (MOST_WRAPPED_BYTES if self._is_in_body else MOST_HEAD_BYTES):
                self._refuse(TOO_LARGE if self._is_in_body else HEAD_TOO_LARGE)
        self._go_on()

    def eof_received(self) -> bool:
        """Who only sends no more is answered all the same; False closes the connection, as of who listened to a stream."""
        self._say_no_more()
        return self._now is not None and not self._is_telling

    def pause_writing(self) -> None:
        self._is_clogged = True

    def resume_writing(self) -> None:
        self._is_clogged = False
        self._wake()
        self._go_on()

    # What the parser calls.

    def on_message_begin(self) -> None:
        self._is_reading = True
        self._url = self._body = b""
        self._headers = {}
        self.let_go_at = monotonic() + HEAD_SECONDS

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        self._is_in_body = True
        headers = self._headers
        self.let_go_at = monotonic() + READ_SECONDS
        length = headers.get(b"content-length", b"0")
        if self._may_be_long and self._head_bytes() > MOST_HEAD_BYTES:
            self._refuse(HEAD_TOO_LARGE)
        elif len(length) > 9 or int(length) > MOST_BYTES:
            self._refuse(TOO_LARGE)
        elif headers.get(b"expect", b"").lower() == b"100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _head_bytes(self) -> int:
        return len(self._url) + sum(len(name) + len(value) for name, value in self._headers.items())

    def on_body(self, body: bytes) -> None:
        if len(self._body) + len(body) > MOST_BYTES:
            self._refuse(TOO_LARGE)
        elif not self._is_refused:
            self._body += body

    def on_message_complete(self) -> None:
        self._is_reading = self._is_in_body = False
        if self._is_refused:
            return
        parser = self._parser
        self._asked.append(
            Request(
                parser.get_method(),
                self._url,
                self._headers,
                self._body,
                self._address,
                is_last=not parser.should_keep_alive(),
            )
        )

    # What we do.

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits here for an answer that is being found."""
        return self._now is not None

    def is_gone(self) -> bool:
        return self._is_gone

    def answered(self, reply: Reply) -> None:
        """Send what was found out for the request that is being answered."""
        request = self._now
        if request is None or self._is_gone:
            return
        first = _FIRST_LINES[reply.status]
        if reply.words is not None and reply.has_more_headers:
            first += b"".join(b"%b: %b\r\n" % header for header in more_headers(reply))
        self.send(first, reply.text(request.headers.get(b"accept-language", b"")))

    def send(self, first: bytes, body: bytes) -> None:
        """Send an answer. ``first``: its lines up to those that every answer has."""
        request, self._now = self._now, None
        if request is None or self._is_gone:
            return
        close = b"connection: close\r\n" if request.is_last else b""
        shown = b"" if request.method == b"HEAD" else body
        date = self._hall.date
        self._transport.write(b"%b%b%bcontent-length: %d\r\n\r\n%b" % (first, date, close, len(body), shown))
        if request.is_last:
            self._end()
        elif not self._is_going:
            self._go_on()

    def begin(self, first: bytes) -> None:
        """Begin an answer that goes on until its connection ends."""
        if self._now is None or self._is_gone:
            return
        self._is_telling = True
        self._say_no_more()
        self._transport.write(b"%b%bconnection: close\r\n\r\n" % (first, self._hall.date))

    async def tell(self, part: bytes) -> None:
        """Send some of that answer, and wait until the network has room for more."""
        if self._is_gone:
            return
        self._transport.write(part)
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                while self._is_clogged and not self._is_gone:
                    await self._something_happens()
        except TimeoutError:
            self._transport.abort()

    def end(self) -> None:
        """That answer is whole."""
        self._now = None
        self._transport.close()

    async def lost(self) -> None:
        """Wait until nobody is there any more."""
        while not self._is_gone:
            await self._something_happens()

    async def _something_happens(self) -> None:
        future = asyncio.get_running_loop().create_future()
        self._someone.append(future)
        try:
            await future
        finally:
            if future in self._someone:
                self._someone.remove(future)

    def _wake(self) -> None:
        waiting, self._someone = self._someone, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    def let_go(self, now: float) -> None:
        """Time is up: with a word where a request has begun to come."""
        if self._is_in_body and not self._is_deaf:
            self.let_go_at = now + LINGER_SECONDS
            self._refuse(TOO_SLOW)
            self._go_on()
        else:
            self._transport.abort()

    def end_when_answered(self) -> None:
        """The server is being stopped: what is asked is answered, what has no end ends, and nothing more is taken."""
        self._say_no_more()
        if self._now is None or self._is_telling:
            self._transport.close()

    def _say_no_more(self) -> None:
        """The last request that is whole is the last that is answered."""
        self._is_deaf = True
        last = self._asked[-1] if self._asked else self._now
        if last is not None:
            last.is_last = True

    def _refuse(self, reply: Reply) -> None:
        """Nothing more is read, as one cannot tell where the next request would begin; what came before is answered."""
        if not self._is_refused:
            self._is_refused = self._is_deaf = True
            refused = Request(b"", b"", self._headers, b"", self._address, is_last=True)
            refused.refusal = reply
            self._asked.append(refused)

    def _go_on(self) -> None:
        """Answer what was asked, as far as that is possible now."""
        if self._is_going:
            return
        self._is_going = True
        asked = self._asked
        while asked and self._now is None and not self._is_clogged:
            request = self._now = asked.popleft()
            if request.refusal is None:
                self._hall.answer(request, self)
            else:
                self.answered(request.refusal)
        self._is_going = False
        if self._is_gone:
            return
        if self._now is None and not self._is_reading and not self._is_deaf:
            self.let_go_at = monotonic() + IDLE_SECONDS
        is_enough = len(asked) > MOST_IN_LINE or self._is_clogged
        if is_enough is not self._is_paused:
            self._is_paused = is_enough
            (self._transport.pause_reading if is_enough else self._transport.resume_reading)()

    def _end(self) -> None:
        """All is said. Who was refused may still be sending, and would lose the answer if we hung up on that."""
        self._asked.clear()
        if self._is_refused and self._transport.can_write_eof():
            self._is_reading = True
            self.let_go_at = monotonic() + LINGER_SECONDS
            self._transport.write_eof()
        else:
            self._transport.close()
