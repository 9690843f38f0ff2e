"""Paying back what is returned (R2.22).

Under any policy the goods returned so far are worth some part of what was paid; a refund is that
worth less what is charged and what was paid back before, never below nothing. All goods together are
worth all that was paid, so any sequence of returns, in any order and grouping, sums to it to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from feria.pricing.burdens import Burdens, total_burdens
from feria.pricing.cart import HeldCoupon
from feria.pricing.errors import PricingError
from feria.pricing.quoted import FunderShare, Granted, Quote
from feria.pricing.value import Value
from feria.pricing.worths import Apportioned, RefundPolicy


class Return(Value, frozen=True, kw_only=True):
    """So many units of a line of the quote that come back; ``at_fault`` is whose doing it is, if anybody's."""

    line: str
    quantity: int
    at_fault: Literal["", "buyer", "seller"] = ""


class Deposit(Value, frozen=True, kw_only=True):
    """What was paid ahead for a line in a presale (R2.13): lost with units that come back by the buyer's fault."""

    line: str
    amount: int


class Refund(Value, frozen=True, kw_only=True):
    """What is paid back, and which of the coupons spent go back into the wallet.

    ``refunded`` is what has been paid back in all, this time included. ``coupons`` (vouchers too) come back only
    with the whole order, as do the ``points`` spent; those that have expired by then are in ``lapsed``.
    ``funders`` says how much of the reductions goes back to whom this time. ``gifts`` is what was charged in
    all for gifts that were kept though no longer earned, ``forfeited`` what of deposits is lost;
    ``uncollected`` is the part of both that earlier refunds left nothing to take from.
    """

    amount: int
    refunded: int
    whole: bool
    coupons: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    points: int = 0
    funders: tuple[FunderShare, ...] = ()
    gifts: int = 0
    forfeited: int = 0
    uncollected: int = 0


class RefundProblem(PricingError):
    """A return that cannot be: ``code`` names the reason, ``line`` the line."""

    def __init__(self, code: str, message: str, *, line: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line

    def __reduce__(self) -> tuple[object, ...]:
        return (_refund_problem, (self.code, self.message, self.line))


def _refund_problem(code: str, message: str, line: str) -> RefundProblem:
    return RefundProblem(code, message, line=line)


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
    deposits: Sequence[Deposit] = (),
    paid: int | None = None,
) -> Refund:
    """What returning these units pays back, after ``before`` was returned and ``refunded`` paid back.

    Shipping that was paid comes back with the last of the goods. ``wallet`` tells when the coupons
    spent expire; one it does not name has no end. ``gifts_back`` are the gifts (articles, one for each piece)
    that came back by now: those that the goods kept no longer earn, and that did not, are charged at their
    value. ``paid`` is what was really paid, where that is not all that was payable: a balance still due, a
    deposit that counted for more than itself. Raises RefundProblem when a unit is returned that
    was not bought, or twice, or the sums handed in cannot be.
    """
    policy = policy or Apportioned()
    paid = quote.payable if paid is None else paid
    _check_sums(quote, paid, refunded)
    earlier, gone = _gone(quote, before), _gone(quote, [*before, *returned])
    whole = _is_whole(quote, gone)
    worth = quote.payable if whole else policy.worth(quote, gone)
    if paid != quote.payable:
        worth = worth * paid // quote.payable
    gifts = sum(_charged(grant, quote, gone, gifts_back) for grant in quote.grants)
    forfeited = _forfeited(quote, deposits, [*before, *returned])
    due = worth - gifts - forfeited - refunded
    _check_zones(now, wallet)
    ends = {coupon.id: coupon.expires_at for coupon in wallet}
    lapsed = {coupon for coupon in quote.coupons if (end := ends.get(coupon)) is not None and end <= now}
    return Refund(
        amount=max(due, 0),
        refunded=refunded + max(due, 0),
        whole=whole,
        coupons=tuple(coupon for coupon in quote.coupons if whole and coupon not in lapsed),
        lapsed=tuple(coupon for coupon in quote.coupons if whole and coupon in lapsed),
        points=quote.points if whole else 0,
        funders=_funders(_burdens(quote, policy, earlier), _burdens(quote, policy, gone)),
        gifts=gifts,
        forfeited=forfeited,
        uncollected=min(max(-due, 0), gifts + forfeited),
    )


