"""Who asks, as the mall vouched for it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Mark(StrEnum):
    """What a token says of its member besides the name."""

    ADMITTED = "a"  # through the waiting room of its session
    CLEARED = "c"  # answered a challenge for its session


class Who(msgspec.Struct, frozen=True, gc=False):
    """A member, as the mall vouched for it. ``session`` is the one that the marks are good for."""

    member: str
    level: int
    expires_at: float  # seconds since 1970 on the database's clock
    marks: str = ""
    session: str = ""

    def has(self, mark: Mark, session: str) -> bool:
        return mark in self.marks and self.session == session


class TokenRefused(Exception):
    """Not one of ours, or too old: ``code`` is "token_missing", "token_bad" or "token_expired"."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
