"""Articles that follow a nudge: which of a catalogue, put into the cart, earn what it promises (R2.18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from feria.pricing.cart import Cart, Line
from feria.pricing.plan import Plan
from feria.pricing.quoted import Nudge, Quote
from feria.pricing.value import Value

TRIED = 8
"""How many articles, the cheapest that could do first, are tried in a quote."""
MOST_OF_ONE = 3
"""For money that is short nobody wants more of one article than this."""
MORE = "\x00more"


class Fit(Value, frozen=True, kw_only=True):
    """``line.quantity`` units of an article that do what a nudge asks, and by how much they move what is due.

    ``extra`` (minor units) is less than their price by what the promotion then takes off; it may be below zero.
    """

    line: Line
    extra: int


def fitting(
    plan: Plan, cart: Cart, now: datetime, nudge: Nudge, catalogue: Iterable[Line], *, limit: int = 3
) -> tuple[Fit, ...]:
    """The articles that earn what the nudge promises when they are added to this cart; the least extra money first.

    ``catalogue`` has a line for each article, whose ``quantity`` is how many are to be had. What the cart holds
    already is passed over; so is everything for a coupon to be claimed, which takes no article.
    """
    if nudge.code == "claim-coupon":
        return ()
    before = plan.quote(cart, now, nudges=False)
    likely = sorted(
        _candidates(cart, nudge, catalogue), key=lambda line: (line.unit_price * line.quantity, line.sku)
    )
    found = [fit for line in likely[:TRIED] if (fit := _tried(plan, cart, now, nudge, line, before))]
    return tuple(sorted(found, key=lambda fit: fit.extra)[:limit])


def _candidates(cart: Cart, nudge: Nudge, catalogue: Iterable[Line]) -> Iterator[Line]:
    """The articles in question, as many of each as their listed price says are needed."""
    there = {line.sku for line in cart.lines}
    for line in catalogue:
        if line.sku in there or not line.is_discountable or not line.unit_price:
            continue
        if nudge.shop not in ("", line.shop) or not nudge.scope.holds(line):
            continue
        units = nudge.shortfall if nudge.code == "buy-more" else -(-nudge.shortfall // line.unit_price)
        if units <= line.quantity and (nudge.code == "buy-more" or units <= MOST_OF_ONE):
            yield msgspec.structs.replace(line, quantity=units)


def _tried(plan: Plan, cart: Cart, now: datetime, nudge: Nudge, line: Line, before: Quote) -> Fit | None:
    """What adding it really does: a price cut of its own may leave the step out of reach."""
    added = msgspec.structs.replace(line, id=MORE)
    after = plan.quote(msgspec.structs.replace(cart, lines=(*cart.lines, added)), now, nudges=False)
    if _given(after, nudge.promotion) <= _given(before, nudge.promotion):
        return None
    return Fit(line=line, extra=after.payable - before.payable)


def _given(quote: Quote, promotion: str) -> int:
    """What the promotion takes off or grants; more, once its next step is reached."""
    off = -sum(each.amount for each in quote.adjustments if each.promotion == promotion)
    return off + sum(each.amount for each in quote.grants if each.promotion == promotion)
