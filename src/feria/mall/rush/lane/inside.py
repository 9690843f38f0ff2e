"""The lane of this process, for the threads that serve pages: a plain form goes through the same gates as a script's claim."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import TimeoutError as TookTooLong
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from feria.mall.rush.lane.app import Lane

log = logging.getLogger(__name__)

Answered = TypeVar("Answered")

PATIENCE_SECONDS = 3.0


class Silent(Exception):
    """The lane of this process is stuck: what it would say nobody knows."""


class Crowded(Exception):
    """The lane of this process did not come to the question: so many ask."""


_here: tuple[Lane, asyncio.AbstractEventLoop] | None = None


def stand_here(lane: Lane) -> None:
    """From now on this is the process's lane, in the loop that runs now."""
    global _here  # noqa: PLW0603 - a process has one
    _here = lane, asyncio.get_running_loop()


def leave(lane: Lane) -> None:
    global _here  # noqa: PLW0603
    if _here is not None and _here[0] is lane:
        _here = None


def is_here() -> bool:
    return _here is not None


def ask(question: Callable[[Lane], Coroutine[Any, Any, Answered]]) -> Answered | None:
    """What the lane answers, from another thread than its own; None when there is none here. Raises Crowded, Silent."""
    if _here is None:
        return None
    lane, loop = _here
    is_heard = False

    async def hear() -> Answered:
        nonlocal is_heard
        is_heard = True
        return await question(lane)

    asked = asyncio.run_coroutine_threadsafe(hear(), loop)
    try:
        return asked.result(PATIENCE_SECONDS)
    except TookTooLong:
        asked.cancel()
        log.warning("the lane of this process does not answer its pages")
        raise (Silent if is_heard else Crowded) from None
