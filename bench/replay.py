"""How long it takes to replay past baskets: ours, in full, beside a bare indexed loop that only totals.

    python -m bench.replay                  # the year in FERIA_HOME/warehouse
    python -m bench.replay --smoke          # some made-up baskets, to see that it runs

Both price the same baskets under the same offers, in one process and in turns, and must agree to the cent.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bench.engines import Figures, beside, is_smoke, measured
from bench.quote import in_turns
from feria.pricing import (
    Buyer,
    Cart,
    Categories,
    EverySpend,
    Lane,
    Line,
    Percent,
    Promotion,
    Shelf,
    Shops,
    SpendTier,
    SpendTiers,
    compile_plan,
    take_from,
)
from feria.review.past.baskets import Basket, Past, Span
from feria.review.past.bucket import CURRENCY
from feria.review.past.tally import Tally
from feria.review.past.warehouse import opened

DAY = datetime(2026, 11, 11, tzinfo=ZoneInfo("America/New_York"))
PERCENT = {"grocery/soft-drinks": 2_000, "meat": 1_500, "produce": 1_000}  # a category, or a whole shop
TIERS = ((2_500, 200), (4_500, 500), (8_000, 1_000))
EVERY, OFF, CAP = 3_000, 400, 4_000

PROMOTIONS = (
    *(
        Promotion(
            id=f"item-{where}",
            name=where,
            lane=Lane.ITEM,
            benefit=Percent(bps=bps),
            scope=Categories(paths=(where,)) if "/" in where else Shops(shops=(where,)),
        )
        for where, bps in PERCENT.items()
    ),
    Promotion(
        id="tiers",
        name="Tiers",
        lane=Lane.SHOP,
        shop="grocery",
        scope=Shops(shops=("grocery",)),
        benefit=SpendTiers(tiers=tuple(SpendTier(spend=spend, off=off) for spend, off in TIERS)),
    ),
    Promotion(id="every", name="Every", lane=Lane.MALL, benefit=EverySpend(spend=EVERY, off=OFF, cap=CAP)),
)


def rates(baskets: list[Basket]) -> dict[str, int]:
    """SKU -> basis points off a unit: the index that a hand-written loop would make beforehand."""
    found = {}
    for basket in baskets:
        for line in basket.goods.lines:
            top = "/".join(line.category.split("/")[:2])
            found[line.sku] = PERCENT.get(top) or PERCENT.get(line.shop, 0)
    return found


def by_hand(baskets: list[Basket], bps_of: dict[str, int]) -> int:
    """What is payable for all baskets; integers only, no trace, no shares, no refusals."""
    payable = 0
    for basket in baskets:
        total = grocery = 0
        goods = basket.goods
        for line, units, price in zip(goods.lines, goods.units, goods.prices, strict=True):
            if not line.is_discountable:
                payable += price * units
                continue
            bps = bps_of[line.sku]
            if bps:
                price -= (price * bps * 2 + 10_000) // 20_000
            owed = price * units
            total += owed
            if line.shop == "grocery":
                grocery += owed
        off = 0
        for spend, amount in TIERS:
            if grocery >= spend:
                off = amount
        total -= off
        payable += total - min(total // EVERY * OFF, CAP)
    return payable


def made_up(count: int) -> list[Basket]:
    """Baskets in the likeness of the real ones."""
    chance = Random(11)
    shelves = [
        ("grocery", "grocery/soft-drinks/cola"),
        ("grocery", "grocery/soup/broth"),
        ("meat", "meat/beef/ribs"),
    ]
    shelf = Shelf()
    for kind in range(150):
        shop, category = shelves[kind % 3]
        article = f"{category}-{kind}"
        shelf.add(Line(id=article, sku=article, quantity=1, unit_price=0, shop=shop, category=category))
    cart = Cart(currency=CURRENCY, lines=(), buyer=Buyer(id="hh-1"))
    baskets = []
    for number in range(count):
        places = chance.sample(range(150), chance.randint(1, 18))
        units = [chance.choice((1, 1, 1, 2, 3)) for _ in places]
        goods = take_from(shelf, places, units, [chance.randint(50, 900) for _ in places])
        baskets.append(Basket(number, "hh-1", cart, goods, DAY, 0, sum(units)))
    return baskets


def past_baskets(store: Path, from_day: date, to_day: date) -> list[Basket]:
    """The real baskets of some days that hold goods of a mall."""
    opened(store)
    return list(Past(store, CURRENCY, DAY, Span(from_day, to_day)).baskets())


def ours(baskets: list[Basket]) -> Tally:
    """Every basket through the engine, counted as a replay counts."""
    plan = compile_plan(PROMOTIONS)
    tally = Tally()
    for basket in baskets:
        tally.count(basket, plan.price(basket.cart, basket.now, basket.goods))
    return tally


HAND = "by hand, total only"
SUMS = "engine, with cost by promotion, funder, household"
FULL = "engine, a full quote for each"


def measure(smoke: bool) -> Figures:
    """Microseconds a basket; the sum of all must be the same to the cent."""
    store = Path(os.environ.get("FERIA_HOME", ".feria")) / "warehouse"
    baskets = made_up(500) if smoke else past_baskets(store, date(2017, 11, 1), date(2017, 12, 1))
    index = rates(baskets)
    plan = compile_plan(PROMOTIONS)
    carts = [replace(basket.cart, lines=tuple(basket.goods.lines)) for basket in baskets]
    tally = ours(baskets)
    assert tally.payable == by_hand(baskets, index), "the hand-written loop and the engine disagree"
    contenders = {
        HAND: lambda: by_hand(baskets, index),
        SUMS: lambda: ours(baskets),
        FULL: lambda: [plan.quote(cart, DAY, nudges=False) for cart in carts],
    }
    medians = in_turns(contenders, rounds=1 if smoke else 3, repeat=1)
    return {name: micros / len(baskets) for name, micros in medians.items()} | {"baskets": len(baskets)}


def main() -> None:
    """Run and print."""
    found = measured("bench.replay", smoke=is_smoke(__doc__, measure))
    baskets = next(iter(found.values()))["baskets"]
    print(f"{baskets:,.0f} past baskets under {len(PROMOTIONS)} promotions, payable the same either way:")
    beside(found, HAND, (SUMS, FULL), "us a basket")


if __name__ == "__main__":
    main()
