"""R5.6, as a sale records it: until when what was bought at a festival's price may not be sold lower."""

from __future__ import annotations

import pytest

from feria.mall.kit.api import events_after
from feria.mall.orders import api as orders
from feria.mall.rush import api as rush
from feria.mall.stock.api import receive
from tests.mall.buying import buy, make_buyer
from tests.mall.factories import (
    at,
    make_category,
    make_product,
    make_shop,
    set_clock,
)
from tests.mall.festivals import AFTER, RATIONAL, open_festival
from tests.mall.orders.ways import AHEAD, TEXT, TOGETHER
from tests.mall.rushing import BEFORE_OPEN, FESTIVAL, OPEN, SESSION, claim

pytestmark = pytest.mark.django_db(transaction=True)
DAY_SIXTEEN = at(2025, 11, 27, 5)
"""Fifteen days after the eleventh has ended in New York."""


@pytest.fixture
def festival() -> None:
    make_category("grocery/tea")
    receive(make_product("cola", "Cola", 1_000), 10, "delivery")
    receive(make_product("tea", "Tea", 500, category="grocery/tea"), 9, "delivery")
    set_clock(BEFORE_OPEN)
    open_festival(FESTIVAL)


def kept(order: orders.Order) -> list[str]:
    return [line.product.sku for line in order.lines.order_by("pk") if line.is_price_kept]


@pytest.mark.usefixtures("festival")
def test_r5_6_what_a_rush_sold_lower_is_kept_until_fifteen_days_after_the_festival() -> None:
    member = make_buyer()
    set_clock(OPEN)
    claim(member)

    order = orders.order_claim(member, SESSION, "k1", member.addresses.get())

    assert (order.prices_kept_until, kept(order)) == (DAY_SIXTEEN, ["cola"])


@pytest.mark.usefixtures("festival")
def test_r5_6_what_a_cart_bought_lower_is_kept_and_what_it_bought_at_the_listed_price_is_not() -> None:
    set_clock(OPEN)  # in the frenzy cola is reduced, and tea is not

    order = buy(make_buyer(), cola=1, tea=1)

    assert (order.prices_kept_until, kept(order)) == (DAY_SIXTEEN, ["cola"])


@pytest.mark.usefixtures("festival")
def test_r5_6_the_sale_tells_it() -> None:
    set_clock(RATIONAL)
    order = buy(make_buyer(), cola=1)

    orders.dummy.decide(orders.start_payment(order, "https://mall.example/back").reference, "captured")

    (sale,) = events_after(0, ["orders.order_paid"])
    assert sale.body["prices_kept_until"] == DAY_SIXTEEN.isoformat()


@pytest.mark.usefixtures("festival")
def test_r5_6_outside_a_festival_nothing_is_promised() -> None:
    set_clock(AFTER)

    order = buy(make_buyer(), cola=1)

    assert (order.prices_kept_until, kept(order)) == (None, [])


def test_r5_6_ahead_and_together_it_is_kept_alike() -> None:
    make_shop("grocery")
    make_category("grocery/kettles")
    receive(make_product("kettle", "Kettle", 24_000), 10, "delivery")
    rush.open_festival(TEXT, by=None)
    set_clock(at(2025, 11, 11, 9))
    member = make_buyer()
    address = member.addresses.get()

    ahead = orders.order_presale(member, AHEAD, "kettle", 1, address, "ahead")
    together = orders.start_group(member, TOGETHER, 1, address, "together")

    assert [order.prices_kept_until for order in (ahead, together)] == [at(2025, 11, 28)] * 2
    assert [kept(order) for order in (ahead, together)] == [["kettle"], ["kettle"]]
