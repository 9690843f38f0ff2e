"""What no program should send: a short clear answer each time, never an error of ours, and nothing done."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feria.mall.members import api as members
from feria.mall.orders import api as orders
from tests.mall import factories
from tests.mall.web.api.test_api import HOME, Program
from tests.mall.web.conftest import Mall, Visitor

TEN_MEGABYTES = 10 * 1024 * 1024
DOORS = [
    ("POST", "/checkout"),
    ("POST", "/quote"),
    ("PUT", "/cart"),
    ("PUT", "/cart/lines/cola"),
    ("POST", "/rush/double-eleven-2025.ten-am/claims/k1/order"),
    ("POST", "/presales/ahead-2025.colas/cola/order"),
    ("POST", "/orders/F-NONE/pay"),
]
NO_CLAIM_LIKE_IT = "/rush/no-such.session/claims/k1/order"


@pytest.fixture
def program(mall: Mall, shopper: Visitor) -> Program:
    assert shopper.member is not None
    token = members.issue_token(factories.make_user("driver"), "driver", may_act_for_members=True)
    return Program(token, shopper.member.code)


def send(program: Program, method: str, path: str, body: bytes, **headers: str) -> Any:
    """As it is, whatever it is."""
    return program.client.generic(
        method,
        f"/api/v1{path}",
        body,
        content_type="application/json",
        headers=program.headers | {"Idempotency-Key": "key-00001"} | headers,
    )


def expect_refused(answer: Any) -> None:
    assert 400 <= answer.status_code < 500, answer.content[:500]
    assert answer["Content-Type"] == "application/problem+json"
    assert len(answer.content) < 2_000
    assert {"title", "detail", "status"} <= answer.json().keys()
    assert not orders.Order.objects.exists()


@pytest.mark.parametrize(("method", "path"), DOORS)
class TestAtEveryDoor:
    def test_a_body_of_ten_megabytes(self, program: Program, method: str, path: str) -> None:
        answer = send(program, method, path, b'{"lines": "' + b"a" * TEN_MEGABYTES + b'"}')
        expect_refused(answer)
        assert (answer.status_code, answer.json()["title"]) == (413, "too-large")

    @pytest.mark.parametrize(
        "body",
        [b"", b"{", b"\xff\xfe", b"null", b"[]", b'"text"', b"[" * 50_000, b'{"lines": 1e999}', b"NaN"],
    )
    def test_a_body_that_is_no_request(self, program: Program, method: str, path: str, body: bytes) -> None:
        expect_refused(send(program, method, path, body))


class TestWhatIsAsked:
    @pytest.mark.parametrize("quantity", [-(10**30), -1, 0, 10_000, 10**30])
    def test_absurd_quantities(self, program: Program, quantity: int) -> None:
        expect_refused(program("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": quantity}]}))
        expect_refused(program("PUT", "/cart/lines/cola", {"quantity": quantity}))

    def test_more_lines_than_a_cart_holds(self, program: Program) -> None:
        lines = [{"sku": f"sku-{n}", "quantity": 1} for n in range(20_000)]
        expect_refused(program("PUT", "/cart", {"lines": lines}))

    @pytest.mark.parametrize("sku", ["co\x00la", "x" * 10_000, "../cola", "", "可乐"])
    def test_names_that_nothing_has(self, program: Program, sku: str) -> None:
        expect_refused(program("PUT", "/cart", {"lines": [{"sku": sku, "quantity": 1}]}))

    @pytest.mark.parametrize("key", ["short", "k" * 81, ""])
    def test_keys_that_are_none(self, program: Program, key: str) -> None:
        expect_refused(program("POST", "/checkout", {"address": HOME}, **{"Idempotency-Key": key}))

    def test_a_claim_in_a_session_that_nobody_planned(self, program: Program) -> None:
        expect_refused(program("POST", NO_CLAIM_LIKE_IT, {"address": HOME}))

    @pytest.mark.parametrize("field", ["recipient", "street", "city"])
    def test_an_address_with_a_nul_in_it(self, program: Program, field: str) -> None:
        program("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 1}]})
        address = HOME | {field: "a\x00b"}
        expect_refused(program("POST", "/checkout", {"address": address}, **{"Idempotency-Key": "key-00001"}))

    @pytest.mark.parametrize("path", ["/products/a%00b", "/orders/%00", "/products?q=%00", "/cart/lines/%00"])
    def test_an_address_of_the_api_with_a_nul_in_it(self, program: Program, path: str) -> None:
        assert program("GET", path).status_code == 400

    def test_a_way_back_that_is_too_long_to_keep(self, program: Program) -> None:
        program("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 1}]})
        number = program("POST", "/checkout", {"address": HOME}, **{"Idempotency-Key": "key-00001"}).json()[
            "number"
        ]
        assert program("POST", f"/orders/{number}/pay", {"return_url": "/" * 10_000}).status_code == 422

    @pytest.mark.parametrize("token", ["", "nonsense", "x" * 5_000, "\udcff"])
    def test_tokens_that_are_none(self, mall: Mall, token: str) -> None:
        with_token = Program(token.encode("utf-8", "replace").decode())
        expect_refused(with_token("GET", "/orders"))

    def test_a_token_may_act_for_nobody_who_does_not_exist(self, program: Program) -> None:
        program.headers["X-Feria-Member"] = "nobody" * 500
        expect_refused(program("GET", "/orders"))

    def test_pages_that_are_not_there(self, program: Program) -> None:
        for page in ("-1", "0", "99999999999999999999", "x"):
            assert program("GET", f"/orders?page={page}").status_code in (200, 422)

    def test_a_guest_sends_ten_megabytes(self, mall: Mall) -> None:
        answer = Client().generic(
            "POST", "/api/v1/quote", b"x" * TEN_MEGABYTES, content_type="application/json"
        )
        assert answer.status_code == 413
