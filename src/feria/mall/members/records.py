"""What members are loaded from, and what a load changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecord:
    """A shopper known from elsewhere; ``code`` is theirs for good (``hh-900``). Empty where nothing is known."""

    code: str
    first_name: str = ""
    last_name: str = ""
    level: int = 0
    birthday: date | None = None
    gender: str = ""
    region: str = ""
    age_band: str = ""
    income_band: str = ""
    household_size: str = ""
    kids: str = ""
    home: str = ""
    marital_status: str = ""
    household: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersReport:
    """How many members a load made, changed, and found as they should be."""

    made: int = 0
    changed: int = 0
    same: int = 0
