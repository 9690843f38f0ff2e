"""What there is only so much of, at the festival's door (R2.11-R2.13)."""

from __future__ import annotations

import pytest

from feria.mall.orders import api as orders
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from tests.mall import festivals
from tests.mall.factories import at, make_address, make_member
from tests.mall.web.conftest import Visitor, be_at, text_of
from tests.mall.web.malls import Mall

TEXT = (
    festivals.TEXT.replace(
        "promotions:\n",
        """promotions:
  - id: first-three
    name: {en: Bread for three, zh-hans: 前三单面包, es: Pan para tres}
    lane: item
    shop: grocery
    when: {phase: main}
    scope: {sku: bread}
    conditions: {first_orders: 3}
    benefit: {percent_off: 50%}
""",
        1,
    )
    + """
presale:
  - id: caviar
    name: {en: Caviar ahead, zh-hans: 鱼子酱预售, es: Caviar por adelantado}
    deposit: {phase: [warm-up]}
    balance: {phase: main}
    products:
      - {sku: caviar, price: 180.00, deposit: 10.00, counts_as: 20.00, units: 4, per_member: 2}
ladder:
  - id: cola
    name: {en: Cola falls, zh-hans: 可乐天天降, es: La cola baja}
    sku: cola
    units: 40
    from: 2025-11-10
    off: [30%, 40%]
venues:
  - id: bakery
    name: {en: Bakery, zh-hans: 面包会场, es: Panadería}
    shows: {categories: [grocery/bread]}
"""
)
WARM_UP = at(2025, 11, 10, 17)


@pytest.fixture
def deals(mall: Mall) -> Mall:
    rush.open_festival(TEXT, by=None)
    return mall


def order(sku: str, key: str) -> None:
    member = make_member()
    cart = orders.cart_for(member)
    orders.set_quantity(cart, sku, 1)
    orders.checkout(member, cart, make_address(member), key)


def test_the_home_says_todays_price_the_next_and_what_is_left(deals: Mall, guest: Visitor) -> None:
    be_at(WARM_UP)
    said = text_of(guest.get("/"))
    assert "Cheaper every day Cola falls Cola Now $7.00 was $10.00" in said
    assert "$6.00 from Nov 11, 00:00, if any are left 40 of 40 units are left." in said


def test_the_home_says_the_deposit_and_when_the_balance_is_due(deals: Mall, guest: Visitor) -> None:
    be_at(WARM_UP)
    said = text_of(guest.get("/"))
    assert "Order ahead Caviar ahead Caviar $10.00 deposit now" in said
    assert "The balance of $160.00 is due Nov 11. 4 are left to order ahead." in said


def test_the_home_says_which_place_would_be_yours_until_none_is_left(deals: Mall, guest: Visitor) -> None:
    assert "First 3 orders Bread for three Bread" in text_of(guest.get("/"))
    stock.receive(deals.bread, 9, "delivery")
    for number in range(2):
        order("bread", f"k{number}")
    assert "You would be number 3 of 3. 1 place is left." in text_of(guest.get("/"))
    order("bread", "last")
    assert "First 3 orders" not in text_of(guest.get("/"))


def test_what_is_out_of_stock_or_over_is_not_offered(deals: Mall, guest: Visitor) -> None:
    for number in range(2):
        order("bread", f"k{number}")
    assert "First 3 orders" not in text_of(guest.get("/"))
    assert "Order ahead" not in text_of(guest.get("/"))


def test_a_venue_shows_what_its_goods_have(deals: Mall, guest: Visitor) -> None:
    said = text_of(guest.get("/venues/bakery/"))
    assert "First 3 orders" in said
    assert "Cheaper every day" not in said


def test_a_ladder_is_told_once_and_not_as_a_promotion_too(deals: Mall, guest: Visitor) -> None:
    on_now = text_of(guest.get("/")).partition("On now")[2].partition("Best sellers")[0]
    assert "Cola at 20% off" in on_now
    assert "Cola falls" not in on_now
