"""What goods are worth when they come back: the policies of R2.22 and the claim of R5.6."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

from feria.pricing.burdens import Burdens, burdens_by_line, lapsed, total_burdens
from feria.pricing.cart import Cart
from feria.pricing.plan import Plan
from feria.pricing.quoted import Quote, QuotedLine


class RefundPolicy(Protocol):
    """What goods are worth when they come back, and which burdens lapse with them; both for some, not all, goods."""

    def worth(self, quote: Quote, gone: Mapping[str, int]) -> int:
        """What the units gone (by line) are worth of what was paid for goods."""

    def lapsed(self, quote: Quote, gone: Mapping[str, int]) -> Burdens:
        """By funder, how much of what they bore is theirs again."""


class Apportioned:
    """The default: units are worth what was apportioned to them; of a line the dearest go first."""

    def worth(self, quote: Quote, gone: Mapping[str, int]) -> int:
        """The sum of what the units gone had cost."""
        return sum(dearest(line, gone.get(line.id, 0)) for line in quote.lines)

    def lapsed(self, quote: Quote, gone: Mapping[str, int]) -> Burdens:
        """What was taken off the units gone."""
        by_line = burdens_by_line(quote)
        found: Burdens = {}
        for line in quote.lines:
            units = gone.get(line.id, 0)
            taken = line.unit_price * units - dearest(line, units)
            for who, amount in lapsed(by_line.get(line.id, {}), taken).items():
                found[who] = found.get(who, 0) + amount
        return found


class Retested:
    """Units are worth what was paid less the price of what is kept.

    What is kept is priced as on the day of the order, with the coupons that were spent then; a tier
    it no longer reaches is lost.
    """

    def __init__(self, cart: Cart, plan: Plan) -> None:
        self.cart = cart
        self.plan = plan

    def worth(self, quote: Quote, gone: Mapping[str, int]) -> int:
        """Between nothing and all that was paid."""
        paid = quote.payable - quote.shipping
        again = self._kept(quote, gone)
        return min(max(paid - (again.payable - again.shipping), 0), paid)

    def lapsed(self, quote: Quote, gone: Mapping[str, int]) -> Burdens:
        """What each bore less what each bears of what is kept; below zero where that is more."""
        again = total_burdens(self._kept(quote, gone))
        bore = total_burdens(quote)
        return {who: bore.get(who, 0) - again.get(who, 0) for who in sorted({*bore, *again})}

    def _kept(self, quote: Quote, gone: Mapping[str, int]) -> Quote:
        kept = tuple(
            msgspec.structs.replace(line, quantity=line.quantity - gone.get(line.id, 0))
            for line in self.cart.lines
            if line.quantity > gone.get(line.id, 0)
        )
        spent = tuple(coupon for coupon in self.cart.coupons if coupon.id in quote.coupons)
        cart = msgspec.structs.replace(self.cart, lines=kept, coupons=spent, points=quote.points)
        return self.plan.quote(cart, quote.at, nudges=False)


class PriceClaim:
    """A claim on a later, lower price (R5.6): units that are kept are worth what they cost above it.

    ``lower`` is the price of a unit by line. Hand the same claim in with every later return, so that
    a unit already claimed for comes back at the rest of its worth.
    """

    def __init__(self, lower: Mapping[str, int], policy: RefundPolicy | None = None) -> None:
        self.lower = lower
        self.policy = policy or Apportioned()

    def worth(self, quote: Quote, gone: Mapping[str, int]) -> int:
        """The goods gone, and the difference for those kept."""
        return min(
            self.policy.worth(quote, gone)
            + sum(
                _above(line, line.quantity - gone.get(line.id, 0), self.lower[line.id])
                for line in quote.lines
                if line.id in self.lower
            ),
            quote.payable - quote.shipping,
        )

    def lapsed(self, quote: Quote, gone: Mapping[str, int]) -> Burdens:
        """A claim is the seller's to pay: no reduction lapses by it."""
        return self.policy.lapsed(quote, gone)


def dearest(line: QuotedLine, units: int) -> int:
    """What the dearest so many units of a line had cost."""
    worth = 0
    for group in line.units:
        taken = min(units, group.quantity)
        worth += taken * group.payable
        units -= taken
    return worth


def _above(line: QuotedLine, units: int, price: int) -> int:
    """By how much the cheapest so many units of a line are above a price."""
    above = 0
    for group in reversed(line.units):
        taken = min(units, group.quantity)
        above += taken * max(group.payable - price, 0)
        units -= taken
    return above
