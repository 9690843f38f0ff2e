"""Which path is answered by what, and what is said when something is amiss. Nothing leaves here but a reply."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from urllib.parse import parse_qs

import msgspec

from feria.mall.rush.lane import replies
from feria.mall.rush.lane.bodies import Readers
from feria.mall.rush.lane.challenges import Solution
from feria.mall.rush.lane.claiming import IsGone, Tell
from feria.mall.rush.lane.looking import not_kept, stands
from feria.mall.rush.lane.standings import Unreadable
from feria.mall.rush.lane.who import TokenRefused, Who
from feria.mall.rush.lane.wire import Receive, Reply, Request, Scope, Trouble, answers, read_headers
from feria.mall.rush.lane.works import Works
from feria.mall.stock.api import is_name

log = logging.getLogger(__name__)

PREFIX = "/lane/"
CLAIMS = b"/lane/claims/"
LONGEST_PATH = 200
MOST_TARGETS = 1_000
"""Addresses of claims that are remembered: a session has one, and a stranger's must not fill the memory."""

ALLOWED = {"claims": "GET, POST", "room": "GET, POST", "challenges": "POST"}


class Asked:
    """A request on its way: ``parts`` of the path after ``/lane/``."""

    def __init__(self, scope: Scope, receive: Receive, parts: list[str]) -> None:
        self.scope, self.receive, self.parts = scope, receive, parts


Handler = Callable[[Asked], Awaitable[Reply]]


class Routes:
    """The table of paths: what stands after ``/lane/``, how many parts follow, and the methods."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self._claim, self._claim_at_once = works.claiming.reply, works.claiming.at_once
        self._readers = Readers()
        self._targets: dict[bytes, tuple[str, str]] = {}  # by address: session and link
        self._table: dict[tuple[str, int], dict[str, Handler]] = {
            ("clock", 0): {"GET": self._clock},
            ("health", 0): {"GET": self._health},
            ("sessions", 1): {"GET": self._session},
            ("claims", 2): {"GET": self._claim_status},
            ("room", 1): {"POST": self._join, "GET": self._place},
            ("challenges", 1): {"POST": self._solve},
        }

    async def reply(self, scope: Scope, receive: Receive) -> Reply:
        path: str = scope["path"]
        parts = path[len(PREFIX) :].split("/") if len(path) <= LONGEST_PATH else [""]
        try:
            if len(parts) == 3 and parts[0] == "claims" and scope["method"] == "POST":  # the many: no detour
                return await self._claim(scope, receive, parts[1], parts[2])
            return await self._route(Asked(scope, receive, parts))
        except Exception as error:  # noqa: BLE001 - whatever it is, it has an answer
            return self._amiss(error, path[:LONGEST_PATH])

    def at_once(self, request: Request, tell: Tell, is_gone: IsGone) -> bool:
        """Answer a claim without a task of its own; False, with nothing done, for all else: ``reply`` has to."""
        if request.method != b"POST":
            return False
        target = self._targets.get(request.url) or self._target(request.url)
        if target is None:
            return False
        try:
            return self._claim_at_once(request, *target, tell, is_gone)
        except Exception as error:  # noqa: BLE001 - whatever it is, it has an answer
            tell(self._amiss(error, request.url))
        return True

    def _target(self, url: bytes) -> tuple[str, str] | None:
        """The session and the link in a plain address of a claim: taken apart once, as thousands come to the same."""
        parts = url[len(CLAIMS) :].split(b"/")
        is_plain = url.isascii() and b"%" not in url and b"?" not in url
        if len(url) > LONGEST_PATH or not url.startswith(CLAIMS) or len(parts) != 2 or not is_plain:
            return None
        if len(self._targets) >= MOST_TARGETS:
            self._targets.clear()
        target = self._targets[url] = parts[0].decode(), parts[1].decode()
        return target

    def _amiss(self, error: Exception, path: object) -> Reply:
        if isinstance(error, Trouble):
            return error.reply
        if isinstance(error, TokenRefused):
            return replies.TOKENS[error.code]
        if isinstance(error, Unreadable):
            return replies.UNREADABLE
        log.error("the lane failed on %s", path, exc_info=error)
        return replies.FAILED

    async def _route(self, asked: Asked) -> Reply:
        methods = self._table.get((asked.parts[0], len(asked.parts) - 1))
        if methods is None:
            return replies.NO_SUCH_PATH
        handler = methods.get(asked.scope["method"])
        if handler is None:
            return replies.wrong_method(ALLOWED.get(asked.parts[0], "GET"))
        return await handler(asked)

    async def _clock(self, _asked: Asked) -> Reply:
        await self._works.standings.ready()
        return answers({"now": self._works.clock.mall_ms()})

    async def _session(self, asked: Asked) -> Reply:
        standing = await self._works.standings.get(asked.parts[1])
        if standing is None:
            return replies.UNKNOWN
        level = -1
        if standing.slot.early_level is not None:  # whether one may come in early, one must say who one is
            authorization = read_headers(asked.scope).authorization
            if authorization:
                level = self._works.tokens.who(authorization, self._works.clock.database()).level
        return stands(standing, self._works.clock, level)

    async def _claim_status(self, asked: Asked) -> Reply:
        who = await self._who(asked.scope)
        session, key = asked.parts[1:]
        known = await self._works.lookup.claim(who, session, key)
        if known is not None:
            return known
        standing = await self._works.standings.get(session) if is_name(key) else None
        if standing is None:
            return replies.NO_CLAIM
        return not_kept(standing, self._works.clock, who.level, key)

    async def _join(self, asked: Asked) -> Reply:
        who = await self._who(asked.scope)
        standing = await self._works.standings.get(asked.parts[1])
        return replies.UNKNOWN if standing is None else await self._works.waiting_room.join(standing, who)

    async def _place(self, asked: Asked) -> Reply:
        query = parse_qs(asked.scope.get("query_string", b"")[:1000].decode("latin-1"))
        standing = await self._works.standings.get(asked.parts[1])
        if standing is None:
            return replies.UNKNOWN
        return await self._works.waiting_room.ask(standing, query.get("ticket", [""])[0])

    async def _solve(self, asked: Asked) -> Reply:
        who = await self._who(asked.scope)
        body = await self._readers.body(read_headers(asked.scope).length, asked.receive, monotonic())
        if isinstance(body, Reply):
            return body
        try:
            solution = msgspec.json.decode(body, type=Solution)
        except (msgspec.DecodeError, ValueError) as why:
            return replies.bad_body(str(why))
        return self._works.challenges.take(who, asked.parts[1], solution.challenge, solution.answer)

    async def _health(self, _asked: Asked) -> Reply:
        now = self._works.health
        teller = {"waiting": now.waiting, "pace_ms": now.pace_ms, "served": now.served}
        return answers({"teller": teller, "valkey": now.valkey, "room": {"waiting": now.in_room}})

    async def _who(self, scope: Scope) -> Who:
        """Who asks, not too often. Raises TokenRefused, Trouble, Unreadable."""
        await self._works.standings.ready()
        headers = read_headers(scope)
        who = self._works.tokens.who(headers.authorization, self._works.clock.database())
        again_in = self._works.gate.askers.take(who.member)
        if again_in:
            raise Trouble(replies.too_often(again_in))
        return who
