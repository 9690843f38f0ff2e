"""Buyers do as the lane tells them, and everything that happens to them is counted once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from feria.drive.run import NoMall
from feria.drive.rush.figures import Figures, Report
from feria.drive.rush.plan import Buyer, RushPlan
from feria.drive.rush.run import NotOpen, drive
from feria.drive.rush.wire import NoAnswer, Wire
from tests.drive.rush.lanes import Behaviour, Reply, lane

OPEN = {"state": "open", "link": "the-link", "goods": []}
HELD: Reply = (200, {"outcome": "held"})


def play(scene: Coroutine[Any, Any, Any]) -> Any:
    """Run the scene in a thread of its own: this one may have a browser's loop running."""
    with ThreadPoolExecutor(1) as stage:
        return stage.submit(asyncio.run, scene).result()


def plan(buyers: int = 1, **more: Any) -> RushPlan:
    fields: dict[str, Any] = {
        "url": "",
        "session": "fest.ten-am",
        "skus": ("cola",),
        "buyers": tuple(Buyer(f"hh-{number}", f"token-{number}") for number in range(buyers)),
        "offsets": (0.0,) * buyers,
        "abandon": 0.0,
        "think": 0.0,
        "patience": 5.0,
        "connections": 4,
        "drive_token": "driver",
    }
    return RushPlan(**fields | more)


def driven(
    planned: RushPlan, behave: Behaviour
) -> tuple[Report, Figures, list[tuple[str, str, dict[str, Any]]]]:
    async def scene() -> Any:
        async with lane(behave) as fake:
            report, figures = await drive(msgspec.structs.replace(planned, url=fake.url), run="r")
            return report, figures, fake.asked

    return play(scene())


