"""The same moment, twice: checkouts, payments, cancelling and lapsing beside one another (P2, P3, P4).

Threads with connections of their own on a database file, or on PostgreSQL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.db import connection

from feria.mall.kit.api import one_moment
from feria.mall.orders import carts, settling
from feria.mall.orders.api import (
    Cart,
    Order,
    Payment,
    add,
    cancel,
    cart_for,
    cart_lines,
    checkout,
    dummy,
    lapse_due,
    merge_carts,
    receive_event,
    reconcile,
    set_quantity,
    start_payment,
    sweep,
)
from feria.mall.orders.gateways.dummy import charge, event_of
from feria.mall.orders.models import GatewayEvent, LedgerEntry
from feria.mall.stock.api import levels
from tests.mall import racing
from tests.mall.factories import make_address, make_member
from tests.mall.orders.conftest import PutOnSale, Shopper, run_out_of_time

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(deeds: list[Callable[[], object]]) -> Counter[object]:
    """What the deeds, started together, answered; of those that were refused, the refusal's name."""
    return Counter(ending.name if ending.error else ending.answer for ending in racing.all_at_once(deeds))


def deliver(reference: str) -> str:
    """Tell the mall what the gateway's books say of the charge."""
    found = charge(reference)
    assert found
    body = msgspec.json.encode(event_of(found))
    return receive_event("dummy", body, dummy.sign(body))


def test_one_key_pressed_many_times_at_once_is_one_order(shopper: Shopper, on_sale: PutOnSale) -> None:
    tea = on_sale("tea", units=50)
    set_quantity(shopper.cart, "tea", 2)
    address = shopper.member.addresses.get()
    press = lambda: checkout(shopper.member, shopper.cart, address, "once").number  # noqa: E731
    endings = all_at_once([press] * 12)
    assert len(endings) == 1, "identical answers"
    assert levels([tea])["tea"].held == 2


def test_one_cart_checked_out_in_two_windows_is_one_order(shopper: Shopper, on_sale: PutOnSale) -> None:
    tea = on_sale("tea", units=50)
    set_quantity(shopper.cart, "tea", 2)
    address = shopper.member.addresses.get()
    windows = [
        lambda n=n: bool(checkout(shopper.member, shopper.cart, address, f"window-{n}"))  # type: ignore[misc]
        for n in range(6)
    ]
    assert all_at_once(windows) == {True: 1, "EmptyCart": 5}
    assert levels([tea])["tea"].held == 2


