"""The lane at a session's first and last instant, to the microsecond: what it shows, and what a claim is told (P9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from feria.mall.rush.lane.clock import LaneClock
from feria.mall.stock.api import RushTerms
from feria.mall.stock.teller import desk
from feria.mall.stock.teller.reading import Store
from tests.mall.rush.lane.conftest import Caller, outcome
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush

pytestmark = pytest.mark.django_db(transaction=True)

TICK = timedelta(microseconds=1)
LASTS, EARLY = timedelta(seconds=600), timedelta(seconds=60)


def stand_at(monkeypatch: pytest.MonkeyPatch, instant: datetime) -> None:
    """Lane and teller read this instant from the database's clock."""
    store_for = desk.store_for

    def store_at(url: str) -> Store:
        store = store_for(url)
        read = store._read  # type: ignore[attr-defined]

        def then(names: object) -> object:
            rows = read(names)
            rows.database = instant
            return rows

        store._read = then  # type: ignore[attr-defined]
        return store

    monkeypatch.setattr(desk, "store_for", store_at)
    monkeypatch.setattr(LaneClock, "mall", lambda clock, at=None: instant.timestamp())


@pytest.mark.parametrize(
    ("after", "level", "state", "told"),
    [
        (-EARLY - TICK, 2, "to_come", (425, "not_yet")),
        (-EARLY, 2, "open", (200, "held")),
        (-EARLY, 1, "to_come", (425, "not_yet")),
        (-TICK, 1, "to_come", (425, "not_yet")),
        (timedelta(), 1, "open", (200, "held")),
        (LASTS - TICK, 1, "open", (200, "held")),
        (LASTS, 1, "over", (410, "over")),
        (LASTS, 2, "over", (410, "over")),
    ],
)
def test_a_session_opens_and_ends_to_the_instant(
    after: timedelta,
    level: int,
    state: str,
    told: tuple[int, str],
    on_shelf: PutOnShelf,
    rush: PlanRush,
    play: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = rush({on_shelf("tea", 3): RushTerms(units=3)}, opens_in=3600, lasts=LASTS.total_seconds())
    session.early_opens_at, session.early_level = session.opens_at - EARLY, 2
    session.save()
    stand_at(monkeypatch, session.opens_at + after)

    async def scene(caller: Caller) -> None:
        token = caller.token("ana", level=level)
        headers = {"Authorization": f"Bearer {token}"}
        shown = (await caller.http.get("/lane/sessions/ten", headers=headers)).json()
        assert (shown["state"], shown["link"] is not None) == (state, state != "to_come")
        assert outcome(await caller.claim("k1", token=token)) == told

    play(scene)
