"""What is wrong with a claim, sent to the lane's own server in bytes: each a short answer of its own, nothing held, no 5xx.

(The lane asked as an application: test_bad_input.py. Requests that are none: test_door.py.)
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from feria.mall.kit.api import database_now
from feria.mall.rush.api import Signer
from feria.mall.rush.lane import door
from feria.mall.stock.api import Hold, RushTerms, counter_drifts
from tests.mall.rush.lane.conftest import SECRET
from tests.mall.rush.lane.test_bad_input import NONSENSE
from tests.mall.rush.lane.test_door import Visitor, statuses
from tests.mall.rush.lane.test_door import visit as visit
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush
from tools.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 60.0
"""Seconds: however busy the machine, what has not come by then never will."""
ROOT = Path(__file__).parents[4]
WISH = b'{"key":"k1","lines":[{"sku":"tea","units":1}]}'


@dataclass(frozen=True)
class Told:
    """One answer, as it came over the wire."""

    status: int
    body: dict[str, object]
    size: int

    @property
    def about(self) -> tuple[int, str]:
        """The status and the code; the sentence must be there, and short."""
        assert self.size < 700, self.body
        assert self.body["message"]
        return self.status, str(self.body["outcome"])


async def ask(streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], what: bytes) -> Told:
    reader, writer = streams
    writer.write(what)
    return await hear(reader)


async def hear(reader: asyncio.StreamReader) -> Told:
    top = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), LONG)
    length = int(top.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    body = await asyncio.wait_for(reader.readexactly(length), LONG)
    return Told(int(top.split(b" ", 2)[1]), json.loads(body), len(top) + length)


def post(
    signer: Signer,
    body: bytes = WISH,
    member: str = "ana",
    *,
    session: str = "ten",
    link: str = "",
    token: str | None = None,
) -> bytes:
    bearer = signer.sign(member, 0, database_now_cached() + timedelta(minutes=5)) if token is None else token
    path = f"/lane/claims/{session}/{link or signer.link(session)}"
    head = f"POST {path} HTTP/1.1\r\nHost: lane\r\nAuthorization: Bearer {bearer}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


_now: list[object] = []


def database_now_cached():  # type: ignore[no-untyped-def]
    """As it was before the loop began: in it nobody may ask Django."""
    return _now[0]


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    _now[:] = [database_now()]
    yield
    _now.clear()


Visit = Callable[..., None]


def test_claims_that_cannot_be_are_each_told_why_on_one_connection(
    visit: Visit, on_shelf: PutOnShelf, rush: PlanRush
) -> None:
    rush({on_shelf("cups", 9): RushTerms(units=9)}, "later", opens_in=3600)
    rush({on_shelf("pots", 9): RushTerms(units=9)}, "gone", opens_in=-7200, lasts=3600)
    signer = Signer(SECRET)
    at = database_now_cached()
    mine = signer.sign("ana", 0, at + timedelta(minutes=5))
    cases = [
        ("an unknown session", post(signer, session="nine"), (404, "unknown")),
        ("a session with a path in it", post(signer, session="..%2f..%2fx"), (404, "no_such_path")),
        ("before the start", post(signer, session="later"), (425, "not_yet")),
        ("before the start, a wrong link", post(signer, session="later", link="0" * 32), (425, "not_yet")),
        ("after the end", post(signer, session="gone"), (410, "over")),
        ("a wrong link", post(signer, link="0" * 32), (404, "unknown")),
        ("a token tampered with", post(signer, token=mine.replace("ana", "ben")), (401, "token_bad")),
        ("half a token", post(signer, token=mine[: len(mine) // 2]), (401, "token_bad")),
        ("a token too old", post(signer, token=signer.sign("ana", 0, at - timedelta(seconds=1))), (401, "token_expired")),
        ("another mall's token", post(signer, token=Signer("theirs").sign("ana", 0, at + timedelta(1))), (401, "token_bad")),
        ("no token", post(signer, token=""), (401, "token_bad")),
        *(
            (what, post(signer, as_bytes(body), f"m-{n}"), (422, "bad_body"))
            for n, (what, body) in enumerate(NONSENSE.items())
        ),
    ]  # fmt: skip

    async def scene(visitor: Visitor) -> None:
        streams = await visitor.open()
        for what, sent, expected in cases:
            assert (what, (await ask(streams, sent)).about) == (what, expected)
        # A million is a number: the teller says how many there are.
        many = await ask(streams, post(signer, WISH.replace(b":1", b":1000000"), "ben"))
        assert (many.about, many.body["left"]) == ((409, "sold_out"), 40)
        streams[1].close()

    visit(scene)
    assert Hold.objects.count() == 0
    assert counter_drifts() == []


def as_bytes(body: str | bytes) -> bytes:
    return body if isinstance(body, bytes) else body.encode()


def test_a_key_with_another_body_or_member_is_refused_and_the_first_answer_stands(visit: Visit) -> None:
    signer = Signer(SECRET)
    ben = signer.sign("ben", 0, database_now_cached() + timedelta(minutes=5))

    async def scene(visitor: Visitor) -> None:
        streams = await visitor.open()
        first = await ask(streams, post(signer))
        assert first.body["outcome"] == "held"
        for other in (WISH.replace(b":1", b":2"), WISH.replace(b"tea", b"cups")):
            assert (await ask(streams, post(signer, other))).about == (409, "key_reused")
        assert (await ask(streams, post(signer, token=ben))).about == (409, "key_reused")
        again = await ask(streams, post(signer))
        assert again.body == {**first.body, "repeated": True}
        streams[1].close()

    visit(scene)
    assert Hold.objects.count() == 1


@pytest.mark.parametrize(
    "garbage",
    [b"\x00" * 64, b"\r\n\r\nwhat?\r\n\r\n", b"GET\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"}" * 5000],
    ids=["noughts", "lines", "half a line", "HTTP/2", "braces"],
)
def test_garbage_behind_a_claim_spoils_what_comes_after_it_only(visit: Visit, garbage: bytes) -> None:
    signer = Signer(SECRET)

    async def scene(visitor: Visitor) -> None:
        reader, writer = await visitor.open()
        writer.write(post(signer) + garbage + post(signer, WISH.replace(b"k1", b"k2")))
        assert (await hear(reader)).body["outcome"] == "held"
        assert (await hear(reader)).about == (400, "bad_request")
        with suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), LONG) == b"", "it is the last that is said"
        writer.close()

    visit(scene)
    assert Hold.objects.count() == 1


@pytest.mark.parametrize(
    ("head", "begins", "goes_on"),
    [
        (b"Content-Length: 10485760", b"", b"z" * 65536),
        (b"Transfer-Encoding: chunked", b"", b"10000\r\n" + b"z" * 65536 + b"\r\n"),
        (b"Transfer-Encoding: chunked", b"", b"1\r\n{\r\n" * 10_000),
        (b"Transfer-Encoding: chunked", b"1;", b"x" * 65536),
        (b"Transfer-Encoding: chunked", b"0\r\n", b"X: y\r\n" * 10_000),
        (b"Transfer-Encoding: chunked", b"0\r\nX: ", b"y" * 65536),
    ],
    ids=["announced", "chunks", "tiny chunks", "a chunk's extension", "trailers", "one long trailer"],
)
def test_ten_megabytes_are_refused_long_before_they_are_read(
    visit: Visit, head: bytes, begins: bytes, goes_on: bytes
) -> None:
    """However they are wrapped up."""
    signer = Signer(SECRET)

    async def scene(visitor: Visitor) -> None:
        reader, writer = await visitor.open()
        writer.write(post(signer, b"").replace(b"Content-Length: 0", head) + begins)
        told = asyncio.create_task(hear(reader))
        for _ in range(160):
            if told.done():
                break
            writer.write(goes_on)
            with suppress(ConnectionError):
                await writer.drain()
            await asyncio.sleep(0)
        assert (await told).about == (413, "too_large")
        writer.close()
        # Nobody else has waited for that.
        other = await visitor.open()
        assert (await ask(other, post(signer))).body["outcome"] == "held"
        other[1].close()

    visit(scene)
    assert Hold.objects.count() == 1


def test_who_drips_headers_is_let_go_though_something_always_comes(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "HEAD_SECONDS", 2.0)

    async def scene(visitor: Visitor) -> None:
        reader, writer = await visitor.open()
        writer.write(b"POST /lane/claims/ten/x HTTP/1.1\r\n")
        gone = asyncio.create_task(reader.read())
        with suppress(ConnectionError):
            for n in range(10_000):
                if gone.done():
                    break
                writer.write(b"X-%d: y\r\n" % n)
                await asyncio.sleep(0.02)
        with suppress(ConnectionError):
            assert await asyncio.wait_for(gone, LONG) == b""
        writer.close()
        while visitor.hall.connections:
            await asyncio.sleep(0.01)

    visit(scene)


def test_who_asks_without_end_and_never_listens_is_not_read_any_more(visit: Visit) -> None:
    async def scene(visitor: Visitor) -> None:
        _, writer = await visitor.open()
        sent = 0
        with suppress(TimeoutError):
            while sent < 200_000_000:
                writer.write(b"GET /lane/health HTTP/1.1\r\nHost: l\r\n\r\n" * 500)
                sent += 500
                await asyncio.wait_for(writer.drain(), 3)  # as long as it is read, that is at once
        assert sent < 200_000_000
        (connection,) = visitor.hall.connections
        assert len(connection._asked) < 20_000
        writer.transport.abort()

    visit(scene)


# A process of its own: what it needs of memory can be seen from outside.


@pytest.fixture
def lane(on_shelf: PutOnShelf, rush: PlanRush, teller_url: str, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The lane as users run it, open for a session "ten": its process and its port."""
    rush({on_shelf("tea", 40): RushTerms(units=40)})
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
        "FERIA_HOME": str(tmp_path),
        "FERIA_DATABASE_URL": teller_url,
        "FERIA_SECRET_KEY": SECRET,
    }
    command = [sys.executable, "-m", "feria.mall.site.lane", "127.0.0.1", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        give_up_at = time.monotonic() + LONG
        while not is_open(port):
            assert process.poll() is None
            assert time.monotonic() < give_up_at
            time.sleep(0.1)
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG) == 0


