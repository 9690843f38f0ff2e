"""HTTP as small as it can be, for crowds: a client that costs little, so that what is slow is the server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Told:
    """An answer: its status, and its body if that is JSON."""

    status: int
    body: dict[str, Any]


def same(body: dict[str, Any]) -> dict[str, Any]:
    """An answer, but for whether it was given before."""
    return {name: value for name, value in body.items() if name != "repeated"}


class Line:
    """One connection to one port, made anew when it breaks."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self,
        verb: str,
        path: str,
        token: str = "",
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Told:
        """Raises OSError, or EOFError when the server is gone in the middle."""
        told = {} if headers is None else dict(headers)
        if token:
            told["Authorization"] = f"Bearer {token}"
        try:
            async with asyncio.timeout(20):
                return await self._ask(verb, path, told, b"" if body is None else json.dumps(body).encode())
        except BaseException:
            self.close()
            raise

    async def _ask(self, verb: str, path: str, headers: Mapping[str, str], body: bytes) -> Told:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"{verb} {path} HTTP/1.1\r\nHost: localhost\r\n{more}Content-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        top = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(top.partition("content-length:")[2].partition("\r\n")[0])
        said = await reader.readexactly(length)
        return Told(int(top.split(" ", 2)[1]), json.loads(said) if "/json" in top or "+json" in top else {})

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
