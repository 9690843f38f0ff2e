"""What is wrong with a document, where, and what to do about it.

A problem is data: a code and the facts its sentence needs. English is filled in when it is made, so that a problem
can be printed anywhere; ``feria.festival.wording.say`` puts the same facts into another language.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from feria.festival.wording import say

Severity = Literal["error", "warning"]


class Place(msgspec.Struct, frozen=True):
    """Where something stands in the text; line and column count from 1, length is in characters."""

    line: int
    column: int
    length: int = 1


NOWHERE = Place(line=0, column=0, length=0)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to mend (error) or to look at (warning). ``path`` reads ``promotions[2].benefit``."""

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    length: int
    path: str
    message: str
    suggestion: str = ""
    facts: dict[str, str] = {}

    @property
    def found(self) -> str:
        return self.facts.get("found", "")

    @property
    def expected(self) -> str:
        return self.facts.get("expected", "")


WARNINGS = frozenset(
    {
        "phase-gap",
        "untranslated",
        "budget-exceeded",
        "gives-too-much",
        "tier-drops",
        "claim-after-use",
        "no-gift",
        "rush-same-time",
        "rush-limit-idle",
        "group-hours-idle",
        "catalogue-not-cheaper",
    }
)


class Report:
    """Collects problems while a document is read; never stops at the first."""

    def __init__(self, file: str, places: dict[str, Place] | None = None) -> None:
        self.file = file
        self.places: dict[str, Place] = {} if places is None else places
        self._problems: dict[tuple[str, str, str], Problem] = {}

    def add(self, code: str, path: str, place: Place | None = None, /, **facts: object) -> None:
        """Note a problem at ``place``, or where ``path`` (or its nearest parent) stands."""
        while self.places and path.endswith("]") and path not in self.places:
            path = parent_of(path)  # a single value may stand where a list of them might
        where = place or self.place_of(path)
        words = {name: str(value) for name, value in facts.items() if value not in (None, "")}
        message, suggestion = say(code, words)
        problem = Problem(
            code=code,
            severity="warning" if code in WARNINGS else "error",
            file=self.file,
            line=where.line,
            column=where.column,
            length=where.length,
            path=path,
            message=message,
            suggestion=suggestion,
            facts=words,
        )
        self._problems.setdefault((code, path, message), problem)

    def place_of(self, path: str) -> Place:
        """Where ``path`` stands; a field that is not written stands where its record does."""
        while path and path not in self.places:
            path = parent_of(path)
        return self.places.get(path, NOWHERE)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """In the order of the text."""
        return tuple(sorted(self._problems.values(), key=lambda p: (p.line, p.column, p.path, p.code)))


def parent_of(path: str) -> str:
    """``a.b[2]`` -> ``a.b`` -> ``a`` -> ````."""
    cut = max(path.rfind("."), path.rfind("["))
    return path[:cut] if cut > 0 else ""
