"""What is asked of the teller, and what it answers. A claim that makes no sense cannot be made at all."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

import msgspec

# Structs with gc=False hold nothing that could hold them: the collector need not walk through thousands in a line.

MOST_LINES = 20
MOST_UNITS = 1_000_000
LONGEST_SKU = 40
_NAME = re.compile(r"[\w.:-]{1,40}", re.ASCII)
_NAMES = re.compile(rf"{_NAME.pattern} {_NAME.pattern} {_NAME.pattern}", re.ASCII)


class Line(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """So many units of one product."""

    sku: str
    units: int


class Claim(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One member asks for units in a rush session: all of its lines or nothing.

    ``key`` is the asker's own, and makes it safe to ask again: within a session a key gets one answer.
    Keys, members and sessions are of ASCII letters, digits and ``_ . : -``. Raises ValueError.
    """

    key: str
    member: str
    session: str
    lines: tuple[Line, ...]
    level: int = 0  # the member's, as whoever asks for them knows it: some may come in early

    def __post_init__(self) -> None:
        # Made by the thousand, so the names are looked at together.
        if not _NAMES.fullmatch(f"{self.key} {self.member} {self.session}"):
            raise ValueError(
                "a key, a member and a session are named by 1 to 40 ASCII letters, digits and _ . : -"
            )
        lines = self.lines
        if not 1 <= len(lines) <= MOST_LINES:
            raise ValueError(f"a claim has 1 to {MOST_LINES} lines, not {len(lines)}")
        for line in lines:
            if not 0 < len(line.sku) <= LONGEST_SKU or not line.sku.isprintable():
                raise ValueError(f"a SKU has 1 to {LONGEST_SKU} printable letters")
            if not 1 <= line.units <= MOST_UNITS:
                raise ValueError(f"a line is of 1 to {MOST_UNITS} units, not {line.units}")
        if len(lines) > 1 and len({line.sku for line in lines}) < len(lines):
            raise ValueError("a claim names a product once")

    @property
    def claimant(self) -> str:
        """Under this name its units are held; ``allocate`` and ``release`` know it by that name."""
        return f"{self.session}/{self.key}"

    @property
    def body(self) -> str:
        """What is asked, apart from the key: two claims of one body are the same claim asked twice."""
        return body_of(self.member, {line.sku: line.units for line in self.lines})


def is_name(text: str) -> bool:
    """Whether it can be a key, a member or a session's code."""
    return _NAME.fullmatch(text) is not None


def body_of(member: str, units: dict[str, int]) -> str:
    """The same text for the same claim, whether it is read from the asker or from the rows of its holds."""
    return " ".join([member, *(f"{sku!r}x{count}" for sku, count in sorted(units.items()))])


class Outcome(StrEnum):
    """How a claim ended. The first three are for good: the same key gets them again, whatever happened since."""

    HELD = "held"
    SOLD_OUT = "sold_out"  # fewer units are left than were asked for
    LIMIT = "limit"  # the member has, or would have, more than one may
    NOT_YET = "not_yet"
    OVER = "over"
    UNKNOWN = "unknown"  # no such session, or no such product in it
    KEY_REUSED = "key_reused"  # this key came with another claim before
    BUSY = "busy"  # the queue is longer than can be served in time


HELD, SOLD_OUT, LIMIT = Outcome.HELD, Outcome.SOLD_OUT, Outcome.LIMIT


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What became of a claim. Instants are UTC; ``left`` is what the product in question had to give."""

    outcome: Outcome
    claimant: str
    held_until: datetime | None = None  # held: pay before this instant of the database's clock
    sku: str = ""  # sold_out, limit, unknown: the product that was in the way; empty: the whole session was
    left: int | None = None  # sold_out: units there were; limit: units the member could still have had
    opens_at: datetime | None = None  # not_yet
    closed_at: datetime | None = None  # over
    again_in: float | None = None  # busy: seconds after which asking makes sense
    repeated: bool = False  # this is the first answer to this key, given again

    @property
    def is_held(self) -> bool:
        return self.outcome is HELD

    @property
    def is_final(self) -> bool:
        """Whether the same key gets it again, whatever happened since."""
        outcome = self.outcome
        return outcome is HELD or outcome is SOLD_OUT or outcome is LIMIT
