"""A page costs a bounded number of queries, however much it shows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feria.mall.kit import switches
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from tests.mall import factories, festivals
from tests.mall.web.conftest import Visitor, text_of

BUDGETS = {"/": 25, "/c/grocery/": 25, "/p/cola/": 27, "/shops/grocery/": 25, "/coupons/": 23, "/cart/": 28}


def queries(visitor: Visitor, path: str) -> int:
    switches.forget()  # Read anew every second: a page now and then is the one that asks.
    with CaptureQueriesContext(connection) as captured:
        assert visitor.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_keeps_its_budget_for_a_member_with_a_cart(shopper: Visitor, path: str) -> None:
    shopper.fill(cola=3)
    shopper.get(path)
    assert queries(shopper, path) <= BUDGETS[path]


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_asks_once_which_festivals_are_in_force(shopper: Visitor, path: str) -> None:
    shopper.fill(cola=3)
    shopper.get(path)
    with CaptureQueriesContext(connection) as captured:
        shopper.get(path)
    asked = [query["sql"] for query in captured if '"campaigns_festival"."applied_id" AS' in query["sql"]]
    assert len(asked) == 1


def test_what_is_applied_between_two_pages_is_seen_by_the_next(guest: Visitor) -> None:
    assert "Double Eleven" in text_of(guest.get("/"))
    rush.close_festival(festivals.CODE, by=None)
    assert "Double Eleven" not in text_of(guest.get("/"))


@pytest.mark.parametrize("path", ["/", "/c/grocery/", "/cart/"])
def test_more_goods_cost_no_more_queries(shopper: Visitor, path: str) -> None:
    shopper.fill(cola=3)
    before = queries(shopper, path)
    for number in range(12):
        product = factories.make_product(f"tea-{number}", f"Tea {number}", 500, category="grocery/tea")
        stock.receive(product, 9, "delivery")
        if path == "/cart/":
            shopper.fill(**{product.sku: 1})
    assert queries(shopper, path) <= before + 4
