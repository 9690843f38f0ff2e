"""What an event's baskets would have cost under other rules, with and without people answering to price."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from feria.festival import load
from feria.review.chapters.elasticity import elasticity
from feria.review.chapters.repriced import Repriced, repriced
from feria.review.facts.facts import Facts
from feria.review.facts.files import read_files
from feria.review.facts.mapping import read_mapping
from feria.review.frame import Days, frame_around
from tests.review.tills import day, write

EVENT = 140
FRAME = frame_around(Days(first=day(EVENT), until=day(EVENT + 1)), warm_up=7, after=7)
RULES = """
feria: 1
id: tenth
name: A tenth off
currency: USD
time_zone: UTC
shops: [corner]
phases:
  - {id: main, name: The day, days: 2026-11-11}
promotions:
  - {id: tenth-off, name: A tenth off, lane: item, when: {phase: main}, scope: {category: food}, benefit: {percent_off: 10%}}
"""


@dataclass(frozen=True)
class Line:
    order: str
    sold_at: str
    sku: str
    member: str
    category: str
    quantity: str
    listed: str
    charged: str


def town(folder: Path, power: float) -> Facts:
    """Thirty products; each week each costs 10 or 8, and sells ``100 x (price / 10) ** power``. On the day each sells 10 at 10."""
    chance = np.random.default_rng(3)
    lines = []
    for week in range(EVENT // 7):
        for product in range(30):
            price = 8 if chance.random() < 0.4 else 10
            units = max(1, round(100 * (price / 10) ** power * (1 + chance.normal(0, 0.03))))
            at = f"{day(7 * week + 2)} 12:00:00"
            lines.append(
                Line(
                    f"{week}-{product}",
                    at,
                    f"p{product}",
                    "ann",
                    "food/soup",
                    str(units),
                    f"{10 * units}.00",
                    f"{price * units}.00",
                )
            )
    for product in range(30):
        at = f"{day(EVENT)} 12:00:00"
        lines.append(Line(f"e{product}", at, f"p{product}", "bob", "food/soup", "10", "100.00", "100.00"))
    return read_files(write(folder / "lines.csv", lines), read_mapping("currency: USD\ntime_zone: UTC"))


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return town(tmp_path_factory.mktemp("town"), power=-2.0)


@pytest.fixture(scope="module")
def found(facts: Facts) -> Repriced:
    rules = load(RULES, "rules.yaml")
    assert rules.document is not None, rules
    return repriced(facts, FRAME, rules.document)


def test_the_same_baskets_cost_a_tenth_less(found: Repriced) -> None:
    unmoved = found.scenarios[0]

    assert (unmoved.response, unmoved.units, unmoved.listed) == ("unmoved", 300, 300_000)
    assert (unmoved.off, unmoved.payable, unmoved.against_then) == (30_000, 270_000, -30_000)
    assert [(each.promotion, each.orders, each.cost) for each in found.rules] == [("tenth-off", 30, 30_000)]


def test_the_elasticity_is_read_from_the_weeks_before(facts: Facts) -> None:
    answered = elasticity(facts, FRAME)

    assert answered is not None
    assert answered.value == pytest.approx(-2.0, abs=0.1)
    assert abs(answered.placebo) < 3 * answered.placebo_error + 0.1, "next week's price moved nobody"


def test_people_who_answer_to_price_buy_more_and_cost_more(found: Repriced) -> None:
    unmoved, moved = found.scenarios

    assert moved.response == "moved"
    assert moved.units == pytest.approx(300 * 0.9**-2, rel=0.03)
    assert moved.off > unmoved.off


def test_goods_whose_price_never_moved_tell_no_elasticity(tmp_path: Path) -> None:
    lines = [
        Line(f"{n}", f"{day(n)} 12:00:00", "soup", "ann", "food/soup", "1", "10.00", "10.00")
        for n in range(EVENT + 1)
    ]
    bare = read_files(write(tmp_path / "lines.csv", lines), read_mapping("currency: USD\ntime_zone: UTC"))

    result = repriced(bare, FRAME, load(RULES, "rules.yaml").document)

    assert [each.response for each in result.scenarios] == ["unmoved"]
    assert [each.code for each in result.missing] == ["replay-no-elasticity"]


def test_without_rules_it_says_what_it_needs(facts: Facts) -> None:
    assert repriced(facts, FRAME, None).missing[0].facts["question"] == "replay"
