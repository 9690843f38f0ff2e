"""The lane as one ASGI application: ``make_lane`` for a server of its own, ``Lane`` to be mounted beside pages."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import secrets
from collections.abc import Mapping
from time import monotonic

from feria.mall.rush.lane import inside, replies
from feria.mall.rush.lane.claiming import IsGone, Tell
from feria.mall.rush.lane.routes import Routes
from feria.mall.rush.lane.setup import LaneSetup
from feria.mall.rush.lane.standings import Unreadable
from feria.mall.rush.lane.streams import Listening, Stream
from feria.mall.rush.lane.tokens import Signer
from feria.mall.rush.lane.who import Who
from feria.mall.rush.lane.wire import (
    HEAD_TOO_LARGE,
    Receive,
    Reply,
    Request,
    Scope,
    Send,
    is_head_too_large,
    send_reply,
    wish_of,
)
from feria.mall.rush.lane.works import Works
from feria.mall.stock.api import Teller

log = logging.getLogger(__name__)

TRIED_AGAIN_AFTER = 1.0


class Lane:
    """Opens its teller when somebody first comes; a database that is away is tried again, and pages are none the worse."""

    def __init__(
        self,
        database_url: str,
        secret: str,
        valkey_url: str | None = None,
        setup: LaneSetup | None = None,
        streams: Mapping[str, Stream] | None = None,
    ) -> None:
        self._streams, self._listening = streams or {}, Listening()
        self._database_url, self._valkey_url = database_url, valkey_url
        self._signer, self._setup = Signer(secret), setup or LaneSetup()
        self._me = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._opening = asyncio.Lock()
        self._failed_at = float("-inf")
        self._is_stopping = False
        self._works: Works | None = None
        self._routes: Routes | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if is_head_too_large(scope):
            await send_reply(HEAD_TOO_LARGE, send)
            return
        stream = self._streams.get(scope["path"])
        if stream is not None:
            await self._listening.serve(stream, scope, receive, send)
            return
        routes = self._routes
        if routes is None:
            routes = await self.open()
            if routes is None:
                away = replies.STOPPING if self._is_stopping else replies.UNREADABLE
                await send_reply(away, send, wish_of(scope))
                return
        await send_reply(await routes.reply(scope, receive), send, wish_of(scope))

    def at_once(self, request: Request, tell: Tell, is_gone: IsGone) -> bool:
        """For the lane's own server: answer by ``tell``, now or later; False when it must call the lane as ASGI."""
        return self._routes is not None and self._routes.at_once(request, tell, is_gone)

    async def refusal(self, who: Who, session: str, client: str, forwarded: bytes) -> Reply | None:
        """What the gate says to a claim that comes by a page's form; None lets it in."""
        if await self.open() is None or self._works is None:
            return None  # then the counter says itself that the database is away
        try:
            await self._works.standings.ready()
        except Unreadable:
            return replies.UNREADABLE
        return self._works.gate.refusal(who, session, client, forwarded, monotonic())

    async def place(self, who: Who, session: str, ticket: str) -> Reply:
        """The member's place in the session's waiting room; without a ticket, or with an old one, a new place."""
        if await self.open() is None or self._works is None:
            return replies.UNREADABLE
        try:
            standing = await self._works.standings.get(session)
        except Unreadable:
            return replies.UNREADABLE
        if standing is None:
            return replies.UNKNOWN
        room = self._works.waiting_room
        reply = await room.ask(standing, ticket) if ticket else None
        return await room.join(standing, who) if reply is None or reply.status in (404, 410) else reply

    def stand_here(self) -> None:
        """Be the lane of this process for those who serve its pages."""
        inside.stand_here(self)

    async def open(self) -> Routes | None:
        """Ready to serve; None when the database is away or the lane is being stopped."""
        async with self._opening:
            if self._is_stopping or self._routes is not None:
                return None if self._is_stopping else self._routes
            if monotonic() - self._failed_at < TRIED_AGAIN_AFTER:
                return None
            teller = Teller(self._database_url)
            try:
                await teller.__aenter__()
            except Exception:  # each database's driver has errors of its own
                log.exception("the lane cannot open its database")
                self._failed_at = monotonic()
                return None
            self._works = Works(teller, self._signer, self._setup, self._valkey_url, self._me)
            self._routes = Routes(self._works)
            return self._routes

    async def stop(self) -> None:
        """Answer everybody who was let in, then close."""
        async with self._opening:
            self._is_stopping, self._routes = True, None
            inside.leave(self)
            if self._works is not None:
                await self._works.stop()

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.open()
                _spare_the_collector()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _spare_the_collector() -> None:
    """A process that only serves claims keeps what it has loaded: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def make_lane(
    database_url: str,
    secret: str,
    valkey_url: str | None = None,
    setup: LaneSetup | None = None,
    streams: Mapping[str, Stream] | None = None,
) -> Lane:
    """``database_url`` and ``secret`` are the mall's own; Django must be set up. Valkey may be left out.

    ``streams``: of server-sent events, by path.
    """
    return Lane(database_url, secret, valkey_url, setup, streams)
