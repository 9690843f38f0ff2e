"""A lane on the test run's own database, and people who call it."""

from __future__ import annotations

import asyncio
import functools
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from feria.mall.kit.api import database_now
from feria.mall.rush.api import Lane, LaneSetup, Signer, make_lane
from feria.mall.rush.lane import app, pressure, standings
from feria.mall.stock.api import Teller
from tests.mall.stock.conftest import on_shelf as on_shelf
from tests.mall.stock.teller.conftest import rush as rush
from tests.mall.stock.teller.conftest import teller_url as teller_url

ADDRESS = "203.0.113.9"
SECRET = "the lane's secret in tests"


@dataclass
class Caller:
    """Calls a lane as members do."""

    http: httpx.AsyncClient
    now: datetime
    signer: Signer = field(default_factory=lambda: Signer(SECRET))

    def token(self, member: str, lasts: float = 600, level: int = 0, **more: str) -> str:
        return self.signer.sign(member, level, self.now + timedelta(seconds=lasts), **more)

    def bearer(self, member: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(member)}"}

    async def claim(
        self,
        key: str,
        member: str = "",
        session: str = "ten",
        token: str | None = None,
        link: str | None = None,
        lines: Any = None,
        **units: int,
    ) -> httpx.Response:
        wanted = [{"sku": sku, "units": count} for sku, count in (units or {"tea": 1}).items()]
        token = self.token(member or f"m-{key}") if token is None else token
        return await self.http.post(
            f"/lane/claims/{session}/{link or self.signer.link(session)}",
            json={"key": key, "lines": lines or wanted},
            headers={"Authorization": f"Bearer {token}"},
        )

    async def get(self, path: str, member: str = "") -> httpx.Response:
        return await self.http.get(f"/lane/{path}", headers=self.bearer(member) if member else {})


def outcome(response: httpx.Response) -> tuple[int, str]:
    """The status, and the code that pages go by."""
    return response.status_code, response.json().get("outcome", "")


@pytest.fixture(autouse=True)
def however_busy_the_machine_it_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that stands still for two seconds makes a lane say that the database does not answer, or that very many are
    asking, and one that is half a second late sends people into the waiting room: not what these tests ask about.
    """
    monkeypatch.setattr(standings, "PATIENCE_SECONDS", 60.0)
    monkeypatch.setattr(pressure, "TOO_LONG", 60.0)
    monkeypatch.setattr(app, "Teller", functools.partial(Teller, patience_seconds=60.0))


Scene = Callable[[Caller], Awaitable[None]]


@asynccontextmanager
async def calling(lane: Lane, now: datetime) -> AsyncIterator[Caller]:
    transport = httpx.ASGITransport(lane, client=(ADDRESS, 40000))
    async with httpx.AsyncClient(transport=transport, base_url="http://lane") as http:
        yield Caller(http, now)


@pytest.fixture
def play(teller_url: str) -> Callable[..., None]:
    """Plays a scene against a lane: ``play(scene)``, ``play(scene, setup=LaneSetup(...))``."""

    def run(scene: Scene, setup: LaneSetup | None = None, valkey: str | None = None) -> None:
        now = database_now()

        async def act() -> None:
            lane = make_lane(teller_url, SECRET, valkey, setup or LaneSetup(unlimited=frozenset({ADDRESS})))
            try:
                async with calling(lane, now) as caller:
                    await asyncio.wait_for(scene(caller), 240)
            finally:
                await lane.stop()

        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        asyncio.run(act())

    return run
