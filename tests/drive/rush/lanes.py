"""A lane for tests: a server that says what it is told to, in HTTP/1.1, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

Reply = tuple[int, dict[str, Any]]
"""A status and a body; status 0 breaks the connection off."""
Behaviour = Callable[[str, str, dict[str, Any]], Reply]
"""Of a method, a path and a body."""


class FakeLane:
    def __init__(self, behave: Behaviour) -> None:
        self.behave = behave
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                method, path, body = await _request(reader)
                self.asked.append((method, path, body))
                status, answer = self.behave(method, path, body)
                if status == 0:
                    return
                again = f"Retry-After: {answer['again']}\r\n" if "again" in answer else ""
                text = json.dumps(answer).encode()
                writer.write(
                    f"HTTP/1.1 {status} x\r\n{again}Content-Length: {len(text)}\r\n\r\n".encode() + text
                )
                await writer.drain()
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, Any]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    method, path, _ = head.split(" ", 2)
    sizes = [line for line in head.lower().split("\r\n") if line.startswith("content-length:")]
    body = await reader.readexactly(int(sizes[0].partition(":")[2]) if sizes else 0)
    return method, path, json.loads(body) if body else {}


@asynccontextmanager
async def lane(behave: Behaviour) -> AsyncIterator[FakeLane]:
    """Serve on a free port for the length of the block."""
    made = FakeLane(behave)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
