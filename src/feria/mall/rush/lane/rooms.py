"""The waiting room: who came first is let in first, as many a second as can be served, and everybody knows when.

A ticket is a signed slip that names the member, the session and the instant of joining. So no process need have
seen it before: the line can be lost, in Valkey or here, and is made anew by those who stand in it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from time import monotonic

from django.utils.translation import gettext_lazy as _

from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.line import GONE_AFTER, MOST_WAITING, Line, Moved
from feria.mall.rush.lane.pressure import Pressure
from feria.mall.rush.lane.setup import LaneSetup, Mode
from feria.mall.rush.lane.shared_line import move_shared
from feria.mall.rush.lane.valkey import Valkey
from feria.mall.rush.lane.wire import Reply, says
from feria.mall.rush.lane.words import Words

log = logging.getLogger(__name__)

ROUND_SECONDS = 0.1
IDLE_SECONDS = 60.0
"""Without anybody asking for so long, nobody stands in line and nothing need be looked at."""


_JOIN = Words(_("Many people ask at once. Join the waiting room; you will be let in in order of arrival."))


def sent_to_the_room(session: str) -> Reply:
    return says(429, "wait", _JOIN, 1.0, room=f"/lane/room/{session}")


@dataclass
class Room:
    """One session's."""

    line: Line = field(default_factory=Line)
    present: dict[str, float] = field(
        default_factory=dict
    )  # who asked since the last round -> when they joined
    moved: Moved = field(default_factory=lambda: Moved(0.0, 0, {}))
    rate: float = 1.0  # admissions a second, of all processes together
    on_until: float = 0.0  # because some process says so
    is_paused: bool = False  # nothing is left: nobody is let in to find that out
    asked_at: float = 0.0  # on the stopwatch


class Rooms:
    """All sessions' waiting rooms, moved on by one task while somebody asks."""

    def __init__(
        self, setup: LaneSetup, clock: LaneClock, pressure: Pressure, valkey: Valkey | None, me: str
    ) -> None:
        self._setup, self._clock, self._pressure = setup, clock, pressure
        self._valkey, self._me = valkey, me
        self._rooms: dict[str, Room] = {}
        self._asked_at = 0.0
        self._is_asked = False  # since the last round
        self._is_crowded = False  # more claims than this process serves in time
        self._crowded: set[str] = set()  # sessions with a line, or that are crowded elsewhere
        self._moving: asyncio.Task[None] | None = None
        self._next_round: asyncio.Future[None] | None = None

    def is_on(self, session: str) -> bool:
        """Whether a claim on the session must come through the room. Asked for every claim, answered by the last round."""
        self._is_asked = True
        if self._moving is None:
            self._wake()
        mode = self._setup.room_of(session)
        if mode is not Mode.AUTO:
            return mode is Mode.ON
        return self._is_crowded or session in self._crowded

    def sends(self, session: str) -> Reply:
        """The answer to who did not come through the room."""
        return sent_to_the_room(session)

    async def place(self, session: str, member: str, joined: float, *, is_paused: bool) -> tuple[Moved, Room]:
        """Say that the member is there, and learn the place in the line, after its next round."""
        room = self._rooms.setdefault(session, Room())
        room.is_paused, room.asked_at = is_paused, monotonic()
        room.present[member] = joined
        self._wake()
        if self._next_round is None:
            self._next_round = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._next_round)
        return room.moved, room

    def joined_at(self, session: str, member: str) -> float:
        """When the member joined: now, or, with a place in the line already, then."""
        room = self._rooms.get(session)
        joined = room and room.line.joined_at(member)
        return joined or self._clock.database()

    def is_full(self, session: str) -> bool:
        room = self._rooms.get(session)
        return room is not None and len(room.line) + len(room.present) >= MOST_WAITING

    @property
    def waiting(self) -> int:
        return sum(room.moved.waiting for room in self._rooms.values())

    async def stop(self) -> None:
        if self._moving is not None:
            self._moving.cancel()
            await asyncio.gather(self._moving, return_exceptions=True)
        self._let_know()

    def _wake(self) -> None:
        self._asked_at = monotonic()
        if self._moving is None or self._moving.done():
            self._moving = asyncio.create_task(self._move_on(), name="lane-rooms")

    async def _move_on(self) -> None:
        while monotonic() - self._asked_at < IDLE_SECONDS:
            began = monotonic()
            await asyncio.sleep(ROUND_SECONDS)
            if self._is_asked:
                self._asked_at, self._is_asked = monotonic(), False
            self._pressure.look(self._clock.database(), monotonic() - began - ROUND_SECONDS)
            told, self._next_round = self._next_round, None
            try:
                await self._round()
            except Exception:  # the next round may go better, and who waits is told where they stood
                log.exception("the waiting rooms were not moved on")
            finally:
                if told is not None:
                    told.set_result(None)
        self._moving = None

    async def _round(self) -> None:
        now, stopwatch = self._clock.database(), monotonic()
        idle = [code for code, room in self._rooms.items() if stopwatch - room.asked_at > 2 * GONE_AFTER]
        for code in idle:
            del self._rooms[code]
        self._is_crowded = now < self._pressure.on_until
        rate = self._pressure.rate / max(1, len(self._rooms))
        for session, room in list(self._rooms.items()):
            present, room.present = room.present, {}
            leave = 0.0 if room.is_paused else rate
            shared = None
            if self._valkey is not None:
                shared = await move_shared(
                    self._valkey,
                    session,
                    self._me,
                    now,
                    present,
                    leave,
                    room.line.admitted_to,
                    self._pressure.on_until,
                )
            if shared is None:
                room.moved, room.rate = room.line.move(now, present, leave), rate
                continue
            # The line here is kept as well, without letting anybody in: it takes over when Valkey vanishes.
            room.line.move(now, present, 0.0)
            room.moved, room.on_until, together = shared
            room.rate = (
                together or rate
            )  # nobody is let in before the start, and yet one may say how long it takes
            room.line.follow(room.moved.admitted_to)
        self._crowded = {
            code for code, room in self._rooms.items() if now < room.on_until or room.moved.waiting
        }

    def _let_know(self) -> None:
        if self._next_round is not None and not self._next_round.done():
            self._next_round.set_result(None)
