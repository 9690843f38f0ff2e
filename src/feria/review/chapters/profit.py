"""True profit (R8.1): what a festival earned less what it took from the days before and after it.

    true profit = event profit - (usual x warm-up days - warm-up profit) - (usual - after-event daily profit) x after days

Event profit is what the event's days brought above ordinary days: only so does the rule's own example come to its -25,000
(55,000 won above an ordinary day, 80,000 lost before it). A usual day is the mean of the usual days of the same weekday, or of
all usual days where a weekday is there less than twice; a term is rounded to the minor unit once, and the terms shown add up.
Days without any sale are taken for days without data and stand on neither side.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction

from feria.review.basis import Basis, basis_of, earned_by
from feria.review.chapters.placebo import Placebo, placebo_of
from feria.review.daily import DaySales, by_day
from feria.review.facts.facts import Facts
from feria.review.frame import Days, Frame
from feria.review.value import Answer, Bps, Code, Count, Group, Money, Note, Value, note, share

LEAST_USUAL_DAYS = 7
Series = Mapping[date, int]


class Stretch(Value, frozen=True, kw_only=True):
    """Some days beside as many usual ones: ``difference`` is result less usual."""

    part: Code
    days: Count
    usual: Money
    result: Money
    difference: Money


class Terms(Value, frozen=True, kw_only=True):
    """The terms of R8.1; ``true_profit`` is the sum of the three differences."""

    usual_days: Count
    usual_daily: Money
    by_weekday: bool
    stretches: tuple[Stretch, ...]  # event, warm_up, after
    event_profit: Money
    warm_up_lost: Money
    after_lost: Money
    true_profit: Money


class GroupTerms(Value, frozen=True, kw_only=True):
    """The same for one part of the goods."""

    group: Group
    event_result: Money
    event_profit: Money
    warm_up_lost: Money
    after_lost: Money
    true_profit: Money


class Profit(Answer, frozen=True, kw_only=True):
    """The answer to R8.1, or why there is none (``terms`` is then empty)."""

    basis: Basis
    terms: Terms | None = None
    placebo: Placebo | None = None
    target: Money | None = None
    target_reached: Bps | None = None
    departments: tuple[GroupTerms, ...] = ()
    shops: tuple[GroupTerms, ...] = ()
    days: tuple[DaySales, ...] = ()


class Usual:
    """What a usual day earns, exactly."""

    def __init__(self, series: Series, days: Days, wanted: Collection[int] = ()) -> None:
        there = [day for day in days if day in series]
        self.days = len(there)
        self.daily = Fraction(sum(series[day] for day in there), len(there) or 1)
        per: dict[int, list[int]] = {}
        for day in there:
            per.setdefault(day.weekday(), []).append(series[day])
        self.by_weekday = bool(wanted) and all(len(per.get(weekday, ())) >= 2 for weekday in wanted)
        self._of = {weekday: Fraction(sum(sold), len(sold)) for weekday, sold in per.items()}

    def over(self, days: Collection[date]) -> int:
        """What so many usual days of the same weekdays earn, to the minor unit."""
        if not self.by_weekday:
            return _rounded(self.daily * len(days))
        return _rounded(sum((self._of[day.weekday()] for day in days), Fraction(0)))


def true_profit(
    event: Stretch,
    warm_up: Stretch,
    after: Stretch,
    usual_days: int = 0,
    usual_daily: int = 0,
    by_weekday: bool = False,
) -> Terms:
    """R8.1 from its three stretches."""
    return Terms(
        usual_days=usual_days,
        usual_daily=usual_daily,
        by_weekday=by_weekday,
        stretches=(warm_up, event, after),
        event_profit=event.difference,
        warm_up_lost=-warm_up.difference,
        after_lost=-after.difference,
        true_profit=event.difference + warm_up.difference + after.difference,
    )


def stretch(part: str, days: int, result: int, usual: int) -> Stretch:
    """Some days' result beside what usual ones bring."""
    return Stretch(part=part, days=days, result=result, usual=usual, difference=result - usual)


