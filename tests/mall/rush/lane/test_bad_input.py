"""What makes no sense, comes too early, too late, too often or too slowly: one short clear answer each, and nothing held."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

import httpx
import pytest
from django.db import connection

from feria.mall.kit.api import now
from feria.mall.kit.clock import Reading, read_clocks
from feria.mall.rush.api import LaneSetup, Signer, make_lane
from feria.mall.rush.lane import app, reading, rooms, thread
from feria.mall.rush.lane.buckets import Rate
from feria.mall.rush.lane.setup import Mode
from feria.mall.stock.api import EarlyAccess, Hold, RushTerms, counter_drifts
from tests.mall.rush.lane.conftest import ADDRESS, SECRET, Caller, calling, outcome
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush

pytestmark = pytest.mark.django_db(transaction=True)
Play = Callable[..., None]
CHUNK = b" " * 4096


def refused(response: httpx.Response) -> tuple[int, str]:
    """Status and code of an answer that every refusal of the lane has the shape of."""
    assert response.headers["content-type"] == "application/json"
    assert len(response.content) < 600
    body = response.json()
    assert len(body["message"]) > 10
    assert response.status_code < 500 or response.status_code == 503
    if response.status_code in {429, 503}:
        assert 1 <= int(response.headers["retry-after"]) <= 60
    return response.status_code, body["outcome"]


async def send(caller: Caller, content: Any, member: str = "ana", **headers: str) -> httpx.Response:
    """A claim with that body, whatever it is."""
    path = f"/lane/claims/ten/{caller.signer.link('ten')}"
    return await caller.http.post(path, content=content, headers=caller.bearer(member) | headers)


@pytest.fixture
def tea(on_shelf: PutOnShelf, rush: PlanRush) -> None:
    """A session "ten" that is open and sells three teas."""
    rush({on_shelf("tea", 3): RushTerms(units=3)})


def test_a_session_a_link_and_a_product_that_do_not_exist(tea: None, play: Play) -> None:
    async def scene(caller: Caller) -> None:
        for session in ("eleven", "ten%00", "%F0%9F%8D%B5", "x" * 150):
            link = caller.signer.link("ten")
            answer = await caller.http.post(f"/lane/claims/{session}/{link}", headers=caller.bearer("ana"))
            assert refused(answer) == (404, "unknown")
            assert refused(await caller.get(f"sessions/{session}")) == (404, "unknown")
        assert refused(await caller.claim("k1", link="0" * 32)) == (404, "unknown")
        answer = await caller.claim("k2", coffee=1)
        assert (refused(answer), answer.json()["sku"]) == ((404, "unknown"), "coffee")

    play(scene)
    assert Hold.objects.count() == 0


def test_before_the_start_nobody_claims_and_the_link_is_not_told(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    session = rush({on_shelf("tea", 3): RushTerms(units=3)}, opens_in=600)

    async def scene(caller: Caller) -> None:
        shown = await caller.get("sessions/ten")
        assert (shown.json()["state"], shown.json()["link"]) == ("to_come", None)
        assert caller.signer.link("ten") not in shown.text
        answer = await caller.claim("k1")  # the link guessed right is no use either
        assert refused(answer) == (425, "not_yet")
        assert datetime.fromisoformat(answer.json()["opens_at"]) == session.opens_at
        assert refused(await caller.claim("k1", link="0" * 32)) == (
            425,
            "not_yet",
        )  # nor told from a wrong one

    play(scene)
    assert Hold.objects.count() == 0


def test_the_link_is_told_at_the_start_and_claims_are_taken_from_then_on(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    rush({on_shelf("tea", 3): RushTerms(units=3)}, opens_in=2)

    async def scene(caller: Caller) -> None:
        seen = []
        for _ in range(600):
            seen.append((await caller.get("sessions/ten")).json())
            if seen[-1]["link"]:
                break
            await asyncio.sleep(0.1)
        opens_ms = int(datetime.fromisoformat(seen[0]["opens_at"]).timestamp() * 1000)
        for one in seen:  # within the millisecond of the opening both are right
            assert one["now"] >= opens_ms if one["link"] else one["now"] <= opens_ms
        assert outcome(await caller.claim("k1", link=seen[-1]["link"])) == (200, "held")

    play(scene)


def test_a_database_that_answers_late_never_makes_the_lane_early(
    tea: None, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late() -> Reading:
        sleep(0.3)
        return read_clocks()

    monkeypatch.setattr(reading, "clocks", late)

    async def scene(caller: Caller) -> None:
        shown = (await caller.get("sessions/ten")).json()["now"]
        assert shown <= await asyncio.to_thread(in_ms)

    def in_ms() -> int:
        try:
            return int(now().timestamp() * 1000)
        finally:
            connection.close()

    play(scene)


def test_whom_early_access_lets_in_is_told_the_link_and_others_are_not(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play
) -> None:
    early = EarlyAccess(level=2, opens_at=now() - timedelta(seconds=60))
    rush({on_shelf("tea", 3): RushTerms(units=3)}, opens_in=600, early=early)

    async def scene(caller: Caller) -> None:
        for level, state in ((2, "open"), (1, "to_come")):
            headers = {"Authorization": f"Bearer {caller.token('ana', level=level)}"}
            shown = (await caller.http.get("/lane/sessions/ten", headers=headers)).json()
            assert (shown["state"], shown["link"] is None) == (state, state == "to_come")
        assert outcome(await caller.claim("k1", token=caller.token("gold", level=2))) == (200, "held")
        assert refused(await caller.claim("k2", token=caller.token("plain", level=1))) == (425, "not_yet")

    play(scene)


def test_after_the_end_it_is_over(on_shelf: PutOnShelf, rush: PlanRush, play: Play) -> None:
    session = rush({on_shelf("tea", 3): RushTerms(units=3)}, opens_in=-600, lasts=300)

    async def scene(caller: Caller) -> None:
        assert (await caller.get("sessions/ten")).json()["state"] == "over"
        answer = await caller.claim("k1")
        assert refused(answer) == (410, "over")
        assert datetime.fromisoformat(answer.json()["closed_at"]) == session.closes_at

    play(scene)
    assert Hold.objects.count() == 0


def test_tokens_that_are_missing_tampered_with_foreign_or_too_old(tea: None, play: Play) -> None:
    async def scene(caller: Caller) -> None:
        mine = caller.token("ana")
        foreign = Signer("another mall's").sign("ana", 0, caller.now + timedelta(hours=1))
        bad = {
            b"": "token_missing",
            b"Basic YTpi": "token_missing",
            b"Bearer": "token_missing",
            b"Bearer ": "token_bad",
            b"Bearer " + mine.replace("ana", "ben").encode(): "token_bad",
            b"Bearer " + mine[:-1].encode() + (b"0" if mine[-1] != "0" else b"1"): "token_bad",
            b"Bearer " + foreign.encode(): "token_bad",
            b"Bearer \xff\xfe~\x01": "token_bad",
            b"Bearer " + b"x" * 10_000: "token_bad",
            b"Bearer " + caller.token("ana", lasts=-1).encode(): "token_expired",
        }
        asks = [
            ("POST", f"claims/ten/{caller.signer.link('ten')}"),
            ("GET", "claims/ten/k1"),
            ("POST", "room/ten"),
            ("POST", "challenges/ten"),
        ]
        for header, code in bad.items():
            for method, path in asks:
                headers = [(b"authorization", header)] if header else []
                answer = await caller.http.request(
                    method, f"/lane/{path}", headers=headers, content=b"{}" if method == "POST" else None
                )
                assert refused(answer) == (401, code)
                assert answer.headers["www-authenticate"] == "Bearer"

    play(scene)
    assert Hold.objects.count() == 0


LINE = '{"sku":"tea","units":1}'
NONSENSE = {
    "empty": "",
    "cut off": '{"key":"k1","lines":[',
    "no object": "[]",
    "null": "null",
    "nested": "[" * 8000,
    "not utf-8": b'{"key":"\xff","lines":[]}',
    "no lines": '{"key":"k1"}',
    "an empty line": '{"key":"k1","lines":[]}',
    "lines by the hundred": '{"key":"k1","lines":[' + ",".join([LINE] * 100) + "]}",
    "a product twice": f'{{"key":"k1","lines":[{LINE},{LINE}]}}',
    "no key": f'{{"lines":[{LINE}]}}',
    "an empty key": f'{{"key":"","lines":[{LINE}]}}',
    "a long key": f'{{"key":"{"k" * 41}","lines":[{LINE}]}}',
    "a key with a path": f'{{"key":"../k","lines":[{LINE}]}}',
    "a key with a nought": f'{{"key":"k\\u0000","lines":[{LINE}]}}',
    "half a letter": f'{{"key":"k\\ud800","lines":[{LINE}]}}',
    "a field more": f'{{"key":"k1","lines":[{LINE}],"member":"ben"}}',
    "a field with a long name": f'{{"key":"k1","lines":[{LINE}],"{"x" * 9000}":1}}',
    "a price": '{"key":"k1","lines":[{"sku":"tea","units":1,"price":1}]}',
    "no product": '{"key":"k1","lines":[{"sku":"","units":1}]}',
    "a product with a nought": '{"key":"k1","lines":[{"sku":"tea\\u0000","units":1}]}',
    **{
        f"{units[:12]} units": f'{{"key":"k1","lines":[{{"sku":"tea","units":{units}}}]}}'
        for units in ("0", "-1", "1.5", '"2"', "true", "null", "1e400", "1000001", "9" * 30, "9" * 5000)
    },
}


def test_bodies_that_cannot_be_a_claim_and_absurd_quantities(tea: None, play: Play) -> None:
    async def scene(caller: Caller) -> None:
        for number, (what, body) in enumerate(NONSENSE.items()):
            assert refused(await send(caller, body, f"m{number}")) == (422, "bad_body"), what
        # Nobody has so many, but it makes sense: the teller says how many there are.
        answer = await caller.claim("k1", tea=1_000_000)
        assert (refused(answer), answer.json()["left"]) == ((409, "sold_out"), 3)

    play(scene)
    assert Hold.objects.count() == 0
    assert counter_drifts() == []


def test_a_key_is_one_members_and_one_claims(tea: None, play: Play) -> None:
    async def scene(caller: Caller) -> None:
        first = await caller.claim("k1", "ana", tea=1)
        assert refused(await caller.claim("k1", "ana", tea=2)) == (409, "key_reused")
        assert refused(await caller.claim("k1", "ben", tea=1)) == (409, "key_reused")
        assert refused(await caller.get("claims/ten/k1", "ben")) == (404, "no_claim")
        again = await caller.claim("k1", "ana", tea=1)
        assert again.json() == first.json() | {"repeated": True}
        mine = (await caller.get("claims/ten/k1", "ana")).json()
        assert (mine["state"], mine["lines"]) == ("held", [{"sku": "tea", "units": 1}])

    play(scene)
    assert Hold.objects.get().member == "ana"


@pytest.mark.parametrize("key", ["k9", "%00", "%ED%A0%80", "k" * 41, "a%20b", "%27%3B--"])
def test_a_claim_that_cannot_exist_is_not_looked_for(tea: None, play: Play, key: str) -> None:
    async def scene(caller: Caller) -> None:
        assert refused(await caller.get(f"claims/ten/{key}", "ana")) == (404, "no_claim")

    play(scene)


def test_a_body_that_is_too_large_is_not_read_on(tea: None, play: Play) -> None:
    async def scene(caller: Caller) -> None:
        read = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal read
            for _ in range(10 * 1024 * 1024 // len(CHUNK)):
                read += len(CHUNK)
                yield CHUNK

        assert refused(await send(caller, endless())) == (413, "too_large")
        assert 16 * 1024 < read <= 16 * 1024 + 2 * len(CHUNK)
        read = 0
        announced = {"content-length": str(10 * 1024 * 1024)}
        assert refused(await send(caller, endless(), **announced)) == (413, "too_large")
        assert read == 0
        read = 0
        absurd = {"content-length": "9" * 5000}
        assert refused(await send(caller, endless(), **absurd)) == (413, "too_large")
        assert read == 0
        just = f'{{"key":"k1","lines":[{LINE}]}}'.ljust(16 * 1024)
        assert refused(await send(caller, just + " ")) == (413, "too_large")
        assert outcome(await send(caller, just)) == (200, "held")

    play(scene)


def test_who_sends_a_body_too_slowly_is_let_go_and_nobody_else_waits(tea: None, play: Play) -> None:
    async def scene(caller: Caller) -> None:
        is_let_go = asyncio.Event()

        async def drip() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b" "
                    await asyncio.sleep(0.5)
            finally:
                is_let_go.set()

        slow = [asyncio.create_task(send(caller, drip(), f"slow-{n}")) for n in range(20)]
        await asyncio.sleep(0.2)
        assert outcome(await asyncio.wait_for(caller.claim("k1"), 60)) == (200, "held")
        for answer in await asyncio.wait_for(asyncio.gather(*slow), 60):
            assert refused(answer) == (408, "too_slow")
        assert is_let_go.is_set()

    play(scene)


def test_a_connection_that_ends_within_the_body_claims_nothing(tea: None, teller_url: str) -> None:
    sent: list[Any] = []
    messages = [
        {"type": "http.request", "body": b'{"key":"k1",', "more_body": True},
        {"type": "http.disconnect"},
    ]
    signer = Signer(SECRET)
    token = signer.sign("ana", 0, datetime.now(UTC) + timedelta(minutes=5))
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/lane/claims/ten/{signer.link('ten')}",
        "headers": [(b"authorization", f"Bearer {token}".encode())],
        "client": (ADDRESS, 1),
    }

    async def act() -> None:
        lane = make_lane(teller_url, SECRET)

        async def receive() -> Any:
            return messages.pop(0)

        async def tell(message: Any) -> None:
            sent.append(message)

        await lane(scope, receive, tell)
        await lane.stop()

    asyncio.run(act())
    assert sent[0]["status"] == 400
    assert Hold.objects.count() == 0


def test_paths_and_methods_that_are_not_the_lanes(tea: None, play: Play) -> None:
    async def scene(caller: Caller) -> None:
        for path in ("", "nothing", "claims", "claims/ten", "claims/ten/a/b", "sessions/", "x" * 5000):
            wanted = "unknown" if path == "sessions/" else "no_such_path"
            assert refused(await caller.get(path)) == (404, wanted)
        for method, path, allowed in (
            ("POST", "clock", "GET"),
            ("DELETE", "claims/ten/k1", "GET, POST"),
            ("PUT", "room/ten", "GET, POST"),
            ("GET", "challenges/ten", "POST"),
            ("BREW", "sessions/ten", "GET"),
        ):
            answer = await caller.http.request(method, f"/lane/{path}")
            assert refused(answer) == (405, "wrong_method")
            assert answer.headers["allow"] == allowed

    play(scene)


def test_who_asks_too_often_is_told_when_to_come_again(tea: None, play: Play) -> None:
    setup = LaneSetup(
        member_rate=Rate(burst=2, per_second=0.02),
        asker_rate=Rate(burst=3, per_second=0.02),
        address_rate=Rate(burst=4, per_second=0.02),
    )

    async def scene(caller: Caller) -> None:
        told = [outcome(await caller.claim("k1", "ana")) for _ in range(2)]
        assert told == [(200, "held")] * 2
        answer = await caller.claim("k1", "ana")
        assert refused(answer) == (429, "too_often")
        assert 30 <= int(answer.headers["retry-after"]) <= 50
        assert outcome(await caller.claim("k2", "ben")) == (200, "held")  # another member still may
        assert outcome(await caller.claim("k3", "cat")) == (200, "held")
        assert refused(await caller.claim("k4", "dan")) == (
            429,
            "too_often",
        )  # until the address has had its own
        for _ in range(3):
            assert outcome(await caller.get("claims/ten/k1", "ana")) == (200, "held")
        assert refused(await caller.get("claims/ten/k1", "ana")) == (429, "too_often")

    play(scene, setup=setup)
    assert Hold.objects.count() == 3


def test_when_the_counters_line_is_full_some_are_busy_and_the_same_key_is_met_later(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    rush({on_shelf("tea", 40): RushTerms(units=40)})
    monkeypatch.setattr(app, "Teller", functools.partial(app.Teller, longest_line=3))

    async def scene(caller: Caller) -> None:
        answers = await asyncio.gather(*(caller.claim(f"k{n}") for n in range(40)))
        held = {n for n, answer in enumerate(answers) if outcome(answer) == (200, "held")}
        assert {refused(answers[n]) for n in range(40) if n not in held} == {(429, "busy")}
        for n in range(40):
            answer = await caller.claim(f"k{n}")
            assert outcome(answer) == (200, "held")
            assert answer.json()["repeated"] is (n in held)

    play(scene, setup=LaneSetup(unlimited=frozenset({ADDRESS}), room=Mode.OFF))
    assert Hold.objects.count() == 40
    assert counter_drifts() == []


def test_who_finds_the_waiting_room_itself_full_is_told_when_to_come_again(
    on_shelf: PutOnShelf, rush: PlanRush, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    rush({on_shelf("tea", 3): RushTerms(units=3)}, opens_in=600)  # until then nobody leaves the room
    monkeypatch.setattr(rooms, "MOST_WAITING", 1)

    async def scene(caller: Caller) -> None:
        first = await caller.http.post("/lane/room/ten", headers=caller.bearer("ana"))
        assert first.status_code == 200
        late = await caller.http.post("/lane/room/ten", headers=caller.bearer("ben"))
        assert refused(late) == (429, "busy")

    play(scene, setup=LaneSetup(unlimited=frozenset({ADDRESS}), room=Mode.ON))


def test_who_asks_for_claims_faster_than_they_can_be_looked_up_is_told_to_wait(
    tea: None, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(caller: Caller) -> None:
        assert outcome(await caller.claim("k1", "ana")) == (200, "held")
        monkeypatch.setattr(thread, "MOST_WAITING", 0)
        assert refused(await caller.get("claims/ten/k1", "ana")) == (429, "busy")

    play(scene)


def test_a_database_that_is_away_is_said_to_be_busy_everywhere(caplog: pytest.LogCaptureFixture) -> None:
    async def act() -> None:
        lane = make_lane("sqlite:////nowhere/at/all/mall.sqlite3", SECRET)
        async with calling(lane, datetime.now(UTC)) as caller:
            for path in ("clock", "health", "sessions/ten", "claims/ten/k1"):
                assert refused(await caller.get(path, "ana")) == (503, "busy")
            assert refused(await caller.claim("k1")) == (503, "busy")
        await lane.stop()

    asyncio.run(act())
    assert "cannot open its database" in caplog.text
