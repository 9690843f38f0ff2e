"""Buying together over the API (R2.14)."""

from __future__ import annotations

from typing import Any

import pytest

from feria.mall.members import api as members
from feria.mall.orders.models import Order
from feria.mall.rush import api as rush
from tests.mall import factories, festivals
from tests.mall.web.api.test_api import HOME, Program
from tests.mall.web.conftest import Mall, Visitor, be_at
from tests.mall.web.grouping import CODE, TEXT, opened, pay


@pytest.fixture
def program(mall: Mall, shopper: Visitor) -> Program:
    assert shopper.member is not None
    token = members.issue_token(factories.make_user("driver"), "driver", may_act_for_members=True)
    rush.open_festival(TEXT, None)
    be_at(festivals.RATIONAL)
    return Program(token, shopper.member.code)


def post(program: Program, path: str, key: str = "press-one", **more: Any) -> Any:
    return program("POST", path, {"address": HOME} | more, **{"Idempotency-Key": key})


def test_what_groups_can_buy_and_which_are_open(program: Program) -> None:
    group = opened(2)
    (offer,) = program("GET", "/group-buys").json()
    assert (offer["code"], offer["unit_price"], offer["size"], offer["left"]) == (CODE, 600, 3, 10)
    (found,) = program("GET", f"/group-buys/{CODE}/groups").json()
    assert (found["key"], found["paid"], found["missing"], found["state"]) == (group.key, 2, 1, "open")


def test_starting_and_asking_again_is_one_order_that_names_its_group(program: Program) -> None:
    first, again = (post(program, f"/group-buys/{CODE}/groups", quantity=2) for _ in range(2))
    assert (first.status_code, first.json()["payable"], first.json()["state"]) == (201, 1_200, "placed")
    assert again.json()["number"] == first.json()["number"]
    pay(Order.objects.get())
    assert program("GET", f"/groups/{first.json()['group']}").json()["paid"] == 1


def test_joining_last_is_a_sale_for_everybody(program: Program) -> None:
    group = opened(2)
    order = post(program, f"/groups/{group.key}/join").json()
    pay(Order.objects.get(number=order["number"]))
    assert program("GET", f"/groups/{group.key}").json()["state"] == "won"
    assert program("GET", f"/orders/{order['number']}").json()["state"] == "paid"


def test_refusals_are_problems_with_a_code(program: Program) -> None:
    group = opened(3)
    full = post(program, f"/groups/{group.key}/join")
    assert (full.status_code, full.json()["title"]) == (409, "group-full")
    nowhere = post(program, "/groups/no-such-group/join")
    assert (nowhere.status_code, nowhere.json()["title"]) == (404, "group-unknown")
    assert program("GET", "/groups/no-such-group").status_code == 404
    assert program("GET", "/group-buys/no.such/groups").status_code == 404
    assert post(program, "/group-buys/no.such/groups").status_code == 404
    assert post(program, f"/group-buys/{CODE}/groups", quantity=0).status_code == 422
