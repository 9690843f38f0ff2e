"""Claims of pages without a script: let in by the gate of the lane beside them, or by one of their own where there is none."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from time import monotonic
from typing import Any

import msgspec
from django.conf import settings

from feria.mall.members.api import Member
from feria.mall.rush.errors import ChallengeFirst, Crowded, RoomFirst, TooOften
from feria.mall.rush.lane import inside
from feria.mall.rush.lane.challenges import Challenges, ProofOfWork
from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.gate import Gate
from feria.mall.rush.lane.rooms import sent_to_the_room
from feria.mall.rush.lane.setup import LaneSetup, Mode, setup_from
from feria.mall.rush.lane.tokens import Signer
from feria.mall.rush.lane.who import TokenRefused, Who
from feria.mall.rush.lane.wire import Reply
from feria.mall.stock.api import OutcomeUnknown

AGAIN_IN_SECONDS = 1.0
"""After which whoever met a crowd may ask again, as scripts are told."""


class WayIn(msgspec.Struct, frozen=True, kw_only=True):
    """How a form came: the connection's address, its ``X-Forwarded-For``, and the waiting room's admission, if any."""

    address: str
    forwarded: str = ""
    admission: str = ""


def let_in(member: Member, session: str, way: WayIn, now: float) -> None:
    """``now``: of the database's clock. Raises TooOften, RoomFirst, ChallengeFirst; when the lane beside the pages does not
    say, Crowded because so many ask, else stock.OutcomeUnknown: whom it would not let in must not come in by its silence.
    """
    who = _who(member, way.admission, now)
    forwarded = way.forwarded.encode("latin-1", "replace")
    if inside.is_here():
        try:
            refusal = inside.ask(lambda lane: lane.refusal(who, session, way.address, forwarded))
        except inside.Crowded as crowd:
            raise Crowded(AGAIN_IN_SECONDS) from crowd
        except inside.Silent as stuck:
            raise OutcomeUnknown("the lane does not answer") from stuck
    else:
        refusal = _alone().refusal(who, session, way.address, forwarded)
    if refusal is None:
        return
    outcome = msgspec.json.decode(refusal.text())["outcome"]
    if outcome == "wait":
        raise RoomFirst
    if outcome == "challenge":
        raise ChallengeFirst
    if outcome == "busy":
        raise OutcomeUnknown("the lane cannot read the database")
    raise TooOften(refusal.again_in or 1.0)


def stand_in_line(member: Member, session: str, ticket: str) -> dict[str, Any] | None:
    """Where the member stands, as the lane tells a script: with a ``ticket`` to ask again with, or an ``admission``.

    "silent" with the same ticket when the lane does not say this time; None when the room cannot be asked from here.
    """
    who = Who(member.code, member.level, float("inf"))
    silent = {"state": "silent", "ticket": ticket}
    try:
        reply = inside.ask(lambda lane: lane.place(who, session, ticket))
    except (inside.Crowded, inside.Silent):
        return silent
    if reply is None:
        return None
    place: dict[str, Any] = msgspec.json.decode(reply.text())
    return place if "state" in place else silent


def _who(member: Member, admission: str, now: float) -> Who:
    """The member, with the marks of an admission that is the member's own."""
    try:
        admitted = _signer(settings.SECRET_KEY).read(admission.encode(), now)
    except TokenRefused:
        admitted = None
    if admitted is not None and admitted.member == member.code:
        return admitted
    return Who(member.code, member.level, float("inf"))


class _Still:
    """Rooms where nobody is let in: a page by itself knows only what was set, not how long the lanes' lines are."""

    def __init__(self, setup: LaneSetup) -> None:
        self._setup = setup

    def is_on(self, session: str) -> bool:
        return self._setup.room_of(session) is Mode.ON

    def sends(self, session: str) -> Reply:
        return sent_to_the_room(session)


class _Alone:
    """A gate for a process without a lane; its pages are served by several threads."""

    def __init__(self, setup: LaneSetup, signer: Signer) -> None:
        challenges = Challenges(signer, LaneClock(), setup.puzzle or ProofOfWork(setup.difficulty))
        self._gate = Gate(setup, _Still(setup), challenges, is_shared=False)
        self._lock = Lock()

    def refusal(self, who: Who, session: str, client: str, forwarded: bytes) -> Reply | None:
        with self._lock:
            return self._gate.refusal(who, session, client, forwarded, monotonic())


@lru_cache(maxsize=1)
def _alone() -> _Alone:
    return _Alone(setup_from(settings.LANE), _signer(settings.SECRET_KEY))


@lru_cache(maxsize=2)
def _signer(secret: str) -> Signer:
    return Signer(secret)
