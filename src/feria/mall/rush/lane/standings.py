"""The sessions as they stand, read from the database again and again while somebody asks, and not otherwise."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from django.db import DatabaseError

from feria.mall.kit.clock import Reading
from feria.mall.rush.lane import reading
from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.reading import Shelves, Slot
from feria.mall.rush.lane.standing import Standing, State
from feria.mall.rush.lane.thread import ReadingThread, TooManyQuestions

log = logging.getLogger(__name__)

FRESH_SECONDS = 0.25
"""Between two readings: with the time it takes to read, what is shown is at most half a second old."""

WATCHED_SECONDS = 10.0
"""So long after somebody asked for a session its goods are read on."""

OLDEST_SECONDS = 5.0
"""While the database does not answer, what it said last is told for so long; then nothing is."""

PATIENCE_SECONDS = 2.0
"""So long somebody waits for a reading."""


@dataclass
class Facts:
    """What one look at the database brings."""

    clocks: Reading
    clocks_at: float  # the stopwatch, when they had been read
    slots: dict[str, Slot]
    shelves: dict[int, Shelves]
    claimants: dict[int, list[tuple[int, str]]] = field(default_factory=dict)


class Unreadable(Exception):
    """The database cannot be read, and what it said last is too old to tell."""


class Standings:
    """All sessions that are not long over, by code."""

    def __init__(self, thread: ReadingThread, clock: LaneClock, link: Callable[[str], str]) -> None:
        self._thread, self._clock, self._link = thread, clock, link
        self._by_code: dict[str, Standing] = {}
        self._good_until = float("-inf")
        self._asked_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None
        self._someone = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []

    def fresh(self, code: str, now: float) -> Standing | None:
        """The session, when it is known and new enough to tell; ``now`` on the stopwatch."""
        standing = self._by_code.get(code)
        if standing is None or now >= self._good_until or not standing.is_read:
            return None
        standing.asked_at = self._asked_at = now
        return standing

    async def get(self, code: str) -> Standing | None:
        """The session, with its goods; None when there is no such session. Raises Unreadable."""
        self._asked_at = now = monotonic()
        standing = self._by_code.get(code)
        if standing is not None:
            standing.asked_at = now
        if now < self._good_until and (standing is None or standing.is_read):
            return standing
        await self._next_reading()
        standing = self._by_code.get(code)
        if standing is None or standing.is_read:
            return standing
        standing.asked_at = now
        await self._next_reading()  # the first one only told that there is such a session
        return self._by_code.get(code)

    async def ready(self) -> None:
        """Wait until the clocks are known. Raises Unreadable."""
        await self.get("")

    async def stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _next_reading(self) -> None:
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        self._someone.set()
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_on(), name="lane-standings")
        await asyncio.wait({done}, timeout=PATIENCE_SECONDS)
        if monotonic() >= self._good_until:
            raise Unreadable

    async def _read_on(self) -> None:
        while self._waiting or monotonic() - self._asked_at < WATCHED_SECONDS:
            self._someone.clear()
            waiting, self._waiting = self._waiting, []
            try:
                self._take(await self._thread.run(self._look))
            except (DatabaseError, TooManyQuestions) as error:
                log.warning("the lane cannot read the sessions: %s", error)
            for done in waiting:
                if not done.done():
                    done.set_result(None)
            try:
                await asyncio.wait_for(self._someone.wait(), FRESH_SECONDS)
            except TimeoutError:
                continue
        self._good_until = float("-inf")

    def _look(self) -> Facts:
        """In the thread that reads."""
        clocks = reading.clocks()
        at = monotonic()
        slots = reading.slots(clocks.mall)
        watched = [one for one in list(self._by_code.values()) if self._is_watched(one, at)]
        facts = Facts(clocks, at, slots, reading.shelves_of([one.slot.id for one in watched]))
        for one in watched:
            is_shut = one.is_sold_out or one.state(clocks.mall.timestamp()) is State.OVER
            if not is_shut or one.is_full:
                continue
            # Looking goes past all that was held in other sessions meanwhile, four times a second: ten thousand holds
            # a millisecond, and a rush writes a hundred thousand. While nobody claims here there is nothing to find.
            is_known = one.knows_all_of(facts.shelves[one.slot.id])
            facts.claimants[one.slot.id] = (
                [] if is_known else reading.claimants_since(one.slot.id, one.last_hold)
            )
        return facts

    def _take(self, facts: Facts) -> None:
        now = monotonic()
        self._clock.set(facts.clocks, facts.clocks_at)
        for code in self._by_code.keys() - facts.slots.keys():
            del self._by_code[code]
        for code, slot in facts.slots.items():
            one = self._by_code.get(code)
            if one is None or one.slot.id != slot.id:
                self._by_code[code] = one = Standing(slot, self._link(code))
            elif one.slot != slot:
                one.move(slot)
            shelves = facts.shelves.get(slot.id)
            if shelves is not None:
                one.show(shelves.goods)
            elif one.is_read and not self._is_watched(one, now):
                one.forget()
            if shelves is None or slot.id not in facts.claimants:
                one.knows_claimants = False
            else:
                one.meet_all(facts.claimants[slot.id], shelves)
        self._good_until = now + OLDEST_SECONDS

    def _is_watched(self, one: Standing, now: float) -> bool:
        return now - one.asked_at < WATCHED_SECONDS
