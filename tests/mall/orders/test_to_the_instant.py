"""Starts and ends to the instant on every path (P9): a microsecond before, and at it. The clock is handed in.

The teller's own windows are in ``stock/teller/test_answers.py``, the lane's in ``rush/lane/test_to_the_instant.py``, those
of documents and coupons in ``campaigns/test_in_force.py`` and ``coupons/test_claim.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from feria.mall.kit import clock
from feria.mall.kit.api import Reading, database_now
from feria.mall.orders import api as orders
from feria.mall.orders.models import Order
from feria.mall.stock.api import Hold
from tests.mall.factories import make_address, make_member
from tests.mall.orders.conftest import PutOnSale, Shopper
from tests.mall.orders.ways import AHEAD, ENCORE, MAIN, OVER, TOGETHER, open_ways

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
StandAt = Callable[[datetime], None]


@pytest.fixture
def stand_at(monkeypatch: pytest.MonkeyPatch) -> StandAt:
    """Lets the database's clock stand at an instant, in every room that asks it."""
    real = clock.read_clocks
    rooms = [module for module in list(sys.modules.values()) if vars(module).get("read_clocks") is real]
    assert len(rooms) > 5

    def stand(instant: datetime) -> None:
        for room in rooms:
            monkeypatch.setattr(room, "read_clocks", lambda: Reading(database=instant, mall=instant))
        assert database_now() == instant

    return stand


@pytest.fixture
def shopper(on_sale: PutOnSale) -> Shopper:
    open_ways(on_sale, units=50)
    member = make_member()
    make_address(member)
    return Shopper(member)


def ended(deed: Callable[[], Any]) -> str:
    """ "done", or how it was refused."""
    try:
        deed()
    except (orders.PresaleRefused, orders.GroupRefused, orders.StateRefused, orders.ClaimRefused) as refused:
        return str(getattr(refused, "code", type(refused).__name__))
    return "done"


IN_ITS_WINDOW = [(MAIN - TICK, "not-yet"), (MAIN, "done"), (ENCORE - TICK, "done"), (ENCORE, "over")]


@pytest.mark.parametrize(("instant", "ending"), IN_ITS_WINDOW)
def test_goods_are_ordered_ahead_in_the_deposits_window(
    instant: datetime, ending: str, shopper: Shopper, stand_at: StandAt
) -> None:
    address = shopper.member.addresses.get()
    stand_at(instant)
    assert ended(lambda: orders.order_presale(shopper.member, AHEAD, "kettle", 1, address, "key")) == ending


@pytest.mark.parametrize(("instant", "ending"), IN_ITS_WINDOW)
def test_groups_are_started_in_their_window(
    instant: datetime, ending: str, shopper: Shopper, stand_at: StandAt
) -> None:
    address = shopper.member.addresses.get()
    stand_at(instant)
    assert ended(lambda: orders.start_group(shopper.member, TOGETHER, 1, address, "key")) == ending


@pytest.mark.parametrize(
    ("instant", "payable"),
    [(MAIN - TICK, 24_000), (MAIN, 12_000), (ENCORE - TICK, 12_000), (ENCORE, 24_000)],
)
def test_a_cart_has_the_days_price_on_the_day(
    instant: datetime, payable: int, shopper: Shopper, stand_at: StandAt
) -> None:
    stand_at(instant)
    assert shopper.order(kettle=1).payable == payable


@pytest.mark.parametrize(
    ("instant", "is_taken"),
    [(ENCORE - TICK, False), (ENCORE, True), (OVER - TICK, True), (OVER, False)],
)
def test_a_balance_is_paid_in_its_window(
    instant: datetime, is_taken: bool, shopper: Shopper, stand_at: StandAt
) -> None:
    address = shopper.member.addresses.get()
    stand_at(MAIN)
    order = orders.order_presale(shopper.member, AHEAD, "kettle", 1, address, "key")
    shopper.pay(order)
    stand_at(instant)
    assert (ended(lambda: shopper.pay(order)) == "done") == is_taken
    assert order.state == ("paid" if is_taken else "prepaid")


@pytest.mark.parametrize(("after", "state"), [(-TICK, "paid"), (timedelta(), "lapsed")])
def test_money_that_comes_at_the_deadline_comes_too_late(
    after: timedelta, state: str, shopper: Shopper, stand_at: StandAt, settings: Any
) -> None:
    settings.LATE_PAYMENT_MINUTES = 0
    stand_at(MAIN)
    order = shopper.order(kettle=1)
    begun = shopper.begin(order)
    stand_at(order.pay_until + after)
    orders.dummy.decide(begun.reference, "captured")
    order.refresh_from_db()
    assert order.state == state


@pytest.mark.parametrize(("after", "can"), [(-TICK, True), (timedelta(), False)])
def test_a_payment_is_begun_before_the_deadline_and_the_sweeper_comes_at_it(
    after: timedelta, can: bool, shopper: Shopper, stand_at: StandAt
) -> None:
    stand_at(MAIN)
    order = shopper.order(kettle=1)
    stand_at(order.pay_until + after)
    assert (ended(lambda: shopper.begin(order)) == "done") == can
    assert orders.lapse_due() == ([] if can else [order.number])
    assert Order.objects.get().state == ("placed" if can else "lapsed")
    assert Hold.objects.get().state == ("held" if can else "released")
