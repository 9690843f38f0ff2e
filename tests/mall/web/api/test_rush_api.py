"""Ordering over the API what was claimed in a rush session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from tests.mall import factories, festivals
from tests.mall.web.api.test_api import HOME, Program
from tests.mall.web.conftest import Mall, Visitor

CODE = f"{festivals.CODE}.ten-am"


@pytest.fixture
def program(mall: Mall, shopper: Visitor) -> Program:
    assert shopper.member is not None
    token = members.issue_token(factories.make_user("driver"), "driver", may_act_for_members=True)
    rush.open_festival(
        festivals.TEXT
        + """
rush:
  - id: ten-am
    name: {en: Ten, zh-hans: 十点, es: Diez}
    from: 2025-11-11 01:00
    to: 2025-11-11 02:00
    products: [{sku: cola, price: "5.00", units: 3}]
""",
        None,
    )
    return Program(token, shopper.member.code)


def claimed(key: str = "k-1", member: str = "hh-1") -> str:
    """Hold a unit of the session as the teller would."""
    session = stock.RushSession.objects.get(code=CODE)
    row, now = session.items.get(), kit.database_now()
    row.taken, row.remaining = row.taken + 1, row.remaining - 1
    row.save()
    stock.StockItem.objects.filter(pk=row.item_id).update(held=row.taken, set_aside=row.remaining)
    stock.Hold.objects.create(
        item=row.item,
        claimant=f"{CODE}/{key}",
        quantity=1,
        held_at=now,
        held_until=now + timedelta(minutes=15),
        session=session,
        member=member,
    )
    return key


def order(program: Program, key: str, **more: Any) -> Any:
    return program("POST", f"/rush/{CODE}/claims/{key}/order", {"address": HOME} | more)


def test_a_claim_becomes_an_order_at_the_sessions_price_and_asked_twice_the_same(program: Program) -> None:
    key = claimed()
    first, again = order(program, key), order(program, key)
    assert (first.status_code, first.json()["payable"], first.json()["state"]) == (201, 500, "placed")
    assert again.json()["number"] == first.json()["number"]


def test_a_claim_that_is_not_the_members_is_unknown(program: Program) -> None:
    refused = order(program, claimed(member="hh-2"))
    assert (refused.status_code, refused.json()["title"]) == (404, "claim-unknown")
    assert order(program, "never-made").status_code == 404


def test_a_claim_past_its_deadline_has_lapsed(program: Program) -> None:
    key = claimed()
    stock.Hold.objects.update(held_until=kit.database_now() - timedelta(seconds=1))
    refused = order(program, key)
    assert (refused.status_code, refused.json()["title"]) == (409, "claim-lapsed")


def test_a_price_that_is_not_the_one_expected_is_refused(program: Program) -> None:
    assert order(program, claimed(), expected_payable=400).json()["title"] == "price-moved"
