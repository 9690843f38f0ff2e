"""Buying ahead (R2.13): a deposit that may count for more than itself, and the balance that is due later."""

from __future__ import annotations

from feria.pricing.value import Value


class PresaleTerms(Value, frozen=True, kw_only=True):
    """Of one unit, in minor units: its price, what is paid ahead, and what that counts for toward the price.

    10 that count as 20 toward 200 leave a balance of 180: the unit costs 190 in all. So that is its item price, and a
    threshold in a later lane sees deposit and balance together.
    """

    price: int
    deposit: int
    counts_as: int

    @property
    def bonus(self) -> int:
        """What the deposit counts for beyond itself."""
        return self.counts_as - self.deposit

    @property
    def total(self) -> int:
        """What the unit costs in all, before what later lanes take off."""
        return self.price - self.bonus

    @property
    def balance(self) -> int:
        """What is left of the total once the deposit is paid."""
        return self.price - self.counts_as


def balance_due(payable: int, deposit: int) -> int:
    """What is still due of an order of which a deposit was paid: never less than nothing."""
    return max(payable - deposit, 0)