def test_a_tab_that_adds_while_another_signs_in_adds_to_the_members_cart(
    shopper: Shopper, on_sale: PutOnSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    for sku in ("tea", "cups"):
        on_sale(sku)
    guest = cart_for("session-1")
    set_quantity(guest, "tea", 2)
    # Given a sign-in that is in the middle of moving the guest's lines
    gate = racing.Gate()
    usual = carts._write
    monkeypatch.setattr(carts, "_write", gate.before(usual))
    with racing.beside() as start:
        merging = start(lambda: merge_carts("session-1", shopper.member))
        gate.wait_for_it()
        monkeypatch.setattr(carts, "_write", usual)
        # When the other tab, still a guest's, adds to the cart
        adding = start(lambda: add(guest, "cups", 3))
        if connection.vendor == "postgresql":  # SQLite lets the one who writes first end first
            racing.wait_until_somebody_waits(unless=adding)
        gate.opened.set()
        merging.result(racing.LONG)
        adding.result(racing.LONG)
    # Then nothing is lost and nobody saw an error
    held = {line.product.sku: line.quantity for line in cart_lines(shopper.cart)}
    assert held == {"tea": 2, "cups": 3}
    assert Cart.objects.count() == 1


def test_many_shoppers_of_few_units_place_exactly_so_many_orders(on_sale: PutOnSale) -> None:
    tea = on_sale("tea", units=5)
    deeds: list[Callable[[], object]] = []
    for _ in range(20):
        member = make_member()
        address = make_address(member)
        set_quantity(cart_for(member), "tea", 1)
        deeds.append(
            lambda member=member, address=address: bool(checkout(member, cart_for(member), address, "k"))  # type: ignore[misc]
        )
    assert all_at_once(deeds) == {True: 5, "StockShort": 15}
    assert (levels([tea])["tea"].held, Order.objects.count()) == (5, 5)
    assert reconcile().differences == ()


def test_a_webhook_delivered_many_times_at_once_acts_once(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    redirect = shopper.begin(order)
    dummy.decide(redirect.reference, "captured", tell=False)
    assert all_at_once([lambda: deliver(redirect.reference)] * 12) == {"paid": 12}
    assert LedgerEntry.objects.filter(journal=f"capture:{redirect.reference}").count() == 2
    assert GatewayEvent.objects.count() == 1


def test_two_payments_of_one_order_at_once_keep_one(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    references = [start_payment(order, "/").reference for _ in range(6)]
    for reference in references:
        dummy.decide(reference, "captured", tell=False)
    endings = all_at_once([lambda reference=reference: deliver(reference) for reference in references])  # type: ignore[misc]
    assert endings == {"paid": 1, "refund-due": 5}
    sweep()
    assert Counter(Payment.objects.values_list("state", flat=True)) == {"captured": 1, "refunded": 5}
    assert reconcile().differences == ()


def test_paying_and_lapsing_at_once_is_one_or_the_other(on_sale: PutOnSale, settings: Any) -> None:
    settings.LATE_PAYMENT_MINUTES = 0  # what is late goes back; test_late_payments.py has those that do not
    on_sale("tea", units=50)
    deeds: list[Callable[[], object]] = []
    for n in range(8):
        member = make_member()
        make_address(member)
        shopper = Shopper(member)
        order = shopper.order(tea=1)
        redirect = shopper.begin(order)
        dummy.decide(redirect.reference, "captured", tell=False)
        if n % 2:
            run_out_of_time(order)
        deeds.append(lambda reference=redirect.reference: deliver(reference))  # type: ignore[misc]
    deeds += [lambda: bool(lapse_due() or True)] * 4
    assert set(all_at_once(deeds)) <= {True, "paid", "refund-due"}
    sweep()
    assert Counter(Order.objects.values_list("state", flat=True)) == {"paid": 4, "lapsed": 4}
    assert Counter(Payment.objects.values_list("state", flat=True)) == {"captured": 4, "refunded": 4}
    assert reconcile().differences == ()


def test_paying_and_cancelling_at_once_leaves_nobody_short(on_sale: PutOnSale) -> None:
    tea = on_sale("tea", units=50)
    deeds: list[Callable[[], object]] = []
    for _ in range(8):
        member = make_member()
        make_address(member)
        shopper = Shopper(member)
        order = shopper.order(tea=1)
        redirect = shopper.begin(order)
        dummy.decide(redirect.reference, "captured", tell=False)
        deeds.append(lambda reference=redirect.reference: bool(deliver(reference)))  # type: ignore[misc]
        deeds.append(lambda order=order: bool(cancel(order, None)))  # type: ignore[misc]
    assert all_at_once(deeds) == {True: 16}
    sweep()
    assert set(Order.objects.values_list("state", flat=True)) == {"cancelled"}
    assert set(Payment.objects.values_list("state", flat=True)) == {"refunded"}
    assert levels([tea])["tea"].free == 50
    assert reconcile().differences == ()


def test_reconciling_reads_one_moment_and_keeps_nobody_from_selling(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale
) -> None:
    on_sale("tea")
    shopper.pay(shopper.order(tea=1))
    with one_moment():
        assert Order.objects.count() == 1
        (sold,) = racing.all_at_once([lambda: other_shopper.pay(other_shopper.order(tea=1))])
        assert sold.name == "done"
        assert Order.objects.count() == 1, "the books as they stood at the first look"
    assert Order.objects.count() == 2
    assert reconcile().differences == ()


def test_control_without_the_orders_lock_and_guards_an_order_is_paid_twice(
    shopper: Shopper, on_sale: PutOnSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both walls gone, stale rows for locked ones and no look at the state: reconcile must cry out."""
    on_sale("tea")
    order = shopper.order(tea=1)
    references = [start_payment(order, "/").reference for _ in range(2)]
    for reference in references:
        dummy.decide(reference, "captured", tell=False)
    monkeypatch.setattr(settling, "_pays", lambda order, payment, clocks: True)
    assert [deliver(reference) for reference in references] == ["paid", "paid"]
    assert {difference.check for difference in reconcile().differences} >= {"payment-of-order"}
