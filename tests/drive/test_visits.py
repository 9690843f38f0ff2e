"""A past day's baskets as visits: in their order, with what the mall sells of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from feria.cli.drive import _fault
from feria.drive.figures import summary
from feria.drive.shopper import Refused, without
from feria.drive.visits import Visit, visits
from feria.review.past import building
from tests.review.sources import FUEL, NOON, Article, Receipt, write_source

RARE = Article(product_id=909, product_type="BROTH")


def test_given_a_day_then_its_baskets_come_in_order_with_what_is_sold_here(tmp_path: Path):
    lines = [
        Receipt(basket_id=1, quantity=5, sales_value=5.01),  # two prices, one article
        Receipt(basket_id=1, product_id=FUEL.product_id, quantity=9_000, sales_value=20.00),
        Receipt(
            basket_id=2, household_id=7, product_id=909, transaction_timestamp=NOON + timedelta(minutes=2)
        ),
        Receipt(basket_id=3, transaction_timestamp=NOON + timedelta(days=1)),
    ]
    building.build(write_source(tmp_path / "source", lines, [Article(), FUEL, RARE]), tmp_path / "warehouse")

    assert list(visits(tmp_path / "warehouse", date(2017, 11, 22), most=1)) == [
        Visit(basket=1, member="hh-900", offset=0.0, wants={"101": 5}, not_sold=1),
        Visit(basket=2, member="hh-7", offset=120.0, wants={}, not_sold=1),
    ]
    second = list(visits(tmp_path / "warehouse", date(2017, 11, 22), most=2))[1]
    assert second.wants == {"909": 1}


def test_given_times_then_percentiles_are_by_nearest_rank():
    times = summary([n / 1_000 for n in range(1, 101)])
    assert (times.count, times.p50, times.p95, times.p99, times.most) == (100, 50.0, 95.0, 99.0, 100.0)
    assert summary([]).p99 == 0.0


def test_given_goods_ran_short_then_the_shopper_takes_what_there_is():
    refusal = Refused(
        "stock-short",
        [{"where": "1", "code": "stock-short", "has": 2}, {"where": "2", "code": "stock-short", "has": 0}],
    )
    assert without({"1": 5, "2": 1, "3": 1}, refusal) == {"1": 2, "3": 1}


def test_given_an_article_the_mall_does_not_know_then_the_rest_is_bought():
    refusal = Refused("cart", [{"where": "2", "code": "unknown-sku", "sku": "2"}])
    assert without({"1": 5, "2": 1}, refusal) == {"1": 5}


def test_given_the_price_moved_then_the_same_is_asked_again():
    assert without({"1": 5}, Refused("price-moved", [{"where": "expected_payable"}])) == {"1": 5}


def test_given_another_refusal_then_the_visit_ends():
    with pytest.raises(Refused):
        without({"1": 5}, Refused("address", []))


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"speed": 0.0}, "--speed"),
        ({"limit": 0}, "--limit"),
        ({"shoppers": 0}, "--shoppers"),
        ({"pay_rate": 1.5}, "--pay-rate"),
        ({"claim_rate": -0.1}, "--claim-rate"),
        ({"url": "somewhere"}, "--url"),
        ({"url": "https://mall.example"}, "--elsewhere"),
    ],
)
def test_given_a_call_that_makes_no_sense_then_one_sentence_names_the_option(broken, says):
    call = {
        "speed": 60.0, "limit": None, "shoppers": 4, "pay_rate": 1.0, "claim_rate": 0.0, "url": "http://127.0.0.1:8000",
        "elsewhere": False,
    }  # fmt: skip
    assert _fault(**call) == ""
    said = _fault(**(call | broken))
    assert says in said
    assert _fault(**(call | {"url": "https://mall.example", "elsewhere": True})) == ""
