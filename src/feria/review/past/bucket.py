"""Pricing one bucket of households: what a worker of a replay does. It imports no more than it needs, to start soon."""

from __future__ import annotations

import gc
import signal
from datetime import datetime
from pathlib import Path

import msgspec

from feria.pricing import Cart, HeldCoupon, Plan
from feria.review.past.baskets import Past, Span
from feria.review.past.tally import Tally

CURRENCY = "USD"
"""What the warehouse's cents are cents of."""

NOBODY = Cart(currency=CURRENCY, lines=())


class Work(msgspec.Struct, frozen=True):
    """All that a worker needs to price a bucket of households."""

    store: Path
    day: datetime
    span: Span
    plan: Plan
    coupons: tuple[HeldCoupon, ...]
    buckets: int  # the households are dealt into so many


def price_bucket(work: Work, past: Past, bucket: int) -> Tally:
    """The tally of one bucket of households."""
    tally = Tally()
    plan, coupons = work.plan, work.coupons
    household, cart = "", NOBODY
    for basket in past.baskets(bucket, work.buckets):
        if basket.household != household:
            household, cart = basket.household, msgspec.structs.replace(basket.cart, coupons=coupons)
        price = plan.price(cart, basket.now, basket.goods)
        if price.coupons:
            left = tuple(coupon for coupon in cart.coupons if coupon.id not in price.coupons)
            cart = msgspec.structs.replace(cart, coupons=left)
        tally.count(basket, price)
    return tally


_hand: tuple[Work, Past] | None = None
"""What this worker process was given; set once, when it starts."""


def take_up(work: Work) -> None:
    """Get a worker process ready."""
    global _hand  # noqa: PLW0603 - a worker process is one pair of hands
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    _hand = work, Past(work.store, CURRENCY, work.day, work.span)
    gc.freeze()
    gc.disable()  # a bucket's values form no cycles, and looking for some costs a tenth of the time


def price_next(bucket: int) -> Tally:
    """What a worker process that is ready makes of a bucket."""
    assert _hand is not None  # noqa: S101 - the pool called take_up
    return price_bucket(*_hand, bucket)
