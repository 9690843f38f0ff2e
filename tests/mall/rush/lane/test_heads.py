"""Beside the pages another server reads the heads of requests: what the lane takes of them is no more than by itself."""

from __future__ import annotations

import asyncio

import pytest

from feria.mall.rush.lane.app import Lane
from feria.mall.rush.lane.wire import Message

Headers = list[tuple[bytes, bytes]]


def asked(headers: Headers, path: str = "/lane/clock", query: bytes = b"") -> tuple[int, bytes]:
    """Status and body, of a lane whose database is away."""
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    lane = Lane("sqlite:////nowhere/mall.sqlite3", "secret")
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": headers}
    asyncio.run(lane(scope, receive, send))
    return told[0]["status"], told[1]["body"]


@pytest.mark.parametrize(
    ("headers", "path", "query"),
    [
        ([(b"x-a", b"a" * 100_000)], "/lane/clock", b""),
        ([(b"x-%d" % number, b"a") for number in range(10_000)], "/lane/clock", b""),
        ([], "/lane/room/ten", b"ticket=" + b"a" * 100_000),
        ([], "/lane/" + "a" * 100_000, b""),
    ],
)
def test_a_head_that_is_too_long_is_refused_in_words(headers: Headers, path: str, query: bytes) -> None:
    status, body = asked(headers, path, query)

    assert (status, b"at most 16 KB together" in body) == (431, True)


def test_any_other_is_heard() -> None:
    status, _body = asked([(b"cookie", b"a" * 8_000), (b"accept-language", b"es")])

    assert status == 503  # by the database that is away
