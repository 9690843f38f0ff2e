"""Paying through a redirecting gateway: once, checked, and never both paid and refunded (P2, P4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db.models import F

from feria.mall.kit.api import OutboxEvent, database_now, events_after
from feria.mall.orders.api import (
    Event,
    EventRefused,
    Order,
    Payment,
    PaymentUnknown,
    Redirect,
    StateRefused,
    ask_gateways_too,
    cancel,
    confirm_return,
    dummy,
    receive_event,
    start_payment,
    sweep,
)
from feria.mall.orders.errors import GatewayDown
from feria.mall.orders.gateways.protocol import Status
from feria.mall.orders.models import DummyCharge, GatewayEvent, LedgerEntry
from feria.mall.stock.api import levels, release
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper, percent_off, run_out_of_time

pytestmark = pytest.mark.django_db


def told(event: Event) -> str:
    """Deliver an event as the gateway would."""
    body = msgspec.json.encode(event)
    return receive_event("dummy", body, dummy.sign(body))


def captured(order: Order, redirect: Redirect, **other: Any) -> Event:
    fields: dict[str, Any] = {
        "event_id": "evt_1",
        "kind": "captured",
        "reference": redirect.reference,
        "order_number": order.number,
        "amount": order.payable,
        "currency": order.currency,
    }
    return Event(**{**fields, **other})


def topics(order: Order) -> list[str]:
    events = OutboxEvent.objects.filter(key=order.number).order_by("id")
    return [event.topic.removeprefix("orders.order_") for event in events]


def balance(account: str) -> int:
    return sum(LedgerEntry.objects.filter(account=account).values_list("amount", flat=True))


def test_a_captured_payment_makes_the_order_a_sale(
    shopper: Shopper, on_sale: PutOnSale, promise: Promise
) -> None:
    tea = on_sale("tea", price=1_000, units=5)
    promise(percent_off(10, mall_bears=60))
    order = shopper.order(tea=2)
    redirect = shopper.begin(order)
    assert redirect.url == f"/pay/dummy/{redirect.reference}/"
    back = dummy.decide(redirect.reference, "captured")
    assert back == f"/pay/return/{redirect.reference}/"
    order = confirm_return(redirect.reference)
    assert order.state == "paid"
    assert levels([tea])["tea"].sold == 2
    assert balance("gateway:dummy") == 1_800
    assert balance("buyer") == 0
    assert balance("shop:grocery") == -2_000
    assert balance("promotions:mall") == 120
    assert balance("promotions:shop:grocery") == 80
    shopper.member.refresh_from_db()
    assert shopper.member.first_order_at == order.paid_at


def test_what_is_told_of_a_paid_order_can_be_counted(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea", price=1_000)
    order = shopper.order(tea=2)
    shopper.pay(order)
    (event,) = events_after(0, ["orders.order_paid"])
    assert event.key == order.number
    assert event.body == {
        "number": order.number,
        "payable": 2_000,
        "listed": 2_000,
        "currency": "USD",
        "region": "OH",
        "channel": "web",
        "member": shopper.member.code,
        "paid_at": order.paid_at.isoformat() if order.paid_at else "",
        "prices_kept_until": None,
        "lines": [
            {
                "sku": "tea",
                "name": "Tea",
                "shop": "grocery",
                "category": "grocery/soft-drinks",
                "quantity": 2,
                "listed": 2_000,
                "payable": 2_000,
            }
        ],
    }


def test_an_event_acts_once_however_often_it_is_told(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    redirect = shopper.begin(order)
    event = captured(order, redirect)
    assert {told(event) for _ in range(50)} == {"paid"}
    assert told(captured(order, redirect, event_id="evt_2")) == "already"
    assert balance("gateway:dummy") == 1_000
    assert topics(order) == ["placed", "paid"]


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ({"amount": 1}, "wrong-amount"),
        ({"amount": -1_000}, "wrong-amount"),
        ({"currency": "CNY"}, "wrong-currency"),
        ({"order_number": "F-OTHER"}, "wrong-order"),
        ({"reference": "P-OTHER"}, "unknown-payment"),
    ],
)
def test_an_event_that_is_wrong_in_anything_pays_nothing(
    shopper: Shopper, on_sale: PutOnSale, other: dict[str, Any], outcome: str
) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    redirect = shopper.begin(order)
    assert told(captured(order, redirect, **other)) == outcome
    order.refresh_from_db()
    assert order.state == "placed"
    assert not LedgerEntry.objects.exists()
    assert GatewayEvent.objects.get().outcome == outcome


def test_another_orders_payment_does_not_pay_this_one(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale
) -> None:
    on_sale("tea")
    order, other = shopper.order(tea=1), other_shopper.order(tea=1)
    assert told(captured(other, shopper.begin(order))) == "wrong-order"


def test_what_the_gateway_did_not_sign_is_not_even_kept(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    body = msgspec.json.encode(captured(order, shopper.begin(order)))
    signature = dummy.sign(body)
    for bad_body, bad_signature in [(body, ""), (body, "0" * 64), (body, "ñ"), (body + b" ", signature)]:
        with pytest.raises(EventRefused) as refused:
            receive_event("dummy", bad_body, bad_signature)
        assert refused.value.code == "bad-signature"
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b'{"kind": "captured"}', b"\xff\xfe"])
def test_a_signed_riddle_is_malformed(body: bytes) -> None:
    with pytest.raises(EventRefused) as refused:
        receive_event("dummy", body, dummy.sign(body))
    assert refused.value.code == "malformed"


def test_who_is_no_gateway_of_ours_is_not_heard() -> None:
    with pytest.raises(EventRefused) as refused:
        receive_event("nobody", b"{}", "")
    assert refused.value.code == "unknown-gateway"
    with pytest.raises(EventRefused) as refused:
        receive_event("dummy", b" " * 100_000, "")
    assert refused.value.code == "too-large"


def test_without_a_secret_nothing_is_signed(settings: Any) -> None:
    settings.GATEWAY_SECRET = ""
    with pytest.raises(EventRefused):
        dummy.sign(b"{}")


def test_a_lost_webhook_is_made_up_for_when_the_buyer_returns(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    redirect = shopper.begin(order)
    dummy.decide(redirect.reference, "captured", tell=False)
    assert confirm_return(redirect.reference).state == "paid"
    dummy.decide(redirect.reference, "captured")  # the webhook, found again
    assert balance("gateway:dummy") == order.payable


def test_a_lost_webhook_and_a_lost_buyer_are_made_up_for_before_the_deadline(
    shopper: Shopper, on_sale: PutOnSale
) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    dummy.decide(shopper.begin(order).reference, "captured", tell=False)
    sweep()
    order.refresh_from_db()
    assert order.state == "placed", "nobody asks while there is time"
    Order.objects.update(pay_until=order.pay_until - timedelta(minutes=14, seconds=30))
    sweep()
    order.refresh_from_db()
    assert order.state == "paid"


def _lapsed_with_a_page_open(shopper: Shopper) -> tuple[Order, Redirect]:
    """An order that ran out of time while its buyer was at the gateway."""
    order = shopper.order(tea=1)
    redirect = shopper.begin(order)
    run_out_of_time(order)
    sweep()
    order.refresh_from_db()
    assert order.state == "lapsed"
    return order, redirect


def _silent_for(redirect: Redirect, age: timedelta) -> Payment:
    """Let the payment be so old; its gateway is asked when it is due."""
    payment = Payment.objects.get(reference=redirect.reference)
    passed = age - (database_now() - payment.started_at)
    Payment.objects.update(started_at=F("started_at") - passed, ask_at=F("ask_at") - passed)
    sweep()
    payment.refresh_from_db()
    return payment


def test_who_pays_when_the_order_has_lapsed_is_heard_of_though_the_webhook_is_lost(
    shopper: Shopper, on_sale: PutOnSale
) -> None:
    on_sale("tea", units=1)
    _order, redirect = _lapsed_with_a_page_open(shopper)
    shopper.pay(shopper.order(tea=1))  # the unit is gone
    dummy.decide(redirect.reference, "captured", tell=False)

    assert _silent_for(redirect, timedelta(minutes=19)).state == "started", "nobody asks yet"
    assert _silent_for(redirect, timedelta(minutes=21)).state == "refunded"
    assert ask_gateways_too() == []


def test_a_payment_that_stays_open_is_asked_about_at_twice_the_age_and_after_a_week_no_more(
    shopper: Shopper, on_sale: PutOnSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    status = dummy.DummyGateway.status
    monkeypatch.setattr(
        dummy.DummyGateway, "status", lambda self, which: asked.append(which) or status(self, which)
    )
    on_sale("tea")
    _order, redirect = _lapsed_with_a_page_open(shopper)
    asked.clear()  # before it lapsed it was asked about, too

    for minutes, times in [(19, 0), (20, 1), (39, 1), (41, 2), (80, 2), (83, 3)]:
        _silent_for(redirect, timedelta(minutes=minutes))
        assert len(asked) == times, f"{minutes} minutes"
    assert _silent_for(redirect, timedelta(days=8)).ask_at is None
    asked.clear()
    _silent_for(redirect, timedelta(days=80))
    assert asked == []


def test_a_gateway_that_is_down_is_asked_again_and_keeps_nobody_else(
    shopper: Shopper, on_sale: PutOnSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sale("tea", units=9)
    _first, redirect = _lapsed_with_a_page_open(shopper)
    _order, other = _lapsed_with_a_page_open(shopper)
    for reference in (redirect.reference, other.reference):
        dummy.decide(reference, "captured", tell=False)
    status = dummy.DummyGateway.status

    def half(self: dummy.DummyGateway, reference: str) -> Status:
        if reference == redirect.reference:
            raise GatewayDown
        return status(self, reference)

    monkeypatch.setattr(dummy.DummyGateway, "status", half)
    _silent_for(redirect, timedelta(minutes=21))
    states = dict(Payment.objects.values_list("reference", "state"))
    assert states[redirect.reference] == "started"
    assert states[other.reference] != "started"

    monkeypatch.undo()
    assert _silent_for(redirect, timedelta(minutes=45)).state != "started"


def test_a_return_that_nobody_set_out_on_is_unknown() -> None:
    with pytest.raises(PaymentUnknown):
        confirm_return("P-NOBODY")
    with pytest.raises(PaymentUnknown):
        dummy.decide("P-NOBODY", "captured")


def test_a_declined_payment_can_be_tried_again(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    redirect = shopper.begin(order)
    dummy.decide(redirect.reference, "failed")
    order.refresh_from_db()
    assert order.state == "placed"
    shopper.pay(order)
    assert order.state == "paid"
    assert sorted(order.payments.values_list("state", flat=True)) == ["captured", "failed"]


def test_a_lost_redirect_is_paid_again_and_the_second_capture_goes_back_by_itself(
    shopper: Shopper, on_sale: PutOnSale
) -> None:
    tea = on_sale("tea")
    order = shopper.order(tea=1)
    lost, again = shopper.begin(order), shopper.begin(order)
    dummy.decide(again.reference, "captured")
    dummy.decide(lost.reference, "captured")
    order.refresh_from_db()
    assert order.state == "paid"
    states = dict(order.payments.values_list("reference", "state"))
    assert states == {again.reference: "captured", lost.reference: "refunded"}
    assert DummyCharge.objects.get(reference=lost.reference).state == "refunded"
    assert (balance("gateway:dummy"), balance("buyer")) == (order.payable, 0)
    assert levels([tea])["tea"].sold == 1


def test_an_order_is_paid_until_its_deadline_and_not_at_it(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    run_out_of_time(order)
    with pytest.raises(StateRefused) as refused:
        start_payment(order, "/")
    assert refused.value.state == "lapsed"


def test_a_capture_after_cancelling_goes_back_by_itself(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea", units=1)
    order = shopper.order(tea=1)
    redirect = shopper.begin(order)
    cancel(order, None)
    dummy.decide(redirect.reference, "captured")
    assert Payment.objects.get().state == "refunded"
    assert topics(order) == ["placed", "cancelled", "refunded"]


def test_a_capture_that_finds_its_stock_gone_is_refunded_and_not_sold(
    shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale
) -> None:
    on_sale("tea", units=1)
    order = shopper.order(tea=1)
    redirect = shopper.begin(order)
    release(order.number)
    other_shopper.order(tea=1)
    dummy.decide(redirect.reference, "captured")
    order.refresh_from_db()
    assert order.state == "lapsed"
    assert Payment.objects.get().state == "refunded"


def test_a_paid_order_cannot_be_paid_again(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    shopper.pay(order)
    with pytest.raises(StateRefused):
        shopper.begin(order)
