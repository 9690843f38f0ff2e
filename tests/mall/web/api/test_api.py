"""The HTTP API from a program's side: shop, pay, be refused in a way a program can act on."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from feria.mall.members import api as members
from feria.mall.orders import api as orders
from tests.mall import factories
from tests.mall.web.conftest import Mall, Visitor

HOME = {
    "recipient": "Ana Li",
    "phone": "614 555 0142",
    "street": "12 Elm Street",
    "city": "Columbus",
    "region": "OH",
    "postcode": "43004",
}


class Program:
    """A client with a bearer token that may act for members."""

    def __init__(self, token: str, member: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"} | ({"X-Feria-Member": member} if member else {})

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.client.generic(
            method,
            f"/api/v1{path}",
            "" if body is None else _json(body),
            content_type="application/json",
            headers=self.headers | headers,
        )


def _json(body: Any) -> str:
    import json

    return json.dumps(body)


@pytest.fixture
def driver_token(mall: Mall) -> str:
    return members.issue_token(factories.make_user("driver"), "driver", may_act_for_members=True)


@pytest.fixture
def program(driver_token: str, shopper: Visitor) -> Program:
    assert shopper.member is not None
    return Program(driver_token, shopper.member.code)


def checkout(program: Program, key: str = "key-00001", **more: Any) -> HttpResponse:
    return program("POST", "/checkout", {"address": HOME, **more}, **{"Idempotency-Key": key})


def test_a_guest_browses_and_asks_what_things_cost(mall: Mall) -> None:
    client = Client()
    page = client.get("/api/v1/products?shop=grocery&sort=price").json()
    assert page["count"] == 4
    assert page["items"][0] | {"listed_price": 300, "available": 2, "shop": "grocery"} == page["items"][0]
    priced = client.post(
        "/api/v1/quote", {"lines": [{"sku": "cola", "quantity": 2}]}, content_type="application/json"
    ).json()
    assert priced["listed"] == 2_000
    assert priced["payable"] == 1_600  # 20 % off in the frenzy
    assert sum(line["payable"] for line in priced["lines"]) == priced["payable"]


def test_a_basket_is_filled_ordered_and_paid(program: Program) -> None:
    filled = program(
        "PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 2}, {"sku": "bread", "quantity": 1}]}
    )
    payable = filled.json()["quote"]["payable"]
    placed = checkout(program, expected_payable=payable, channel="drive")
    assert placed.status_code == 201
    number = placed.json()["number"]
    started = program("POST", f"/orders/{number}/pay", {}).json()
    assert program("POST", f"/gateways/dummy/{started['reference']}", {"outcome": "paid"}).status_code == 204
    assert program("GET", f"/orders/{number}").json()["state"] == "paid"
    assert program("GET", "/orders").json()["count"] == 1


def test_the_same_key_answers_the_same_order_and_another_body_is_refused(program: Program) -> None:
    program("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 1}]})
    first, again = checkout(program), checkout(program)
    assert first.json()["number"] == again.json()["number"]
    assert orders.Order.objects.count() == 1
    other = checkout(program, expected_payable=1)
    assert (other.status_code, other.json()["title"]) == (422, "key-reused")


def test_a_price_the_buyer_did_not_see_is_refused_with_both(program: Program) -> None:
    program("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 1}]})
    moved = checkout(program, expected_payable=1)
    assert moved.status_code == 409
    assert moved.json()["errors"][0] | {"old": 1, "new": 800} == moved.json()["errors"][0]


def test_stock_that_ran_out_is_named_and_the_cart_kept(program: Program) -> None:
    program("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 1}, {"sku": "bread", "quantity": 3}]})
    short = checkout(program)
    assert (short.status_code, short.json()["title"]) == (409, "stock-short")
    assert short.json()["errors"] == [
        {"where": "bread", "code": "stock-short", "message": "", "wants": 3, "has": 2}
    ]
    assert len(program("GET", "/cart").json()["lines"]) == 2
    assert orders.Order.objects.count() == 0


@pytest.mark.parametrize("quantity", [0, -1, 10**12, "many", None, 1.5])
def test_a_quantity_that_is_none_is_refused_with_its_line(mall: Mall, quantity: Any) -> None:
    answer = Client().post(
        "/api/v1/quote",
        {"lines": [{"sku": "cola", "quantity": 1}, {"sku": "bread", "quantity": quantity}]},
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert "1" in answer.json()["errors"][0]["where"].split(".")


def test_a_product_that_is_unknown_is_refused_with_its_line(mall: Mall) -> None:
    answer = Client().post(
        "/api/v1/quote",
        {"lines": [{"sku": "cola", "quantity": 1}, {"sku": "nothing", "quantity": 1}]},
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert (
        answer.json()["errors"][0] | {"where": "lines[1]", "code": "unknown-sku"}
        == answer.json()["errors"][0]
    )


def test_a_price_sent_by_the_client_is_no_price(program: Program) -> None:
    program("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 1, "unit_price": 1, "payable": 1}]})
    assert program("GET", "/cart").json()["quote"]["payable"] == 800


def test_strangers_are_told_to_sign_in(mall: Mall) -> None:
    for path in ("/cart", "/orders", "/coupons", "/board"):
        assert Client().get(f"/api/v1{path}").status_code == 401
    assert Program("feria_made-up")("GET", "/cart").status_code == 401


def test_a_plain_token_acts_for_nobody_else(shopper: Visitor, mall: Mall) -> None:
    other = factories.make_member("hh-2")
    token = members.issue_token(other.user, "own")
    assert Program(token)("GET", "/cart").status_code == 200
    assert Program(token, "hh-1")("GET", "/cart").json()["title"] == "may-not-act"


def test_an_order_of_somebody_else_does_not_exist(program: Program, driver_token: str) -> None:
    program("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 1}]})
    number = checkout(program).json()["number"]
    factories.make_member("hh-2")
    assert Program(driver_token, "hh-2")("GET", f"/orders/{number}").status_code == 404


def test_a_coupon_is_claimed_as_often_as_allowed_and_lowers_the_price(program: Program) -> None:
    program("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 3}]})
    before = program("GET", "/cart").json()["quote"]["payable"]
    code = "grocery-2-off-20"  # two for each member
    assert program("POST", f"/coupons/{code}/claim").status_code == 201
    assert program("GET", "/cart").json()["quote"]["payable"] == before - 200
    assert program("POST", f"/coupons/{code}/claim").status_code == 201
    assert [held["template"] for held in program("GET", "/coupons").json()["held"]] == [code, code]
    refused = program("POST", f"/coupons/{code}/claim")
    assert (refused.status_code, refused.json()["title"]) == (409, "limit")


def test_the_board_is_for_those_who_run_the_mall(operator: Visitor, shopper: Visitor) -> None:
    assert operator.get("/api/v1/board").json()["orders"] == 0
    refused = shopper.get("/api/v1/board")
    assert (refused.status_code, refused.headers["Content-Type"]) == (403, "application/problem+json")


def test_the_documentation_page_fetches_nothing_from_elsewhere(mall: Mall) -> None:
    page = Client().get("/api/v1/docs").content.decode()
    assert "http://" not in page
    assert "https://" not in page
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/quote", "/api/v1/checkout", "/api/v1/cart"} <= paths.keys()


def test_a_guests_program_may_ask_for_a_quote_without_a_token_of_any_kind(mall: Mall) -> None:
    strict = Client(enforce_csrf_checks=True)
    wanted = {"lines": [{"sku": "cola", "quantity": 2}]}
    answer = strict.post("/api/v1/quote", wanted, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["payable"] == 1_600
    assert strict.post("/api/v1/checkout", wanted, content_type="application/json").status_code in (401, 403)
