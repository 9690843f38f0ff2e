"""Valkey, which may vanish at any moment: whoever calls it has an answer, or None, within a tenth of a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.1
LEFT_ALONE_SECONDS = 1.0
"""After a failure it is not asked for so long: who is down is not asked a thousand times a second."""


class Valkey:
    """A connection that is never waited for. No request asks it: only the lane's own rounds in the background do."""

    def __init__(self, url: str) -> None:
        self._client: Redis = Redis.from_url(
            url,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
            max_connections=4,
        )
        self._left_alone_until = 0.0
        self.is_up = True

    async def run(self, ask: Callable[[Redis], Awaitable[Any]]) -> Any | None:
        """What it answers; None while it is away."""
        if monotonic() < self._left_alone_until:
            return None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await ask(self._client)
        except (RedisError, OSError, TimeoutError) as error:
            if self.is_up:
                log.warning("Valkey is away, the lane goes on without it: %s", error)
            self.is_up, self._left_alone_until = False, monotonic() + LEFT_ALONE_SECONDS
            return None
        if not self.is_up:
            log.warning("Valkey is back")
        self.is_up = True
        return answer

    async def close(self) -> None:
        await self._client.aclose()
