"""How long the search for the best coupons takes, and how often it is proven.

    python -m bench.search             # 300 made-up carts of 20 lines, 60 promotions, 12 coupons held
    python -m bench.search --smoke     # a few of them

Carts span five shops; every shop has reductions and competing coupons with thresholds near what its
goods come to, and so has the mall, so that spending one coupon often costs another its threshold.
"""

from __future__ import annotations

import random
import statistics
import time
from datetime import UTC, datetime

from bench.engines import Figures, is_smoke, measured
from feria.pricing import (
    Amount,
    Benefit,
    BuyGet,
    Cart,
    Categories,
    EverySpend,
    Everything,
    HeldCoupon,
    Lane,
    Line,
    MinSpend,
    Percent,
    Plan,
    Promotion,
    SpendTier,
    SpendTiers,
    compile_plan,
)

NOW = datetime(2026, 11, 11, tzinfo=UTC)
SHOPS = ("north", "south", "tea-house", "kitchen", "toys")
AISLES = ("drinks", "snacks", "home", "play")


def tiers(chance: random.Random, around: int) -> SpendTiers:
    """Two tiers, the first near a sum."""
    reach = around * chance.randint(60, 130) // 100 // 100 * 100
    off = reach * chance.randint(5, 15) // 100
    return SpendTiers(tiers=(SpendTier(spend=reach, off=off), SpendTier(spend=2 * reach, off=2 * off + 100)))


def promotions(chance: random.Random, spent: int) -> list[Promotion]:
    """Sixty promotions of all lanes for carts that come to about ``spent``."""
    made: list[Promotion] = []

    def add(
        lane: Lane, benefit: Benefit, shop: str = "", aisle: str = "", above: int = 0, coupon: str = ""
    ) -> None:
        number = len(made)
        made.append(
            Promotion(
                id=f"p{number:02}",
                name=f"Promotion {number}",
                lane=lane,
                benefit=benefit,
                shop=shop,
                scope=Categories(paths=(f"{aisle}",)) if aisle else Everything(),
                conditions=(MinSpend(amount=above),) if above else (),
                coupon=coupon,
            )
        )

    for number in range(20):
        add(Lane.ITEM, Percent(bps=100 * chance.randint(5, 30)), SHOPS[number % 5], AISLES[number % 4])
    for number in range(8):
        add(Lane.BUNDLE, BuyGet(size=2 + number % 2), SHOPS[number % 5], AISLES[number // 2])
    for number in range(10):
        add(Lane.SHOP, tiers(chance, spent // 5), SHOPS[number % 5])
    for number in range(10):
        off = spent // 5 * chance.randint(3, 12) // 100
        above = spent // 5 * chance.randint(40, 110) // 100
        add(Lane.SHOP_COUPON, Amount(amount=off), SHOPS[number % 5], above=above, coupon=f"shop-{number}")
    add(Lane.MALL, EverySpend(spend=30_000, off=5_000))
    for _ in range(5):
        add(Lane.MALL, tiers(chance, spent), aisle=chance.choice(AISLES))
    for number in range(6):
        above = spent * chance.randint(40, 100) // 100
        add(
            Lane.MALL_COUPON,
            Amount(amount=above // chance.randint(8, 20)),
            above=above,
            coupon=f"mall-{number}",
        )
    return made


def cart(chance: random.Random) -> Cart:
    """Twenty lines and twelve coupons."""
    lines = tuple(
        Line(
            id=f"l{number}",
            sku=f"sku-{number}",
            quantity=chance.choice([1, 1, 1, 2, 3]),
            unit_price=chance.choice([990, 1990, 2990, 4900, 9900, chance.randint(500, 15_000)]),
            shop=SHOPS[number % 5],
            category=chance.choice(AISLES),
        )
        for number in range(20)
    )
    templates = [f"shop-{number}" for number in range(10)] + [f"mall-{number}" for number in range(6)]
    held = chance.sample(templates, 12)
    return Cart(
        currency="CNY",
        lines=lines,
        coupons=tuple(HeldCoupon(id=template, template=template) for template in held),
    )


def measure(smoke: bool) -> Figures:
    """Milliseconds of processor time a quote, over carts each priced once before; and how many were not proven."""
    chance, count = random.Random(11), 10 if smoke else 300
    cases: list[tuple[Cart, Plan]] = []
    for _ in range(count):
        basket = cart(chance)
        spent = sum(line.unit_price * line.quantity for line in basket.lines)
        cases.append((basket, compile_plan(promotions(chance, spent * 8 // 10))))
    taken: list[float] = []
    unproven = 0
    for basket, plan in cases:
        plan.quote(basket, NOW, nudges=False)
        start = time.process_time()
        quoted = plan.quote(basket, NOW, nudges=False)
        taken.append((time.process_time() - start) * 1e3)
        unproven += not quoted.proven
    taken.sort()
    return {
        "median": statistics.median(taken),
        "p99": taken[int(0.99 * (count - 1))],
        "most": taken[-1],
        "not proven": unproven,
        "carts": count,
    }


def main() -> None:
    """Run and print."""
    found = measured("bench.search", smoke=is_smoke(__doc__, measure))
    for engine, figures in found.items():
        times = ", ".join(f"{name} {figures[name]:.2f} ms" for name in ("median", "p99", "most"))
        print(f"{figures['carts']:.0f} carts of 20 lines, 60 promotions, 12 coupons, {engine}:")
        print(f"  {times}, {figures['not proven']:.0f} not proven")


if __name__ == "__main__":
    main()
