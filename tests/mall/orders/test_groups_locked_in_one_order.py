"""A group that fills is several orders at once: their places, units and coupons are locked in the order of one
(PostgreSQL; SQLite has one writer at a time, so that nobody waits for somebody who waits for them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from feria.mall.coupons import api as coupons
from feria.mall.orders import api as orders
from feria.mall.orders import transitions
from feria.mall.orders.group import ordering
from feria.mall.orders.models import Group, Order
from feria.mall.rush import api as rush
from tests.mall.factories import at, make_address, make_category, make_member, make_shop, set_clock
from tests.mall.orders.conftest import PutOnSale, Shopper, keys
from tests.mall.racing import LONG, Gate, beside, wait_until_somebody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

CODE, WHOLE = "filled-2025.bowls", "whole-price"
TEXT = """\
feria: 1
id: filled-2025
name: Filled
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {id: warm-up, name: Warm-up, days: 2025-11-01 to 2025-11-10}
  - {id: main, name: The day, days: 2025-11-11}
group:
  - {id: bowls, name: Bowls together, sku: bowl, price: 150.00, size: 2, hours: 6, when: {phase: main}, units: 50}
promotions:
  - id: early-pairs
    name: The first who take two
    lane: mall
    when: {phase: main}
    scope: {sku: [bowl]}
    conditions: {first_orders: 5, min_quantity: 2}
    benefit: {amount_off: 1.00}
  - id: for-pairs
    name: For who takes two
    lane: grant
    when: {phase: main}
    scope: {sku: [bowl]}
    conditions: {min_quantity: 2}
    benefit: {next_coupon: {coupon: zest}}
  - id: for-singles
    name: For who takes one
    lane: grant
    when: {phase: main}
    scope: {sku: [bowl]}
    conditions: {not: {min_quantity: 2}}
    benefit: {next_coupon: {coupon: anise}}
  - id: tea-anise
    name: Anise with tea
    lane: grant
    when: {phase: main}
    scope: {sku: [tea]}
    benefit: {next_coupon: {coupon: anise}}
  - id: tea-zest
    name: Zest with tea
    lane: grant
    when: {phase: main}
    scope: {sku: [tea]}
    benefit: {next_coupon: {coupon: zest}}
coupons:
  - id: whole-price
    name: The whole price
    stock: 10
    claim: {phase: warm-up}
    use: {phase: main}
    benefit: {amount_off: 500.00}
  - {id: anise, name: Anise, stock: 10, use: {phase: main}, benefit: {amount_off: 1.00}}
  - {id: zest, name: Zest, stock: 10, use: {phase: main}, benefit: {amount_off: 1.00}}
"""
WARM_UP, MAIN = at(2025, 11, 5), at(2025, 11, 11, 9)


@pytest.fixture(autouse=True)
def festival(on_sale: PutOnSale) -> Iterator[None]:
    """Bowls for groups of two: who takes two has a place among the first, and another coupon than who takes one."""
    make_shop("grocery")
    make_category("grocery/kitchen")
    for sku in ("bowl", "tea"):
        on_sale(sku, price=24_000, units=50, category="grocery/kitchen")
    rush.open_festival(TEXT, by=None)
    set_clock(MAIN)
    yield
    set_clock(None)


def somebody() -> Shopper:
    member = make_member()
    make_address(member)
    return Shopper(member)


def start(shopper: Shopper, quantity: int) -> Order:
    address = shopper.member.addresses.get()
    return orders.start_group(shopper.member, CODE, quantity, address, f"start-{next(keys)}")


def join(shopper: Shopper, group: Group | None, quantity: int) -> Order:
    assert group
    address = shopper.member.addresses.get()
    return orders.join_group(shopper.member, group.key, quantity, address, f"join-{next(keys)}")


def opened_by(shopper: Shopper, quantity: int) -> Group | None:
    """A group whose starter has paid for so many."""
    order = start(shopper, quantity)
    shopper.pay(order)
    return order.group


BESIDE: dict[str, Callable[[Shopper], object]] = {
    "from a cart": lambda other: other.order(bowl=2),
    "in another group": lambda other: start(other, 2),
}


@pytest.mark.parametrize("way", BESIDE)
def test_a_share_of_nought_fills_its_group_while_another_order_takes_a_place(
    way: str, shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a group whose starter has a place among the first, and a coupon for all that a seat costs
    set_clock(WARM_UP)
    coupons.claim(shopper.member, WHOLE)
    set_clock(MAIN)
    group, other = opened_by(somebody(), 2), somebody()
    gate = Gate()
    monkeypatch.setattr(ordering, "pay_share", gate.before(ordering.pay_share))
    with beside() as go:
        # When the seat is taken, which ranks the starter's place, while somebody else takes a place and units
        joining = go(lambda: join(shopper, group, 1))
        gate.wait_for_it()
        ordering_beside = go(lambda: BESIDE[way](other))
        wait_until_somebody_waits(unless=ordering_beside)
        gate.opened.set()
        # Then both have what they came for
        refusals = [deed.exception(LONG) for deed in (joining, ordering_beside)]
    assert refusals == [None, None]
    assert Group.objects.get(orders__member=shopper.member).state == Group.State.WON
    assert orders.reconcile().differences == ()


def test_a_group_is_paid_while_an_order_brings_the_coupons_of_its_members(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Given a group whose members' coupons differ, and an order that brings both of them
    group, last, other = opened_by(somebody(), 2), somebody(), somebody()
    share, tea = join(last, group, 1), other.order(tea=1)
    gate = Gate()
    monkeypatch.setattr(transitions, "note_first_order", gate.before(transitions.note_first_order))
    with beside() as go:
        # When the last share is paid, and the order while the first member's is being sold
        filling = go(lambda: last.pay(share))
        gate.wait_for_it()
        paying = go(lambda: other.pay(tea))
        wait_until_somebody_waits(unless=paying)
        gate.opened.set()
        # Then both are paid, and everybody has their coupons
        assert [deed.exception(LONG) for deed in (filling, paying)] == [None, None]
    brought = coupons.Coupon.objects.order_by("member_id", "template__code")
    had = [
        (coupon.member.code, coupon.template.code) for coupon in brought.select_related("member", "template")
    ]
    starter = next(code for code, template in had if code not in (last.member.code, other.member.code))
    assert had == [
        (starter, "zest"),
        (last.member.code, "anise"),
        (other.member.code, "anise"),
        (other.member.code, "zest"),
    ]
    assert orders.reconcile().differences == ()
