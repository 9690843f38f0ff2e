"""A small HTTP/1.1 client for many short requests to one server: connections kept open, answers read by their length.

A general client spends more on a request than the lane does on answering it, and would measure itself.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

PATIENCE = 30.0
LARGEST = 1 << 20


class NoAnswer(Exception):
    """The server did not answer, or not as a server should; what was asked may have happened or not."""


class Answer(NamedTuple):
    """Status, the seconds after which to ask again (0: not said), body."""

    status: int
    again_in: float
    body: bytes


class Wire:
    """At most ``connections`` requests at once; who finds none free waits for one."""

    def __init__(self, url: str, connections: int, patience: float = PATIENCE) -> None:
        address = urlsplit(url)
        self._host, self._port = address.hostname or "127.0.0.1", address.port or 80
        self._patience = patience
        self._places = asyncio.Semaphore(connections)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, method: str, path: str, token: str = "", body: bytes = b"") -> Answer:
        """One request. Raises NoAnswer; a request is never sent twice."""
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self._host}:{self._port}",
            f"Content-Length: {len(body)}",
        ]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        head = ("\r\n".join([*lines, "", ""])).encode("latin-1")
        async with self._places:
            try:
                return await asyncio.wait_for(self._exchange(head + body), self._patience)
            except (
                OSError,
                asyncio.IncompleteReadError,
                asyncio.LimitOverrunError,
                TimeoutError,
                ValueError,
            ) as why:
                raise NoAnswer(type(why).__name__) from None

    async def open(self, connections: int) -> None:
        """Have so many connections ready, so that the first second is not spent on opening them. Raises NoAnswer."""
        try:
            self._idle += [
                await asyncio.open_connection(self._host, self._port, limit=LARGEST)
                for _ in range(connections)
            ]
        except OSError as why:
            raise NoAnswer(type(why).__name__) from None

    async def close(self) -> None:
        for _, writer in self._idle:
            writer.close()
        for _, writer in self._idle:
            with suppress(OSError):
                await writer.wait_closed()
        self._idle.clear()

    async def _exchange(self, request: bytes) -> Answer:
        reader, writer = await self._connection()
        try:
            writer.write(request)
            answer, stays_open = await _read(reader)
        except BaseException:
            writer.close()
            raise
        if stays_open:
            self._idle.append((reader, writer))
        else:
            writer.close()
        return answer

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            reader, writer = self._idle.pop()
            if not (writer.is_closing() or reader.at_eof()):
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._host, self._port, limit=LARGEST)


async def _read(reader: asyncio.StreamReader) -> tuple[Answer, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *rest = head.split("\r\n")
    headers = {
        name.lower(): value.strip() for name, colon, value in (line.partition(":") for line in rest) if colon
    }
    if "chunked" in headers.get("transfer-encoding", ""):
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    again = headers.get("retry-after", "0")
    answer = Answer(int(first.split(" ")[1]), float(again) if again.isdigit() else 0.0, body)
    return answer, headers.get("connection", "").lower() != "close"


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        if len(body) + size > LARGEST:
            raise ValueError("an answer of the lane is short")
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return body
