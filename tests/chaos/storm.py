"""A thousand who ask the same under one key, all at once and again and again, while whoever answers is killed."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.chaos.web import Line, Told, same

ASKERS = 1_000


class Question(NamedTuple):
    """What is asked of a server, the key included."""

    path: str
    token: str
    body: Mapping[str, Any]
    headers: Mapping[str, str] = {}

    async def at(self, line: Line) -> Told:
        return await line.ask("POST", self.path, self.token, self.body, self.headers)


@dataclass
class Storm:
    """Every one of them is answered at least once, and asks again as long as there is killing."""

    port: int
    question: Question
    answers: Counter[str] = field(default_factory=Counter)  # as JSON; but for whether it was given before
    unanswered: int = 0  # the connection died under the asker, or nobody knew what became of it

    async def rage(self, deaths: list[Callable[[], object]], chance: random.Random) -> None:
        """Through all of the deaths, at moments that chance chooses."""
        killing = asyncio.create_task(self._kill(deaths, chance))
        await asyncio.gather(killing, *(self._asker(killing) for _ in range(ASKERS)))

    async def _kill(self, deaths: list[Callable[[], object]], chance: random.Random) -> None:
        """The first may come before the first answer; each of the others when answers come again."""
        for death in deaths:
            is_noticed = False
            while not is_noticed:  # one that left nobody without an answer shows nothing
                await asyncio.sleep(chance.uniform(0, 0.5))
                answered, unanswered = self.answers.total(), self.unanswered
                await asyncio.to_thread(death)
                while self.answers.total() == answered:
                    await asyncio.sleep(0.01)
                is_noticed = self.unanswered > unanswered

    async def _asker(self, killing: asyncio.Task[None]) -> None:
        line, is_answered = Line(self.port), False
        while not (is_answered and killing.done()):
            told = await self.ask(line)
            is_answered |= told is not None
            await asyncio.sleep(0 if told else 0.5)
        line.close()

    async def ask(self, line: Line) -> Told | None:
        """The answer; None where nobody answers, or says that it cannot be told now."""
        try:
            told = await self.question.at(line)
        except (OSError, EOFError):
            self.unanswered += 1
            return None
        if told.status >= 500:
            self.unanswered += 1
            return None
        if told.status == 429:  # too many wait
            return None
        self.answers[answer_of(told)] += 1
        return told

    async def ask_once_more(self) -> None:
        """Somebody who comes when all is over, and stays until answered."""
        line = Line(self.port)
        while await self.ask(line) is None:
            await asyncio.sleep(0.2)
        line.close()


def answer_of(told: Told) -> str:
    return json.dumps({"status": told.status} | same(told.body), sort_keys=True)
