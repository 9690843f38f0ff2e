"""Comparisons (R8.3): with the plan, with one's own past festivals, with the category."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from feria.festival import Document
from feria.review.chapters.audiences import Audiences
from feria.review.chapters.offers import Offers
from feria.review.chapters.parts import Change
from feria.review.chapters.profit import Profit
from feria.review.facts.facts import Facts
from feria.review.frame import Frame
from feria.review.value import Answer, Bps, Code, Count, Group, Money, Note, Value, note, share

if TYPE_CHECKING:
    from feria.review.review import Review


class Planned(Value, frozen=True, kw_only=True):
    """One number of the plan that money is: its three cases and what was reached."""

    measure: Code
    floor: Money
    goal: Money
    stretch: Money
    reached: Money
    reached_bps: Bps  # of the goal


class PlannedCount(Value, frozen=True, kw_only=True):
    """The same for numbers of things."""

    measure: Code
    floor: Count
    goal: Count
    stretch: Count
    reached_count: Count
    reached_bps: Bps


class Past(Value, frozen=True, kw_only=True):
    """A festival's main figures, this one's first."""

    festival: Group
    first_day: date
    days: Count
    sales: Money
    sales_a_day: Money
    lift_bps: Bps | None  # of the event over usual days
    true_profit: Money | None
    basis: Code
    off_bps: Bps | None


class Against(Value, frozen=True, kw_only=True):
    """A group's growth beside that of everything."""

    group: Group
    usual: Money
    sales: Money
    change_bps: Bps
    ahead_bps: Bps  # of the whole's change


class Comparison(Answer, frozen=True, kw_only=True):
    """R8.3."""

    plan: tuple[Planned, ...] = ()
    plan_counts: tuple[PlannedCount, ...] = ()
    past: tuple[Past, ...] = ()
    categories: tuple[Against, ...] = ()


def comparison(
    facts: Facts,
    frame: Frame,
    earned: Profit,
    given: Offers,
    people: Audiences,
    categories: Sequence[Change],
    document: Document | None,
    before: Sequence[Review],
) -> Comparison:
    """Beside the plan, one's own past and the category."""
    here = past_of(document.id if document else "", frame, earned, given)
    missing: list[Note] = []
    if document is None:
        missing.append(note("missing", question="plan", needs="festival"))
    if not before:
        missing.append(note("missing", question="past", needs="before"))
    against = _against(categories)
    money, counts = _plan(frame, earned, people, document)
    return Comparison(
        method="comparison",
        plan=money,
        plan_counts=counts,
        past=(
            here,
            *(
                past_of(each.festival or each.names.get("en", ""), each.frame, each.profit, each.offers)
                for each in before
            ),
        ),
        categories=against,
        labels=_unlike(facts, earned, before),
        findings=(*_findings(here, before), *_ahead(against)),
        missing=tuple(missing),
    )


def past_of(name: str, frame: Frame, earned: Profit, given: Offers) -> Past:
    """A festival in one row."""
    inside = [day for day in earned.days if day.day in frame.event]
    sales = sum(day.charged - day.refunded for day in inside)
    usual = [day.charged - day.refunded for day in earned.days if day.day in frame.usual]
    expected = sum(usual) / len(usual) * len(inside) if usual else 0
    off = next((each.off_bps for each in given.given if each.part == "event"), None)
    return Past(
        festival=name,
        first_day=frame.event.first,
        days=len(inside),
        sales=sales,
        sales_a_day=round(sales / len(inside)) if inside else 0,
        lift_bps=share(sales - expected, expected) if expected else None,
        true_profit=earned.terms.true_profit if earned.terms else None,
        basis=earned.basis.kind,
        off_bps=off,
    )


def _plan(
    frame: Frame, earned: Profit, people: Audiences, document: Document | None
) -> tuple[tuple[Planned, ...], tuple[PlannedCount, ...]]:
    if document is None:
        return (), ()
    inside = [day for day in earned.days if day.day in frame.event]
    new = next((each.buyers for each in people.new_and_old if each.audience == "new"), None)
    reached = {"orders": sum(day.orders for day in inside), "new_members": new}
    money, counts = [], []
    for measure, target in document.targets.items():
        if measure == "sales":
            sales = sum(day.charged - day.refunded for day in inside)
            money.append(
                Planned(
                    measure=measure,
                    floor=target.floor,
                    goal=target.goal,
                    stretch=target.stretch,
                    reached=sales,
                    reached_bps=share(sales, target.goal),
                )
            )
        elif (n := reached.get(measure)) is not None:
            counts.append(
                PlannedCount(
                    measure=measure,
                    floor=target.floor,
                    goal=target.goal,
                    stretch=target.stretch,
                    reached_count=n,
                    reached_bps=share(n, target.goal),
                )
            )
    return tuple(money), tuple(counts)


def _against(categories: Sequence[Change]) -> tuple[Against, ...]:
    usual, sales = sum(each.usual for each in categories), sum(each.sales for each in categories)
    if not usual:
        return ()
    whole = share(sales - usual, usual)
    found = [
        Against(
            group=each.group,
            usual=each.usual,
            sales=each.sales,
            change_bps=each.change_bps,
            ahead_bps=each.change_bps - whole,
        )
        for each in categories
        if each.change_bps is not None and each.group
    ]
    return tuple(sorted(found, key=lambda each: (-each.ahead_bps, each.group)))


def _unlike(facts: Facts, earned: Profit, before: Sequence[Review]) -> tuple[Note, ...]:
    """What makes two years' figures not alike."""
    found = []
    for each in before:
        if each.currency != facts.currency:
            found.append(note("label.other-currency", then=each.currency, now=facts.currency))
        if each.profit.basis.kind != earned.basis.kind:
            found.append(note("label.other-basis", then=each.profit.basis.kind, now=earned.basis.kind))
    return tuple(found)


def _findings(here: Past, before: Sequence[Review]) -> tuple[Note, ...]:
    if not before:
        return (note("comparison-first"),)
    if here.lift_bps is None:
        return ()
    last = past_of("", before[0].frame, before[0].profit, before[0].offers)
    if last.lift_bps is None:
        return ()
    better = "better" if here.lift_bps >= last.lift_bps else "worse"
    return (note(f"comparison-{better}", now=here.lift_bps, then=last.lift_bps),)


def _ahead(categories: Sequence[Against]) -> tuple[Note, ...]:
    """The category that grew most beyond the whole, if one did."""
    if not categories or categories[0].ahead_bps <= 0:
        return ()
    return (note("comparison-category", group=categories[0].group, ahead=categories[0].ahead_bps),)
