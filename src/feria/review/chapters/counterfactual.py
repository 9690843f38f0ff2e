"""What would have been without the festival (R8.2), as a part of a review: ``feria.review.effect`` asked of the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.core import get_global

from feria.review.basis import Basis, earned_by
from feria.review.effect import api as effect
from feria.review.facts.facts import Facts
from feria.review.frame import Days, Frame
from feria.review.value import Answer, Bps, Code, Count, Fact, Money, Note, Value, note

OWN, NEAR = ("own", "waiting", "pulled_forward"), ("cannibalised", "halo")
"""Parts of the effect: on promoted goods, and on those near them."""


class Changed(Value, frozen=True, kw_only=True):
    """What one stretch or kind of goods changed by; nine times in ten between low and high."""

    what: Code
    changed: Money
    lowest: Money
    highest: Money


class CurveDay(Value, frozen=True, kw_only=True):
    """A day as it was and as it would have been."""

    day: date
    actual: Money
    expected: Money
    lowest: Money
    highest: Money


class Counterfactual(Answer, frozen=True, kw_only=True):
    """R8.2. ``outcome`` is gained, lost, unclear or refused."""

    outcome: Code
    measured: Code = "sales"
    total: Changed | None = None
    expected: Money | None = None
    actual: Money | None = None
    chance_gained: Bps | None = None
    explained: Bps | None = None
    placebos_tried: Count | None = None
    placebos_alarmed: Count | None = None
    stretches: tuple[Changed, ...] = ()
    goods: tuple[Changed, ...] = ()
    curve: tuple[CurveDay, ...] = ()
    assumptions: tuple[Note, ...] = ()


def counterfactual(facts: Facts, frame: Frame, basis: Basis, told: bool) -> Counterfactual:
    """The estimate, or why the data cannot bear one. ``told``: whether roles are written down (``promoted.put_roles``)."""
    rows = [
        (day, *_role_of(group), amount)
        for group, series in earned_by(facts, facts.days, basis, "role" if told else None).items()
        for day, amount in series.items()
    ]
    periods = effect.Periods(before=_days(frame.warm_up), during=_days(frame.event), after=_days(frame.after))
    answer = effect.estimate(
        effect.of_rows(rows, measure=basis.kind), periods, country=country_of(facts.time_zone)
    )
    if isinstance(answer, effect.Refused):
        return Counterfactual(
            method="effect-refused", outcome="refused", measured=basis.kind, missing=(_note(answer.reason),)
        )
    return _told(answer, basis)


def _told(found: effect.Effect, basis: Basis) -> Counterfactual:
    parts = found.parts
    goods = (
        *(_changed(name, getattr(parts, name)) for name in (*OWN, *(() if _is_empty(parts) else NEAR))),
        _changed("total", found.total),
    )
    checks = found.diagnostics
    return Counterfactual(
        method=found.method.code,
        outcome=found.verdict,
        measured=basis.kind,
        total=_changed("total", found.total),
        expected=found.expected,
        actual=found.actual,
        chance_gained=round(found.chance_gained * 10_000),
        explained=round(checks.explained * 10_000),
        placebos_tried=checks.placebo_dates.tried,
        placebos_alarmed=checks.placebo_dates.alarms,
        stretches=tuple(
            _changed(name, each)
            for name, each in (
                ("warm_up", found.before), ("event", found.during), ("after", found.after), ("total", found.total),
            )
        ),
        goods=goods,
        curve=tuple(
            CurveDay(day=day, actual=actual, expected=expected, lowest=low, highest=high)
            for day, actual, expected, low, high in zip(
                found.curve.days, found.curve.actual, found.curve.expected, found.curve.low, found.curve.high, strict=True
            )
        ),
        assumptions=tuple(note(f"effect.{each}") for each in found.assumptions),
        findings=(_note(found.sentence), _decomposed(goods)),
        labels=(*basis.labels, *(_note(each) for each in checks.warnings)),
    )  # fmt: skip


def _decomposed(goods: Sequence[Changed]) -> Note:
    """The parts in one sentence; they add up to the unit."""
    by_name = {each.what: each.changed for each in goods}
    code = "effect-decomposed" if "halo" in by_name else "effect-decomposed-alone"
    return note(code, **by_name)


def _is_empty(parts: effect.Parts) -> bool:
    """Whether everything was promoted, so that there are no other goods to tell of."""
    return not any(
        (each.value, each.low, each.high) != (0, 0, 0) for each in (parts.cannibalised, parts.halo)
    )


def _changed(name: str, found: effect.Estimate) -> Changed:
    return Changed(what=name, changed=found.value, lowest=found.low, highest=found.high)


def _note(message: effect.Message) -> Note:
    facts: dict[str, Fact] = {
        name: round(fact) if isinstance(fact, float) else fact for name, fact in message.facts.items()
    }
    return Note(code=f"effect.{message.code}", facts=facts)


def _role_of(group: str) -> tuple[str, str]:
    """The role and the series that a group stands for; goods of no known role are promoted like the rest."""
    role, _, series = (group or effect.Role.PROMOTED).partition(":")
    return role, series


def _days(days: Days) -> effect.Days:
    return effect.Days(days.first, days.until)


def country_of(zone: str) -> str:
    """The country whose holidays count: that of the time zone, "" where it has none."""
    country = get_global("zone_territories").get(zone, "")
    return country if len(country) == 2 and country != "ZZ" else ""
