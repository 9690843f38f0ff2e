"""What every answer of a review is made of: frozen values, amounts whose unit is told by their type, sentences as codes.

A sentence a person reads is a ``Note``: a code and its facts. ``feria.review.report`` knows the words in each language.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import msgspec

Money: TypeAlias = Annotated[int, msgspec.Meta(extra={"kind": "money"})]
"""Minor units of the review's currency."""
Count: TypeAlias = Annotated[int, msgspec.Meta(extra={"kind": "count"})]
Bps: TypeAlias = Annotated[int, msgspec.Meta(extra={"kind": "share"})]
"""A share or a rate in basis points: 10_000 is all of it."""
Hours: TypeAlias = Annotated[int, msgspec.Meta(extra={"kind": "hours"})]
Rank: TypeAlias = Annotated[int, msgspec.Meta(extra={"kind": "rank"})]
Code: TypeAlias = Annotated[str, msgspec.Meta(extra={"kind": "code"})]
"""A word that is said in the reader's language."""

Times: TypeAlias = Annotated[int, msgspec.Meta(extra={"kind": "times"})]
"""So many times, in hundredths."""
Group: TypeAlias = Annotated[str, msgspec.Meta(extra={"kind": "group"})]
"""A shop, a category's path, a coupon, a promotion: said by its name where ``Review.called`` has one."""

Fact: TypeAlias = int | str


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a result."""


class Note(Value, frozen=True, kw_only=True):
    """A sentence by its code and its facts; money in minor units, shares in basis points, days as 2017-11-11."""

    code: str
    facts: dict[str, Fact] = {}


class Answer(Value, frozen=True, kw_only=True):
    """What each part of a review says of itself.

    ``method`` is the code of how it was worked out, ``findings`` what it comes to, most important first, ``labels`` what must
    stand wherever its figures are shown, ``missing`` the questions that the tables could not answer.
    """

    method: str
    findings: tuple[Note, ...] = ()
    labels: tuple[Note, ...] = ()
    missing: tuple[Note, ...] = ()


def note(code: str, **facts: Fact | date) -> Note:
    """A note, written shortly."""
    said = {name: fact.isoformat() if isinstance(fact, date) else fact for name, fact in facts.items()}
    return Note(code=code, facts=said)


def share(part: float, whole: float) -> int:
    """``part`` of ``whole`` in basis points; 0 of nothing."""
    return round(10_000 * part / whole) if whole else 0
