"""``POST /lane/claims/{session}/{link}``: from bytes to the teller and back. The hottest path of the mall."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic

import msgspec

from feria.mall.rush.lane import replies
from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.gate import Gate
from feria.mall.rush.lane.standing import Standing
from feria.mall.rush.lane.standings import Standings
from feria.mall.rush.lane.tokens import TokenReader, Who
from feria.mall.rush.lane.wire import Readers, Receive, Reply, Scope, Trouble, read_headers
from feria.mall.stock.api import Answer, Claim, Line, Outcome, OutcomeUnknown, Teller, TellerClosed

GRACE_SECONDS = 0.25
"""So near to the start the lane does not trust its own clock: the teller is asked, which has the database's."""


class WishedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    sku: str
    units: int


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a claim."""

    key: str
    lines: tuple[WishedLine, ...]


_decode = msgspec.json.Decoder(Wish).decode


class Claiming:
    """Takes claims. What can be told without the teller is told here, so that the teller serves who can be met."""

    def __init__(
        self, teller: Teller, standings: Standings, clock: LaneClock, tokens: TokenReader, gate: Gate
    ) -> None:
        self._teller, self._standings, self._clock = teller, standings, clock
        self._tokens, self._gate = tokens, gate
        self._readers = Readers()

    async def reply(self, scope: Scope, receive: Receive, session: str, link: str) -> Reply:
        """Raises Trouble, TokenRefused, Unreadable."""
        now = monotonic()
        standing = self._standings.fresh(session, now) or await self._standings.get(session)
        if standing is None:
            return replies.UNKNOWN
        headers = read_headers(scope)
        who = self._tokens.who(headers.authorization, self._clock.database(now))
        refusal = self._gate.refusal(who, session, scope, headers, now)
        if refusal is not None:
            return refusal
        claim = claim_of(await self._readers.body(headers.length, receive, now), who, session)
        claimant = claim.claimant
        early = self._before_the_teller(standing, claim, claimant, link)
        if early is not None:
            return early
        standing.meet(claimant)
        try:
            answer = await self._teller.claim(claim)
        except TellerClosed:
            return replies.STOPPING
        except OutcomeUnknown:
            return replies.UNCERTAIN
        _learn(standing, answer)
        return replies.of_answer(answer, session, claim.key)

    def _before_the_teller(self, standing: Standing, claim: Claim, claimant: str, link: str) -> Reply | None:
        """What is plain without asking; never to somebody who may have a first answer."""
        now = self._clock.mall()
        if now < standing.opens:
            opens = standing.opens_for(claim.level)
            if now < opens - GRACE_SECONDS:
                return replies.not_yet(datetime.fromtimestamp(opens, UTC))
        if link != standing.link:
            return replies.UNKNOWN
        if not standing.is_stranger(claimant):
            return None
        if now >= standing.closes + GRACE_SECONDS:
            return replies.over(standing.slot.closes_at)
        for line in claim.lines:
            if standing.left.get(line.sku) == 0:
                return Reply(409, standing.gone(line.sku) % claimant.encode())
        return None


def claim_of(body: bytes, who: Who, session: str) -> Claim:
    """The claim in a body. Raises Trouble for one that makes no sense."""
    try:
        wish = _decode(body)
        lines = tuple([Line(line.sku, line.units) for line in wish.lines])
        return Claim(key=wish.key, member=who.member, session=session, lines=lines, level=who.level)
    except (msgspec.DecodeError, ValueError) as why:  # a body that is not UTF-8 is a ValueError
        raise Trouble(replies.bad_body(str(why))) from None


def _learn(standing: Standing, answer: Answer) -> None:
    if answer.outcome is Outcome.SOLD_OUT and answer.left == 0 and not answer.repeated:
        standing.ran_out(answer.sku)
