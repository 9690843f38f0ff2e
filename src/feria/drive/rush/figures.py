"""What a crowd met with, told in numbers."""

from __future__ import annotations

from collections import Counter

import msgspec

from feria.drive.figures import Times, summary


class Kept(msgspec.Struct, frozen=True):
    """A claim that was answered "held": who has it, and what was asked for."""

    member: str
    units: dict[str, int]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something the database says otherwise than the lane did. ``rule`` names the promise that is broken."""

    rule: str
    subject: str
    expected: str
    found: str


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What the database was asked after the drive, and what did not agree."""

    claims: int  # of this drive, stored
    units: int  # in them, held or sold
    sold: int  # units of the session that are paid for
    left: int
    findings: tuple[Finding, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A drive, told in numbers. Seconds count from the session's start."""

    url: str
    session: str
    buyers: int
    members: int
    seed: int
    held: int
    units: int
    refused: dict[str, int]
    gave_up: int  # had no final answer when the drive's time was over
    unanswered: dict[str, int]  # requests that broke off: what they asked may have happened
    asked_again: dict[str, int]  # by the reason the lane gave
    queued: int  # buyers who went through the waiting room
    abandoned: int  # claimed and never ordered, by their own choice
    ordered: int
    paid: int
    order_problems: dict[str, int]
    seconds: float
    claims_per_second: float
    first_held_at: float | None
    sold_out_at: float | None  # when the first buyer heard that nothing was left
    times: dict[str, Times]  # of claims by outcome, and of everything else by name
    checked: Checked | None = None

    @property
    def agrees(self) -> bool:
        """Whether the database was asked and agreed in everything."""
        return self.checked is not None and not self.checked.findings


class Figures:
    """What is counted while the drive runs."""

    def __init__(self) -> None:
        self.held: dict[str, Kept] = {}  # key -> what was answered
        self.open: dict[str, Kept] = {}  # key -> what was asked, and never answered for good
        self.refused: Counter[str] = Counter()
        self.unanswered: Counter[str] = Counter()
        self.asked_again: Counter[str] = Counter()
        self.order_problems: Counter[str] = Counter()
        self.queued = self.abandoned = 0
        self.orders: dict[str, str] = {}  # key -> the order's number
        self.paid: set[str] = set()  # numbers
        self.first_held_at: float | None = None
        self.sold_out_at: float | None = None
        self.last_claim_at = 0.0
        self._times: dict[str, list[float]] = {}

    def took(self, kind: str, seconds: float) -> None:
        """Note how long a request took."""
        self._times.setdefault(kind, []).append(seconds)

    def times(self) -> dict[str, Times]:
        """By kind; of all claims together under "claim"."""
        claims = [each for kind, took in self._times.items() if kind.startswith("claim ") for each in took]
        kinds = {**({"claim": claims} if claims else {}), **self._times}
        return {kind: summary(took) for kind, took in sorted(kinds.items())}

    def answered_claims(self) -> int:
        return sum(len(took) for kind, took in self._times.items() if kind.startswith("claim "))
