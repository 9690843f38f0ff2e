"""Cancelling and lapsing: everything comes back, exactly once (R3.2, P2)."""

from __future__ import annotations

import threading

import pytest

from feria.mall.kit.api import OutboxEvent, events_after
from feria.mall.orders import jobs, transitions
from feria.mall.orders.api import Order, Payment, StateRefused, cancel, dummy, lapse_due, send_refunds, sweep
from feria.mall.orders.errors import GatewayDown
from feria.mall.orders.gateways.dummy import DummyGateway
from feria.mall.orders.models import LedgerEntry
from feria.mall.orders.rules import TRANSITIONS, may_become
from feria.mall.stock.api import available, levels
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper, percent_off, run_out_of_time

pytestmark = pytest.mark.django_db


def balances() -> dict[str, int]:
    found: dict[str, int] = {}
    for account, amount in LedgerEntry.objects.values_list("account", "amount"):
        found[account] = found.get(account, 0) + amount
    return {account: amount for account, amount in found.items() if amount}


def told(order: Order) -> list[str]:
    events = OutboxEvent.objects.filter(key=order.number).order_by("id")
    return [event.topic.removeprefix("orders.order_") for event in events]


def test_where_an_order_may_go() -> None:
    assert TRANSITIONS.keys() == set(Order.State)
    assert may_become("placed", "paid")
    assert may_become("paid", "cancelled")
    assert not may_become("lapsed", "paid")
    assert not may_become("cancelled", "paid")
    assert not may_become("paid", "lapsed")


def test_an_unpaid_order_that_is_cancelled_gives_its_stock_back(shopper: Shopper, on_sale: PutOnSale) -> None:
    tea = on_sale("tea", units=5)
    order = shopper.order(tea=2)
    assert cancel(order, shopper.member.user).state == "cancelled"
    assert cancel(order, shopper.member.user).state == "cancelled"
    assert available([tea]) == {"tea": 5}
    assert told(order) == ["placed", "cancelled"]
    assert balances() == {}


def test_a_paid_order_that_is_cancelled_is_undone_to_the_cent(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise
) -> None:
    tea = on_sale("tea", price=999, units=5)
    promise(percent_off(13, mall_bears=33))
    order = shopper.order(tea=3)
    shopper.pay(order)
    assert balances()
    cancel(order, shopper.member.user)
    assert balances() == {}
    assert Payment.objects.get().state == "refunded"
    assert (levels([tea])["tea"].sold, levels([tea])["tea"].free) == (0, 5)
    assert told(order) == ["placed", "paid", "cancelled", "refunded"]
    (event,) = events_after(0, ["orders.order_cancelled"])
    assert event.body["sale"]["payable"] == order.payable


def test_an_order_of_nothing_to_pay_can_be_cancelled_too(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise
) -> None:
    tea = on_sale("tea", units=5)
    promise(percent_off(100))
    cancel(shopper.order(tea=1), None)
    assert balances() == {}
    assert available([tea]) == {"tea": 5}


def test_a_lapsed_order_has_nothing_left_to_cancel(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    run_out_of_time(order)
    lapse_due()
    with pytest.raises(StateRefused) as refused:
        cancel(order, None)
    assert "lapsed" in str(refused.value)


def test_unpaid_orders_lapse_once_and_only_after_their_deadline(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale
) -> None:
    tea = on_sale("tea", units=5)
    late, in_time = shopper.order(tea=2), other_shopper.order(tea=1)
    run_out_of_time(late)
    assert [lapse_due(), lapse_due(), lapse_due()] == [[late.number], [], []]
    assert available([tea]) == {"tea": 4}
    assert told(late) == ["placed", "lapsed"]
    in_time.refresh_from_db()
    assert in_time.state == "placed"


def test_an_order_that_cannot_lapse_does_not_keep_the_others(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sale("tea", units=5)
    stuck, other = shopper.order(tea=1), other_shopper.order(tea=1)
    run_out_of_time(stuck)
    run_out_of_time(other)

    def restore(number: str) -> int:
        if number == stuck.number:
            raise RuntimeError("something nobody thought of")
        return 0

    monkeypatch.setattr(transitions, "restore", restore)
    assert lapse_due() == [other.number]


def test_the_sweeper_goes_on_until_it_is_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, rounds = threading.Event(), []

    def sweep() -> None:
        rounds.append("swept")
        if len(rounds) == 3:
            stop.set()
        raise RuntimeError("something nobody thought of")

    monkeypatch.setattr(jobs, "sweep", sweep)
    jobs.run_forever(stop, every_seconds=0.001)
    assert len(rounds) == 3


def test_the_time_machine_lapses_nothing(shopper: Shopper, on_sale: PutOnSale) -> None:
    from tests.mall.factories import at, set_clock

    on_sale("tea")
    order = shopper.order(tea=1)
    set_clock(at(2040, 1, 1))
    assert lapse_due() == []
    shopper.pay(order)
    assert order.state == "paid"
    assert order.paid_at is not None
    assert order.paid_at.year == 2040


def test_a_gateway_that_gives_no_answer_is_asked_again_by_the_sweeper(
    shopper: Shopper, on_sale: PutOnSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    shopper.pay(order)

    def no_answer(self: DummyGateway, payment: Payment) -> None:
        raise GatewayDown

    with monkeypatch.context() as patched:
        patched.setattr(DummyGateway, "refund", no_answer)
        cancel(order, None)
        assert Payment.objects.get().state == "refund_due"
        assert send_refunds() == []
        assert balances() == {"gateway:dummy": 1_000, "buyer": -1_000}, (
            "the money is the buyer's, not yet back"
        )
    sweep()
    assert Payment.objects.get().state == "refunded"
    assert balances() == {}


def test_cancelling_while_the_buyer_stands_at_the_gateway(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    redirect = shopper.begin(order)
    dummy.decide(redirect.reference, "captured", tell=False)
    cancel(order, None)
    dummy.decide(redirect.reference, "captured")
    assert Payment.objects.get().state == "refunded"
    assert balances() == {}
