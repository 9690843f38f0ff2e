"""How starved is this machine? A server that does nothing but put a line on disk before it answers, asked beside the lane.

    python -m tests.chaos.bare PORT

What is slow of it is the machine, the disk and whoever asks; so much more is allowed to the lane in the same seconds.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field

from tests.chaos.web import Line

BODY = b'{"outcome":"held"}'
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(BODY), BODY)
STEPS = 5
"""A claim is handed on so often, at most, where a bare request is once: to lane, teller, database, its disk, and back."""


@dataclass
class Bare:
    """Asks it, and keeps how long that took."""

    port: int
    waits: list[float] = field(default_factory=list)

    async def ask(self, line: Line) -> None:
        began = time.monotonic()
        try:
            await line.ask("GET", "/")
        finally:
            self.waits.append(time.monotonic() - began)

    @property
    def allowance(self) -> float:
        """Seconds that this machine may add to any one answer."""
        return STEPS * p99(self.waits)


def p99(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.99)] if waits else 0.0


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryFile(dir=os.environ.get("FERIA_HOME")) as file:

        def commit() -> None:
            file.write(b"one\n")
            file.flush()
            os.fsync(file.fileno())

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while await reader.readuntil(b"\r\n\r\n"):
                    await loop.run_in_executor(None, commit)
                    writer.write(ANSWER)
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", port)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
