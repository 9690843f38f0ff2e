"""A page costs a bounded number of queries, however much it shows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feria.mall.stock import api as stock
from tests.mall import factories
from tests.mall.web.conftest import Visitor

BUDGETS = {"/": 28, "/c/grocery/": 30, "/p/cola/": 36, "/shops/grocery/": 31, "/coupons/": 29, "/cart/": 45}


def queries(visitor: Visitor, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert visitor.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_keeps_its_budget_for_a_member_with_a_cart(shopper: Visitor, path: str) -> None:
    shopper.fill(cola=3)
    shopper.get(path)
    assert queries(shopper, path) <= BUDGETS[path]


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
