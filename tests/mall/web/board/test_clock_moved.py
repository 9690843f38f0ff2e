"""The board after staff of a demo mall moved its clock back: what is sold later is not sold yet."""

from __future__ import annotations

from datetime import timedelta

from feria.mall.orders import api as orders
from feria.mall.web.board.projection import BoardProjection, snapshot_now
from tests.mall import festivals
from tests.mall.web.conftest import Mall, Visitor, be_at

LATER = festivals.FRENZY + timedelta(minutes=30)


def buy(shopper: Visitor, key: str) -> None:
    assert shopper.member is not None
    cart = orders.cart_for(shopper.member)
    orders.fill(cart, [("cola", 1)])
    order = orders.checkout(shopper.member, cart, shopper.member.addresses.get(), key)
    orders.dummy.decide(orders.start_payment(order, "/pay/return/{reference}/").reference, "captured")


def test_given_sales_after_the_clock_s_hour_then_they_count_when_it_comes(
    mall: Mall, shopper: Visitor
) -> None:
    board = BoardProjection()
    buy(shopper, "early")
    be_at(LATER)
    buy(shopper, "late")
    be_at(LATER + timedelta(minutes=1))
    board.advance()
    assert board.snapshot()["orders"] == 2
    be_at(festivals.FRENZY + timedelta(minutes=1))
    board.advance()
    assert board.snapshot()["orders"] == snapshot_now()["orders"] == 1
    be_at(LATER + timedelta(minutes=1))
    board.advance()
    assert board.snapshot()["orders"] == 2


def test_the_snapshot_says_which_period_it_is(mall: Mall) -> None:
    assert snapshot_now()["moment"] == "main/frenzy"
    be_at(festivals.RATIONAL)
    assert snapshot_now()["moment"] == "main/rational"
