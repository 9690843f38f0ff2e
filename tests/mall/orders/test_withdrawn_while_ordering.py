"""A festival is withdrawn between the price of an order and its place among the first: the order is of one moment.

Places are counted for each festival apart (R2.11); whoever orders looks once at which are in force, whatever is opened or
withdrawn beside them. The withdrawal is made in the midst of agreeing on the price.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from feria.mall.campaigns import api as campaigns
from feria.mall.orders import agreeing, taking_up
from feria.mall.orders import api as orders
from feria.mall.orders.models import Order, Quota
from tests.mall.factories import set_clock
from tests.mall.orders.conftest import PutOnSale, Shopper, run_out_of_time
from tests.mall.orders.ways import AHEAD, CODE, ENCORE, MAIN, TEXT, TOGETHER, open_ways
from tests.mall.rushing import claim

pytestmark = pytest.mark.django_db(transaction=True)

EARLY = (
    "  - {id: early, name: Early, lane: mall, conditions: {first_orders: 3}, benefit: {percent_off: 10%}}\n"
)
RUSH = """\
rush:
  - {id: nine, name: Nine, from: 2025-11-11 09:00, to: 2025-11-11 11:00, products: [{sku: cola, price: 30.00, units: 5}]}
"""


@pytest.fixture(autouse=True)
def festival(on_sale: PutOnSale) -> Iterator[None]:
    """With places for the first three orders, whatever they are of."""
    set_clock(MAIN + timedelta(hours=9))
    on_sale("cola", price=6_000, units=10)
    open_ways(on_sale, units=10, text=TEXT.replace("promotions:\n", f"promotions:\n{EARLY}") + RUSH)
    yield
    set_clock(None)


def by_cart(shopper: Shopper) -> Order:
    return shopper.order(kettle=1)


def by_group(shopper: Shopper) -> Order:
    return orders.start_group(shopper.member, TOGETHER, 1, shopper.member.addresses.get(), "key")


def by_claim(shopper: Shopper) -> Order:
    assert claim(shopper.member, "k1", session=f"{CODE}.nine", cola=1).outcome == "held"
    return orders.order_claim(shopper.member, f"{CODE}.nine", "k1", shopper.member.addresses.get())


def by_balance(shopper: Shopper) -> Order:
    order = orders.order_presale(shopper.member, AHEAD, "kettle", 1, shopper.member.addresses.get(), "key")
    shopper.pay(order)
    set_clock(ENCORE)
    shopper.begin(order)
    return order


def once_withdrawn(deed: Callable[..., object]) -> Callable[..., object]:
    """The deed, before which the festival is withdrawn."""

    def late(*args: object) -> object:
        campaigns.withdraw(CODE, None)
        return deed(*args)

    return late


def places() -> dict[str, int]:
    """How many places are taken, by the code they are counted under."""
    return dict(Quota.objects.filter(code__startswith="first:").values_list("code", "taken"))


@pytest.mark.parametrize("order_it", [by_cart, by_group, by_claim, by_balance])
def test_the_place_is_counted_for_the_festival_that_gave_the_price(
    order_it: Callable[[Shopper], Order], shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreeing, "wanted", once_withdrawn(agreeing.wanted))
    order = order_it(shopper)
    assert places() == {"first:ways:early": 1}
    assert [(place.promotion, place.places) for place in orders.places_of_order(order)] == [("early", 3)]
    assert orders.reconcile().differences == ()


def test_a_late_payment_takes_up_the_place_that_its_order_had(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = by_cart(shopper)
    reference = shopper.begin(order).reference
    run_out_of_time(order)
    assert orders.lapse_due() == [order.number]
    orders.dummy.decide(reference, "captured", tell=False)
    monkeypatch.setattr(taking_up, "wanted", once_withdrawn(taking_up.wanted))
    assert orders.confirm_return(reference).state == Order.State.PAID
    assert places() == {"first:ways:early": 1}


def test_once_it_is_withdrawn_nobody_takes_a_place(shopper: Shopper) -> None:
    campaigns.withdraw(CODE, None)
    assert by_cart(shopper).payable == 24_000
    assert places() == {}
