"""Ordering ahead over the API (R2.13): what there is, the deposit, the balance in its window, and every refusal."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.mall.rush import api as rush
from tests.mall import factories
from tests.mall.web.api.test_api import HOME, Program
from tests.mall.web.conftest import Mall, Visitor

TEXT = """\
feria: 1
id: ahead-2025
name: Ahead
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {id: presale, name: Presale, days: 2025-10-21 to 2025-10-31}
  - {id: main, name: The day, days: 2025-11-11}
presale:
  - id: colas
    name: Cola ahead
    deposit: {phase: presale}
    balance: {phase: main}
    products:
      - {sku: cola, price: 9.00, deposit: 1.00, counts_as: 2.00, units: 3, per_member: 2}
"""
CODE = "ahead-2025.colas"
BEFORE, PRESALE, MAIN = factories.at(2025, 10, 1), factories.at(2025, 10, 25), factories.at(2025, 11, 11, 9)


@pytest.fixture
def program(mall: Mall, shopper: Visitor) -> Program:
    assert shopper.member is not None
    token = members.issue_token(factories.make_user("driver"), "driver", may_act_for_members=True)
    rush.open_festival(TEXT, None)
    factories.set_clock(PRESALE)
    return Program(token, shopper.member.code)


def ahead(program: Program, quantity: Any = 1, key: str = "key-00001", code: str = CODE, **more: Any) -> Any:
    wanted = {"address": HOME, "quantity": quantity, **more}
    return program("POST", f"/presales/{code}/cola/order", wanted, **{"Idempotency-Key": key})


def pay(program: Program, number: str) -> Any:
    started = program("POST", f"/orders/{number}/pay", {})
    if started.status_code == 200:
        program("POST", f"/gateways/dummy/{started.json()['reference']}", {"outcome": "paid"})
    return started


def test_a_guest_reads_the_terms(program: Program) -> None:
    (offer,) = Client().get("/api/v1/products/cola/presales").json()
    wanted = {"code": CODE, "state": "open", "total": 800, "deposit": 100, "counts_as": 200, "balance": 700}
    assert offer | wanted | {"left": 3, "per_member": 2} == offer
    assert Client().get("/api/v1/products/bread/presales").json() == []
    assert Client().get("/api/v1/products/nothing/presales").status_code == 404


def test_deposit_then_balance_in_its_window(program: Program) -> None:
    placed = ahead(program, 2).json()
    assert (placed["state"], placed["payable"], placed["ahead"]["deposit"]) == ("placed", 1_600, 200)
    number = placed["number"]
    assert pay(program, number).status_code == 200
    paid_ahead = program("GET", f"/orders/{number}").json()
    assert (paid_ahead["state"], paid_ahead["ahead"]["is_deposit_paid"]) == ("prepaid", True)
    early = pay(program, number)
    assert (early.status_code, early.json()["title"]) == (409, "presale-balance-not-yet")
    factories.set_clock(MAIN)
    assert program("GET", f"/orders/{number}").json()["ahead"]["is_balance_open"] is True
    assert pay(program, number).status_code == 200
    assert program("GET", f"/orders/{number}").json()["state"] == "paid"
    assert orders.reconcile().differences == ()


def test_an_ordinary_order_has_nothing_of_it(program: Program) -> None:
    program("PUT", "/cart", {"lines": [{"sku": "bread", "quantity": 1}]})
    placed = program("POST", "/checkout", {"address": HOME}, **{"Idempotency-Key": "key-00009"})
    assert placed.json()["ahead"] is None


def test_the_same_key_is_the_same_order_and_another_body_is_refused(program: Program) -> None:
    first, again, other = ahead(program), ahead(program), ahead(program, 2)
    assert first.json()["number"] == again.json()["number"]
    assert (other.status_code, other.json()["title"]) == (422, "key-reused")
    assert orders.Order.objects.count() == 1


@pytest.mark.parametrize(
    ("wanted", "status", "title"),
    [
        ({"quantity": 3}, 409, "presale-limit"),
        ({"quantity": 0}, 422, "invalid"),
        ({"quantity": -1}, 422, "invalid"),
        ({"quantity": 10**12}, 422, "invalid"),
        ({"quantity": "many"}, 422, "invalid"),
        ({"quantity": None}, 422, "invalid"),
        ({"code": "ahead-2025.nothing"}, 404, "presale-unknown"),
        ({"key": "short"}, 422, "invalid"),
        ({"address": None, "address_id": 999_999}, 422, "address"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_held(
    program: Program, wanted: dict[str, Any], status: int, title: str
) -> None:
    refused = ahead(program, **wanted)
    assert (refused.status_code, refused.json()["title"]) == (status, title)
    assert not orders.Order.objects.exists()


@pytest.mark.parametrize(("when", "title"), [(BEFORE, "presale-not-yet"), (MAIN, "presale-over")])
def test_deposits_have_their_window(program: Program, when: Any, title: str) -> None:
    factories.set_clock(when)
    refused = ahead(program)
    assert (refused.status_code, refused.json()["title"]) == (409, title)


def test_a_guest_is_asked_to_sign_in(program: Program) -> None:
    answer = Client().post(
        f"/api/v1/presales/{CODE}/cola/order",
        {"quantity": 1},
        content_type="application/json",
        headers={"Idempotency-Key": "key-00001"},
    )
    assert answer.status_code == 401


def test_a_cart_tells_which_of_its_products_can_be_ordered_ahead_instead(program: Program) -> None:
    filled = program(
        "PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 1}, {"sku": "bread", "quantity": 1}]}
    )
    assert [(one["code"], one["sku"], one["deposit"]) for one in filled.json()["ahead"]] == [
        (CODE, "cola", 100)
    ]
    factories.set_clock(MAIN)
    assert program("GET", "/cart").json()["ahead"] == []
