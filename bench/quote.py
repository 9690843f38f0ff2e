"""How long a quote takes: ours, in full, beside a hand-written loop that only totals.

    python -m bench.quote            # medians and ratios, of the compiled engine too where it was built
    python -m bench.quote --smoke    # one round, to see that it runs

Both price the same cart in the same run, in turns, so that a slow machine slows both; processor time is counted, so that a busy one matters less.
"""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bench.engines import Figures, beside, is_smoke, measured
from feria.pricing import (
    Benefit,
    BuyGet,
    Cart,
    Categories,
    Everything,
    HeldCoupon,
    Lane,
    Line,
    Percent,
    Promotion,
    SpendTier,
    SpendTiers,
    compile_plan,
)

NOW = datetime(2026, 11, 11, tzinfo=UTC)
WORKLOAD = Path(__file__).parent / "data" / "cart-10x20.json"


def by_hand(lines: list[list[Any]], offers: list[list[Any]]) -> int:
    """Every offer on what the ones before left; integers only, shares down to the last line."""
    left = [price * quantity for _, _, price, quantity in lines]
    for kind, category, need, off in offers:
        matched = [i for i, line in enumerate(lines) if category in ("*", line[1])]
        if not matched:
            continue
        total = 0
        for i in matched:
            total += left[i]
        if kind == "multibuy":
            units = sorted([lines[i][2] for i in matched for _ in range(lines[i][3])], reverse=True)
            cut = min(units[need - 1], total) if len(units) >= need else 0
        elif kind == "threshold":
            cut = off if total >= need else 0
        else:
            cut = total * need // 100
        if not cut:
            continue
        rest = cut
        for i in matched[:-1]:
            share = cut * left[i] // total
            left[i] -= share
            rest -= share
        left[matched[-1]] -= rest
    return sum(left)


def by_hand_once(lines: list[list[Any]], offers: list[list[Any]]) -> int:
    """The other reading of the workload: every unit serves one offer only, the first that takes it."""
    left = [[category, price] for _, category, price, quantity in lines for _ in range(quantity)]
    due = sum(price for _, price in left)
    for kind, category, need, off in offers:
        matched = [unit for unit in left if category in ("*", unit[0])]
        if not matched:
            continue
        if kind == "multibuy":
            if len(matched) < need:
                continue
            matched = sorted(matched, key=lambda unit: unit[1])[:need]
            due -= matched[0][1]
        elif kind == "threshold":
            if sum(unit[1] for unit in matched) < need:
                continue
            due -= off
        else:
            due -= sum(unit[1] * need // 100 for unit in matched)
        for unit in matched:
            left.remove(unit)
    return due


def as_cart(lines: list[list[Any]]) -> Cart:
    """The workload's lines as a cart of one shop, with its coupon in the pocket."""
    return Cart(
        currency="CNY",
        lines=tuple(
            Line(
                id=str(n),
                sku=f"sku-{n}",
                quantity=quantity,
                unit_price=price,
                shop="fair",
                category=category.lower(),
            )
            for n, category, price, quantity in lines
        ),
        coupons=(HeldCoupon(id="held", template="coupon"),),
    )


def as_promotions(offers: list[list[Any]]) -> list[Promotion]:
    """The workload's offers in the lanes where a festival has them."""
    promotions = []
    for number, (kind, category, need, off) in enumerate(offers):
        everywhere = category == "*"
        lane: Lane
        benefit: Benefit
        if kind == "multibuy":
            lane, benefit = Lane.BUNDLE, BuyGet(size=need, limit=1)
        elif kind == "threshold":
            lane, benefit = (
                Lane.MALL if everywhere else Lane.SHOP,
                SpendTiers(tiers=(SpendTier(spend=need, off=off),)),
            )
        else:
            lane, benefit = Lane.ITEM if kind == "percent" else Lane.MALL_COUPON, Percent(bps=need * 100)
        promotions.append(
            Promotion(
                id=f"{number:02}-{kind}",
                name=f"{kind} {category}",
                lane=lane,
                benefit=benefit,
                scope=Everything() if everywhere else Categories(paths=(category.lower(),)),
                coupon="coupon" if kind == "coupon" else "",
            )
        )
    return promotions


def once_only(offers: list[list[Any]]) -> list[Promotion]:
    """The workload's offers as bundles: a unit is in one of them, and the engine finds the best way to share them out.

    A spend threshold is no bundle; it stays in its lane, on what the bundles leave.
    """
    made = as_promotions(offers)
    for place, (kind, _, need, _) in enumerate(offers):
        if kind == "percent":
            bundle = BuyGet(size=1, off_bps=need * 100)
            made[place] = msgspec.structs.replace(made[place], lane=Lane.BUNDLE, benefit=bundle)
    return made


def in_turns(contenders: dict[str, Callable[[], object]], rounds: int, repeat: int) -> dict[str, float]:
    """Median microseconds a call of each, measured in turns."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            gc.collect()
            start = time.process_time()
            for _ in range(repeat):
                call()
            taken[name].append((time.process_time() - start) / repeat * 1e6)
    return {name: statistics.median(times) for name, times in taken.items()}


def never_matching(count: int) -> list[Promotion]:
    """Promotions on categories that no cart holds."""
    return [
        Promotion(
            id=f"far-{number}",
            name="Far",
            lane=Lane.SHOP,
            benefit=Percent(bps=500),
            scope=Categories(paths=(f"far/{number}",)),
        )
        for number in range(count)
    ]


HAND = "by hand, total only"
FULL = "quote with trace and refusals"
SUMS = "price: its sums only"
NUDGED = "quote with nudges"
NEAR, FAR = "quote, 10 more that cannot match", "quote, 1,000 more that cannot match"
HAND_ONCE = "by hand, each unit in one offer"
ONCE = "quote, each unit in one offer"


def measure(smoke: bool) -> Figures:
    """Median microseconds of each."""
    workload = json.loads(WORKLOAD.read_text())
    lines, offers = workload["lines"], workload["offers"]
    assert (
        by_hand_once(lines, offers) == sum(line[2] * line[3] for line in lines) - workload["expect_consume"]
    )
    cart, promotions = as_cart(lines), as_promotions(offers)
    plan, once = compile_plan(promotions), compile_plan(once_only(offers))
    near, far = (compile_plan([*promotions, *never_matching(count)]) for count in (10, 1_000))
    assert plan.quote(cart, NOW).proven
    contenders: dict[str, Callable[[], object]] = {
        HAND: lambda: by_hand(lines, offers),
        FULL: lambda: plan.quote(cart, NOW, nudges=False),
        SUMS: lambda: plan.price(cart, NOW),
        NUDGED: lambda: plan.quote(cart, NOW),
        NEAR: lambda: near.quote(cart, NOW, nudges=False),
        FAR: lambda: far.quote(cart, NOW, nudges=False),
        HAND_ONCE: lambda: by_hand_once(lines, offers),
        ONCE: lambda: once.quote(cart, NOW, nudges=False),
    }
    return in_turns(contenders, rounds=1 if smoke else 15, repeat=5 if smoke else 200)


def main() -> None:
    """Run and print."""
    found = measured("bench.quote", smoke=is_smoke(__doc__, measure))
    print("10 lines, 20 offers that stack across lanes:")
    beside(found, HAND, (FULL, SUMS, NUDGED, NEAR, FAR), "us")
    print("The same offers, each unit in one of them:")
    beside(found, HAND_ONCE, (ONCE,), "us")


if __name__ == "__main__":
    main()
