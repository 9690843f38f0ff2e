"""The first so many orders (R2.11): places while paying, ranks at payment, never more than so many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from feria.mall.kit.api import events_after
from feria.mall.orders import agreeing, placing
from feria.mall.orders import api as orders
from feria.mall.orders.models import Order, Quota, QuotaUse
from feria.mall.orders.quotas import take
from feria.pricing import FirstOrders, Gone, Lane, Percent, Promotion, Skus
from tests.mall import racing
from tests.mall.factories import make_address, make_member
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper, run_out_of_time


def first(count: int, percent: int = 50, **more: Any) -> Promotion:
    """So many percent off for the first so many orders."""
    fields = {"id": f"first-{count}", "name": f"First {count}", "lane": Lane.MALL, **more}
    return Promotion(**fields, benefit=Percent(bps=percent * 100), conditions=(FirstOrders(count=count),))


def somebody() -> Shopper:
    member = make_member()
    make_address(member)
    return Shopper(member)


def ranks() -> list[int | None]:
    return list(QuotaUse.objects.filter(given_back_at=None).order_by("pk").values_list("rank", flat=True))


@pytest.mark.django_db
class TestOneAfterAnother:
    def test_the_first_orders_have_the_price_and_the_next_does_not(
        self, on_sale: PutOnSale, promise: Promise
    ) -> None:
        on_sale("tea")
        promise(first(2))
        assert [somebody().order(tea=1).payable for _ in range(3)] == [500, 500, 1_000]

    def test_the_rank_is_drawn_by_payment_not_by_order(self, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea")
        promise(first(2))
        early, late = somebody(), somebody()
        ordered_first, paid_first = early.order(tea=1), late.order(tea=1)
        late.pay(paid_first)
        early.pay(ordered_first)
        assert [orders.places_of_order(each)[0].rank for each in (paid_first, ordered_first)] == [1, 2]

    def test_who_does_not_pay_gives_the_place_back(self, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea")
        promise(first(1))
        unpaid = somebody().order(tea=1)
        assert somebody().order(tea=1).payable == 1_000, "the place is being paid for"
        run_out_of_time(unpaid)
        orders.sweep()
        assert somebody().order(tea=1).payable == 500
        assert orders.places_of_order(unpaid)[0].is_given_back
        assert orders.reconcile().differences == ()

    def test_who_cancels_gives_place_and_rank_back(self, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea")
        promise(first(3))
        shoppers = [somebody() for _ in range(4)]
        placed = [shopper.order(tea=1) for shopper in shoppers[:3]]
        for shopper, order in zip(shoppers, placed, strict=False):
            shopper.pay(order)
        orders.cancel(placed[1], None)
        again = shoppers[3].order(tea=1)
        shoppers[3].pay(again)
        assert again.payable == 500
        assert orders.places_of_order(again)[0].rank == 2
        assert orders.reconcile().differences == ()

    def test_the_first_three_are_free_and_paid_at_once(self, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea")
        promise(first(3, percent=100))
        placed = [somebody().order(tea=1) for _ in range(4)]
        assert [order.payable for order in placed] == [0, 0, 0, 1_000]
        assert ranks() == [1, 2, 3]

    def test_two_counts_are_two_races(self, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea")
        promise(first(1, percent=100), first(2))
        assert [somebody().order(tea=1).payable for _ in range(4)] == [0, 500, 500, 1_000]

    def test_an_order_of_other_goods_takes_no_place(self, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea")
        on_sale("bread")
        promise(first(1, scope=Skus(skus=("tea",))))
        somebody().order(bread=1)
        assert somebody().order(tea=1).payable == 500

    def test_the_total_agreed_to_is_kept_or_refused(
        self, shopper: Shopper, on_sale: PutOnSale, promise: Promise
    ) -> None:
        on_sale("tea")
        promise(first(1))
        orders.set_quantity(shopper.cart, "tea", 1)
        seen = orders.quote_cart(shopper.cart).payable
        somebody().order(tea=1)
        with pytest.raises(orders.PriceMoved) as moved:
            shopper.order(expected=seen)
        assert (moved.value.old, moved.value.new) == (500, 1_000)

    def test_a_lowered_count_takes_no_place_away(self, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea")
        promise(first(3, id="early"))
        kept = [somebody().order(tea=1) for _ in range(2)]
        promise(first(1, id="early"))
        assert somebody().order(tea=1).payable == 1_000
        assert [order.payable for order in kept] == [500, 500]

    def test_it_is_told(self, shopper: Shopper, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea")
        promise(first(2))
        order = shopper.order(tea=1)
        shopper.pay(order)
        (ranked,) = events_after(0, ["orders.place_ranked"])
        assert (ranked.key, ranked.body["rank"], ranked.body["of"]) == (order.number, 1, 2)
        orders.cancel(order, None)
        (back,) = events_after(0, ["orders.place_given_back"])
        assert back.key == order.number

    def test_reconcile_sees_a_place_that_nobody_has(
        self, shopper: Shopper, on_sale: PutOnSale, promise: Promise
    ) -> None:
        on_sale("tea")
        promise(first(2))
        shopper.order(tea=1)
        Quota.objects.update(taken=2)
        assert [each.check for each in orders.reconcile().differences] == ["quota-counter"]
        assert orders.repair() == 1
        assert orders.reconcile().differences == ()
        assert Quota.objects.get().taken == 1


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_many_at_once_get_exactly_so_many_places(self, on_sale: PutOnSale, promise: Promise) -> None:
        """Given 12 shoppers and 5 places, when all order at once, then 5 pay half; none of them is asked for more."""
        on_sale("tea", units=50)
        promise(first(5))
        deeds = [_ordering(somebody()) for _ in range(12)]
        endings = racing.all_at_once(deeds)
        assert Counter(ending.answer for ending in endings) == {500: 5, 1_000: 7}
        assert Quota.objects.get().taken == 5
        assert orders.reconcile().differences == ()

    def test_many_who_pay_at_once_get_a_rank_each(self, on_sale: PutOnSale, promise: Promise) -> None:
        on_sale("tea", units=50)
        promise(first(6))
        placed = []
        for _ in range(6):
            shopper = somebody()
            order = shopper.order(tea=1)
            placed.append((shopper, order))
        endings = racing.all_at_once([_paying(*each) for each in placed])
        assert [ending.error for ending in endings] == [None] * 6
        assert sorted(ranks()) == [1, 2, 3, 4, 5, 6]  # type: ignore[type-var]
        assert orders.reconcile().differences == ()

    def test_two_who_want_the_last_place_while_it_comes_back(
        self, on_sale: PutOnSale, promise: Promise
    ) -> None:
        on_sale("tea", units=50)
        promise(first(1))
        unpaid = somebody().order(tea=1)
        run_out_of_time(unpaid)
        deeds: list[Callable[[], object]] = [_ordering(somebody()) for _ in range(4)]
        racing.all_at_once([*deeds, lambda: bool(orders.lapse_due())])
        orders.sweep()
        live = Order.objects.filter(state="placed", payable=500).count()
        assert live <= 1
        assert Quota.objects.get().taken == live
        assert orders.reconcile().differences == ()

    def test_counts_that_are_stale_cannot_sell_a_place_twice(
        self, on_sale: PutOnSale, promise: Promise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        on_sale("tea", units=50)
        promise(first(1))
        believe_in_old_counts(monkeypatch)
        endings = racing.all_at_once([_ordering(somebody()) for _ in range(4)])
        assert Counter(ending.name for ending in endings) == {"done": 1, "RuntimeError": 3}
        assert Order.objects.filter(payable=500).count() == 1

    def test_with_the_guard_taken_away_they_do(
        self, on_sale: PutOnSale, promise: Promise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The negative control: the test above can fail."""
        on_sale("tea", units=50)
        promise(first(1))
        believe_in_old_counts(monkeypatch)
        monkeypatch.setattr(agreeing, "take", lambda quota, order, units: None)
        racing.all_at_once([_ordering(somebody()) for _ in range(4)])
        assert Order.objects.filter(payable=500).count() == 4


def believe_in_old_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let checkout price by counts that were read before anybody ordered."""
    monkeypatch.setattr(agreeing, "gone_before", lambda plan, member: (Gone(promotion="first-1", count=0),))
    read = placing.till
    monkeypatch.setattr(
        placing, "till", lambda *args: replace(read(*args), gone=(Gone(promotion="first-1", count=0),))
    )


@pytest.mark.django_db
def test_the_table_refuses_more_than_there_is(shopper: Shopper, on_sale: PutOnSale) -> None:
    on_sale("tea")
    order = shopper.order(tea=1)
    quota = Quota.objects.create(code="first::x", limit=1, taken=1)
    with pytest.raises(RuntimeError):
        take(quota, order)


def _ordering(shopper: Shopper) -> Callable[[], object]:
    orders.set_quantity(shopper.cart, "tea", 1)
    address = shopper.member.addresses.get()
    return lambda: orders.checkout(shopper.member, shopper.cart, address, "once").payable


def _paying(shopper: Shopper, order: Order) -> Callable[[], object]:
    reference = shopper.begin(order).reference
    return lambda: orders.dummy.decide(reference, "captured")
