"""A made-up shopping street with every table that a review reads, full of what databases disagree on.

Ties in every ranking, texts whose order depends on the language, halves of a cent, empty beside missing, the same goods in
two prices on one day, refunds without a sale, orders at midnight, parcels sent within a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from feria.review.facts.facts import Facts
from feria.review.facts.files import read_files
from feria.review.facts.mapping import read_mapping
from feria.review.facts.margins import with_margins
from feria.review.frame import Days, frame_around
from tests.review.tills import day, write

DAYS = 100
EVENT = day(80)
FRAME = frame_around(Days(first=EVENT, until=EVENT + timedelta(days=3)), warm_up=7, after=14)
MAPPING = read_mapping("currency: EUR\ntime_zone: Europe/Madrid\ninstants_in: UTC\namounts: minor")
MARGINS = {"": 3_333, "grocery": 2_500, "grocery/soup": 2_750}


@dataclass(frozen=True)
class Line:
    order: str
    line: int
    sold_at: str
    sku: str
    member: str
    quantity: int
    listed: int
    charged: int
    cost: str
    region: str
    place: str
    channel: str


@dataclass(frozen=True)
class Product:
    sku: str
    name: str
    shop: str
    category: str
    brand: str
    listed_price: int
    new_since: str


@dataclass(frozen=True)
class Cost:
    sku: str
    unit_cost: int


@dataclass(frozen=True)
class Discount:
    order: str
    sku: str
    promotion: str
    name: str
    coupon: str
    funder: str
    amount: int


@dataclass(frozen=True)
class Refund:
    order: str
    sku: str
    refunded_at: str
    amount: int
    quantity: int


@dataclass(frozen=True)
class Coupon:
    coupon: str
    member: str
    claimed_at: str
    used_at: str
    order: str
    amount: str


@dataclass(frozen=True)
class Campaign:
    campaign: str
    kind: str
    from_day: str
    to_day: str


@dataclass(frozen=True)
class Named:
    campaign: str
    sku: str


@dataclass(frozen=True)
class Wish:
    member: str
    sku: str
    kind: str
    added_at: str
    quantity: int
    how: str = ""


@dataclass(frozen=True)
class Look:
    day: str
    sku: str
    visitors: int
    views: int


@dataclass(frozen=True)
class Delivery:
    order: str
    dispatched_at: str
    delivered_at: str


@dataclass(frozen=True)
class Member:
    member: str
    joined_at: str
    level: str
    segment: str
    region: str


@dataclass(frozen=True)
class Visit:
    day: str
    source: str
    visitors: int
    views: int
    returning: str
    orders: int


@dataclass(frozen=True)
class Count:
    sku: str
    at: str
    on_hand: int


@dataclass(frozen=True)
class Placement:
    sku: str
    place: str
    from_day: str
    display: str
    mailer: str


@dataclass(frozen=True)
class Spend:
    day: str
    kind: str
    amount: int


SHELVES = ("grocery/soup/clear", "grocery/soup", "grocery/bread", "Drinks/tea", "drinks/tea", "ñam", "")
NAMES = (
    "Azúcar",
    "azucar",
    "Zumo",
    "zumo",
    "Äpfel",
    "apples",
    "Œufs",
    "茶",
    "Tea",
    "tea",
    "_blank",
    "9 lives",
)


def goods() -> list[Product]:
    return [
        Product(
            sku=f"{'aAbB'[n % 4]}-{n // 2}",
            name=NAMES[n % len(NAMES)] if n % 7 else "",
            shop=("corner", "Corner", "ängel")[n % 3],
            category=SHELVES[n % len(SHELVES)],
            brand=("Own", "own", "")[n % 3],
            listed_price=100 * (1 + n % 9) + n % 2,
            new_since=f"{day(75)}" if n % 11 == 3 else "",
        )
        for n in range(40)
    ]


def _at(chance: Random, n: int) -> datetime:
    hour, minute = chance.choice(((0, 0), (9, 30), (12, 0), (22, 59), (23, 0), (23, 59)))
    return datetime(day(n).year, day(n).month, day(n).day, hour, minute, 59)  # noqa: DTZ001 - a CSV's instant


def street(folder: Path, seed: int = 7) -> Facts:
    """The street's tables as files in ``folder``, read and mended."""
    chance = Random(seed)
    shelf = goods()
    people = [f"{'mMñ'[n % 3]}{n // 3}" for n in range(150)]
    lines: list[Line] = []
    discounts, refunds, parcels = [], [], []
    for n in range(DAYS):
        busy = 3 if day(n) in FRAME.event else 0.6 if day(n) in FRAME.warm_up else 1
        for k in range(round((12 + n % 5) * busy)):
            order, at = f"{'oO'[k % 2]}{n}-{k}", _at(chance, n)
            member = chance.choice(people) if k % 9 else ""
            region, place, channel = (
                chance.choice(("Norte", "norte", "Sur", "")),
                f"p{k % 3}",
                ("web", "app")[k % 2],
            )
            for place_in_order, product in enumerate(_basket(chance, shelf, k)):
                quantity = chance.choice((1, 1, 1, 2, 3))
                listed = product.listed_price * quantity
                off = listed // 3 if day(n) in FRAME.event and product.category.startswith("grocery") else 0
                off += 1 if k % 10 == 0 else 0
                lines.append(
                    Line(
                        order=order,
                        line=place_in_order,
                        sold_at=f"{at}",
                        sku=product.sku,
                        member=member,
                        quantity=quantity,
                        listed=listed,
                        charged=listed - off,
                        cost=f"{listed // 2}" if k % 13 == 0 else "",
                        region=region,
                        place=place,
                        channel=channel,
                    )
                )
                if off:
                    halves = ((("mall", off // 2), ("shop:corner", off - off // 2)), (("brand", off),))[k % 2]
                    discounts += [
                        Discount(order, product.sku, ("fair", "Fair")[k % 3 == 0], "Fair", "", who, part)
                        for who, part in halves
                        if part
                    ]
                if chance.random() < 0.03:
                    back = at + timedelta(days=chance.choice((0, 3, 9)))
                    refunds.append(Refund(order, product.sku, f"{back}", (listed - off) // quantity, 1))
            if k % 4 == 0:
                gone = at + timedelta(
                    hours=chance.choice((0, 5, 24, 48, 72)), seconds=chance.choice((0, 1, 1800))
                )
                there = f"{gone + timedelta(hours=chance.choice((12, 36, 37)), minutes=30)}" if k % 8 else ""
                parcels.append(Delivery(order, f"{gone}", there))
    refunds.append(Refund("nobody's", "a-0", f"{day(81)} 10:00:00", 55, 1))
    _write(folder, lines=lines, products=shelf, discounts=discounts, refunds=refunds, deliveries=parcels)
    _write(folder, **_people(chance, people, shelf, lines))
    _write(folder, **_surroundings(chance, shelf))
    return with_margins(read_files(folder, MAPPING), MARGINS)


def _basket(chance: Random, shelf: list[Product], k: int) -> list[Product]:
    """Every third basket is soup with tea, so that some goods have kin; the others are of anything else."""
    if k % 3 == 0:
        return [
            chance.choice([each for each in shelf if each.category == wanted])
            for wanted in ("grocery/soup", "drinks/tea")
        ]
    rest = [each for each in shelf if each.category not in ("grocery/soup", "drinks/tea")]
    return chance.sample(rest, chance.choice((1, 1, 2, 4)))


def _people(
    chance: Random, people: list[str], shelf: list[Product], lines: list[Line]
) -> dict[str, list[object]]:
    claimed = f"{day(74)} 08:00:00"
    first = {line.member: line for line in lines if line.sold_at >= f"{EVENT}" and line.member}
    coupons: list[object] = [
        Coupon(
            coupon=f"{'cC'[n % 2]}{n % 4}",
            member=member,
            claimed_at=claimed if n % 5 else "",
            used_at=first[member].sold_at if n % 2 and member in first else "",
            order=first[member].order if n % 2 and member in first else "",
            amount="50" if n % 4 == 1 else "",
        )
        for n, member in enumerate(people[:45])
    ]
    wishes: list[object] = [
        Wish(
            member=chance.choice(people),
            sku=chance.choice(shelf).sku,
            kind=chance.choice(("cart", "favourite", "")),
            added_at=f"{_at(chance, chance.randrange(72, 84))}",
            quantity=1,
            how=("ordered", "", "removed", "removed")[n % 4],
        )
        for n in range(300)
    ]
    members: list[object] = [
        Member(
            member=member,
            joined_at=f"{day(n % 90)} 10:00:00",
            level=("Gold", "gold", "Silver", "")[n % 4],
            segment=("35-49K", "Under 15K", "")[n % 3],
            region="Norte",
        )
        for n, member in enumerate(people[:-5])
    ]
    campaigns: list[object] = [
        Campaign(coupon, "B", f"{day(74)}", f"{day(84)}") for coupon in ("c0", "C1", "c2", "C3")
    ]
    named: list[object] = [Named(("c0", "C1")[n % 2], product.sku) for n, product in enumerate(shelf[:12])]
    return {
        "coupons": coupons,
        "carts": wishes,
        "members": members,
        "campaigns": campaigns,
        "campaign_goods": named,
    }


def _surroundings(chance: Random, shelf: list[Product]) -> dict[str, list[object]]:
    visits: list[object] = [
        Visit(f"{day(n)}", source, 100 + n % 7, 300, "20" if n % 3 else "", n % 9)
        for n in range(DAYS)
        for source in ("mail", "Mail", "ad", "")
    ]
    looks: list[object] = [
        Look(f"{day(n)}", product.sku, 3 + place % 2, 9)
        for n in range(70, DAYS)
        for place, product in enumerate(shelf)
    ]
    counts: list[object] = [
        Count(product.sku, f"{day(80 + n % 3)} {10 + n % 4}:{15 * (n % 3):02}:00", chance.choice((0, 0, 4)))
        for product in shelf
        for n in range(4)
    ]
    placed: list[object] = [
        Placement(
            product.sku, f"p{n % 3}", f"{day(8 + 7 * week)}", ("end", "")[n % 2], ("front", "")[n % 3 == 0]
        )
        for n, product in enumerate(shelf)
        for week in range(12)
    ]
    spent: list[object] = [Spend(f"{day(n)}", "ads", 1_000 + n) for n in range(60, 90)]
    costs: list[object] = [Cost(product.sku, product.listed_price // 2) for product in shelf[::3]]
    return {
        "traffic": visits,
        "views": looks,
        "stock": counts,
        "placements": placed,
        "spending": spent,
        "costs": costs,
    }


def _write(folder: Path, **tables: list[object]) -> None:
    for name, rows in tables.items():
        write(folder / f"{name}.csv", rows)