def _check_sums(quote: Quote, paid: int, refunded: int) -> None:
    if type(paid) is not int or not 0 <= paid <= quote.payable:
        raise RefundProblem(
            "bad-paid", f"{paid} cannot have been paid of {quote.payable}; hand in what was.", line=""
        )
    if type(refunded) is not int or not 0 <= refunded <= paid:
        raise RefundProblem(
            "bad-refunded",
            f"{refunded} cannot have been paid back of {paid}; hand in the last refund's sum.",
            line="",
        )


def _check_zones(now: datetime, wallet: Sequence[HeldCoupon]) -> None:
    ends = [coupon.expires_at for coupon in wallet if coupon.expires_at is not None]
    if any(instant.tzinfo is None for instant in (now, *ends)):
        raise RefundProblem(
            "no-time-zone", "An instant does not say its time zone; hand in aware ones.", line=""
        )


def _is_whole(quote: Quote, gone: Mapping[str, int]) -> bool:
    return all(gone.get(line.id, 0) == line.quantity for line in quote.lines)


def _burdens(quote: Quote, policy: RefundPolicy, gone: Mapping[str, int]) -> Burdens:
    """By funder, what of the reductions is theirs again when so much is gone."""
    if not gone:
        return {}
    return total_burdens(quote) if _is_whole(quote, gone) else policy.lapsed(quote, gone)


def _funders(before: Burdens, now: Burdens) -> tuple[FunderShare, ...]:
    parts = [(who, now.get(who, 0) - before.get(who, 0)) for who in sorted({*before, *now})]
    return tuple(FunderShare(who, amount) for who, amount in parts if amount)


def _charged(grant: Granted, quote: Quote, gone: Mapping[str, int], gifts_back: Sequence[str]) -> int:
    """The stated value of the gifts that are no longer earned and did not come back."""
    if grant.what != "gift" or not gone:
        return 0
    bought = {line.id: line.quantity for line in quote.lines}
    kept = sum(
        each.spend * (bought[each.line] - gone.get(each.line, 0)) // bought[each.line]
        for each in grant.earned_by
    )
    if _is_whole(quote, gone) or kept < grant.needs or not kept:
        earned = 0
    else:
        earned = min(grant.amount, grant.each * (kept // grant.needs)) if grant.each else grant.amount
    lost = grant.amount - earned - gifts_back.count(grant.of)
    return max(lost, 0) * grant.value // grant.amount


def _forfeited(quote: Quote, deposits: Sequence[Deposit], returns: Sequence[Return]) -> int:
    """What of the deposits is lost: the part of the units that came back by the buyer's fault."""
    bought = {line.id: line.quantity for line in quote.lines}
    lost = 0
    for deposit in deposits:
        if deposit.line not in bought:
            raise RefundProblem("unknown-line", f"The order has no line {deposit.line}.", line=deposit.line)
        if type(deposit.amount) is not int or deposit.amount < 0:
            raise RefundProblem(
                "bad-deposit",
                f"{deposit.amount} cannot have been paid ahead for line {deposit.line}; hand in what was.",
                line=deposit.line,
            )
        units = sum(r.quantity for r in returns if r.line == deposit.line and r.at_fault == "buyer")
        lost += deposit.amount * units // bought[deposit.line]
    return lost


def _gone(quote: Quote, returns: Sequence[Return]) -> dict[str, int]:
    bought = {line.id: line.quantity for line in quote.lines}
    gone: dict[str, int] = {}
    for each in returns:
        if each.line not in bought:
            raise RefundProblem("unknown-line", f"The order has no line {each.line}.", line=each.line)
        if type(each.quantity) is not int or each.quantity < 1:
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
