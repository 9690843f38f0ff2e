"""What has no end: events for whoever has a ticket, through the lane's own server, and nothing kept of those who left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from feria.mall.rush.lane import door, streams
from feria.mall.rush.lane.app import Lane
from feria.mall.rush.lane.door import Connection
from feria.mall.rush.lane.hall import Hall
from feria.mall.rush.lane.streams import Stream

LONG = 60.0
Socket = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Source:
    """Tells whatever is put into it; knows how many listen."""

    listeners: set[asyncio.Queue[str]] = field(default_factory=set)

    async def watch(self) -> AsyncIterator[str]:
        queue: asyncio.Queue[str] = asyncio.Queue()
        self.listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self.listeners.discard(queue)

    def tell(self, text: str) -> None:
        for queue in self.listeners:
            queue.put_nowait(text)

    async def until_heard_by(self, number: int) -> None:
        async with asyncio.timeout(LONG):
            while len(self.listeners) != number:
                await asyncio.sleep(0.005)


@dataclass
class House:
    """The lane's server with one stream, and no database."""

    source: Source
    hall: Hall
    port: int

    async def ask(self, url: str = "/lane/board?ticket=good", method: str = "GET", more: str = "") -> Socket:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1024)
        writer.write(f"{method} {url} HTTP/1.1\r\nHost: lane\r\n{more}\r\n".encode())
        return reader, writer

    async def said(self, *asked: str) -> str:
        reader, writer = await self.ask(*asked)
        writer.write_eof()
        told = await asyncio.wait_for(reader.read(), LONG)
        writer.close()
        return told.decode()


def serve(scene: Callable[[House], Awaitable[None]]) -> None:
    async def act() -> None:
        source = Source()
        stream = Stream(watch=source.watch, admits=lambda ticket: ticket == "good")
        lane = Lane("sqlite:////nowhere/mall.sqlite3", "secret", streams={"/lane/board": stream})
        hall = Hall(lane, lane.at_once)
        server = await asyncio.get_running_loop().create_server(lambda: Connection(hall), "127.0.0.1", 0)
        try:
            await asyncio.wait_for(scene(House(source, hall, server.sockets[0].getsockname()[1])), 4 * LONG)
        finally:
            server.close()
            await lane.stop()
            await hall.close()
        assert not hall.connections
        await source.until_heard_by(0)

    asyncio.run(act())


async def event(reader: asyncio.StreamReader) -> str:
    return (await asyncio.wait_for(reader.readuntil(b"\n\n"), LONG)).decode()


def test_events_come_one_by_one_until_the_listener_leaves() -> None:
    async def scene(house: House) -> None:
        reader, writer = await house.ask()
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert head.startswith("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n")
        assert "connection: close" in head
        assert "content-length" not in head
        for text in ("one", "two"):
            await house.source.until_heard_by(1)
            house.source.tell(text)
            assert await event(reader) == f"data: {text}\n\n"
        writer.close()
        await house.source.until_heard_by(0)

    serve(scene)


def test_a_quiet_stream_says_that_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.01)

    async def scene(house: House) -> None:
        reader, writer = await house.ask()
        await reader.readuntil(b"\r\n\r\n")
        assert [await event(reader) for _ in range(2)] == [": still here\n\n"] * 2
        writer.close()

    serve(scene)


@pytest.mark.parametrize(
    "query", ["", "?ticket=made-up", "?ticket=" + "x" * 5_000, "?ticket=%ff&ticket=good"]
)
def test_without_a_ticket_nothing_is_told(query: str) -> None:
    async def scene(house: House) -> None:
        told = await house.said(f"/lane/board{query}")
        assert told.startswith("HTTP/1.1 403 ")
        assert (
            '{"outcome":"ticket_bad","message":"The ticket is missing or too old. Open the page again."}'
            in told
        )

    serve(scene)


def test_a_stream_is_only_read() -> None:
    async def scene(house: House) -> None:
        told = await house.said("/lane/board?ticket=good", "POST", "Content-Length: 0\r\n")
        assert told.startswith("HTTP/1.1 405 ")
        assert "allow: GET\r\n" in told

    serve(scene)


def test_more_than_can_be_served_come_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_LISTENERS", 2)

    async def scene(house: House) -> None:
        listening = [await house.ask() for _ in range(2)]
        await house.source.until_heard_by(2)
        told = await house.said()
        assert told.startswith("HTTP/1.1 429 ")
        assert "retry-after: 1\r\n" in told
        listening[0][1].close()
        await house.source.until_heard_by(1)
        again, _writer = await house.ask()
        assert (await again.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")

    serve(scene)


def test_a_server_that_stops_ends_its_streams() -> None:
    readers = []

    async def scene(house: House) -> None:
        reader, _writer = await house.ask()
        readers.append(reader)
        await house.source.until_heard_by(1)

    serve(scene)
    assert readers[0].at_eof() or readers[0]._buffer  # type: ignore[attr-defined]


def test_who_takes_nothing_is_let_go_and_costs_no_memory_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "STALLED_SECONDS", 0.2)

    async def scene(house: House) -> None:
        _reader, writer = await house.ask()
        await house.source.until_heard_by(1)
        (connection,) = house.hall.connections
        for _ in range(100):
            house.source.tell("x" * 1_000_000)
        async with asyncio.timeout(LONG):
            while house.hall.connections:
                # What it was told and has not taken: one event, however many there were.
                assert connection._transport.get_write_buffer_size() < 2_000_000
                await asyncio.sleep(0.005)
        await house.source.until_heard_by(0)
        writer.close()

    serve(scene)
