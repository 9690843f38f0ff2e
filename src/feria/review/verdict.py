"""The first page: earned or lost, how sure, why, what to repeat, what to stop. Five lines, each a note."""

from __future__ import annotations

from feria.review.profit import GroupTerms, Profit, Stretch, Terms
from feria.review.value import Code, Money, Note, Value, note


class Verdict(Value, frozen=True, kw_only=True):
    """``state`` is earned, lost, unsure (the range holds zero) or unknown (no answer)."""

    state: Code
    amount: Money | None
    lines: tuple[Note, ...]


def verdict_of(profit: Profit) -> Verdict:
    """The five lines of a review's profit."""
    terms = profit.terms
    if terms is None:
        return Verdict(state="unknown", amount=None, lines=(note("verdict-unknown"), *profit.missing))
    placebo = profit.placebo
    sign = "earned" if terms.true_profit >= 0 else "lost"
    state = "unsure" if placebo and not placebo.is_sure else sign
    lines = (_outcome(profit, terms, sign), _how_sure(profit), _why(terms), _repeat(profit), _stop(profit))
    return Verdict(state=state, amount=terms.true_profit, lines=lines)


def _outcome(profit: Profit, terms: Terms, sign: str) -> Note:
    met = profit.target is not None and (profit.target_reached or 0) >= 10_000
    yet = "-target-met" if met and sign == "lost" else ""
    return note(f"verdict-{sign}-{profit.basis.kind}{yet}", amount=abs(terms.true_profit))


def _how_sure(profit: Profit) -> Note:
    placebo = profit.placebo
    if placebo is None:
        return note("sure-unknown")
    code = "sure-yes" if placebo.is_sure else "sure-no"
    return note(code, low=placebo.profit_low, high=placebo.profit_high, windows=placebo.windows)


def _why(terms: Terms) -> Note:
    """The stretch that moved the sum most the way it went."""
    sign = 1 if terms.true_profit >= 0 else -1
    most: Stretch = max(terms.stretches, key=lambda each: sign * each.difference)
    more = "more" if most.difference >= 0 else "less"
    return note(
        f"why-{most.part}-{more}",
        amount=abs(most.difference),
        days=most.days,
        usual=most.usual,
        result=most.result,
    )


def _repeat(profit: Profit) -> Note:
    best = next((each for each in profit.departments if each.group and each.true_profit > 0), None)
    if best is None:
        return note("repeat-nothing" if profit.departments else "repeat-unknown")
    return note("repeat-department", group=best.group, amount=best.true_profit, event=best.event_profit)


def _stop(profit: Profit) -> Note:
    worst: GroupTerms | None = next(
        (each for each in reversed(profit.departments) if each.group and each.true_profit < 0), None
    )
    if worst is None:
        return note("stop-nothing" if profit.departments else "stop-unknown")
    return note("stop-department", group=worst.group, amount=-worst.true_profit, event=worst.event_profit)
