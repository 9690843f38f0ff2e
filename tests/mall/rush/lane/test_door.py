"""The lane's own server, over real sockets: whatever is sent, in whatever pieces, each request has one answer in its turn."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from feria.mall.kit.api import database_now
from feria.mall.rush.api import LaneSetup, make_lane
from feria.mall.rush.lane import door
from feria.mall.rush.lane import hall as halls
from feria.mall.rush.lane.door import Connection
from feria.mall.rush.lane.hall import Hall
from feria.mall.stock.api import Hold, RushTerms, counter_drifts
from tests.mall.rush.lane.conftest import SECRET, Caller
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 60.0
"""Seconds: however busy the machine, what has not come by then never will."""

Visit = Callable[["Visitor"], Awaitable[None]]


class Visitor:
    """Speaks to the server in bytes."""

    def __init__(self, port: int, hall: Hall, caller: Caller) -> None:
        self.port, self.hall, self.caller = port, hall, caller

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def say(self, *pieces: bytes, answers: int = 1, ends: bool = False) -> bytes:
        """Send the pieces one after the other; what comes back until so many answers are whole and a moment more, or the
        server hangs up."""
        reader, writer = await self.open()
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0.02)
        if ends:
            writer.write_eof()
        told = b""
        with suppress(TimeoutError, ConnectionResetError):
            while piece := await asyncio.wait_for(
                reader.read(65536), 0.2 if whole(told) >= answers else LONG
            ):
                told += piece
        writer.close()
        return told

    def claim(self, key: str, member: str = "", body: bytes | None = None, more: str = "") -> bytes:
        wish = body if body is not None else b'{"key":"%b","lines":[{"sku":"tea","units":1}]}' % key.encode()
        head = (
            f"POST /lane/claims/ten/{self.caller.signer.link('ten')} HTTP/1.1\r\nHost: lane\r\n{more}"
            f"Authorization: Bearer {self.caller.token(member or f'm-{key}')}\r\nContent-Length: {len(wish)}\r\n\r\n"
        )
        return head.encode() + wish


HEAD = re.compile(rb"HTTP/1\.1 (?:[^\r]+\r\n)+\r\n")
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n")


def whole(told: bytes) -> int:
    """How many answers have come to their end."""
    count = begins = 0
    while (head := HEAD.match(told, begins)) and (length := LENGTH.search(head[0])):
        begins = head.end() + int(length[1])
        count += begins <= len(told)
    return count


def statuses(told: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", told)]


@pytest.fixture
def visit(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Opens a session "ten" that sells 40 teas, and the lane's server before it.

    It hears those out who were refused, however late a busy machine lets them read the answer.
    """
    monkeypatch.setattr(door, "LINGER_SECONDS", LONG)
    rush({on_shelf("tea", 40): RushTerms(units=40)})
    now = database_now()

    def run(scene: Visit, setup: LaneSetup | None = None) -> None:
        async def act() -> None:
            lane = make_lane(teller_url, SECRET, None, setup or LaneSetup())
            hall = Hall(lane, lane.at_once)
            keeping = asyncio.create_task(hall.keep())
            server = await asyncio.get_running_loop().create_server(lambda: Connection(hall), "127.0.0.1", 0)
            http: Any = None
            visitor = Visitor(server.sockets[0].getsockname()[1], hall, Caller(http, now))
            try:
                await asyncio.wait_for(scene(visitor), 4 * LONG)
            finally:
                server.close()
                await lane.stop()
                await hall.close()
                keeping.cancel()
            assert not hall.connections

        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        asyncio.run(act())

    return run


def test_claims_sent_ahead_are_answered_in_their_order(visit: Callable[..., None]) -> None:
    async def scene(visitor: Visitor) -> None:
        told = await visitor.say(b"".join(visitor.claim(f"k{n}") for n in range(30)), answers=30)
        assert statuses(told) == [200] * 30
        assert re.findall(rb'"claimant":"ten/(k\d+)"', told) == [b"k%d" % n for n in range(30)]
        assert told.count(b"date: ") == 30

    visit(scene)
    assert Hold.objects.count() == 30
    assert counter_drifts() == []


def test_a_claim_in_pieces_is_one_claim(visit: Callable[..., None]) -> None:
    async def scene(visitor: Visitor) -> None:
        whole = visitor.claim("k1")
        assert statuses(await visitor.say(*(whole[n : n + 9] for n in range(0, len(whole), 9)))) == [200]
        chunked = visitor.claim("k2", body=b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        wish = b'{"key":"k2","lines":[{"sku":"tea","units":1}]}'
        assert statuses(await visitor.say(chunked, b"%x\r\n%b\r\n" % (len(wish), wish), b"0\r\n\r\n")) == [
            200
        ]

    visit(scene)
    assert Hold.objects.count() == 2


def test_who_sends_no_more_or_wants_no_more_is_answered_and_let_go(visit: Callable[..., None]) -> None:
    async def scene(visitor: Visitor) -> None:
        assert statuses(await visitor.say(visitor.claim("k1"), ends=True)) == [200]
        told = await visitor.say(visitor.claim("k2", more="Connection: close\r\n") + visitor.claim("k3"))
        assert (statuses(told), b"connection: close" in told) == ([200], True)
        assert statuses(await visitor.say(b"HEAD /lane/clock HTTP/1.1\r\nConnection: close\r\n\r\n")) == [405]

    visit(scene)
    assert Hold.objects.count() == 2


@pytest.mark.parametrize(
    ("what", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"POST /lane/x HTTP/1.1\r\nHost: l\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd", 400),
        (b"POST /lane/x HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET /lane/clock HTTP/1.1\r\n" + b"X: " + b"y" * 40_000, 431),
        (b"GET /" + b"y" * 40_000, 431),
        (b"POST /lane/claims/ten/x HTTP/1.1\r\nContent-Length: 10000000\r\n\r\n" + b"z" * 300_000, 413),
        (b"POST /lane/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n" + b"z" * 0xFFFF, 413),
        (b"GET /lane/\xff\xfe HTTP/1.1\r\nHost: l\r\n\r\n", 404),
        (b"POST /lane/claims/ten/%ff%fe HTTP/1.1\r\nHost: l\r\nContent-Length: 0\r\n\r\n", 401),
    ],
)
def test_what_is_no_request_has_one_short_answer(
    visit: Callable[..., None], what: bytes, status: int
) -> None:
    async def scene(visitor: Visitor) -> None:
        pieces = (what[:20_000], what[20_000:]) if len(what) > 20_000 else (what,)
        told = await visitor.say(*pieces)
        assert len(told) < 700
        assert statuses(told)[:1] in ([status], [400])
        assert statuses(told) == [status] or what.startswith(b"GET /lane/\xff")
        assert statuses(await visitor.say(visitor.claim("k1"))) == [200]

    visit(scene)


