"""A ladder (R2.12): cheaper every day, exactly so many units at its prices, and the end when they are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from feria.mall.campaigns.api import plan
from feria.mall.kit.api import database_now, now
from feria.mall.orders import agreeing, quoting
from feria.mall.orders import api as orders
from feria.mall.orders.models import Order, Quota
from feria.mall.rush import api as rush
from feria.mall.stock.api import hold
from tests.mall import racing
from tests.mall.factories import at, make_address, make_category, make_member, make_shop, set_clock
from tests.mall.orders.conftest import PutOnSale, Shopper, run_out_of_time

TEXT = """\
feria: 1
id: ladder-2025
name: Ladder
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {id: main, name: The days, days: 2025-11-01 to 2025-11-10}
ladder:
  - id: kettles
    name: Kettles fall
    sku: kettle
    units: 5
    per_member: 4
    from: 2025-11-01
    off: [10%, 20%, 30%, 40%, 50%, 60%, 70%, 80%, 90%, 100%]
"""


@pytest.fixture(autouse=True)
def kettle(on_sale: PutOnSale) -> Iterator[object]:
    make_shop("grocery")
    make_category("grocery/kettles")
    item = on_sale("kettle", price=10_000, units=20, category="grocery/kettles")
    rush.open_festival(TEXT, by=None)
    set_clock(at(2025, 11, 1, 9))
    yield item
    set_clock(None)


def somebody() -> Shopper:
    member = make_member()
    make_address(member)
    return Shopper(member)


@pytest.mark.django_db
class TestOneAfterAnother:
    def test_each_day_has_its_price(self, kettle: object) -> None:
        prices = []
        for day in (1, 2, 3, 10):
            set_clock(at(2025, 11, day))
            prices.append(orders.price_product(kettle).payable)  # type: ignore[arg-type]
        assert prices == [9_000, 8_000, 7_000, 0]

    def test_it_shows_no_more_units_than_stock_has(self, kettle: object) -> None:
        """Stock is shared: with three units left on the shelf there are not five of the ladder."""
        set_clock(None)
        hold("somebody", {"kettle": 17}, database_now() + timedelta(hours=1))
        set_clock(at(2025, 11, 1, 9))
        (offer,) = orders.ladder_offers("kettle", now())
        assert (offer.left, offer.taken) == (3, 0)

    def test_the_days_end_to_the_instant(self, kettle: object) -> None:
        set_clock(at(2025, 11, 11))
        assert orders.price_product(kettle).payable == 10_000  # type: ignore[arg-type]

    def test_it_ends_when_the_units_do(self) -> None:
        assert somebody().order(kettle=4).payable == 36_000
        assert somebody().order(kettle=2).payable == 20_000, "one is left, two are wanted"
        assert somebody().order(kettle=1).payable == 9_000
        set_clock(at(2025, 11, 9))
        assert somebody().order(kettle=1).payable == 10_000
        assert orders.reconcile().differences == ()

    def test_what_is_not_paid_goes_back_to_the_ladder(self) -> None:
        unpaid = somebody().order(kettle=4)
        run_out_of_time(unpaid)
        orders.sweep()
        assert Quota.objects.get().taken == 0
        assert somebody().order(kettle=4).payable == 36_000

    def test_a_members_limit_holds_over_orders_and_days(self) -> None:
        shopper = somebody()
        shopper.order(kettle=3)
        set_clock(at(2025, 11, 2))
        assert shopper.order(kettle=2).payable == 20_000
        assert shopper.order(kettle=1).payable == 8_000

    def test_the_page_knows_what_is_left_and_what_is_being_paid(self) -> None:
        shopper = somebody()
        shopper.pay(shopper.order(kettle=2))
        somebody().order(kettle=1)
        (offer,) = orders.ladder_offers("kettle", at(2025, 11, 1, 9))
        assert (offer.left, offer.paying) == (2, 1)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_the_last_units_are_sold_once_at_the_ladders_price(self) -> None:
        endings = racing.all_at_once([_ordering(somebody()) for _ in range(8)])
        assert Counter(ending.answer for ending in endings) == {9_000: 5, 10_000: 3}
        assert orders.reconcile().differences == ()

    def test_without_the_second_look_the_guard_refuses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The negative control: counts that were read before anybody ordered sell what is gone, or would."""
        before = agreeing.gone_before(plan(now()), None)
        monkeypatch.setattr(agreeing, "gone_before", lambda *_: before)
        monkeypatch.setattr(quoting, "gone_before", lambda *_: before)
        endings = racing.all_at_once([_ordering(somebody()) for _ in range(8)])
        assert Counter(ending.name for ending in endings) == {"done": 5, "RuntimeError": 3}
        assert Order.objects.filter(payable=9_000).count() == 5


def _ordering(shopper: Shopper):  # type: ignore[no-untyped-def]
    orders.set_quantity(shopper.cart, "kettle", 1)
    address = shopper.member.addresses.get()
    return lambda: orders.checkout(shopper.member, shopper.cart, address, "once").payable
