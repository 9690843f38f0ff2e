"""One reader of the projection for every viewer of this process: it wakes while somebody watches and sleeps otherwise."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Protocol

from django.db import DatabaseError, close_old_connections

log = logging.getLogger(__name__)

PERIOD_SECONDS = 0.5
"""How often the projection looks for new events; the board promises two seconds."""


class Projection(Protocol):
    """A fold over events that can catch up and be read."""

    def advance(self) -> object: ...

    def snapshot(self) -> dict[str, Any]: ...

    @property
    def read_at(self) -> datetime: ...  # the mall's clock when it last caught up


class BoardHub:
    """Fans the projection's snapshots out to any number of viewers."""

    def __init__(self, state: Projection, period: float = PERIOD_SECONDS) -> None:
        self._state = state
        self._period = period
        self._viewers: set[asyncio.Queue[str]] = set()
        self._reader: asyncio.Task[None] | None = None
        self._figures: dict[str, Any] = {}
        self._latest = ""

    @property
    def is_reading(self) -> bool:
        """Whether the reader is at work: while somebody watches, and until it has noticed that nobody does."""
        return self._reader is not None and not self._reader.done()

    async def watch(self) -> AsyncIterator[str]:
        """Snapshots as JSON: the present one at once, then one whenever something changed."""
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=2)
        self._viewers.add(queue)
        if not self.is_reading:
            self._reader = asyncio.create_task(self._read())
        elif self._latest:
            queue.put_nowait(self._latest)
        try:
            while True:
                yield await queue.get()
        finally:
            self._viewers.discard(queue)

    async def _read(self) -> None:
        while self._viewers:
            try:
                self._take(await asyncio.to_thread(self._advance))
            except DatabaseError:
                # Those who watch see what was last read, and go on when it can be read again.
                log.warning("the board cannot be read", exc_info=True)
            await asyncio.sleep(self._period)
        self._figures, self._latest = {}, ""

    def _take(self, figures: dict[str, Any]) -> None:
        if figures != self._figures:
            self._figures = figures
            self._latest = encode(figures | {"now": self._state.read_at.isoformat()})
            self._tell(self._latest)

    def _tell(self, snapshot: str) -> None:
        for queue in self._viewers:
            if queue.full():  # a slow viewer skips to the newest
                queue.get_nowait()
            queue.put_nowait(snapshot)

    def _advance(self) -> dict[str, Any]:
        close_old_connections()
        self._state.advance()
        return self._state.snapshot()


def encode(snapshot: dict[str, Any]) -> str:
    """A snapshot on one line, as an event's data must be."""
    return json.dumps(snapshot, separators=(",", ":"), default=str)
