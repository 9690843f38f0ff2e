"""Each part of a review on a little shop whose answer is known beforehand (R8.3 to R8.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from feria.review.facts.facts import Facts
from feria.review.facts.files import read_files
from feria.review.facts.mapping import read_mapping
from feria.review.frame import Days, Frame, frame_around
from feria.review.review import Review, review
from tests.review.tills import FIRST, day, write

EVENT = day(56)
FRAME = frame_around(Days(first=EVENT, until=EVENT + timedelta(days=1)), warm_up=7, after=14)


@dataclass(frozen=True)
class Line:
    order: str
    sold_at: str
    sku: str
    member: str
    quantity: str
    listed: str
    charged: str
    region: str = "north"


@dataclass(frozen=True)
class Product:
    sku: str
    name: str
    category: str
    shop: str = "corner"


@dataclass(frozen=True)
class Wish:
    member: str
    sku: str
    kind: str
    added_at: str


@dataclass(frozen=True)
class Discount:
    order: str
    sku: str
    promotion: str
    funder: str
    amount: str


@dataclass(frozen=True)
class Coupon:
    coupon: str
    member: str
    claimed_at: str
    used_at: str


@dataclass(frozen=True)
class Delivery:
    order: str
    dispatched_at: str
    delivered_at: str


@dataclass(frozen=True)
class Visit:
    day: str
    source: str
    visitors: str
    orders: str


@dataclass(frozen=True)
class Look:
    day: str
    sku: str
    visitors: str


@dataclass(frozen=True)
class Count:
    sku: str
    at: str
    on_hand: str


def line(
    order: str, on: int, sku: str, member: str, quantity: int, listed: int, charged: int, **more: str
) -> Line:
    at = f"{day(on)} 12:00:00"
    return Line(order, at, sku, member, str(quantity), f"{listed}.00", f"{charged}.00", **more)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Ann and Bob buy soup every day for eight weeks and a warm-up. On the day Ann buys tea at half price, Cid comes for the
    first time, and Bob takes soup instead of the stew in his cart; afterwards Ann buys soup below the day's price."""
    folder = tmp_path_factory.mktemp("corner")
    usual = [line(f"u{n}", n, "soup", "ann" if n % 2 else "bob", 1, 10, 10) for n in range(56)]
    event = [
        line("e1", 56, "tea", "ann", 10, 100, 50),
        line("e2", 56, "tea", "cid", 2, 20, 10, region="south"),
        line("e3", 56, "soup", "bob", 1, 10, 10),
    ]
    after = [line("a1", 57, "soup", "ann", 1, 10, 8), line("a2", 60, "tea", "dee", 1, 10, 10)]
    write(folder / "lines.csv", [*usual, *event, *after])
    write(
        folder / "products.csv",
        [
            Product("soup", "Soup", "grocery/soup"),
            Product("stew", "Stew", "grocery/soup"),
            Product("tea", "Tea", "drinks/tea"),
        ],
    )
    noon = f"{day(55)} 12:00:00"
    write(
        folder / "carts.csv",
        [
            Wish("ann", "tea", "cart", noon),
            Wish("bob", "stew", "cart", noon),
            Wish("dee", "tea", "cart", noon),
            Wish("eve", "tea", "cart", noon),
        ],
    )
    write(
        folder / "discounts.csv",
        [
            Discount("e1", "tea", "half", "mall", "30.00"),
            Discount("e1", "tea", "half", "brand", "20.00"),
            Discount("e2", "tea", "half", "shop", "10.00"),
            Discount("a1", "soup", "late", "shop", "2.00"),
        ],
    )
    used = f"{EVENT} 12:00:00"
    write(
        folder / "coupons.csv",
        [
            Coupon("five", "ann", noon, used),
            Coupon("five", "bob", noon, ""),
            Coupon("old", "bob", f"{FIRST}", ""),
        ],
    )
    write(
        folder / "deliveries.csv",
        [
            Delivery("e1", f"{day(57)} 12:00:00", f"{day(58)} 12:00:00"),
            Delivery("e2", f"{day(59)} 12:00:00", f"{day(60)} 12:00:00"),
        ],
    )
    write(
        folder / "traffic.csv",
        [
            Visit(f"{EVENT}", "mail", "20", "2"),
            Visit(f"{EVENT}", "", "10", "1"),
            Visit(f"{day(10)}", "mail", "5", "1"),
        ],
    )
    write(
        folder / "views.csv",
        [Look(f"{EVENT}", "soup", "40"), Look(f"{EVENT}", "tea", "8"), Look(f"{day(10)}", "tea", "99")],
    )
    write(
        folder / "stock.csv",
        [
            Count("tea", f"{EVENT} 13:00:00", "0"),
            Count("tea", f"{EVENT} 14:10:00", "0"),
            Count("soup", f"{EVENT} 14:10:00", "3"),
        ],
    )
    return read_files(folder, read_mapping("currency: USD\ntime_zone: UTC"))


@pytest.fixture(scope="module")
def found(facts: Facts) -> Review:
    return review(facts, FRAME)


