"""What a lane is made of, put together; and the round in which processes tell each other who asks too often."""

from __future__ import annotations

import asyncio

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
from feria.mall.rush.lane.thread import ReadingThread
from feria.mall.rush.lane.tokens import Signer, TokenReader
from feria.mall.rush.lane.valkey import Valkey
from feria.mall.rush.lane.waiting import WaitingRoom
from feria.mall.stock.api import Teller

SHARED_EVERY_SECONDS = 0.25


class Works:
    """Made inside the running loop; ``stop`` ends all that runs by itself."""

    def __init__(
        self, teller: Teller, signer: Signer, setup: LaneSetup, valkey_url: str | None, me: str
    ) -> None:
        self.teller, self.setup = teller, setup
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

    async def stop(self) -> None:
        await self.teller.stop()
        await self.rooms.stop()
        await self.standings.stop()
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