def claims_of(asked: list[tuple[str, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [body for _, path, body in asked if path.startswith("/lane/claims/")]


def a_mall(claims: list[Reply]) -> Behaviour:
    """An open session whose claims are answered with these, one after the other, the last for ever; it takes all orders."""
    coming = iter(claims)
    last = [claims[-1]]

    def behave(_method: str, path: str, _body: dict[str, Any]) -> Reply:
        if path.startswith("/lane/sessions/"):
            return 200, OPEN
        if path.startswith("/lane/claims/"):
            return next(coming, last[0])
        if path.startswith("/api/v1/rush/"):
            return 201, {"number": f"FE-{path.split('/')[6]}", "state": "placed"}
        if path.endswith("/pay"):
            return 200, {"reference": "ref"}
        return 200, {}

    return behave


def test_who_holds_orders_and_pays() -> None:
    report, figures, asked = driven(plan(buyers=3, pay_rate=1.0), a_mall([HELD]))
    assert (report.held, report.units, report.ordered, report.paid, report.gave_up) == (3, 3, 3, 3, 0)
    assert set(figures.held) == {"r-1", "r-2", "r-3"}
    assert figures.orders["r-2"] == "FE-r-2"
    assert {body["key"] for body in claims_of(asked)} == set(figures.held)
    assert report.times["claim held"].count == 3


def test_who_walks_away_orders_nothing() -> None:
    report, _, asked = driven(plan(buyers=3, abandon=1.0), a_mall([HELD]))
    assert (report.held, report.abandoned, report.ordered) == (3, 3, 0)
    assert not [path for _, path, _ in asked if path.startswith("/api/")]


def test_who_is_refused_for_good_asks_no_more() -> None:
    sold_out: Reply = (409, {"outcome": "sold_out"})
    limit: Reply = (409, {"outcome": "limit"})
    report, figures, asked = driven(plan(buyers=3, connections=1), a_mall([sold_out, limit, sold_out]))
    assert report.refused == {"sold_out": 2, "limit": 1}
    assert len(claims_of(asked)) == 3
    assert (figures.held, figures.open) == ({}, {})


@pytest.mark.parametrize(
    "first",
    [
        (425, {"outcome": "not_yet"}),
        (429, {"outcome": "too_often"}),
        (429, {"outcome": "busy"}),
        (503, {"outcome": "uncertain"}),
    ],
)
def test_who_is_sent_away_asks_again_with_the_same_key(first: Reply) -> None:
    report, _, asked = driven(plan(), a_mall([first, HELD]))
    assert report.held == 1
    assert report.asked_again == {first[1]["outcome"]: 1}
    keys = [body["key"] for body in claims_of(asked)]
    assert keys == ["r-1", "r-1"]


def test_a_claim_whose_answer_is_lost_is_asked_again_and_counted_once() -> None:
    report, _, asked = driven(plan(), a_mall([(0, {}), HELD]))
    assert (report.held, sum(report.unanswered.values())) == (1, 1)
    assert len(claims_of(asked)) == 2


def test_who_never_gets_a_final_answer_is_kept_as_open() -> None:
    report, figures, _ = driven(plan(patience=0.3), a_mall([(429, {"outcome": "busy"})]))
    assert (report.held, report.gave_up) == (0, 1)
    assert figures.open["r-1"].member == "hh-0"


def test_through_the_waiting_room_with_the_admission_it_hands_out() -> None:
    seen: list[str] = []

    def behave(method: str, path: str, body: dict[str, Any]) -> Reply:
        if path.startswith("/lane/room/"):
            seen.append(f"{method} {path}")
            waiting = {"state": "waiting", "ticket": "t~1", "ask_again_in": 0.01}
            return 200, waiting if method == "POST" else {"state": "admitted", "admission": "admitted-token"}
        return a_mall([(429, {"outcome": "wait"})] if not seen else [HELD])(method, path, body)

    report, _, _ = driven(plan(), behave)
    assert (report.queued, report.held) == (1, 1)
    assert seen == ["POST /lane/room/fest.ten-am", "GET /lane/room/fest.ten-am?ticket=t~1"]


def test_a_room_that_says_nothing_is_left_ends_the_wait() -> None:
    def behave(method: str, path: str, body: dict[str, Any]) -> Reply:
        if path.startswith("/lane/room/"):
            return 200, {"state": "sold_out"}
        return a_mall([(429, {"outcome": "wait"})])(method, path, body)

    report, _, _ = driven(plan(), behave)
    assert report.refused == {"sold_out_in_the_room": 1}


def test_a_session_to_come_is_waited_for() -> None:
    looks: list[int] = []

    def behave(method: str, path: str, body: dict[str, Any]) -> Reply:
        if path.startswith("/lane/sessions/"):
            looks.append(1)
            return 200, {"state": "to_come", "link": None} if len(looks) < 3 else OPEN
        return a_mall([HELD])(method, path, body)

    report, _, _ = driven(plan(), behave)
    assert report.held == 1
    assert len(looks) == 3


def test_what_is_no_session_or_no_mall_is_said_before_anybody_claims() -> None:
    with pytest.raises(NotOpen, match="no such session"):
        driven(plan(), lambda *_: (404, {"outcome": "unknown"}))
    with pytest.raises(NotOpen, match="over"):
        driven(plan(), lambda *_: (200, {"state": "over"}))
    with pytest.raises(NoMall, match="no lane"):
        driven(plan(), lambda *_: (200, {"hello": "world"}))
    with pytest.raises(NoMall, match="nothing answers"):
        play(drive(plan(url="http://127.0.0.1:9")))


def test_the_same_seed_asks_for_the_same_things() -> None:
    goods = {"skus": ("cola", "bread", "tea"), "most_units": 5}
    once = claims_of(driven(plan(buyers=5, seed=3, **goods), a_mall([HELD]))[2])
    again = claims_of(driven(plan(buyers=5, seed=3, **goods), a_mall([HELD]))[2])
    other = claims_of(driven(plan(buyers=5, seed=4, **goods), a_mall([HELD]))[2])

    def by_key(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return sorted(claims, key=lambda claim: claim["key"])

    assert by_key(once) == by_key(again) != by_key(other)


def test_connections_are_kept_and_used_again() -> None:
    async def scene() -> tuple[int, int]:
        connected = 0

        async def counted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal connected
            connected += 1
            await fake.serve(reader, writer)

        async with lane(lambda *_: (200, {})) as fake:
            server = await asyncio.start_server(counted, "127.0.0.1", 0)
            wire = Wire(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", connections=2)
            for _ in range(5):
                assert (await wire.ask("GET", "/lane/clock")).status == 200
            await wire.close()
            server.close()
            return connected, len(fake.asked)

    assert play(scene()) == (1, 5)


def test_a_server_that_does_not_answer_in_time_is_no_answer() -> None:
    async def scene() -> None:
        server = await asyncio.start_server(lambda _reader, _writer: asyncio.sleep(5), "127.0.0.1", 0)
        wire = Wire(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", 1, patience=0.05)
        with pytest.raises(NoAnswer):
            await wire.ask("GET", "/lane/clock")
        server.close()

    play(scene())
