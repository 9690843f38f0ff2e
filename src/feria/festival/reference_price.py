"""The price that a reduction may lawfully be compared with, by market and date (R2.23).

What a "was" means is the law's to say, and laws have dates: the rule set in force when the reduction starts decides.
Where no rule set is known, one thing still holds: a price that nobody was ever asked for is no "was" price.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple


class PriceAt(NamedTuple):
    """A price (minor units), and when: from then on it was asked, or then it was paid."""

    price: int
    at: datetime


class RuleSet(NamedTuple):
    """The lowest price of so many days before the reduction: of those asked, or of those ``paid``.

    ``market`` is "eu" or "cn", in force from ``from_at`` on.
    """

    market: str
    from_at: datetime
    days: int
    paid: bool
    law: str


RULE_SETS = (
    RuleSet("eu", datetime(2022, 5, 28, tzinfo=UTC), 30, paid=False, law="Directive 98/6/EC, article 6a"),
    RuleSet(
        "cn",
        datetime(2022, 6, 30, 16, tzinfo=UTC),  # midnight of 1 July in China
        7,
        paid=True,
        law="Provisions on clearly marked prices and price fraud (SAMR order 56)",
    ),
)


class Reference(NamedTuple):
    """The lawful "was" price, and the rule set that says so."""

    price: int
    rules: RuleSet


class UnlawfulWas(NamedTuple):
    """Why a "was" price may not be shown: "never-charged", or "above-lowest" with what is ``allowed``."""

    code: str
    allowed: int = 0
    law: str = ""


def rules_in_force(market: str, at: datetime) -> RuleSet | None:
    """The market's rule set at an instant; the latest of several."""
    known = [rules for rules in RULE_SETS if rules.market == market and rules.from_at <= at]
    return max(known, key=lambda rules: rules.from_at, default=None)


def reference_price(
    market: str, reduced_at: datetime, asked: Sequence[PriceAt], paid: Sequence[PriceAt]
) -> Reference | None:
    """What a reduction that starts at an instant is compared with; None without a rule set, or without a past.

    ``asked`` are the listed prices with the instants from which they held, ``paid`` the prices of sales, each in any order.
    A reduction in steps is one reduction: hand in when its first step started.
    """
    rules = rules_in_force(market, reduced_at)
    if rules is None:
        return None
    window_at = reduced_at - timedelta(days=rules.days)
    prices = (
        _paid_within(paid, window_at, reduced_at)
        if rules.paid
        else _asked_within(asked, window_at, reduced_at)
    )
    return Reference(min(prices), rules) if prices else None


def check_was(
    was: int, market: str, reduced_at: datetime, asked: Sequence[PriceAt], paid: Sequence[PriceAt]
) -> UnlawfulWas | None:
    """What is wrong with showing this "was" price beside the reduction; None if nothing is."""
    reference = reference_price(market, reduced_at, asked, paid)
    if reference is not None and was > reference.price:
        return UnlawfulWas("above-lowest", reference.price, reference.rules.law)
    before = [one.price for one in (*asked, *paid) if one.at < reduced_at]
    return None if was in before else UnlawfulWas("never-charged")


def _asked_within(asked: Sequence[PriceAt], start: datetime, end: datetime) -> list[int]:
    """The prices that held at some time of [start, end): those that began in it, and the one it began with."""
    before = [one for one in asked if one.at <= start]
    held = [max(before, key=lambda one: one.at)] if before else []
    return [one.price for one in (*held, *(one for one in asked if start < one.at < end))]


def _paid_within(paid: Sequence[PriceAt], start: datetime, end: datetime) -> list[int]:
    """The prices of sales in [start, end); if nothing was sold then, that of the last sale before."""
    before = [one for one in paid if one.at < end]
    inside = [one.price for one in before if one.at >= start]
    return inside or ([max(before, key=lambda one: one.at).price] if before else [])
