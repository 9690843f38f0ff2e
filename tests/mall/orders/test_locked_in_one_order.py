"""Whoever orders, pays and cancels locks rows in one order, coupons last: nobody waits for somebody who waits for them
(PostgreSQL; SQLite has one writer at a time, so that nobody can).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feria.mall.coupons import api as coupons
from feria.mall.orders import api as orders
from feria.mall.orders import placing
from feria.mall.orders.presale import balances
from feria.mall.rush import api as rush
from tests.mall.factories import at, make_category, make_shop, set_clock
from tests.mall.orders.conftest import PutOnSale, Shopper
from tests.mall.racing import LONG, Gate, beside, wait_until_somebody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

WHOLE = "whole-price"
TEXT = """\
feria: 1
id: in-order-2025
name: In order
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {id: presale, name: Presale, days: 2025-10-21 to 2025-10-31}
  - {id: main, name: The day, days: 2025-11-11}
presale:
  - id: kettles
    name: Kettles ahead
    deposit: {phase: presale}
    balance: {phase: main}
    products:
      - {sku: kettle, price: 200.00, deposit: 10.00, counts_as: 20.00, units: 5}
promotions:
  - id: come-again
    name: The next one is on us
    lane: grant
    when: {phase: main}
    scope: {sku: [tea, cups]}
    benefit: {next_coupon: {coupon: whole-price}}
coupons:
  - id: whole-price
    name: The whole price
    stock: 10
    claim: {phase: presale}
    use: {phase: main}
    benefit: {amount_off: 500.00}
"""
PRESALE, MAIN = at(2025, 10, 25), at(2025, 11, 11, 9)


@pytest.fixture(autouse=True)
def festival(on_sale: PutOnSale) -> Iterator[None]:
    """A coupon that pays a whole price: claimed ahead of the day, or brought by an order of the day."""
    make_shop("grocery")
    make_category("grocery/kitchen")
    for sku in ("kettle", "tea", "cups"):
        on_sale(sku, price=24_000, category="grocery/kitchen")
    rush.open_festival(TEXT, by=None)
    set_clock(PRESALE)
    yield
    set_clock(None)


def spent_by() -> list[str]:
    """The orders that use a coupon."""
    return list(coupons.Redemption.objects.filter(restored_at=None).values_list("order_number", flat=True))


@pytest.mark.parametrize("stands_before", ["become_paid", "spend_coupons"])
def test_a_balance_of_nought_is_agreed_while_its_coupon_and_its_goods_are_ordered(
    shopper: Shopper, stands_before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given goods ordered ahead, and a coupon for all that is left to pay of them
    address = shopper.member.addresses.get()
    ahead = orders.order_presale(shopper.member, "in-order-2025.kettles", "kettle", 1, address, "ahead")
    shopper.pay(ahead)
    coupons.claim(shopper.member, WHOLE)
    set_clock(MAIN)
    orders.set_quantity(shopper.cart, "kettle", 1)
    gate = Gate()
    monkeypatch.setattr(balances, stands_before, gate.before(getattr(balances, stands_before)))
    with beside() as start:
        # When the balance is asked for, and the same goods are ordered with that coupon in another tab
        asking = start(lambda: balances.agree_balance(ahead.number))
        gate.wait_for_it()
        ordering = start(lambda: orders.checkout(shopper.member, shopper.cart, address, "another-tab"))
        wait_until_somebody_waits(unless=ordering)
        gate.opened.set()
        # Then whoever was first has it, and the other is told so
        refusals = [deed.exception(LONG) for deed in (asking, ordering)]
    assert [getattr(each, "code", each) for each in refusals if each] == ["used"]
    assert len(spent_by()) == 1
    assert orders.reconcile().differences == ()


@pytest.mark.parametrize(("stands_before", "used"), [("become_paid", 0), ("spend_coupons", 1)])
def test_an_order_is_cancelled_while_the_coupon_that_it_brought_is_used(
    shopper: Shopper, stands_before: str, used: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an order that brought a coupon
    set_clock(MAIN)
    first = shopper.order(tea=1)
    shopper.pay(first)
    assert coupons.Coupon.objects.get().given_for == first.number
    gate = Gate()
    monkeypatch.setattr(placing, stands_before, gate.before(getattr(placing, stands_before)))
    with beside() as start:
        # When it is cancelled while the coupon pays for an order that brings one, too
        ordering = start(lambda: shopper.order(cups=1))
        gate.wait_for_it()
        cancelling = start(lambda: orders.cancel(first, None))
        wait_until_somebody_waits(unless=cancelling)
        gate.opened.set()
        # Then the coupon is used, or it is gone and whoever wanted it is told so
        assert cancelling.exception(LONG) is None
        refused = ordering.exception(LONG)
    assert getattr(refused, "code", refused) == (None if used else "unknown")
    assert len(spent_by()) == used
    assert orders.reconcile().differences == ()
