"""Stored value: money paid in beforehand, and the bonus that comes with it (R2.15).

The bonus is spent beside the principal, each payment taking its part of both, and only while the festival lasts. So
what was really paid for goods earns its share of the bonus, and handing the rest back earns nothing: principal that is
left is refundable at any time, bonus that is left is not.
"""

from __future__ import annotations

from collections.abc import Sequence

from feria.pricing.value import Value


class TopUp(Value, frozen=True, kw_only=True):
    """Who pays in at least ``pays`` gets ``bonus`` on top; minor units."""

    pays: int
    bonus: int


class Stored(Value, frozen=True, kw_only=True):
    """What a shopper has stored; minor units. As a payment: what it took of each."""

    principal: int = 0
    bonus: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.principal + self.bonus


def topped_up(stored: Stored, amount: int, offers: Sequence[TopUp]) -> Stored:
    """After paying in: the highest offer reached counts, once, as tiers do (R2.3).

    >>> topped_up(Stored(), 30_000, [TopUp(pays=15_000, bonus=5_000), TopUp(pays=30_000, bonus=15_000)])
    Stored(principal=30000, bonus=15000)
    """
    if amount <= 0:
        raise ValueError(f"{amount} cannot be paid in; use more than 0.")
    reached = [offer for offer in offers if offer.pays <= amount]
    bonus = max(reached, key=lambda offer: offer.pays).bonus if reached else 0
    return Stored(principal=stored.principal + amount, bonus=stored.bonus + bonus)


def spendable(stored: Stored, *, in_festival: bool) -> int:
    """What can be paid with it at this moment."""
    return stored.total if in_festival else stored.principal


def payment(stored: Stored, due: int, *, in_festival: bool) -> Stored:
    """What paying ``due``, or as much of it as is there, takes of principal and bonus; odd cents of principal.

    >>> payment(Stored(principal=30_000, bonus=15_000), 9_000, in_festival=True)
    Stored(principal=6000, bonus=3000)
    """
    if due < 0:
        raise ValueError(f"{due} cannot be paid; use 0 or more.")
    amount = min(due, spendable(stored, in_festival=in_festival))
    bonus = amount * stored.bonus // stored.total if in_festival and stored.total else 0
    return Stored(principal=amount - bonus, bonus=bonus)


def refundable(stored: Stored) -> int:
    """What is paid back to a shopper who gives up what is stored: the principal, and no bonus."""
    return stored.principal
