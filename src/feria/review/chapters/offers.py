"""Coupons and promotions (R8.7): claimed, used, what they cost and whom, and the sales on the orders that had them.

Sales on those orders are not what an offer brought: much of it would have been bought anyway. What holders bought beyond
people like them without the coupon is in ``lifts``, where it can be told.
"""

from __future__ import annotations

from typing import Any

import ibis

from feria.review.chapters.lifts import CouponLift, coupon_lifts
from feria.review.chapters.parts import within
from feria.review.daily import rows
from feria.review.facts.facts import Facts
from feria.review.frame import Days, Frame
from feria.review.value import Answer, Bps, Code, Count, Group, Money, Value, note, share


class Offer(Value, frozen=True, kw_only=True):
    """One promotion in the event: what it took off, borne by whom, and the orders it stood on."""

    promotion: str
    name: str
    orders: Count
    cost: Money
    cost_bps: Bps  # of all that promotions took off
    borne_by_mall: Money
    borne_by_shops: Money
    borne_by_brands: Money
    sales_of_orders: Money


class CouponUse(Value, frozen=True, kw_only=True):
    """One coupon template around the event."""

    coupon: Group
    claimed: Count
    used: Count
    used_bps: Bps
    cost: Money | None = None


class Given(Value, frozen=True, kw_only=True):
    """What was taken off listed prices in a part of the frame."""

    part: Code
    listed: Money
    charged: Money
    off: Money
    off_bps: Bps


class Offers(Answer, frozen=True, kw_only=True):
    """R8.7."""

    given: tuple[Given, ...] = ()
    offers: tuple[Offer, ...] = ()
    coupons: tuple[CouponUse, ...] = ()
    lifts: tuple[CouponLift, ...] = ()


def offers(facts: Facts, frame: Frame) -> Offers:
    """What was given away, by promotion and coupon."""
    given = _given(facts, frame)
    found = _offers(facts, frame)
    coupons = _coupons(facts, frame)
    lifts, untold = coupon_lifts(facts, frame, [each.coupon for each in coupons])
    notes = []
    event = next((each for each in given if each.part == "event"), None)
    usual = next((each for each in given if each.part == "usual"), None)
    if event and usual:
        notes.append(note("offers-given", off=event.off, rate=event.off_bps, usually=usual.off_bps))
    if coupons:
        claimed, used = sum(each.claimed for each in coupons), sum(each.used for each in coupons)
        notes.append(note("offers-coupons", claimed=claimed, used=used, rate=share(used, claimed)))
    return Offers(
        method="offers",
        given=given,
        offers=found,
        coupons=coupons,
        lifts=lifts,
        findings=tuple(notes),
        missing=(
            *facts.missing_for("offers-given", "lines.listed"),
            *facts.missing_for("offers-promotions", "discounts.promotion"),
            *facts.missing_for("offers-coupons", "coupons.coupon"),
            *untold,
        ),
    )


def _given(facts: Facts, frame: Frame) -> tuple[Given, ...]:
    if not facts.has("lines.listed"):
        return ()
    lines = facts.table("lines")
    found = []
    for part in ("usual", "warm_up", "event", "after"):
        inside = within(lines.day, getattr(frame, part))
        row = rows(lines.agg(listed=lines.listed.sum(where=inside), charged=lines.charged.sum(where=inside)))[
            0
        ]
        if row["listed"]:
            listed, charged = int(row["listed"]), int(row["charged"])
            found.append(
                Given(
                    part=part,
                    listed=listed,
                    charged=charged,
                    off=listed - charged,
                    off_bps=share(listed - charged, listed),
                )
            )
    return tuple(found)


def _offers(facts: Facts, frame: Frame) -> tuple[Offer, ...]:
    if not facts.has("discounts.promotion"):
        return ()
    discounts, lines = facts.table("discounts"), facts.table("lines")
    inside = discounts.filter(within(discounts.day, frame.event))
    funder = inside.funder.fill_null("") if facts.has("discounts.funder") else ibis.literal("")
    inside = inside.mutate(by=funder)
    cost = inside.group_by("promotion").agg(
        name=inside.name.max(),
        cost=inside.amount.sum(),
        mall=inside.amount.sum(where=inside.by == "mall"),
        shops=inside.amount.sum(where=inside.by.startswith("shop")),
        brands=inside.amount.sum(where=inside.by == "brand"),
    )
    orders = lines.filter(within(lines.day, frame.event)).group_by("order").agg(sales=lines.charged.sum())
    touched = inside.select("promotion", "order").distinct().left_join(orders, "order")
    sums = touched.group_by("promotion").agg(orders=touched.count(), sales=touched.sales.sum())
    found = rows(cost.inner_join(sums, "promotion").order_by([ibis.desc("cost"), "promotion"]))
    whole = sum(int(row["cost"]) for row in found)
    return tuple(_offer(row, whole) for row in found)


def _offer(row: dict[str, Any], whole: int) -> Offer:
    return Offer(
        promotion=str(row["promotion"]),
        name=row["name"] or str(row["promotion"]),
        orders=row["orders"],
        cost=int(row["cost"]),
        cost_bps=share(int(row["cost"]), whole),
        borne_by_mall=int(row["mall"] or 0),
        borne_by_shops=int(row["shops"] or 0),
        borne_by_brands=int(row["brands"] or 0),
        sales_of_orders=int(row["sales"] or 0),
    )


def _coupons(facts: Facts, frame: Frame) -> tuple[CouponUse, ...]:
    """Templates of which one was claimed from the warm-up to the event's end or used in it: all claims until then, uses in it."""
    if not facts.has("coupons.coupon"):
        return ()
    held = facts.table("coupons")
    near = Days(first=frame.warm_up.first, until=frame.event.until)
    conditions = []
    if facts.has("coupons.claimed_at"):
        conditions.append(within(held.claimed_day, near))
    if facts.has("coupons.used_at"):
        conditions.append(within(held.used_day, frame.event))
    if not conditions:
        return ()
    ours = held.filter(ibis.or_(*conditions)).select("coupon").distinct()
    around = held.semi_join(ours, "coupon")
    used = within(around.used_day, frame.event)
    sums = around.group_by("coupon").agg(
        claimed=(around.claimed_day.isnull() | (around.claimed_day < frame.event.until)).sum(),
        used=used.fill_null(False).sum(),
        cost=around.amount.sum(where=used),
    )
    return tuple(
        CouponUse(
            coupon=str(row["coupon"]),
            claimed=int(row["claimed"]),
            used=int(row["used"]),
            used_bps=share(int(row["used"]), int(row["claimed"])),
            cost=None if row["cost"] is None else int(row["cost"]),
        )
        for row in rows(sums.order_by([ibis.desc("used"), ibis.desc("claimed"), "coupon"]).limit(50))
    )
