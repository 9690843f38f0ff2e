"""What coupons brought beyond what would have been bought anyway (R8.7): their holders beside people like them without one.

Each coupon is asked of ``feria.review.effect`` as a campaign that reached its holders, from the first claim to the event's end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis

from feria.review.daily import rows
from feria.review.effect import api as effect
from feria.review.facts.facts import Facts, Table
from feria.review.frame import Frame
from feria.review.value import Bps, Count, Group, Money, Note, Value, note

MOST_COUPONS = 10
MOST_MEMBERS = 20_000
"""The table of members by days is held in memory whole; beyond so many no answer is given."""


class CouponLift(Value, frozen=True, kw_only=True):
    """Sales of a coupon's holders above those of people like them; nine times in ten between lowest and highest."""

    coupon: Group
    claimed: Count
    matched: Count
    changed: Money
    lowest: Money
    highest: Money
    chance_alone: Bps  # how often chance alone brings so much, held to one rate over all coupons
    is_sure: bool


def coupon_lifts(
    facts: Facts, frame: Frame, coupons: Sequence[str]
) -> tuple[tuple[CouponLift, ...], tuple[Note, ...]]:
    """The lifts of those coupons, and a note for each that has none."""
    if not coupons or facts.has(
        "campaigns.campaign"
    ):  # then ``targeted`` tells, with each campaign's own days
        return (), ()
    if facts.lacking("coupons.member", "coupons.claimed_at", "lines.member"):
        return (), ()
    numbered = numbered_members(facts)
    if numbered is None:
        return (), (note("lifts-too-many-members", most=MOST_MEMBERS),)
    asked = _targets(facts, frame, numbered, coupons[:MOST_COUPONS])
    lines = facts.table("lines")
    bought = lines.inner_join(numbered, "member").select(
        "household", "day", item=lines.sku.cast("string"), amount=lines.charged
    )
    found, missing = [], []
    for row in effect.campaign_effects(effect.panel(bought), asked):
        if row.lift is None:
            missing.append(note("lift-none", coupon=row.campaign))
            continue
        lift = row.lift
        found.append(
            CouponLift(
                coupon=row.campaign,
                claimed=row.reach,
                matched=lift.matched,
                changed=lift.incremental.value,
                lowest=lift.incremental.low,
                highest=lift.incremental.high,
                chance_alone=round(lift.p_adjusted * 10_000),
                is_sure=lift.significant,
            )
        )
    return tuple(found), tuple(missing)


def numbered_members(facts: Facts) -> Table | None:
    """Members who bought, each with a number; nothing when there are too many."""
    lines = facts.table("lines")
    members = lines.filter(lines.member.notnull()).select("member").distinct()
    if rows(members.agg(n=members.count()))[0]["n"] > MOST_MEMBERS:
        return None
    return facts.keep(members.mutate(household=ibis.row_number().over(ibis.window(order_by="member"))))


def _targets(facts: Facts, frame: Frame, numbered: Table, coupons: Sequence[str]) -> list[effect.Targeting]:
    held = facts.table("coupons")
    held = held.filter(held.coupon.isin(list(coupons)) & (held.claimed_day < frame.event.until))
    joined = held.inner_join(numbered, "member").select("coupon", "household", "claimed_day", "used_day")
    of_coupon: dict[str, list[tuple[int, date, date | None]]] = {}
    for row in rows(joined):
        of_coupon.setdefault(str(row["coupon"]), []).append(
            (row["household"], row["claimed_day"], row["used_day"])
        )
    return [
        effect.Targeting(
            campaign=coupon,
            days=effect.Days(min(claimed for _, claimed, _ in held_by), frame.event.until),
            households=frozenset(household for household, _, _ in held_by),
            redemptions=sum(used is not None for _, _, used in held_by),
            redeemed_by=len({household for household, _, used in held_by if used is not None}),
        )
        for coupon, held_by in sorted(of_coupon.items())
    ]
