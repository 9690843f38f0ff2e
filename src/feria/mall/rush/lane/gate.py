"""Who may come to the counter now: not too often, through the waiting room when it is on, and no bot."""

from __future__ import annotations

from typing import Protocol

from feria.mall.rush.lane import replies
from feria.mall.rush.lane.buckets import Buckets
from feria.mall.rush.lane.challenges import Challenges
from feria.mall.rush.lane.setup import Challenge, LaneSetup
from feria.mall.rush.lane.who import Mark, Who
from feria.mall.rush.lane.wire import Reply


class Doors(Protocol):
    """The waiting rooms, as far as the gate asks them."""

    def is_on(self, session: str) -> bool: ...

    def sends(self, session: str) -> Reply: ...


class Gate:
    """Looks at the token and the address, never at the database."""

    def __init__(self, setup: LaneSetup, rooms: Doors, challenges: Challenges, *, is_shared: bool) -> None:
        self._setup, self._rooms, self._challenges = setup, rooms, challenges
        self._challenges_nobody = setup.challenge is Challenge.OFF and not setup.challenges
        self.members = Buckets(setup.member_rate, is_shared=is_shared)
        self.addresses = Buckets(setup.address_rate, is_shared=is_shared)
        self.askers = Buckets(setup.asker_rate)

    def refusal(self, who: Who, session: str, client: str, forwarded: bytes, now: float) -> Reply | None:
        """Why this member may not claim ``now`` (on the stopwatch); None when nothing is in the way.

        ``client``: the connection's address; ``forwarded``: its header ``X-Forwarded-For``.
        """
        challenge, is_cleared = Challenge.OFF, False
        if not self._challenges_nobody:
            challenge = self._setup.challenge_of(session)
            is_cleared = challenge is not Challenge.OFF and who.has(Mark.CLEARED, session)
            if challenge is Challenge.ALWAYS and not is_cleared:
                return self._challenges.put(who, session)
        again_in = self.members.take(who.member, now)
        if again_in:
            return replies.too_often(again_in)
        # Many people may share one address: who has shown to be one of them is not counted under it.
        again_in = 0.0 if is_cleared else self._address_waits(client, forwarded, now)
        if again_in:
            if challenge is Challenge.LIMITS:
                return self._challenges.put(who, session)
            return replies.too_often(again_in)
        if self._rooms.is_on(session) and not who.has(Mark.ADMITTED, session):
            return self._rooms.sends(session)
        return None

    def _address_waits(self, client: str, forwarded: bytes, now: float) -> float:
        address = address_of(client, forwarded, self._setup.proxies)
        return 0.0 if address in self._setup.unlimited else self.addresses.take(address, now)


def address_of(address: str, forwarded: bytes, proxies: frozenset[str]) -> str:
    """The asker's address: the connection's, or what the nearest of our proxies says it is."""
    if forwarded and address in proxies:
        for hop in reversed(forwarded.decode("latin-1").split(",")):
            address = hop.strip()
            if address not in proxies:
                break
    return address[:64]
