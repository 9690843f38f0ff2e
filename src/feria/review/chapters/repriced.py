"""Replay as analysis: what the event's baskets would have cost under other rules, with and without people answering to price.

Without an answer, the same baskets are bought at the new prices. With one, each line sells more or less as its price differs from
what was paid then: by the elasticity that the weeks before the warm-up show, product by product and week by week. An answer that
those weeks cannot show is not made up: then the replay stands without it, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from feria.festival import Document
from feria.pricing import Buyer, Cart, CartProblem, Line, compile_plan
from feria.review.chapters.elasticity import REACH, Answered, elasticity
from feria.review.daily import lines_of, rows
from feria.review.facts.facts import Facts
from feria.review.frame import Frame
from feria.review.past.replay import coupons_held, main_day
from feria.review.value import Answer, Code, Count, Group, Money, Note, Times, Value, note

MOST_LINES = 200_000
"""More than these ``feria replay`` prices, on all cores."""
LEVELS = ("basic", "silver", "gold", "platinum")
MOST_CHANGE = 3.0
"""No line sells more than so many times as much, nor less than that part, whatever the elasticity says."""


class Scenario(Value, frozen=True, kw_only=True):
    """The event's baskets under the rules; ``against_then`` is payable less what was paid then."""

    response: Code
    units: Count
    listed: Money
    off: Money
    payable: Money
    paid_then: Money
    against_then: Money


class RuleCost(Value, frozen=True, kw_only=True):
    """What one promotion of the rules would have taken off those baskets."""

    promotion: Group
    orders: Count
    units: Count
    cost: Money


class Elasticity(Value, frozen=True, kw_only=True):
    """By how many per cent units fell for each per cent that a price rose; the placebo asks next week's price."""

    what: Code
    value: Times
    lowest_times: Times
    highest_times: Times
    goods_asked: Count


class Repriced(Answer, frozen=True, kw_only=True):
    """The event under other rules."""

    scenarios: tuple[Scenario, ...] = ()
    rules: tuple[RuleCost, ...] = ()
    elasticities: tuple[Elasticity, ...] = ()
    assumptions: tuple[Note, ...] = ()


class _Sold(NamedTuple):
    """One line of a past basket, and what it comes to under the rules."""

    units: int
    listed: int
    then: int
    payable: int


def repriced(facts: Facts, frame: Frame, rules: Document | None) -> Repriced:
    """The event's baskets under ``rules``, or why they cannot be priced."""
    if rules is None:
        return Repriced(method="replay", missing=(note("missing", question="replay", needs="rules"),))
    if missing := facts.missing_for("replay", "lines.sku", "lines.quantity", "lines.listed"):
        return Repriced(method="replay", missing=missing)
    if facts.currency != rules.currency:
        return Repriced(
            method="replay", missing=(note("replay-currency", then=facts.currency, now=rules.currency),)
        )
    sold = lines_of(facts, frame.event)
    count = rows(sold.agg(n=sold.count()))[0]["n"]
    if not 0 < count <= MOST_LINES:
        return Repriced(method="replay", missing=(note("replay-lines", lines=count, most=MOST_LINES),))
    lines, costs, refused = _priced(facts, frame, rules)
    answered = elasticity(facts, frame)
    scenarios = [_scenario("unmoved", lines, 0.0)]
    if answered is not None:
        scenarios.append(_scenario("moved", lines, answered.value))
    return Repriced(
        method="replay",
        scenarios=tuple(scenarios),
        rules=costs,
        elasticities=_elasticities(answered),
        findings=_findings(scenarios),
        labels=_labels(refused, answered),
        missing=() if answered else (note("replay-no-elasticity"),),
        assumptions=tuple(
            note(f"replay.{each}")
            for each in ("coupons", "stock", *(("same-for-all", "thresholds") if answered else ()))
        ),
    )


