"""R2.14: N people within T hours get the group price; an unfilled group is refunded in full and its stock released."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from feria.festival import GroupDesign, group_price, group_tag
from feria.mall.kit.api import database_now
from feria.mall.orders import api as orders
from feria.mall.orders.models import Group, Order, Payment
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.pricing import Amount, Lane, MinSpend, Window
from tests.mall.factories import at, make_address, make_member, make_product, make_shop, set_clock
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan

START = datetime(2026, 11, 11, tzinfo=UTC)
OFFER = GroupDesign(
    id="together",
    code="double-eleven.together",
    names={"en": "Kettles together"},
    sku="kettle",
    price=yuan(80),
    size=3,
    hours=24,
    window=Window(start_at=START, end_at=START + timedelta(days=2)),
)
PRICE = group_price(
    code=OFFER.code, names=OFFER.names, sku=OFFER.sku, price=OFFER.price, funders=(), currency="CNY"
)
MALL = """\
feria: 1
id: together-2025
name: Together
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {id: main, name: The day, days: 2025-11-11}
group:
  - {id: kettles, name: Kettles, sku: kettle, price: 80.00, size: 3, hours: 6, when: {phase: main}}
"""


def shared(quantity: int = 1):
    return goods(100, name="kettle", quantity=quantity, tags=(group_tag(OFFER.code),))


def test_three_people_have_100_at_80() -> None:
    assert priced(cart(shared()), PRICE).payable == yuan(80)
    assert priced(cart(shared(2)), PRICE).payable == yuan(160)


def test_who_is_in_no_group_pays_the_price_of_one() -> None:
    assert priced(cart(goods(100, name="kettle")), PRICE).payable == yuan(100)


def test_the_group_price_is_an_item_price_and_later_lanes_add_to_it() -> None:
    off = promotion("10-off-80", Lane.MALL, Amount(amount=yuan(10)), conditions=(MinSpend(amount=yuan(80)),))
    assert priced(cart(shared()), PRICE, off).payable == yuan(70)


def test_a_group_has_its_hours_but_no_longer_than_the_offer() -> None:
    assert OFFER.time_to_fill(START) == timedelta(hours=24)
    assert OFFER.time_to_fill(START + timedelta(hours=47)) == timedelta(hours=1)


@pytest.fixture
def kettles() -> Iterator[object]:
    make_shop("grocery")
    item = make_product("kettle", "Kettle", 10_000)
    stock.receive(item, 10, "delivery")
    rush.open_festival(MALL, by=None)
    set_clock(at(2025, 11, 11, 9))
    yield item
    set_clock(None)


def pay(order: Order) -> None:
    orders.dummy.decide(orders.start_payment(order, "/").reference, "captured")


def people(number: int) -> Group:
    """A group that so many people have paid for, each a unit."""
    group: Group | None = None
    for _ in range(number):
        member = make_member()
        address = make_address(member)
        if group is None:
            order = orders.start_group(member, "together-2025.kettles", 1, address, "k")
            group = order.group
        else:
            order = orders.join_group(member, group.key, 1, address, "k")
        pay(order)
    assert group
    group.refresh_from_db()
    return group


@pytest.mark.django_db
def test_three_people_in_time_get_the_group_price(kettles: object) -> None:
    group = people(3)
    assert group.state == "won"
    assert set(group.orders.values_list("state", "payable")) == {("paid", 8_000)}
    assert stock.levels([kettles])["kettle"].sold == 3  # type: ignore[list-item]
    assert orders.reconcile().is_clean


@pytest.mark.django_db
def test_two_of_three_are_refunded_in_full_and_the_stock_is_released(kettles: object) -> None:
    group = people(2)
    assert stock.levels([kettles])["kettle"].free == 8  # type: ignore[list-item]
    Group.objects.filter(pk=group.pk).update(fill_until=database_now())
    orders.sweep()
    group.refresh_from_db()
    assert group.state == "failed"
    assert list(Payment.objects.values_list("state", "amount")) == [("refunded", 8_000)] * 2
    assert stock.levels([kettles])["kettle"].free == 10  # type: ignore[list-item]
    assert orders.reconcile().is_clean
