"""The first page: earned or lost, how sure, why, what to repeat, what to stop. Five lines, each a note."""

from __future__ import annotations

from feria.review.chapters.counterfactual import Changed, Counterfactual
from feria.review.chapters.profit import GroupTerms, Profit, Stretch, Terms
from feria.review.value import Code, Money, Note, Value, note


class Verdict(Value, frozen=True, kw_only=True):
    """``state`` is earned, lost, unsure (the range holds zero) or unknown (no answer)."""

    state: Code
    amount: Money | None
    lines: tuple[Note, ...]


def verdict_of(profit: Profit, effect: Counterfactual | None = None) -> Verdict:
    """The five lines. Where a counterfactual can be had (R8.2) it speaks first and averages (R8.1) beside it."""
    terms = profit.terms
    if effect is not None and effect.total is not None:
        return _by_effect(profit, effect, effect.total)
    if terms is None:
        return Verdict(state="unknown", amount=None, lines=(note("verdict-unknown"), *profit.missing))
    placebo = profit.placebo
    sign = "earned" if terms.true_profit >= 0 else "lost"
    state = "unsure" if placebo and not placebo.is_sure else sign
    lines = (_outcome(profit, terms, sign), _how_sure(profit), _why(terms), _repeat(profit), _stop(profit))
    return Verdict(state=state, amount=terms.true_profit, lines=lines)


def _by_effect(profit: Profit, effect: Counterfactual, total: Changed) -> Verdict:
    state = {"gained": "earned", "lost": "lost"}.get(effect.outcome, "unsure")
    kind = profit.basis.kind
    met = profit.target is not None and (profit.target_reached or 0) >= 10_000
    code = f"verdict-effect-{state}-{kind}" + ("-target-met" if met and state == "lost" else "")
    first = note(code, amount=abs(total.changed), low=total.lowest, high=total.highest)
    return Verdict(
        state=state,
        amount=total.changed,
        lines=(
            first,
            _how_sure_of(profit, effect, total),
            _why_changed(effect),
            _repeat(profit),
            _stop(profit),
        ),
    )


def _how_sure_of(profit: Profit, effect: Counterfactual, total: Changed) -> Note:
    """The range, and what averages would have said."""
    averages = profit.terms.true_profit if profit.terms else None
    facts = {
        "low": total.lowest,
        "high": total.highest,
        "chance": max(effect.chance_gained or 0, 10_000 - (effect.chance_gained or 0)),
    }
    if averages is None:
        return note("sure-effect", **facts)
    return note("sure-effect-averages", averages=averages, **facts)


def _why_changed(effect: Counterfactual) -> Note:
    """The stretch that moved the sum most the way it went."""
    stretches = [each for each in effect.stretches if each.what != "total"]
    sign = 1 if sum(each.changed for each in stretches) >= 0 else -1
    most = max(stretches, key=lambda each: sign * each.changed)
    more = "more" if most.changed >= 0 else "less"
    return note(
        f"why-effect-{most.what}-{more}", amount=abs(most.changed), low=most.lowest, high=most.highest
    )


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
