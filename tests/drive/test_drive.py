"""Shoppers driven over HTTP against a mall that really runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from feria.demo import load
from feria.drive.figures import Report
from feria.drive.run import NoMall, Orders, drive
from feria.drive.shopper import Manners
from feria.drive.visits import visits
from feria.mall.catalog import api as catalog
from feria.mall.orders.models import Order
from feria.mall.stock import api as stock
from tests.review.sources import NOON, Article, Receipt, write_source
from tools.ports import free_port

DAY = date(2017, 11, 22)
LITTLE = Path(__file__).parents[1] / "demo" / "little.yaml"
SODA = Article(
    product_id=7,
    product_category="SOFT DRINKS",
    product_type="SFT DRNK 2 LITER BTL CARB INCL",
    package_size="2 LTR",
)


@dataclass
class Mall:
    """A running demo mall, and the year it was loaded from."""

    url: str
    token: str
    store: Path

    def drive(self, *, stop: asyncio.Event | None = None, token: str = "", **how: object) -> Report:
        orders = Orders(
            url=self.url, token=token or self.token, day=DAY, speed=how.pop("speed", 1e6), shoppers=4, manners=Manners(**how)
        )  # fmt: skip
        coming = list(visits(self.store, DAY, 10))

        async def run() -> Report:
            return await drive(orders, coming, stop or asyncio.Event())

        return asyncio.run(run())


@pytest.fixture
def mall(live_server, tmp_path, monkeypatch, settings) -> Mall:
    lines = [
        *(
            Receipt(basket_id=n, household_id=n, quantity=2, sales_value=3.18, product_id=7, transaction_timestamp=NOON + timedelta(minutes=n))
            for n in (1, 2, 3)
        ),
        Receipt(basket_id=4, household_id=1, quantity=1, sales_value=2.00, transaction_timestamp=NOON + timedelta(hours=1)),
        Receipt(basket_id=5, household_id=768, quantity=9, sales_value=18.00, transaction_timestamp=NOON + timedelta(days=9)),
    ]  # fmt: skip
    data = write_source(tmp_path / "source", lines, [Article(), SODA])
    monkeypatch.setattr(load, "source_directory", lambda: data)
    monkeypatch.setattr(load, "festival_file", lambda: LITTLE)
    settings.DEMO = True
    (tmp_path / "home").mkdir()
    made = load.load(tmp_path / "home")
    return Mall(live_server.url, made.drive_token, tmp_path / "home" / "warehouse")


def test_given_a_day_then_every_basket_is_ordered_and_paid_and_the_mall_counts_the_same(mall):
    report = mall.drive(pay=1.0, claim=1.0)

    assert (report.visits, report.orders, report.paid, report.errors) == (4, 4, 4, {})
    assert report.agrees
    placed = Order.objects.filter(channel="drive", state="paid")
    assert sorted(placed.values_list("member__code", flat=True)) == ["hh-1", "hh-1", "hh-2", "hh-3"]
    assert (
        report.payable == sum(placed.values_list("payable", flat=True)) < report.listed
    )  # the festival is on
    assert report.times["checkout"].count == 4


def test_given_nobody_pays_then_orders_wait(mall):
    report = mall.drive(pay=0.0, claim=0.0)

    assert (report.orders, report.paid, report.left_unpaid) == (4, 0, 4)
    assert set(Order.objects.values_list("state", flat=True)) == {"placed"}
    assert report.agrees


def test_given_the_shelf_runs_empty_then_it_is_a_refusal_and_nothing_is_oversold(mall):
    soda = catalog.product("7")
    stock.receive(soda, 3 - stock.available([soda])["7"], "count")

    report = mall.drive(pay=1.0, claim=0.0)

    assert report.refusals["stock-short"] >= 1
    assert stock.available([soda])["7"] == 0
    assert report.agrees
    assert report.errors == {}


def test_given_a_stop_then_the_drive_ends_in_order_with_its_report(mall):
    stop = asyncio.Event()
    stop.set()
    report = mall.drive(stop=stop, pay=1.0, claim=0.0)

    assert report.stopped
    assert (report.visits, report.orders) == (0, 0)
    assert report.agrees


def test_given_a_token_that_the_mall_does_not_know_then_nobody_sets_out(mall):
    with pytest.raises(NoMall, match="does not know our token"):
        mall.drive(token="feria_wrong")
    assert not Order.objects.exists()


def test_given_nothing_listens_then_it_says_so(mall):
    mall.url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(NoMall, match="nothing answers"):
        mall.drive()
