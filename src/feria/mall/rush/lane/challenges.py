"""A question that costs a bot something and a person nothing; off unless the mall turns it on.

What is asked is a ``Puzzle``: the one here is a little work for the page's script, others may ask a service. The
answer is traded for a token with a mark on it, so that the claim itself carries nothing more than before.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from time import monotonic
from typing import Protocol

import msgspec
from django.utils.translation import gettext_lazy as _

from feria.mall.rush.lane.clock import LaneClock
from feria.mall.rush.lane.tokens import LASTS, Signer
from feria.mall.rush.lane.who import Mark, Who
from feria.mall.rush.lane.wire import Reply, answers, says
from feria.mall.rush.lane.words import Words

ANSWER_WITHIN = timedelta(minutes=2)
MOST_USED = 200_000
LONGEST_ANSWER = 200

WRONG = says(
    403, "challenge_failed", _("That is not the answer, or it came too late. Ask for a new challenge.")
)
_ANSWER_IT = Words(_("Answer the challenge, then claim again with the token that it brings."))


class Solution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body that answers a challenge."""

    challenge: str
    answer: str


class Puzzle(Protocol):
    """Something to be solved, once."""

    def question(self) -> dict[str, object]:
        """What the page needs besides the challenge's text to find an answer."""
        ...

    def is_solved(self, challenge: str, answer: str) -> bool: ...


class ProofOfWork:
    """Find an answer such that SHA-256 of ``challenge:answer`` begins with so many bits of nought."""

    def __init__(self, bits: int) -> None:
        self._bits = bits

    def question(self) -> dict[str, object]:
        return {"kind": "sha256", "bits": self._bits}

    def is_solved(self, challenge: str, answer: str) -> bool:
        digest = sha256(f"{challenge}:{answer}".encode()).digest()
        return int.from_bytes(digest, "big") >> (256 - self._bits) == 0


class Challenges:
    """Puts challenges, and marks the tokens of those who meet them."""

    def __init__(self, signer: Signer, clock: LaneClock, puzzle: Puzzle) -> None:
        self._signer, self._clock, self._puzzle = signer, clock, puzzle
        self._used: dict[str, float] = {}  # until when, on the stopwatch

    def put(self, who: Who, session: str) -> Reply:
        until = int(self._clock.lasting(ANSWER_WITHIN).timestamp())
        text = self._signer.slip(f"{session}~{who.member}~{until:x}~{secrets.token_hex(8)}")
        return says(
            428,
            "challenge",
            _ANSWER_IT,
            challenge={"text": text, **self._puzzle.question()},
            answer_to=f"/lane/challenges/{session}",
        )

    def take(self, who: Who, session: str, challenge: str, answer: str) -> Reply:
        """A token that was cleared for the session, for the right answer to a challenge put to this member."""
        parts = (self._signer.read_slip(challenge) or "").split("~")
        if len(parts) != 4 or parts[:2] != [session, who.member]:
            return WRONG
        if self._clock.database() >= int(parts[2], 16) or len(answer) > LONGEST_ANSWER:
            return WRONG
        if not self._puzzle.is_solved(challenge, answer) or not self._use(parts[3]):
            return WRONG
        marks = who.marks + Mark.CLEARED if who.session == session else Mark.CLEARED.value
        token = self._signer.sign(
            who.member, who.level, self._clock.lasting(LASTS), marks=marks, session=session
        )
        return answers({"outcome": "cleared", "token": token})

    def _use(self, nonce: str) -> bool:
        """False when it was used before."""
        now = monotonic()
        if len(self._used) >= MOST_USED:
            self._used = {text: until for text, until in self._used.items() if until > now}
        if nonce in self._used or len(self._used) >= MOST_USED:
            return False
        self._used[nonce] = now + ANSWER_WITHIN.total_seconds()
        return True
