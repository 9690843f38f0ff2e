"""What a lane is made of, put together; and its rounds: processes tell each other who asks too often, and the database
how they are and how many were refused."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError

from feria.mall.rush.lane.buckets import Buckets
from feria.mall.rush.lane.challenges import Challenges, ProofOfWork
from feria.mall.rush.lane.claiming import Claiming
from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.gate import Gate
from feria.mall.rush.lane.looking import Lookup
from feria.mall.rush.lane.pressure import Pressure
from feria.mall.rush.lane.rooms import Rooms
from feria.mall.rush.lane.setup import LaneSetup
from feria.mall.rush.lane.sharing import Sharing
from feria.mall.rush.lane.standings import Standings
from feria.mall.rush.lane.thread import ReadingThread, TooManyQuestions
from feria.mall.rush.lane.tokens import Signer, TokenReader
from feria.mall.rush.lane.valkey import Valkey
from feria.mall.rush.lane.waiting import WaitingRoom
from feria.mall.rush.processes import Health, report_in
from feria.mall.rush.turned_away import note_turned_away
from feria.mall.stock.api import Teller

log = logging.getLogger(__name__)

SHARED_EVERY_SECONDS = 0.25
TOLD_EVERY_SECONDS = 2.0
"""So often the process says how it is, and whom it refused, if anybody: who runs the sale looks as often."""


class Works:
    """Made inside the running loop; ``stop`` ends all that runs by itself."""

    def __init__(
        self, teller: Teller, signer: Signer, setup: LaneSetup, valkey_url: str | None, me: str
    ) -> None:
        self.teller, self.setup = teller, setup
        self.name = f"{socket.gethostname()[:64]}/{me}"
        self.clock = LaneClock()
        self.valkey = Valkey(valkey_url) if valkey_url else None
        self.tokens = TokenReader(signer)
        self._thread = ReadingThread()
        self.standings = Standings(self._thread, self.clock, signer.link)
        self.rooms = Rooms(setup, self.clock, Pressure(teller, setup.room_rate), self.valkey, me)
        self.challenges = Challenges(signer, self.clock, setup.puzzle or ProofOfWork(setup.difficulty))
        self.gate = Gate(setup, self.rooms, self.challenges, is_shared=self.valkey is not None)
        self.claiming = Claiming(teller, self.standings, self.clock, self.tokens, self.gate)
        self.lookup = Lookup(self._thread)
        self.waiting_room = WaitingRoom(self.rooms, signer, self.clock, self.gate.askers)
        self._sharing = (
            asyncio.create_task(self._share(self.valkey), name="lane-sharing") if self.valkey else None
        )
        # A thread of its own: writing may wait for the tellers, and what is read must not grow old meanwhile.
        self._telling_thread = ReadingThread()
        self._telling = asyncio.create_task(self._tell(), name="lane-telling")

    async def stop(self) -> None:
        await self.teller.stop()
        await self.rooms.stop()
        await self.standings.stop()
        self._telling.cancel()
        await asyncio.gather(self._telling, return_exceptions=True)
        await self._write_refusals()
        await self._telling_thread.close()
        if self._sharing is not None:
            self._sharing.cancel()
            await asyncio.gather(self._sharing, return_exceptions=True)
        if self.valkey is not None:
            await self.valkey.close()
        await self._thread.close()

    async def _share(self, valkey: Valkey) -> None:
        kinds: dict[str, Buckets] = {"member": self.gate.members, "address": self.gate.addresses}
        shared = [Sharing(kind, buckets) for kind, buckets in kinds.items()]
        while True:
            await asyncio.sleep(SHARED_EVERY_SECONDS)
            for one in shared:
                await one.round(valkey, self.clock.database())

    @property
    def health(self) -> Health:
        """Of this process."""
        return Health(
            waiting=self.teller.waiting,
            pace_ms=round(self.teller.pace * 1000, 1),
            served=self.teller.served,
            in_room=self.rooms.waiting,
            valkey="none" if self.valkey is None else "up" if self.valkey.is_up else "down",
        )

    async def _tell(self) -> None:
        while True:
            await self._write_down(partial(report_in, self.name, self.health))
            await asyncio.sleep(TOLD_EVERY_SECONDS)
            await self._write_refusals()

    async def _write_refusals(self) -> None:
        if counts := self.claiming.refusals.take():
            await self._write_down(partial(note_turned_away, counts))

    async def _write_down(self, figures: Callable[[], None]) -> None:
        """What the database does not take now is forgotten."""
        try:
            await self._telling_thread.run(figures)
        except (DatabaseError, TooManyQuestions) as error:
            log.warning("the lane cannot write its figures down: %s", error)
