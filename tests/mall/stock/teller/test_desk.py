"""The line before the teller: order of arrival, back-pressure, a clean stop, a database that fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from feria.mall.stock.api import Answer, Claim, Outcome, OutcomeUnknown, Teller, TellerClosed
from feria.mall.stock.teller import desk as desk_of_tellers
from tests.mall.stock.teller.conftest import ask

LIMIT_SECONDS = 60
"""However busy the machine: what has not happened by then never will."""


@dataclass
class Stopwatch:
    """The teller's, in these tests: it goes on only while a store is at work, so no machine is too slow for it."""

    seconds: float = 0.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    ours = Stopwatch()
    monkeypatch.setattr(desk_of_tellers, "monotonic", ours.monotonic)
    return ours


@dataclass
class SlowStore:
    """Remembers its batches; takes as long as told on the stopwatch, or fails as told."""

    seconds: float = 0.0
    stopwatch: Stopwatch = field(default_factory=Stopwatch)
    failures: list[Exception] = field(default_factory=list)
    batches: list[list[str]] = field(default_factory=list)
    gate: threading.Event | None = None
    is_closed: bool = False

    def serve(self, claims: Sequence[Claim]) -> list[Answer]:
        if self.gate:
            assert self.gate.wait(LIMIT_SECONDS)
        self.stopwatch.seconds += self.seconds
        if self.failures:
            raise self.failures.pop(0)
        self.batches.append([claim.key for claim in claims])
        return [Answer(outcome=Outcome.HELD, claimant=claim.claimant) for claim in claims]

    def close(self) -> None:
        self.is_closed = True


def teller(store: SlowStore, **more: float) -> Teller:
    return Teller("any", open_store=lambda _url: store, **more)  # type: ignore[arg-type]


def run(deed: Callable[[], object]) -> None:
    asyncio.run(asyncio.wait_for(deed(), 2 * LIMIT_SECONDS))  # type: ignore[arg-type]


async def taken_up(desk: Teller) -> None:
    """Nobody stands in the line any more: whoever did is being served."""
    while desk.waiting:
        await asyncio.sleep(0.001)


def test_who_waits_while_a_batch_is_written_is_served_in_the_next_in_order_of_arrival() -> None:
    store = SlowStore(gate=threading.Event())

    async def crowd() -> None:
        async with teller(store, most_in_a_batch=4) as desk:
            first = asyncio.create_task(desk.claim(ask("first")))
            await asyncio.sleep(0)
            await taken_up(desk)
            others = [asyncio.create_task(desk.claim(ask(f"k{n}"))) for n in range(6)]
            await asyncio.sleep(0)
            assert desk.waiting == 6
            store.gate.set()  # type: ignore[union-attr]
            assert all(answer.is_held for answer in await asyncio.gather(first, *others))

    run(crowd)
    assert store.batches == [["first"], ["k0", "k1", "k2", "k3"], ["k4", "k5"]]


def test_a_line_longer_than_can_be_served_in_time_is_told_so_at_once(stopwatch: Stopwatch) -> None:
    store = SlowStore(seconds=0.05, stopwatch=stopwatch)

    async def crowd() -> None:
        async with teller(store, most_in_a_batch=10, patience_seconds=0.5) as desk:
            await desk.claim(ask("to-learn-the-pace"))
            waits: list[float] = []

            async def one(n: int) -> Answer:
                began = stopwatch.seconds
                answer = await desk.claim(ask(f"k{n}"))
                waits.append(stopwatch.seconds - began)
                return answer

            answers = await asyncio.gather(*(one(n) for n in range(1_000)))
        busy = [answer for answer in answers if answer.outcome is Outcome.BUSY]
        served = [answer for answer in answers if answer.is_held]
        assert len(busy) + len(served) == 1_000
        assert len(served) == 90  # half a second is ten batches of ten, and one may just have begun
        assert all(answer.again_in and answer.again_in > 0.4 for answer in busy)
        # Without back-pressure the last would wait five seconds.
        assert max(waits) < 0.6

    run(crowd)


def test_memory_has_an_end_whatever_the_pace() -> None:
    store = SlowStore(gate=threading.Event())

    async def crowd() -> None:
        async with teller(store, longest_line=5) as desk:
            tasks = [asyncio.create_task(desk.claim(ask(f"k{n}"))) for n in range(9)]
            await asyncio.sleep(0)
            assert desk.waiting == 5
            store.gate.set()  # type: ignore[union-attr]
            answers = await asyncio.gather(*tasks)
        assert [answer.outcome.value for answer in answers] == ["held"] * 5 + ["busy"] * 4

    run(crowd)


def test_a_stall_is_forgotten_when_the_database_is_quick_again(stopwatch: Stopwatch) -> None:
    store = SlowStore(seconds=0.3, stopwatch=stopwatch)

    async def shopper() -> None:
        async with teller(store, patience_seconds=0.1) as desk:
            assert (await desk.claim(ask("slow"))).is_held
            store.seconds = 0.0
            answers = [await desk.claim(ask(f"k{n}")) for n in range(20)]
            assert all(
                answer.is_held for answer in answers
            )  # nobody was before them: there was no line to be long
            assert desk.expected_wait() < 0.1

    run(shopper)


def test_stopping_answers_everybody_who_was_let_in_and_nobody_after() -> None:
    store = SlowStore(gate=threading.Event())

    async def crowd() -> None:
        desk = teller(store, most_in_a_batch=5)
        await desk.__aenter__()
        tasks = [asyncio.create_task(desk.claim(ask(f"k{n}"))) for n in range(23)]
        await asyncio.sleep(0)
        stopping = asyncio.create_task(desk.stop())
        await asyncio.sleep(0)
        with pytest.raises(TellerClosed):
            await desk.claim(ask("late"))
        store.gate.set()  # type: ignore[union-attr]
        await stopping
        assert all(task.done() and task.result().is_held for task in tasks)
        await desk.stop()

    run(crowd)
    assert [len(batch) for batch in store.batches] == [5, 5, 5, 5, 3]
    assert store.is_closed


def test_a_database_that_fails_leaves_the_outcome_open_for_that_batch_alone() -> None:
    store = SlowStore(failures=[OSError("the disk is full")])

    async def shoppers() -> None:
        async with teller(store) as desk:
            with pytest.raises(OutcomeUnknown, match="ask again with the same key") as failed:
                await desk.claim(ask("k1"))
            assert isinstance(failed.value.__cause__, OSError)
            assert (await desk.claim(ask("k1"))).is_held

    run(shoppers)


def test_who_has_gone_away_before_being_served_claims_nothing() -> None:
    store = SlowStore(gate=threading.Event())

    async def crowd() -> None:
        async with teller(store) as desk:
            first = asyncio.create_task(desk.claim(ask("first")))
            await asyncio.sleep(0)
            await taken_up(desk)
            gone, stays = (asyncio.create_task(desk.claim(ask(key))) for key in ("gone", "stays"))
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.sleep(0)
            store.gate.set()  # type: ignore[union-attr]
            assert (await first).is_held
            assert (await stays).is_held

    run(crowd)
    assert store.batches == [["first"], ["stays"]]


def test_a_teller_that_was_never_opened_or_cannot_be_says_so() -> None:
    async def nobody() -> None:
        with pytest.raises(TellerClosed):
            await teller(SlowStore()).claim(ask("k1"))
        with pytest.raises(ValueError, match="not on mysql://"):
            await Teller("mysql://somewhere/mall").__aenter__()

    run(nobody)
