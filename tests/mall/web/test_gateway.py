"""A gateway's webhook over HTTP: heard when it signs, answered in one word, harmless when it does not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from django.test import Client

from feria.mall.orders.api import Event, Order, cart_for, checkout, dummy, set_quantity, start_payment
from feria.mall.stock.api import receive
from tests.mall.factories import make_address, make_member, make_product

pytestmark = pytest.mark.django_db
ADDRESS = "/gateway/dummy/events"


@pytest.fixture
def order() -> Order:
    member, product = make_member(), make_product("tea", listed_price=1_000)
    receive(product, 5, "delivery")
    set_quantity(cart_for(member), "tea", 1)
    return checkout(member, cart_for(member), make_address(member), "key")


@pytest.fixture
def gateway() -> Client:
    return Client(enforce_csrf_checks=True)


def post(gateway: Client, body: bytes, signature: str, address: str = ADDRESS) -> Any:
    return gateway.post(
        address, data=body, content_type="application/json", headers={"X-Feria-Signature": signature}
    )


def test_a_signed_capture_pays_the_order_however_often_it_is_posted(order: Order, gateway: Client) -> None:
    redirect = start_payment(order, "/")
    event = Event(
        event_id="evt_1",
        kind="captured",
        reference=redirect.reference,
        order_number=order.number,
        amount=order.payable,
        currency=order.currency,
    )
    body = msgspec.json.encode(event)
    for _ in range(3):
        answer = post(gateway, body, dummy.sign(body))
        assert (answer.status_code, answer.json()) == (200, {"outcome": "paid"})
    order.refresh_from_db()
    assert order.state == "paid"


@pytest.mark.parametrize(
    ("body", "signature", "address", "status", "code"),
    [
        (b"{}", "", ADDRESS, 401, "bad-signature"),
        (b"{}", dummy.sign(b"{}"), ADDRESS, 400, "malformed"),
        (b" " * 100_000, "", ADDRESS, 413, "too-large"),
        (b" " * 4_000_000, "", ADDRESS, 413, "too-large"),
        (b"{}", "", "/gateway/nobody/events", 404, "unknown-gateway"),
    ],
)
def test_what_is_not_the_gateways_is_refused_in_a_word(
    gateway: Client, body: bytes, signature: str, address: str, status: int, code: str
) -> None:
    answer = post(gateway, body, signature, address)
    assert (answer.status_code, answer.json()) == (status, {"code": code})


def test_looking_is_not_telling(gateway: Client) -> None:
    assert gateway.get(ADDRESS).status_code == 405
