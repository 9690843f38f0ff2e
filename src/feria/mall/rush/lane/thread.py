"""The lane's own thread for reading the database: one question at a time, and a line of them that has an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import close_old_connections, connections

Answered = TypeVar("Answered")

MOST_WAITING = 64


class TooManyQuestions(Exception):
    """The database answers more slowly than it is asked."""


class ReadingThread:
    """Django's connection belongs to a thread; this one is the lane's."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lane-reading")
        self._waiting = 0

    async def run(self, ask: Callable[[], Answered]) -> Answered:
        """What ``ask`` answers. Raises TooManyQuestions; DatabaseError as it comes."""
        if self._waiting >= MOST_WAITING:
            raise TooManyQuestions
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, _fresh, ask)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown()


def _fresh(ask: Callable[[], Answered]) -> Answered:
    close_old_connections()
    try:
        return ask()
    finally:
        close_old_connections()  # one that failed is not asked again