def test_a_head_is_too_long_however_it_arrives(visit: Callable[..., None]) -> None:
    def asked(header: bytes) -> bytes:
        return b"GET /lane/clock HTTP/1.1\r\nHost: l\r\n%b\r\n" % header

    async def scene(visitor: Visitor) -> None:
        many = b"".join(b"X-%d: %b\r\n" % (n, b"y" * 90) for n in range(200))
        for head in (asked(b"X: %b\r\n" % (b"y" * 20_000)), asked(many)):
            assert statuses(await visitor.say(head)) == [431]
            assert statuses(await visitor.say(head[:10_000], head[10_000:])) == [431]
        short = asked(b"X: %b\r\n" % (b"y" * 9_000))
        assert statuses(await visitor.say(short + short + short)) == [200, 200, 200]

    visit(scene)


def test_who_dawdles_is_let_go_and_nobody_else_waits(
    visit: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    stopwatch = [1_000.0]  # it stands until everybody is where they dawdle
    for module in (door, halls):
        monkeypatch.setattr(module, "monotonic", lambda: stopwatch[0])

    async def dawdle(visitor: Visitor, what: bytes, is_answered: asyncio.Event) -> bytes:
        reader, writer = await visitor.open()
        writer.write(what)
        told = b""
        with suppress(ConnectionResetError):
            while piece := await asyncio.wait_for(reader.read(65536), LONG):
                told += piece
                if whole(told):
                    is_answered.set()
        writer.close()
        return told

    async def scene(visitor: Visitor) -> None:
        claim, connections = visitor.claim("k1"), visitor.hall.connections
        is_answered, never = asyncio.Event(), asyncio.Event()
        dawdling = [
            asyncio.create_task(dawdle(visitor, *what))
            for what in (
                (b"", never),
                (claim[:50], never),
                (claim[:-5], never),
                (visitor.claim("k2"), is_answered),
            )
        ]
        await asyncio.wait_for(is_answered.wait(), LONG)
        while len(connections) < 4 or not any(each._is_in_body for each in connections):
            await asyncio.sleep(0.01)
        stopwatch[0] += door.IDLE_SECONDS + 1
        silent, head, body, idle = await asyncio.gather(*dawdling)
        assert (silent, head) == (b"", b"")
        assert (statuses(body), b'"too_slow"' in body) == ([408], True)
        assert statuses(idle) == [200]
        while connections:  # each is let go in its time
            await asyncio.sleep(0.01)

    visit(scene)
    assert Hold.objects.count() == 1


def test_who_was_refused_and_never_hangs_up_is_let_go(
    visit: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "LINGER_SECONDS", 0.2)

    async def scene(visitor: Visitor) -> None:
        reader, writer = await visitor.open()
        writer.write(b"GET / HTTP/9.9\r\n\r\n")
        assert statuses(await asyncio.wait_for(reader.read(), LONG)) == [400]
        while visitor.hall.connections:  # though its side is still open
            await asyncio.sleep(0.01)
        writer.close()

    visit(scene)


def test_stopping_answers_who_was_let_in(visit: Callable[..., None]) -> None:
    async def scene(visitor: Visitor) -> None:
        talks = [asyncio.create_task(visitor.say(visitor.claim(f"k{n}"))) for n in range(20)]
        while not any(connection.is_busy for connection in visitor.hall.connections):
            if all(talk.done() for talk in talks):
                break  # quicker than one can look
            await asyncio.sleep(0.001)
        await visitor.hall.close()
        told = await asyncio.gather(*talks)
        answered.extend(statuses(one) for one in told)

    answered: list[list[int]] = []
    visit(scene)
    assert answered.count([200]) == Hold.objects.count() > 0
    assert (
        answered.count([200]) + answered.count([]) == 20
    )  # whoever came too late heard nothing and holds nothing
    assert counter_drifts() == []


def test_messages_are_in_the_language_that_is_asked_for(visit: Callable[..., None]) -> None:
    async def scene(visitor: Visitor) -> None:
        for wish, words in (
            ("", "makes no sense"),
            ("es-MX,es;q=0.9", "no tiene sentido"),
            ("zh-CN", "无法理解"),
            ("fr", "makes no sense"),
        ):
            more = f"Accept-Language: {wish}\r\n" if wish else ""
            told = await visitor.say(visitor.claim("k1", body=b"{", more=more))
            assert words in told.decode(), (wish, told)

    visit(scene)
