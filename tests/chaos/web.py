"""HTTP as small as it can be, for crowds: a client that costs little, so that what is slow is the server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Told:
    """An answer: its status, and its body as JSON."""

    status: int
    body: dict[str, Any]


class Line:
    """One connection to one port, made anew when it breaks."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, verb: str, path: str, token: str = "", body: object = None) -> Told:
        """Raises OSError, or EOFError when the server is gone in the middle."""
        try:
            async with asyncio.timeout(20):
                return await self._ask(verb, path, token, b"" if body is None else json.dumps(body).encode())
        except BaseException:
            self.close()
            raise

    async def _ask(self, verb: str, path: str, token: str, body: bytes) -> Told:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        bearer = f"Authorization: Bearer {token}\r\n" if token else ""
        head = f"{verb} {path} HTTP/1.1\r\nHost: lane\r\n{bearer}Content-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        top = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(top.partition("content-length:")[2].partition("\r\n")[0])
        return Told(int(top.split(" ", 2)[1]), json.loads(await reader.readexactly(length)))

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