def _priced(facts: Facts, frame: Frame, rules: Document) -> tuple[list[_Sold], tuple[RuleCost, ...], int]:
    """Each order priced by itself on the rules' main day, at the time at which it was bought."""
    day, zone = main_day(rules), ZoneInfo(facts.time_zone)
    plan, held = compile_plan(rules.all_promotions), coupons_held(rules, day)
    levels = _levels(facts)
    pockets: defaultdict[str, tuple[Any, ...]] = defaultdict(lambda: held)
    found: list[_Sold] = []
    uses: dict[str, list[int]] = {each.id: [0, 0, 0] for each in rules.all_promotions}
    refused = 0
    for _order, every in groupby(_bought(facts, frame), key=itemgetter("order")):
        basket = list(every)
        member = str(basket[0]["member"] or "")
        cart = _cart(basket, facts.currency, Buyer(id=member, level=levels.get(member, 0)))
        cart = msgspec.structs.replace(cart, coupons=pockets[member] if member else ())
        try:
            quote = plan.quote(cart, _at(basket[0]["sold_at"], day, zone), nudges=False)
        except CartProblem:
            refused += 1
            continue
        spent = {each.coupon for each in quote.adjustments if each.coupon}
        if member and spent:
            pockets[member] = tuple(each for each in pockets[member] if each.template not in spent)
        payable = {line.id: line.payable for line in quote.lines}
        found += [
            _Sold(int(row["quantity"]), int(row["listed"]), int(row["charged"]), payable[str(number)])
            for number, row in enumerate(basket)
        ]
        units = {str(number): int(row["quantity"]) for number, row in enumerate(basket)}
        for promotion in {each.promotion for each in quote.adjustments}:
            ours = [each for each in quote.adjustments if each.promotion == promotion]
            use = uses.setdefault(promotion, [0, 0, 0])
            use[0] += 1
            use[1] += sum(
                units.get(line, 0) for line in {share.line for each in ours for share in each.shares}
            )
            use[2] -= sum(each.amount for each in ours)
    costs = (
        RuleCost(promotion=name, orders=orders, units=count, cost=cost)
        for name, (orders, count, cost) in uses.items()
    )
    return found, tuple(sorted(costs, key=lambda each: (-each.cost, each.promotion))), refused


def _bought(facts: Facts, frame: Frame) -> list[dict[str, Any]]:
    lines, products = lines_of(facts, frame.event), facts.table("products")
    lines = lines.filter((lines.quantity > 0) & (lines.listed > 0))
    named = lines.left_join(products.select("sku", "shop", "category", "brand"), "sku")
    named = named.select(
        "order", "sold_at", "member", "sku", "quantity", "listed", "charged", "shop", "category", "brand"
    )
    return rows(named.order_by(["sold_at", "order", "sku", "listed", "charged"]))


def _cart(basket: list[dict[str, Any]], currency: str, buyer: Buyer) -> Cart:
    return Cart(
        currency=currency,
        buyer=buyer,
        lines=tuple(
            Line(
                id=str(number),
                sku=str(row["sku"]),
                quantity=int(row["quantity"]),
                unit_price=max(1, round(int(row["listed"]) / int(row["quantity"]))),
                shop=row["shop"] or "",
                category=row["category"] or "",
                brand=row["brand"] or "",
            )
            for number, row in enumerate(basket)
        ),
    )


def _levels(facts: Facts) -> dict[str, int]:
    if not facts.has("members.level"):
        return {}
    members = facts.table("members").select("member", "level")
    return {
        str(row["member"]): LEVELS.index(str(row["level"]).lower())
        for row in rows(members)
        if str(row["level"]).lower() in LEVELS
    }


def _at(sold_at: datetime, day: datetime, zone: ZoneInfo) -> datetime:
    """The same time of day, on the rules' main day."""
    local = sold_at.replace(tzinfo=UTC).astimezone(zone)
    return day + timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)


def _scenario(response: str, lines: list[_Sold], value: float) -> Scenario:
    """Sums over lines, each sold ``(payable / then) ** value`` times as often."""
    sums = [0.0] * 4
    for line in lines:
        ratio = line.payable / line.then if line.then > 0 and line.payable > 0 else 1.0
        times = min(max(ratio**value, 1 / MOST_CHANGE), MOST_CHANGE)
        for place, amount in enumerate((line.units, line.listed, line.listed - line.payable, line.payable)):
            sums[place] += amount * times
    units, listed, off, payable = (round(each) for each in sums)
    then = sum(line.then for line in lines)
    return Scenario(
        response=response,
        units=units,
        listed=listed,
        off=off,
        payable=payable,
        paid_then=then,
        against_then=payable - then,
    )


def _elasticities(answered: Answered | None) -> tuple[Elasticity, ...]:
    if answered is None:
        return ()
    made = []
    for what, value, error in (
        ("elasticity", answered.value, answered.error),
        ("elasticity-placebo", answered.placebo, answered.placebo_error),
    ):
        low, high = value - REACH * error, value + REACH * error
        made.append(
            Elasticity(
                what=what,
                value=round(100 * value),
                lowest_times=round(100 * low),
                highest_times=round(100 * high),
                goods_asked=answered.goods,
            )
        )
    return tuple(made)


def _labels(refused: int, answered: Answered | None) -> tuple[Note, ...]:
    told = [note("label.replay-refused", orders=refused)] if refused else []
    if answered is not None and answered.placebo_alarms:
        told.append(note("label.replay-placebo"))
    return tuple(told)


def _findings(scenarios: list[Scenario]) -> tuple[Note, ...]:
    first, *others = scenarios
    told = [note("replay-cost", off=first.off, payable=first.payable, then=first.paid_then)]
    told += [note("replay-cost-moved", off=each.off, payable=each.payable) for each in others]
    return tuple(told)
