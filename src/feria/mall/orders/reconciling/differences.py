"""What a comparison of the mall's books finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Two figures that should be one. ``check`` names the rule, ``subject`` what it is about."""

    check: str
    subject: str
    expected: str
    found: str


def differ(check: str, subject: str, expected: object, found: object) -> Difference:
    """A difference, its figures as text."""
    return Difference(check=check, subject=subject, expected=str(expected), found=str(found))
