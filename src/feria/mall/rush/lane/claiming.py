"""``POST /lane/claims/{session}/{link}``: from bytes to the teller and back. The hottest path of the mall."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

from feria.mall.rush.lane import replies
from feria.mall.rush.lane.bodies import Readers
from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.gate import Gate
from feria.mall.rush.lane.refusals import Refusals
from feria.mall.rush.lane.standing import Standing
from feria.mall.rush.lane.standings import Standings
from feria.mall.rush.lane.tokens import TokenReader
from feria.mall.rush.lane.wire import Receive, Reply, Request, Scope, read_headers
from feria.mall.rush.lane.wishes import claim_of
from feria.mall.stock.api import Answer, Claim, Outcome, OutcomeUnknown, Teller, TellerClosed

log = logging.getLogger(__name__)

GRACE_SECONDS = 0.25
"""So near to the start the lane does not trust its own clock: the teller is asked, which has the database's."""

Tell = Callable[[Reply], None]
IsGone = Callable[[], bool]


class Claiming:
    """Takes claims. What can be told without the teller is told here, so that the teller serves who can be met."""

    def __init__(
        self, teller: Teller, standings: Standings, clock: LaneClock, tokens: TokenReader, gate: Gate
    ) -> None:
        self._teller, self._standings, self._clock = teller, standings, clock
        self._tokens, self._gate = tokens, gate
        self._readers = Readers()
        self.refusals = Refusals()

    async def reply(self, scope: Scope, receive: Receive, session: str, link: str) -> Reply:
        """Raises Trouble, TokenRefused, Unreadable."""
        now = monotonic()
        standing = self._standings.fresh(session, now) or await self._standings.get(session)
        if standing is None:
            return replies.UNKNOWN
        headers = read_headers(scope)
        who = self._tokens.who(headers.authorization, self._clock.database(now))
        client = scope.get("client")
        refusal = self._gate.refusal(who, session, client[0] if client else "", headers.forwarded, now)
        if refusal is not None:
            self.refusals.note(session, refusal)
            return refusal
        body = await self._readers.body(headers.length, receive, now)
        if isinstance(body, Reply):
            return body
        claim = claim_of(body, who, session)
        early = self._before_the_teller(standing, claim, link, self._clock.mall())
        if early is not None:
            self.refusals.note(session, early)
            return early
        try:
            answer = await self._teller.claim(claim)
        except TellerClosed:
            return replies.STOPPING
        except OutcomeUnknown:
            return replies.UNCERTAIN
        _learn(standing, answer)
        reply = replies.of_answer(answer, session, claim.key)
        if not answer.is_final:
            self.refusals.note(session, reply)
        return reply

    def at_once(self, request: Request, session: str, link: str, tell: Tell, is_gone: IsGone) -> bool:
        """The same in one go, for a request that is all here: ``tell`` is called now, or by the teller.

        False, with nothing done, when the session must be read first. Raises Trouble, TokenRefused.
        """
        now = monotonic()
        standing = self._standings.fresh(session, now)
        if standing is None:
            return False
        headers = request.headers
        who = self._tokens.who(headers.get(b"authorization", b""), self._clock.database(now))
        forwarded = headers.get(b"x-forwarded-for", b"")
        early = self._gate.refusal(who, session, request.address, forwarded, now)
        if early is None:
            claim = claim_of(request.body, who, session)
            early = self._before_the_teller(standing, claim, link, self._clock.mall(now))
            if early is None:
                early = self._join(Claimer(claim, standing, self.refusals, tell, is_gone))
        if early is not None:
            self.refusals.note(session, early)
            tell(early)
        return True

    def _join(self, claimer: Claimer) -> Reply | None:
        """A reply only to whom the teller will not take."""
        try:
            busy = self._teller.join(claimer.claim, claimer)
        except TellerClosed:
            return replies.STOPPING
        return None if busy is None else replies.of_answer(busy, claimer.claim.session, claimer.claim.key)

    def _before_the_teller(self, standing: Standing, claim: Claim, link: str, now: float) -> Reply | None:
        """What is plain without asking ``now`` (on the mall's clock); never to somebody who may have a first answer."""
        if now < standing.opens:
            opens = standing.opens_for(claim.level)
            if now < opens - GRACE_SECONDS:
                return replies.not_yet(datetime.fromtimestamp(opens, UTC))
        if link != standing.link:
            return replies.UNKNOWN
        claimant = claim.claimant
        if standing.is_stranger(claimant):
            if now >= standing.closes + GRACE_SECONDS:
                return replies.over(standing.slot.closes_at)
            for line in claim.lines:
                if standing.left.get(line.sku) == 0:
                    return standing.gone(line.sku, claimant)
        standing.meet(claimant)
        return None


class Claimer:
    """Stands in the teller's line for a connection, without a task that waits there."""

    __slots__ = ("_refusals", "_standing", "_tell", "claim", "done")

    def __init__(
        self, claim: Claim, standing: Standing, refusals: Refusals, tell: Tell, is_gone: IsGone
    ) -> None:
        self.claim, self.done = claim, is_gone
        self._standing, self._refusals, self._tell = standing, refusals, tell

    def set_result(self, answer: Answer) -> None:
        claim = self.claim
        try:
            _learn(self._standing, answer)
            reply = replies.of_answer(answer, claim.session, claim.key)
            if not answer.is_final:
                self._refusals.note(claim.session, reply)
        except Exception:  # the teller goes on to tell the others
            log.exception("the lane cannot say what became of %s", claim.claimant)
            reply = replies.FAILED
        self._tell(reply)

    def set_exception(self, _error: OutcomeUnknown) -> None:
        self._tell(replies.UNCERTAIN)


def _learn(standing: Standing, answer: Answer) -> None:
    if answer.outcome is Outcome.SOLD_OUT and answer.left == 0 and not answer.repeated:
        standing.ran_out(answer.sku)
