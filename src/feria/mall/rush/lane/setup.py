"""How a lane is set up: from the mall's settings, or by hand in a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from feria.mall.rush.lane.buckets import Rate
from feria.mall.rush.lane.challenges import Puzzle

A_MEMBERS_CLAIMS = Rate(burst=8, per_second=2)
A_MEMBERS_QUESTIONS = Rate(burst=30, per_second=5)  # what became of a claim, where one stands in the room
AN_ADDRESS_CLAIMS = Rate(burst=400, per_second=100)  # of all the people behind it


class Mode(StrEnum):
    """When the waiting room is on: never, always, or when more ask than can be served."""

    OFF = "off"
    ON = "on"
    AUTO = "auto"


class Challenge(StrEnum):
    """Whom a challenge is put to: nobody, everybody, or those who asked more often than they may."""

    OFF = "off"
    LIMITS = "limits"
    ALWAYS = "always"


@dataclass(frozen=True, kw_only=True)
class LaneSetup:
    """``room`` and ``challenge`` are for all sessions; ``rooms`` and ``challenges`` for those named by code."""

    member_rate: Rate = A_MEMBERS_CLAIMS
    asker_rate: Rate = A_MEMBERS_QUESTIONS
    address_rate: Rate = AN_ADDRESS_CLAIMS
    unlimited: frozenset[str] = frozenset({"127.0.0.1", "::1"})  # addresses without a limit of their own
    proxies: frozenset[str] = frozenset()  # addresses whose X-Forwarded-For is believed
    room: Mode = Mode.AUTO
    rooms: Mapping[str, Mode] = field(default_factory=dict)
    room_rate: float | None = None  # admissions a second at most; None: as many as the teller serves
    challenge: Challenge = Challenge.OFF
    challenges: Mapping[str, Challenge] = field(default_factory=dict)
    difficulty: int = 16  # bits that the answer to a challenge must bring to nought
    puzzle: Puzzle | None = None  # another challenge than that of the lane

    def room_of(self, session: str) -> Mode:
        return self.rooms.get(session, self.room)

    def challenge_of(self, session: str) -> Challenge:
        return self.challenges.get(session, self.challenge) if self.challenges else self.challenge


def setup_from(words: Mapping[str, Any]) -> LaneSetup:
    """The setup that the mall's settings spell out: rates as "burst,per second"; modes as a list of a word for
    all sessions and ``session=word`` for one. Raises ValueError, saying what it should be.
    """
    room, rooms = _modes(Mode, "FERIA_LANE_ROOM", words["room"])
    challenge, challenges = _modes(Challenge, "FERIA_LANE_CHALLENGE", words["challenge"])
    return LaneSetup(
        member_rate=_rate("FERIA_LANE_MEMBER_RATE", words["member_rate"]),
        address_rate=_rate("FERIA_LANE_ADDRESS_RATE", words["address_rate"]),
        unlimited=frozenset(words["unlimited"]),
        proxies=frozenset(words["proxies"]),
        room=room,
        rooms=rooms,
        room_rate=words["room_rate"] or None,
        challenge=challenge,
        challenges=challenges,
    )


def _rate(name: str, words: str) -> Rate:
    try:
        burst, per_second = (float(word) for word in words.split(","))
        return Rate(burst=burst, per_second=per_second)
    except ValueError as why:
        raise ValueError(f"{name} is two numbers, at once and then a second, as in 8,2; not {words}") from why


Word = TypeVar("Word", bound=StrEnum)


def _modes(kind: type[Word], name: str, words: Sequence[str]) -> tuple[Word, dict[str, Word]]:
    """The word for all sessions, the first of its kind where none is said, and those for one."""
    every, ones = next(iter(kind)), {}
    for word in words:
        session, _, mode = word.strip().rpartition("=")
        if mode not in {each.value for each in kind}:
            raise ValueError(f"{name} knows {', '.join(kind)}, and session=word for one session; not {word}")
        if session:
            ones[session] = kind(mode)
        else:
            every = kind(mode)
    return every, ones