def test_goods_tell_how_few_make_the_sales_and_what_ran_out(found: Review) -> None:
    best = found.goods.best[0]
    assert (best.sku, best.units, best.sales, best.running_share) == ("tea", 12, 6_000, 8_571)
    assert found.goods.concentration is not None
    assert found.goods.concentration.products_for_four_fifths == 1
    (gone,) = found.goods.ran_out
    assert (gone.sku, gone.hours) == ("tea", 2)


def test_goods_that_warmed_up_sold_or_did_not(found: Review) -> None:
    judged = {
        each.sku: (each.wishes, each.bought)
        for each in (*found.goods.warmed_and_sold, *found.goods.warmed_not_sold)
    }

    assert judged == {"tea": (3, 1), "stew": (1, 0)}


def test_a_category_s_event_stands_beside_as_many_usual_days(found: Review) -> None:
    soup = next(each for each in found.goods.categories if each.group == "grocery/soup")

    assert (soup.usual, soup.sales, soup.change_bps) == (1_000, 1_000, 0)


def test_new_buyers_are_told_from_old_ones_and_who_came_back(found: Review) -> None:
    groups = {each.audience: each for each in found.audiences.new_and_old}

    assert (groups["new"].buyers, groups["new"].sales, groups["new"].came_back) == (1, 1_000, 0)
    assert (groups["old"].buyers, groups["old"].sales, groups["old"].came_back) == (2, 6_000, 1)
    assert found.audiences.within_days == 4, "the input ends four days after the event"


def test_what_was_given_is_told_by_promotion_and_funder(found: Review) -> None:
    (half,) = found.offers.offers

    assert (half.promotion, half.orders, half.cost, half.sales_of_orders) == ("half", 2, 6_000, 6_000)
    assert (half.borne_by_mall, half.borne_by_shops, half.borne_by_brands) == (3_000, 1_000, 2_000)


def test_coupons_count_from_claim_to_use(found: Review) -> None:
    assert [(each.coupon, each.claimed, each.used) for each in found.offers.coupons] == [("five", 2, 1)]


def test_carts_end_bought_replaced_recovered_or_lost(found: Review) -> None:
    assert {each.outcome: each.wishes for each in found.lost.outcomes} == {
        "bought": 1,  # ann's tea
        "instead": 1,  # bob's stew: he took soup
        "recovered": 1,  # dee's tea, three days later
        "lost": 1,  # eve's
    }


def test_parcels_are_timed_from_paid_to_sent(found: Review) -> None:
    (speed,) = found.logistics.speeds

    assert (speed.part, speed.orders, speed.dispatch_half, speed.late_bps) == ("event", 2, 48, 5_000)


def test_traffic_converts_by_part_and_by_source(found: Review) -> None:
    event = next(each for each in found.traffic.parts if each.group == "event")
    assert (event.visitors, event.orders, event.conversion_bps) == (30, 3, 1_000)
    assert [(each.group, each.visitors, each.orders) for each in found.traffic.sources] == [
        ("mail", 20, 2),
        ("", 10, 1),
    ]


def test_goods_convert_those_who_looked_at_them(found: Review) -> None:
    assert [
        (each.sku, each.visitors, each.buyers, each.conversion_bps) for each in found.goods.looked_at
    ] == [
        ("soup", 40, 1, 250),
        ("tea", 8, 2, 2_500),
    ]


def test_after_the_event_what_sold_lower_can_be_claimed(found: Review) -> None:
    (soup,) = found.checklist.sold_lower
    assert (soup.sku, soup.event_price, soup.later_price, soup.could_be_claimed) == ("soup", 1_000, 800, 200)
    states = {each.item: each.state for each in found.checklist.items}
    assert states["price-protection"] == "open"
    assert states["promotions-off"] == "unknown", "no document says which promotions were the festival's"


def test_regions_rise_and_fall_against_their_usual(found: Review) -> None:
    south = next(each for each in found.regions.regions if each.group == "south")

    assert (south.usual, south.sales, south.change_bps) == (0, 1_000, None)


def test_a_review_compares_with_an_earlier_one(facts: Facts, found: Review) -> None:
    earlier = msgspec.structs.replace(found, names={"en": "Last year"})

    again = review(facts, FRAME, before=[earlier])

    assert [each.festival for each in again.comparison.past] == ["", "Last year"]
    assert again.comparison.past[0].sales == again.comparison.past[1].sales == 7_000


def test_what_the_tables_do_not_hold_is_named(tmp_path: Path) -> None:
    rows = [line(f"u{n}", n, "soup", "ann", 1, 10, 10) for n in range(60)]
    bare = read_files(write(tmp_path / "orders.csv", rows))

    result = review(bare, FRAME)

    asked = {
        note.facts["question"]
        for each in result.answers().values()
        for note in each.missing
        if note.code == "missing"
    }
    assert {"traffic", "lost", "logistics", "offers-coupons", "goods-ran-out"} <= asked


def test_a_moved_frame_keeps_its_shape() -> None:
    moved = FRAME.moved(3)

    assert isinstance(moved, Frame)
    assert [len(getattr(moved, part)) for part in ("usual", "warm_up", "event", "after")] == [56, 7, 1, 14]