def claim_of(signer: Signer, number: int) -> bytes:
    return post(signer, WISH.replace(b"k1", b"k%d" % number), f"m-{number}")


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def megabytes(pid: int) -> float:
    """Of memory that the process has."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


IDLE = 2_000


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="reads a process's memory from Linux's /proc"
)
def test_two_thousand_who_only_occupy_a_place_cost_little_and_keep_nobody_out(lane: tuple[int, int]) -> None:
    """Silent, half a head, half a body, and half-open: each kind a quarter. Ten kilobytes each would be twenty megabytes."""
    pid, port = lane
    signer = Signer(SECRET)
    claim = post(signer)
    kinds = (b"", claim[:60], claim[:-9], claim[:-9])
    before = megabytes(pid)
    with ExitStack() as stack:
        for n in range(IDLE):
            caller = stack.enter_context(socket.create_connection(("127.0.0.1", port), LONG))
            caller.sendall(kinds[n % 4])
            if n % 4 == 3:
                caller.shutdown(socket.SHUT_WR)

        async def act() -> list[int]:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"".join(claim_of(signer, n) for n in range(20)))
            told = [await hear(reader) for _ in range(20)]
            writer.close()
            return [each.status for each in told]

        assert asyncio.run(act()) == [200] * 20
        assert megabytes(pid) - before < 100
    assert Hold.objects.count() == 20


FLOODS, SLOW, MOST_MEGABYTES = 200, 500, 50


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="reads a process's memory from Linux's /proc"
)
def test_two_hundred_who_send_ten_megabytes_beside_five_hundred_slow_ones_cost_little(
    lane: tuple[int, int],
) -> None:
    """Two gigabytes are offered, and five hundred bodies that drip: six megabytes are what it costs, fifty the most that it may."""
    pid, port = lane
    signer = Signer(SECRET)
    head = post(signer, b"").replace(b"Content-Length: 0", b"Content-Length: 10485760")
    before = megabytes(pid)
    most = [before]
    all_drip, is_over = asyncio.Barrier(SLOW + 1), asyncio.Event()

    async def flood() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        told = b""
        try:
            for _ in range(160):
                writer.write(b"z" * 65536)
                await writer.drain()
                most.append(megabytes(pid))
            told = await asyncio.wait_for(reader.read(700), LONG)
        except ConnectionError:
            with suppress(ConnectionError):
                told = await reader.read(700)
        writer.close()
        return (statuses(told) or [0])[0]

    async def drip(number: int) -> int:
        """A body of a byte at a time, until it is let go or everything is over."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(claim_of(signer, 1_000 + number)[:-40])
        await all_drip.wait()
        told = asyncio.create_task(reader.read(700))
        with suppress(ConnectionError):
            while not (told.done() or is_over.is_set()):
                writer.write(b" ")
                await asyncio.sleep(0.5)
        writer.close()
        with suppress(ConnectionError):
            return (statuses(await told) or [0])[0]
        return 0

    async def serve_others() -> dict[str, object]:
        streams = await asyncio.open_connection("127.0.0.1", port)
        told = await ask(streams, claim_of(signer, 1))
        streams[1].close()
        return told.body

    async def act() -> tuple[list[int], list[int], dict[str, object]]:
        slow = [asyncio.create_task(drip(n)) for n in range(SLOW)]
        await asyncio.wait_for(all_drip.wait(), LONG)  # they come first
        flooded = await asyncio.gather(*(flood() for _ in range(FLOODS)))
        served = await serve_others()
        most.append(megabytes(pid))
        is_over.set()
        return flooded, await asyncio.gather(*slow), served

    flooded, slow, served = asyncio.run(act())
    # Nought: it hung up on who went on sending, and the answer was lost on the way.
    assert set(flooded) <= {413, 0}
    assert set(slow) <= {408, 400, 0}
    assert served["outcome"] == "held"
    assert max(most) - before < MOST_MEGABYTES
    assert Hold.objects.count() == 1
