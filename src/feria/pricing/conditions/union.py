"""The kinds of condition there are, and how they combine."""

from __future__ import annotations

from typing import TypeAlias

from feria.pricing.conditions.member import Birthday, Gender, MemberLevel, MemberTags, NewMember
from feria.pricing.conditions.place import Channel, Region
from feria.pricing.conditions.threshold import MinQuantity, MinSpend
from feria.pricing.value import Kind


class AllOf(Kind, frozen=True, kw_only=True, tag="all_of"):
    """Every one of these holds."""

    conditions: tuple[Condition, ...]


class AnyOf(Kind, frozen=True, kw_only=True, tag="any_of"):
    """At least one of these holds."""

    conditions: tuple[Condition, ...]


class Not(Kind, frozen=True, kw_only=True, tag="not"):
    """This does not hold."""

    condition: Condition


Condition: TypeAlias = (
    MinSpend
    | MinQuantity
    | MemberLevel
    | NewMember
    | Birthday
    | Gender
    | MemberTags
    | Region
    | Channel
    | AllOf
    | AnyOf
    | Not
)
