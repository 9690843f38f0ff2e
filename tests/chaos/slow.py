"""A lane made slow: everything that it says is held back on the way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tools.ports import free_port


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    with suppress(ConnectionError):
        while some := await reader.read(65_536):
            await asyncio.sleep(seconds)
            writer.write(some)
            await writer.drain()
    writer.close()


@contextmanager
def slowed(port: int, seconds: float) -> Iterator[int]:
    """A port where the other one answers, each piece of its answers so many seconds later."""
    mine, is_open, is_over = free_port(), threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):  # at the end
            there, here = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(pass_on(reader, here, 0), pass_on(there, writer, seconds))

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        async with await asyncio.start_server(visit, "127.0.0.1", mine):
            is_open.set()
            await is_over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert is_open.wait(30)
    try:
        yield mine
    finally:
        loops[0].call_soon_threadsafe(is_over.set)
        thread.join(30)
