"""Every page that speaks of offers, with a document in force that has every kind of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from feria.mall.rush import api as rush
from feria.mall.stock.api import receive
from tests.mall.black_friday import NOON, TEXT, make_mall
from tests.mall.factories import make_category, make_product, make_shop, set_clock
from tests.mall.web.conftest import Mall, Visitor, text_of

CODE = "black-friday-2026"


@pytest.fixture(autouse=True)
def black_friday(mall: Mall) -> Iterator[None]:
    make_mall()
    tern = make_product("TERN-4", name="Tern headphones", listed_price=22_900, shop=make_shop("audio"), category=make_category("audio/headphones"))  # fmt: skip
    receive(tern, 20, "delivery")
    rush.open_festival(TEXT, by=None)
    set_clock(NOON)
    yield
    set_clock(None)


SHOPPERS = [
    "/",
    "/p/TERN-4/",
    "/coupons/",
    "/cart/",
    "/checkout/",
    "/shops/audio/",
    "/venues/the-friday/",
    "/account/",
]


@pytest.mark.parametrize("language", ["en", "zh-hans", "es"])
@pytest.mark.parametrize("path", SHOPPERS)
def test_a_shoppers_page_stands(shopper: Visitor, path: str, language: str) -> None:
    shopper.fill(**{"TERN-4": 2})
    shopper.post("/coupons/feria-voucher/claim/")
    shopper.client.cookies["django_language"] = language

    with translation.override(language):
        page = shopper.get(path)

    assert page.status_code == 200
    assert "Traceback" not in text_of(page)


def test_the_cart_says_honestly_what_is_not_known_yet(shopper: Visitor) -> None:
    shopper.fill(**{"TERN-4": 2})

    told = text_of(shopper.get("/cart/"))

    assert (
        "3% with the Feria card: only when paid by feria-card; how this order is paid is not known yet."
        in told
    )


def test_a_voucher_is_a_ticket_with_its_worth(shopper: Visitor) -> None:
    told = text_of(shopper.get("/coupons/"))

    assert "Voucher 50 for every 300" in told
    assert "off every $300.00" in told


@pytest.mark.parametrize(
    "path", ["/console/", f"/console/festivals/{CODE}/", f"/console/festivals/{CODE}/document/"]
)
def test_an_operators_page_stands(operator: Visitor, path: str) -> None:
    assert operator.get(path).status_code == 200


def test_applying_tells_the_operator_what_would_be_promised_in_vain(operator: Visitor) -> None:
    page = operator.client.post("/console/apply/", {"text": TEXT + "# again\n"}, follow=True)

    told = text_of(page)
    assert (
        "“two-points-a-dollar” promises something after the order that this mall does not hand out by itself."
        in told
    )
    assert "“club-order” asks for an order's payment or group" in told
