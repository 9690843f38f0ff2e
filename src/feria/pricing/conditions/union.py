"""The kinds of condition there are, and how they combine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from feria.pricing.conditions.member import Birthday, BirthYear, Gender, MemberLevel, MemberTags, NewMember
from feria.pricing.conditions.order import (
    BuyersOrder,
    DailyHours,
    FirstOrders,
    FirstUnits,
    GroupSize,
    PaymentMethod,
)
from feria.pricing.conditions.place import Channel, Region
from feria.pricing.conditions.threshold import MinQuantity, MinSpend
from feria.pricing.facts import Facts, Lot, Problem, Unmet
from feria.pricing.value import Kind


class AllOf(Kind, frozen=True, kw_only=True, tag="all_of"):
    """Every one of these holds."""

    conditions: tuple[Condition, ...]

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """The first that does not hold."""
        for condition in self.conditions:
            unmet = condition.unmet(facts, lot)
            if unmet is not None:
                return unmet
        return None

    def problems(self) -> Iterator[Problem]:
        """Those inside."""
        yield from _inside(self.conditions)


class AnyOf(Kind, frozen=True, kw_only=True, tag="any_of"):
    """At least one of these holds."""

    conditions: tuple[Condition, ...]

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """If none holds, the first one's reason."""
        first: Unmet | None = None
        for condition in self.conditions:
            unmet = condition.unmet(facts, lot)
            if unmet is None:
                return None
            first = first or unmet
        return first

    def problems(self) -> Iterator[Problem]:
        """Those inside."""
        yield from _inside(self.conditions)


class Not(Kind, frozen=True, kw_only=True, tag="not"):
    """This does not hold."""

    condition: Condition

    def unmet(self, facts: Facts, lot: Lot) -> Unmet | None:
        """Whether it holds after all."""
        return Unmet("excluded") if self.condition.unmet(facts, lot) is None else None

    def problems(self) -> Iterator[Problem]:
        """Those inside."""
        yield from (Problem(f"condition.{place}", *rest) for place, *rest in self.condition.problems())


Condition: TypeAlias = (
    MinSpend
    | MinQuantity
    | MemberLevel
    | NewMember
    | Birthday
    | BirthYear
    | Gender
    | MemberTags
    | Region
    | Channel
    | FirstOrders
    | FirstUnits
    | BuyersOrder
    | DailyHours
    | PaymentMethod
    | GroupSize
    | AllOf
    | AnyOf
    | Not
)


def _inside(conditions: tuple[Condition, ...]) -> Iterator[Problem]:
    if not conditions:
        yield Problem("conditions", "The list is empty.", "Name at least one condition.")
    for number, condition in enumerate(conditions):
        yield from (Problem(f"conditions[{number}].{place}", *rest) for place, *rest in condition.problems())
