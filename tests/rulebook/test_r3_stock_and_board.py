"""R3: nothing is sold twice, unpaid goods come back by themselves, the board shows real orders."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feria.mall.catalog.models import Product
from feria.mall.kit.api import database_now, is_on, turn
from feria.mall.kit.switches import forget
from feria.mall.members.models import Member
from feria.mall.orders import api as orders
from feria.mall.orders.models import Order
from feria.mall.stock.api import BelowClaims, Hold, StockShort, available, levels, receive
from feria.mall.web.switches import SWITCHES
from tests.mall.factories import at, make_address, make_member, make_product, set_clock

pytestmark = pytest.mark.django_db


def shelf(sku: str, units: int, **more: object) -> Product:
    product = make_product(sku, name=sku.capitalize(), **more)
    receive(product, units, "delivery")
    return product


def shopper(region: str = "OH") -> Member:
    member = make_member()
    make_address(member, region=region)
    return member


def order(member: Member, channel: str = "web", **wanted: int) -> Order:
    cart = orders.cart_for(member)
    orders.fill(cart, list(wanted.items()))
    return orders.checkout(
        member, cart, member.addresses.get(), f"key-{Order.objects.count()}", channel=channel
    )


def pay(placed: Order) -> None:
    orders.dummy.decide(orders.start_payment(placed, "/").reference, "captured")


def let_pass(placed: Order, time: timedelta) -> None:
    """Move the order's deadline, and its hold's, so much nearer."""
    Order.objects.filter(pk=placed.pk).update(pay_until=placed.pay_until - time)
    Hold.objects.filter(claimant=placed.number).update(held_until=placed.pay_until - time)


def test_r3_1_what_one_shopper_holds_or_bought_no_other_can_order():
    tea = shelf("tea", 3)
    pay(order(shopper(), tea=1))
    order(shopper(), tea=1)
    with pytest.raises(StockShort) as refused:
        order(shopper(), tea=2)
    assert [(item.sku, item.wants, item.has) for item in refused.value.items] == [("tea", 2, 1)]
    assert available([tea]) == {"tea": 1}


def test_r3_1_nor_can_a_count_take_it_away():
    tea = shelf("tea", 3)
    order(shopper(), tea=2)
    with pytest.raises(BelowClaims):
        receive(tea, -2, "count")


def test_r3_2_a_hold_has_fifteen_minutes_by_the_databases_clock():
    shelf("tea", 3)
    before = database_now()
    placed = order(shopper(), tea=1)
    assert before + timedelta(minutes=15) <= placed.pay_until <= database_now() + timedelta(minutes=15)


def test_r3_2_unpaid_goods_come_back_by_themselves_at_the_deadline():
    tea = shelf("tea", 3)
    placed = order(shopper(), tea=2)
    let_pass(placed, timedelta(minutes=14, seconds=50))
    orders.sweep()
    assert available([tea]) == {"tea": 1}
    let_pass(placed, timedelta(minutes=15))
    orders.sweep()
    assert available([tea]) == {"tea": 3}


def test_r3_2_cancelled_goods_come_back_at_once():
    tea = shelf("tea", 3)
    orders.cancel(order(shopper(), tea=2), None)
    assert available([tea]) == {"tea": 3}


def test_r3_2_sold_out_is_told_with_how_many_are_still_paying():
    tea = shelf("tea", 3)
    pay(order(shopper(), tea=1))
    order(shopper(), tea=1)
    order(shopper(), tea=1)
    level = levels([tea])["tea"]
    assert (level.free, level.paying) == (0, 2)


def test_r3_7_the_board_counts_paid_orders_by_everything_it_shows():
    shelf("tea", 9, listed_price=1_000)
    shelf("bread", 9, listed_price=500, shop="bakery", category="bakery/bread")
    set_clock(at(2025, 11, 11, 5, 8))
    regular = shopper(region="OH")
    pay(order(regular, tea=2))
    pay(order(regular, tea=1))
    pay(order(shopper(region="KY"), channel="api", bread=2))
    order(shopper(), tea=1)  # not paid: not on the board
    board = orders.BoardState(milestones=[2_500])
    board.advance()
    assert (board.amount, board.orders, board.payers) == (4_000, 3, 2)
    assert [(minute.minute_at, minute.orders) for minute in board.curve()] == [(at(2025, 11, 11, 5, 8), 3)]
    assert [(part.key, part.amount) for part in board.regions()] == [("OH", 3_000), ("KY", 1_000)]
    assert [(part.key, part.amount) for part in board.shops()] == [("grocery", 3_000), ("bakery", 1_000)]
    assert [(part.key, part.orders) for part in board.channels()] == [("web", 2), ("api", 1)]
    (milestone,) = board.milestones
    assert milestone.fell_at is not None
    assert milestone.fell_at.replace(second=0, microsecond=0) == at(2025, 11, 11, 5, 8)


def test_r3_7_orders_a_second_and_the_same_second_of_another_day():
    """Given yesterday's first million after eight minutes, today is told beside it at the same second."""
    shelf("tea", 99, listed_price=1_000)
    midnight = at(2025, 11, 11, 5)
    member = shopper()
    for day, second, units in ((-1, 480, 3), (0, 100, 1), (0, 480, 4)):
        set_clock(midnight + timedelta(days=day, seconds=second))
        pay(order(member, tea=units))
    today = orders.BoardState(since_at=midnight)
    today.advance()
    yesterday = orders.sales_curve(midnight - timedelta(days=1), midnight)
    seconds = [int((one.second_at - midnight).total_seconds()) for one in today.latest(midnight)]
    assert [one.orders for one in today.latest(midnight)] == [1, 1]
    assert seconds == pytest.approx([100, 480], abs=5)  # the clock runs on while the tests pay
    assert (yesterday.at(470), yesterday.at(490)) == ((0, 0), (1, 3_000))
    assert today.growth(midnight, 10, 50)[-1] == 5_000


@pytest.mark.parametrize("name", [plan.name for plan in SWITCHES])
def test_r3_6_each_switch_turns_off_its_own_part_without_a_restart(name: str):
    forget()
    turn(name, on=False, by=None)
    assert [plan.name for plan in SWITCHES if not is_on(plan.name)] == [name]
    turn(name, on=True, by=None)
    assert all(is_on(plan.name) for plan in SWITCHES)
