"""Paying back what is returned (R2.22).

Under either policy the goods returned so far are worth some part of what was paid; a refund is that
worth less what was paid back before, never below nothing. All goods together are worth all that was
paid, so any sequence of returns, in any order and grouping, sums to it to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from feria.pricing.cart import Cart, HeldCoupon
from feria.pricing.errors import PricingError
from feria.pricing.plan import Plan
from feria.pricing.quoted import Quote, QuotedLine
from feria.pricing.value import Value


class Return(Value, frozen=True, kw_only=True):
    """So many units of a line of the quote that come back."""

    line: str
    quantity: int


class Refund(Value, frozen=True, kw_only=True):
    """What is paid back, and which of the coupons spent go back into the wallet.

    ``refunded`` is what has been paid back in all, this time included. ``coupons`` come back only
    with the whole order, as do the ``points`` spent; those that have expired by then are in ``lapsed``.
    """

    amount: int
    refunded: int
    whole: bool
    coupons: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    points: int = 0


class RefundProblem(PricingError):
    """A return that cannot be: ``code`` names the reason, ``line`` the line."""

    def __init__(self, code: str, message: str, *, line: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line


class RefundPolicy(Protocol):
    """What goods are worth when they come back."""

    def worth(self, quote: Quote, gone: Mapping[str, int]) -> int:
        """What the units gone (by line) are worth of what was paid for goods."""


class Apportioned:
    """The default: units are worth what was apportioned to them; of a line the dearest go first."""

    def worth(self, quote: Quote, gone: Mapping[str, int]) -> int:
        """The sum of what the units gone had cost."""
        return sum(_dearest(line, gone.get(line.id, 0)) for line in quote.lines)


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
        kept = tuple(
            msgspec.structs.replace(line, quantity=line.quantity - gone.get(line.id, 0))
            for line in self.cart.lines
            if line.quantity > gone.get(line.id, 0)
        )
        spent = tuple(coupon for coupon in self.cart.coupons if coupon.id in quote.coupons)
        again = self.plan.quote(
            msgspec.structs.replace(self.cart, lines=kept, coupons=spent, points=quote.points),
            quote.at,
            nudges=False,
        )
        return min(max(paid - (again.payable - again.shipping), 0), paid)


def refund(
    quote: Quote,
    returned: Sequence[Return],
    policy: RefundPolicy | None = None,
    *,
    now: datetime,
    before: Sequence[Return] = (),
    refunded: int = 0,
    wallet: Sequence[HeldCoupon] = (),
    gifts_back: Sequence[str] = (),
) -> Refund:
    """What returning these units pays back, after ``before`` was returned and ``refunded`` paid back.

    Shipping that was paid comes back with the last of the goods. ``wallet`` tells when the coupons
    spent expire; one it does not name has no end. ``gifts_back`` are the gifts (articles) that came
    back; when all goods are returned, those that did not are charged at their value. Raises RefundProblem when a unit is returned that
    was not bought, or twice.
    """
    gone = _gone(quote, [*before, *returned])
    whole = all(gone.get(line.id, 0) == line.quantity for line in quote.lines)
    worth = (
        quote.payable - _kept_gifts(quote, gifts_back)
        if whole
        else (policy or Apportioned()).worth(quote, gone)
    )
    amount = max(worth - refunded, 0)
    ends = {coupon.id: coupon.expires_at for coupon in wallet}
    lapsed = {coupon for coupon in quote.coupons if (end := ends.get(coupon)) is not None and end <= now}
    return Refund(
        amount=amount,
        refunded=refunded + amount,
        whole=whole,
        coupons=tuple(coupon for coupon in quote.coupons if whole and coupon not in lapsed),
        lapsed=tuple(coupon for coupon in quote.coupons if whole and coupon in lapsed),
        points=quote.points if whole else 0,
    )


def _kept_gifts(quote: Quote, gifts_back: Sequence[str]) -> int:
    """The stated value of the gifts that did not come back."""
    return sum(each.value for each in quote.grants if each.what == "gift" and each.of not in gifts_back)


def _gone(quote: Quote, returns: Sequence[Return]) -> dict[str, int]:
    bought = {line.id: line.quantity for line in quote.lines}
    gone: dict[str, int] = {}
    for each in returns:
        if each.line not in bought:
            raise RefundProblem("unknown-line", f"The order has no line {each.line}.", line=each.line)
        if each.quantity < 1:
            raise RefundProblem(
                "bad-quantity",
                f"{each.quantity} units of line {each.line} cannot come back; return 1 or more.",
                line=each.line,
            )
        gone[each.line] = gone.get(each.line, 0) + each.quantity
        if gone[each.line] > bought[each.line]:
            raise RefundProblem(
                "too-many",
                f"Line {each.line} had {bought[each.line]} units; {gone[each.line]} would have come back.",
                line=each.line,
            )
    return gone


def _dearest(line: QuotedLine, units: int) -> int:
    """What the dearest so many units of a line had cost."""
    worth = 0
    for group in line.units:
        taken = min(units, group.quantity)
        worth += taken * group.payable
        units -= taken
    return worth
