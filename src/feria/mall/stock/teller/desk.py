"""The teller's desk: who asks waits in a line; one writer serves everyone waiting at once, in order of arrival.

async with Teller("sqlite:///mall.sqlite3") as teller:
    answer = await teller.claim(Claim(key="a1", member="ana", session="ten-o-clock", lines=(Line("tea", 1),)))
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from types import TracebackType
from typing import Protocol

from feria.mall.stock.errors import OutcomeUnknown, TellerClosed
from feria.mall.stock.teller.claims import Answer, Claim, Outcome
from feria.mall.stock.teller.reading import Store
from feria.mall.stock.teller.stores import store_for

MOST_IN_A_BATCH = 2_000
"""More claims than this wait for the next batch, so that nobody waits long for a very large one."""

PATIENCE_SECONDS = 2.0
"""Who would wait longer than this is told at once that the teller is busy."""

LONGEST_LINE = 50_000
"""Whatever the pace, so many may wait: memory has an end."""


class Asker(Protocol):
    """Where an answer goes: a future, or whatever is told like one. It is told in the teller's own loop, and raises nothing."""

    def done(self) -> bool:
        """Whether nobody waits for the answer any more: then nothing is claimed, if it is not too late."""
        ...

    def set_result(self, answer: Answer, /) -> object: ...

    def set_exception(self, error: OutcomeUnknown, /) -> object: ...


Waiting = tuple[Claim, Asker]
"""Someone in the line, and where the answer goes."""


class Teller:
    """One writer for one database. Several, also in other processes, stay exact beside each other.

    Use it as an async context manager: leaving it serves everybody in the line, then closes the database.
    """

    def __init__(
        self,
        url: str,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
        most_in_a_batch: int = MOST_IN_A_BATCH,
        longest_line: int = LONGEST_LINE,
        open_store: Callable[[str], Store] | None = None,
    ) -> None:
        """``url``: of the mall's database, as in FERIA_DATABASE_URL. ``open_store`` opens another than the usual."""
        self._url = url
        self._open_store = open_store or store_for
        self._patience = patience_seconds
        self._most = most_in_a_batch
        self._longest = longest_line
        self._line: deque[Waiting] = deque()
        self._someone = asyncio.Event()
        self._is_woken = False
        self._is_open = False
        self._serving: asyncio.Task[None] | None = None
        self._pace = 0.0  # seconds a batch takes, lately
        self._is_serving = False
        self.served = 0  # claims answered since the teller was opened
        self._places = longest_line  # in the line: so many can be served in time

    async def __aenter__(self) -> Teller:
        # One thread: it alone touches the store, and the loop goes on taking claims while a batch is written.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="teller")
        loop = asyncio.get_running_loop()
        self._store = await loop.run_in_executor(self._writer, self._open_store, self._url)
        self._is_open = True
        self._serving = asyncio.create_task(self._serve(), name="teller")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def claim(self, claim: Claim) -> Answer:
        """Wait in the line, and be answered when the answer is on disk.

        Raises TellerClosed; OutcomeUnknown when the database failed (the same key asked again gets the truth).
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        return self.join(claim, answer) or await answer

    def join(self, claim: Claim, asker: Asker) -> Answer | None:
        """Stand in the line without waiting there. An answer only when the line is too long, else the asker is told.

        Raises TellerClosed.
        """
        if not self._is_open:
            raise TellerClosed("the teller is closed")
        if len(self._line) >= self._places:
            again_in = round(self.expected_wait(), 3)
            return Answer(outcome=Outcome.BUSY, claimant=claim.claimant, again_in=again_in)
        self._line.append((claim, asker))
        if not self._is_woken:
            self._is_woken = True
            self._someone.set()
        return None

    @property
    def waiting(self) -> int:
        """How many stand in the line; those being served are not counted."""
        return len(self._line)

    @property
    def pace(self) -> float:
        """Seconds that a batch takes, lately."""
        return self._pace

    def expected_wait(self) -> float:
        """Seconds until one who joined the line now would be answered, at the pace of late."""
        batches = len(self._line) // self._most + 1
        return (batches + self._is_serving) * self._pace

    async def stop(self) -> None:
        """Take no more claims, answer all that were taken, close the database. Stopped twice, it stays stopped."""
        self._is_open = False
        self._someone.set()
        if self._serving is not None:
            serving, self._serving = self._serving, None
            await serving
            await asyncio.get_running_loop().run_in_executor(self._writer, self._store.close)
            self._writer.shutdown()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._someone.wait()
            batch = self._next_batch()
            if not batch:
                if not self._is_open:
                    return
                self._someone.clear()
                self._is_woken = False
                continue
            claims = [claim for claim, _ in batch]
            began, self._is_serving = monotonic(), True
            try:
                answers = await loop.run_in_executor(self._writer, self._store.serve, claims)
            except Exception as error:  # noqa: BLE001 - whatever it was, those who wait are told, and the next are served
                self._tell_of(error, batch)
            else:
                self.served += len(batch)
                for (_, waiting), answer in zip(batch, answers, strict=True):
                    if not waiting.done():
                        waiting.set_result(answer)
            self._is_serving = False
            self._learn(monotonic() - began)

    def _next_batch(self) -> list[Waiting]:
        """Those at the head of the line, without any who have gone away."""
        batch: list[Waiting] = []
        while self._line and len(batch) < self._most:
            claim, waiting = self._line.popleft()
            if not waiting.done():
                batch.append((claim, waiting))
        return batch

    def _tell_of(self, error: Exception, batch: list[Waiting]) -> None:
        for claim, waiting in batch:
            if not waiting.done():
                unknown = OutcomeUnknown(
                    f"{claim.claimant}: the database failed; ask again with the same key"
                )
                unknown.__cause__ = error
                waiting.set_exception(unknown)

    def _learn(self, seconds: float) -> None:
        """A stall of one batch counts for half, and is forgotten in a few."""
        self._pace = (self._pace + seconds) / 2 if self._pace else seconds
        batches = self._patience / max(self._pace, 1e-6) - 1  # one may just have begun
        # However slow: if nobody were let in, we would never learn better.
        self._places = max(1, min(int(batches * self._most), self._longest))
