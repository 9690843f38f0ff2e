"""How long a quote takes: ours, in full, beside a hand-written loop that only totals.

    python -m bench.quote            # medians and ratios
    python -m bench.quote --smoke    # one round, to see that it runs

Both price the same cart in the same run, in turns, so that a slow machine slows both; processor time is counted, so that a busy one matters less.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--smoke", action="store_true", help="one short round")
    smoke = parser.parse_args().smoke
    workload = json.loads(WORKLOAD.read_text())
    lines, offers = workload["lines"], workload["offers"]
    cart, promotions = as_cart(lines), as_promotions(offers)
    plan = compile_plan(promotions)
    near, far = (compile_plan([*promotions, *never_matching(count)]) for count in (10, 1_000))
    contenders: dict[str, Callable[[], object]] = {
        "by hand, total only": lambda: by_hand(lines, offers),
        "quote with trace and refusals": lambda: plan.quote(cart, NOW, nudges=False),
        "the same with nudges": lambda: plan.quote(cart, NOW),
        "with 10 promotions that cannot match": lambda: near.quote(cart, NOW, nudges=False),
        "with 1,000 promotions that cannot match": lambda: far.quote(cart, NOW, nudges=False),
    }
    medians = in_turns(contenders, rounds=1 if smoke else 15, repeat=5 if smoke else 200)
    hand = medians["by hand, total only"]
    quoted = plan.quote(cart, NOW)
    print(
        f"10 lines, 20 offers: by hand {by_hand(lines, offers)}, quote {quoted.payable} (lanes differ), proven {quoted.proven}"
    )
    for name, micros in medians.items():
        print(f"{name:42} {micros:10.1f} us   {micros / hand:6.2f} x by hand")


if __name__ == "__main__":
    main()