def terms_of(series: Series, frame: Frame, sold_days: Collection[date] | None = None) -> Terms:
    """R8.1 of a series of daily earnings. ``sold_days`` are days with data; those of the series, unless told otherwise."""
    there = set(series) if sold_days is None else set(sold_days)
    full = {day: series.get(day, 0) for day in frame.whole if day in there}
    parts = {
        part: [day for day in getattr(frame, part) if day in there] for part in ("event", "warm_up", "after")
    }
    wanted = {day.weekday() for days in parts.values() for day in days}
    usual = Usual(full, frame.usual, wanted)
    made = {
        part: stretch(part, len(days), sum(full[day] for day in days), usual.over(days))
        for part, days in parts.items()
    }
    return true_profit(
        **made, usual_days=usual.days, usual_daily=_rounded(usual.daily), by_weekday=usual.by_weekday
    )


def profit(facts: Facts, frame: Frame, target: int | None = None) -> Profit:
    """What the festival truly earned, whole, by department and by shop."""
    basis = basis_of(facts)
    every = earned_by(facts, facts.days, basis).get("", {})
    shown = by_day(facts, frame.whole, every)
    if refusal := _refusal(every, frame):
        return Profit(method="profit", basis=basis, labels=basis.labels, missing=(refusal,), days=shown)
    terms = terms_of(every, frame)
    placebo = placebo_of(lambda moved: terms_of(every, moved).true_profit, frame, facts.days)
    reached = sum(day.charged - day.refunded for day in shown if day.day in frame.event)
    departments = _groups(facts, frame, basis, "department", every, "products.category")
    shops = _groups(facts, frame, basis, "shop", every, "products.shop")
    return Profit(
        method="profit",
        basis=basis,
        terms=terms,
        placebo=placebo,
        target=target,
        target_reached=share(reached, target) if target else None,
        departments=departments,
        shops=shops if len(shops) > 1 and shops != departments else (),
        days=shown,
        findings=_findings(terms, target, reached, basis),
        labels=(*basis.labels, *_absent(every, frame)),
        missing=() if facts.has("spending.amount") else facts.missing_for("spending", "spending.amount"),
    )


def _groups(
    facts: Facts, frame: Frame, basis: Basis, key: str, every: Series, need: str
) -> tuple[GroupTerms, ...]:
    if not (facts.has(need) and facts.has("lines.sku")):
        return ()
    found = []
    for group, series in earned_by(facts, frame.whole, basis, key).items():
        terms = terms_of(series, frame, every.keys())
        event = next(each for each in terms.stretches if each.part == "event")
        found.append(
            GroupTerms(
                group=group,
                event_result=event.result,
                event_profit=terms.event_profit,
                warm_up_lost=terms.warm_up_lost,
                after_lost=terms.after_lost,
                true_profit=terms.true_profit,
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.true_profit, each.group)))


def _refusal(series: Series, frame: Frame) -> Note | None:
    usual = sum(day in series for day in frame.usual)
    if usual < LEAST_USUAL_DAYS:
        return note("profit-needs-usual-days", has=usual, needs=LEAST_USUAL_DAYS)
    if not any(day in series for day in frame.event):
        return note("profit-needs-event-days", first=frame.event.first, last=frame.event.last)
    return None


def _absent(series: Series, frame: Frame) -> tuple[Note, ...]:
    """Days of the frame without a sale, which the terms leave out."""
    absent = [day for day in frame.whole if day not in series]
    return (note("label.days-left-out", days=len(absent), first=absent[0]),) if absent else ()


def _findings(terms: Terms, target: int | None, reached: int, basis: Basis) -> tuple[Note, ...]:
    sign = "earned" if terms.true_profit >= 0 else "lost"
    found = [note(f"profit-{sign}-{basis.kind}", amount=abs(terms.true_profit))]
    if target:
        met = reached >= target
        found.append(note("target-met" if met else "target-missed", reached=reached, target=target))
        if met and terms.true_profit < 0:
            found.append(note("target-met-yet-lost", amount=-terms.true_profit))
    return tuple(found)


def _rounded(amount: Fraction) -> int:
    """To the nearest whole, halves up."""
    return int((amount * 2 + 1) // 2)
