"""A small mall to shop in: goods with stock, a member with an address, promotions as a test wants them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest

from feria.mall.catalog.models import Product
from feria.mall.kit.api import database_now
from feria.mall.members.models import Member
from feria.mall.orders import quoting
from feria.mall.orders.api import (
    Cart,
    Order,
    Redirect,
    cart_for,
    checkout,
    dummy,
    set_quantity,
    start_payment,
)
from feria.mall.stock.api import Hold, receive
from feria.pricing import Funder, Lane, Percent, Promotion, compile_plan
from tests.mall.factories import make_address, make_member, make_product

PutOnSale = Callable[..., Product]
Promise = Callable[..., None]
keys = count(1)


@pytest.fixture
def on_sale() -> PutOnSale:
    """Makes a product with stock: ``on_sale("tea", price=1_000, units=5)``."""

    def put(sku: str, price: int = 1_000, units: int = 10, **more: object) -> Product:
        product = make_product(sku, name=sku.capitalize(), listed_price=price, **more)
        if units:
            receive(product, units, "delivery")
        return product

    return put


@pytest.fixture
def promise(monkeypatch: pytest.MonkeyPatch) -> Promise:
    """Puts promotions in force: ``promise(percent_off(10))``; called again, those replace them."""

    def put(*promotions: Promotion) -> None:
        plan = compile_plan(promotions)
        monkeypatch.setattr(quoting, "plan", lambda now: plan)

    return put


def percent_off(percent: int, mall_bears: int = 100, **more: object) -> Promotion:
    """So many percent off everything; the mall bears that share of it, the shops the rest."""
    funders = (Funder(who="mall", bps=mall_bears * 100), Funder(who="shop", bps=10_000 - mall_bears * 100))
    fields = {"id": f"off-{percent}", "name": f"{percent} % off", "lane": Lane.ITEM}
    return Promotion(
        **{**fields, **more},  # type: ignore[arg-type]
        benefit=Percent(bps=percent * 100),
        funders=tuple(funder for funder in funders if funder.bps),
    )


@dataclass
class Shopper:
    """A member in front of the mall: fills a cart, orders, pays."""

    member: Member

    @property
    def cart(self) -> Cart:
        return cart_for(self.member)

    def order(self, key: str = "", expected: int | None = None, **wanted: int) -> Order:
        for sku, quantity in wanted.items():
            set_quantity(self.cart, sku, quantity)
        address = self.member.addresses.get()
        return checkout(self.member, self.cart, address, key or f"key-{next(keys)}", expected)

    def begin(self, order: Order) -> Redirect:
        return start_payment(order, "/pay/return/{reference}/")

    def pay(self, order: Order) -> Redirect:
        redirect = self.begin(order)
        dummy.decide(redirect.reference, "captured")
        order.refresh_from_db()
        return redirect


@pytest.fixture
def shopper() -> Shopper:
    member = make_member()
    make_address(member)
    return Shopper(member)


@pytest.fixture
def other_shopper() -> Shopper:
    member = make_member()
    make_address(member)
    return Shopper(member)


def run_out_of_time(order: Order) -> None:
    """Let the order's deadline, and its hold's, be a second ago."""
    past = database_now() - timedelta(seconds=1)
    Order.objects.filter(pk=order.pk).update(pay_until=past)
    Hold.objects.filter(claimant=order.number).update(held_until=past)
    order.refresh_from_db()
