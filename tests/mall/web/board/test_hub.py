"""One reader feeds every viewer, and rests when nobody watches."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from django.db import OperationalError

from feria.mall.web.board.hub import BoardHub

LIMIT_SECONDS = 60
"""However busy the machine: what has not happened by then never will."""


def play(scene: Coroutine[Any, Any, None]) -> None:
    """Run the scene in a thread of its own: this one may have a browser's loop running."""
    with ThreadPoolExecutor(1) as stage:
        stage.submit(asyncio.run, scene).result()


class Projection:
    """A projection whose sales grow when told to."""

    def __init__(self) -> None:
        self.payable = 0
        self.advanced = 0
        self.is_away = False
        self.read_at = datetime(2026, 11, 11, 5, tzinfo=UTC)

    def advance(self) -> None:
        self.advanced += 1
        if self.is_away:
            raise OperationalError("the database is away")

    def snapshot(self) -> dict[str, int]:
        return {"payable": self.payable}


def test_every_viewer_hears_of_a_sale_and_silence_costs_no_message():
    async def scene() -> None:
        projection = Projection()
        hub = BoardHub(projection, period=0.01)
        first, second = hub.watch(), hub.watch()
        # given two viewers who saw the present state
        assert json.loads(await anext(first))["payable"] == 0
        assert json.loads(await anext(second)) == {"payable": 0, "now": "2026-11-11T05:00:00+00:00"}
        # when a sale falls
        projection.payable = 500
        # then both hear of it
        assert json.loads(await asyncio.wait_for(anext(first), LIMIT_SECONDS))["payable"] == 500
        assert json.loads(await asyncio.wait_for(anext(second), LIMIT_SECONDS))["payable"] == 500
        # and nothing more is said while nothing changes
        waiting = asyncio.ensure_future(anext(first))
        done, _ = await asyncio.wait({waiting}, timeout=0.1)
        assert not done
        waiting.cancel()

    play(scene())


def test_who_watches_while_the_database_is_away_hears_on_when_it_is_back():
    async def scene() -> None:
        projection = Projection()
        hub = BoardHub(projection, period=0.01)
        viewer = hub.watch()
        assert json.loads(await anext(viewer))["payable"] == 0
        # given a database that is away for a while
        projection.is_away = True
        asked = projection.advanced
        give_up_at = time.monotonic() + LIMIT_SECONDS
        while projection.advanced < asked + 2:
            assert time.monotonic() < give_up_at, "the reader has stopped asking"
            await asyncio.sleep(0.01)
        # when it is back and a sale falls
        projection.is_away, projection.payable = False, 500
        # then the same viewer hears of it
        assert json.loads(await asyncio.wait_for(anext(viewer), LIMIT_SECONDS))["payable"] == 500
        await viewer.aclose()

    play(scene())


def test_the_reader_rests_when_the_last_viewer_leaves():
    async def scene() -> None:
        projection = Projection()
        hub = BoardHub(projection, period=0.01)
        viewer = hub.watch()
        await anext(viewer)
        await viewer.aclose()
        # then, once it has finished what it was at, it looks no more
        give_up_at = time.monotonic() + LIMIT_SECONDS
        while hub.is_reading:
            assert time.monotonic() < give_up_at
            await asyncio.sleep(0.01)
        rested = projection.advanced
        await asyncio.sleep(0.1)
        assert projection.advanced == rested

    play(scene())
