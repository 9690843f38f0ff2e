"""Goods ordered ahead (R2.13): the deposit, the balance in its window, lapse, and who loses what by whose fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from feria.mall.catalog.models import Product
from feria.mall.coupons import api as coupons
from feria.mall.kit.api import events_after
from feria.mall.kit.api import now as mall_now
from feria.mall.orders import api as orders
from feria.mall.orders.models import LedgerEntry, Order, Payment, PresaleOrder, QuotaUse
from feria.mall.rush import api as rush
from feria.mall.stock.api import StockShort, levels
from tests.mall import racing
from tests.mall.factories import at, make_address, make_category, make_member, make_shop, set_clock
from tests.mall.orders.conftest import PutOnSale, Shopper, run_out_of_time

CODE = "ahead-2025.kettles"
TEXT = """\
feria: 1
id: ahead-2025
name: Ahead
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {id: presale, name: Presale, days: 2025-10-21 to 2025-10-31}
  - {id: warm-up, name: Warm-up, days: 2025-11-01 to 2025-11-10}
  - {id: main, name: The day, days: 2025-11-11}
presale:
  - id: kettles
    name: Kettles ahead
    deposit: {phase: presale}
    balance: {phase: main}
    products:
      - {sku: kettle, price: 200.00, deposit: 10.00, counts_as: 20.00, units: 5, per_member: 3}
promotions:
  - id: twenty-off
    name: 20 off 190
    lane: mall
    when: {phase: main}
    conditions: {min_spend: 190.00}
    benefit: {amount_off: 20.00}
coupons:
  - id: five-off
    name: 5 off
    stock: 10
    claim: {phase: presale}
    use: {phase: main}
    benefit: {amount_off: 5.00}
"""
PRESALE, WARM_UP, MAIN, AFTER = at(2025, 10, 25), at(2025, 11, 5), at(2025, 11, 11, 9), at(2025, 11, 12)


@pytest.fixture
def kettle(on_sale: PutOnSale) -> Iterator[object]:
    make_shop("grocery")
    make_category("grocery/kettles")
    item = on_sale("kettle", price=24_000, units=20, category="grocery/kettles")
    rush.open_festival(TEXT, by=None)
    set_clock(PRESALE)
    yield item
    set_clock(None)


def somebody() -> Shopper:
    member = make_member()
    make_address(member)
    return Shopper(member)


def ahead(shopper: Shopper, quantity: int = 1, key: str = "one") -> Order:
    return orders.order_presale(shopper.member, CODE, "kettle", quantity, shopper.member.addresses.get(), key)


def with_deposit(shopper: Shopper, quantity: int = 1) -> Order:
    order = ahead(shopper, quantity)
    shopper.pay(order)
    return order


def accounts(order: Order) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for account, amount in LedgerEntry.objects.filter(order=order).values_list("account", "amount"):
        sums[account] += amount
    return {account: amount for account, amount in sums.items() if amount}


def payments(order: Order) -> list[tuple[str, int, str]]:
    return list(order.payments.order_by("pk").values_list("purpose", "amount", "state"))


@pytest.mark.django_db
@pytest.mark.usefixtures("kettle")
class TestTheWay:
    def test_the_deposit_is_due_now_and_the_units_are_held(self, shopper: Shopper, kettle: object) -> None:
        order = ahead(shopper, 2)
        assert (order.state, order.payable) == ("placed", 38_000)
        shopper.pay(order)
        assert (order.state, order.prepaid) == ("prepaid", 2_000)
        assert levels([kettle])["kettle"].held == 2  # type: ignore[list-item]
        assert accounts(order) == {"gateway:dummy": 2_000, "prepaid": -2_000}
        assert orders.reconcile().differences == ()

    def test_the_balance_waits_for_its_window(self, shopper: Shopper) -> None:
        order = with_deposit(shopper)
        set_clock(WARM_UP)
        with pytest.raises(orders.PresaleRefused) as refused:
            shopper.begin(order)
        assert (refused.value.code, refused.value.at) == ("balance-not-yet", at(2025, 11, 11))

    def test_a_threshold_counts_deposit_and_balance_and_coupons_help(
        self, shopper: Shopper, kettle: object
    ) -> None:
        """190 in all reach the 190 that 20 off asks for; the coupon takes 5: 165, of which 10 are paid."""
        coupons.claim(shopper.member, "five-off")
        order = with_deposit(shopper)
        set_clock(MAIN)
        shopper.pay(order)
        assert (order.state, order.payable) == ("paid", 16_500)
        assert payments(order) == [("deposit", 1_000, "captured"), ("balance", 15_500, "captured")]
        assert levels([kettle])["kettle"].sold == 1  # type: ignore[list-item]
        assert "buyer" not in accounts(order)
        assert "prepaid" not in accounts(order)
        assert orders.reconcile().differences == ()

    def test_the_balances_price_is_agreed_once(self, shopper: Shopper) -> None:
        order = with_deposit(shopper)
        set_clock(MAIN)
        first = shopper.begin(order)
        coupons_now = PresaleOrder.objects.get().agreed_at
        set_clock(MAIN + timedelta(hours=1))
        shopper.begin(order)
        assert PresaleOrder.objects.get().agreed_at == coupons_now
        assert {amount for _, amount, _ in payments(order)} == {1_000, 16_000}
        orders.dummy.decide(first.reference, "captured")
        order.refresh_from_db()
        assert order.state == "paid"

    def test_a_second_deposit_goes_back(self, shopper: Shopper) -> None:
        order = ahead(shopper)
        first, second = shopper.begin(order), shopper.begin(order)
        orders.dummy.decide(first.reference, "captured")
        orders.dummy.decide(second.reference, "captured")
        assert payments(order) == [("deposit", 1_000, "captured"), ("deposit", 1_000, "refunded")]
        assert orders.reconcile().differences == ()

    def test_the_same_key_is_the_same_order(self, shopper: Shopper) -> None:
        assert ahead(shopper).pk == ahead(shopper).pk

    def test_the_price_agreed_stands_whatever_the_document_says_later(self, shopper: Shopper) -> None:
        order = with_deposit(shopper)
        rush.open_festival(TEXT.replace("price: 200.00", "price: 230.00"), by=None)
        set_clock(MAIN)
        shopper.pay(order)
        assert order.payable == 17_000


@pytest.mark.django_db
@pytest.mark.usefixtures("kettle")
class TestLimits:
    def test_outside_the_window_nobody_orders_ahead(self, shopper: Shopper) -> None:
        for instant, code in ((at(2025, 10, 20), "not-yet"), (WARM_UP, "over")):
            set_clock(instant)
            with pytest.raises(orders.PresaleRefused) as refused:
                ahead(shopper)
            assert refused.value.code == code
            assert str(refused.value)

    def test_start_and_end_are_exact(self, shopper: Shopper) -> None:
        offer = orders.presale_offer(CODE, "kettle")
        assert offer
        window = offer.design.deposit
        tick = timedelta(microseconds=1)
        states = [
            offer.state(instant)
            for instant in (window.start_at - tick, window.start_at, window.end_at - tick, window.end_at)
        ]
        assert states == ["to come", "open", "open", "over"]

    def test_a_members_limit_holds_over_several_orders(self, shopper: Shopper) -> None:
        ahead(shopper, 2, "one")
        with pytest.raises(orders.PresaleRefused) as refused:
            ahead(shopper, 2, "two")
        assert (refused.value.code, refused.value.left) == ("limit", 1)

    def test_its_units_are_counted_until_they_come_back(self, kettle: object) -> None:
        first = ahead(somebody(), 3)
        ahead(somebody(), 2)
        with pytest.raises(orders.PresaleRefused) as refused:
            ahead(somebody())
        assert (refused.value.code, refused.value.left) == ("sold-out", 0)
        run_out_of_time(first)
        orders.sweep()
        assert ahead(somebody()).state == "placed"
        assert orders.reconcile().differences == ()

    def test_what_can_be_ordered_ahead_now_is_open_and_has_a_unit_left_of_its_own_and_in_stock(
        self, kettle: Product
    ) -> None:
        goods = {"kettle": kettle}

        def left(**more: Any) -> list[int | None]:
            return [each.left for each in orders.open_presales(goods, mall_now(), **more)]

        assert left() == [5], "of the presale's own count"
        assert left(free={"kettle": 2}) == [2], "of stock's"
        assert left(free={"kettle": 0}) == []
        assert orders.open_presales({}, mall_now()) == []
        ahead(somebody(), 3)
        ahead(somebody(), 2, "two")
        assert left() == []
        set_clock(WARM_UP)
        assert left(free={"kettle": 9}) == []

    def test_what_is_not_in_stock_cannot_be_ordered_ahead(
        self, shopper: Shopper, other_shopper: Shopper
    ) -> None:
        other_shopper.order(kettle=19)
        with pytest.raises(StockShort):
            ahead(shopper, 2)
        assert not QuotaUse.objects.exists(), "nothing of it was done"


@pytest.mark.django_db
@pytest.mark.usefixtures("kettle")
class TestTheEnd:
    def test_an_unpaid_balance_lapses_and_the_deposit_is_the_shops(
        self, shopper: Shopper, kettle: object
    ) -> None:
        order = with_deposit(shopper)
        set_clock(AFTER)
        assert orders.lapse_due() == [order.number]
        order.refresh_from_db()
        assert (order.state, order.forfeited) == ("lapsed", 1_000)
        assert accounts(order) == {"gateway:dummy": 1_000, "forfeited:shop:grocery": -1_000}
        level = levels([kettle])["kettle"]  # type: ignore[list-item]
        assert (level.held, level.free) == (0, 20)
        assert orders.reconcile().differences == ()

    def test_a_balance_paid_too_late_goes_back(self, shopper: Shopper) -> None:
        order = with_deposit(shopper)
        set_clock(MAIN)
        redirect = shopper.begin(order)
        set_clock(AFTER)
        orders.dummy.decide(redirect.reference, "captured")
        order.refresh_from_db()
        assert (order.state, order.forfeited) == ("lapsed", 1_000)
        assert payments(order) == [("deposit", 1_000, "captured"), ("balance", 16_000, "refunded")]
        assert orders.reconcile().differences == ()

    @pytest.mark.parametrize(("fault", "kept"), [("buyer", 1_000), ("seller", 0)])
    @pytest.mark.parametrize("is_paid", [False, True])
    def test_the_deposit_is_lost_by_the_buyers_fault_alone(
        self, shopper: Shopper, fault: str, kept: int, is_paid: bool
    ) -> None:
        order = with_deposit(shopper)
        if is_paid:
            set_clock(MAIN)
            shopper.pay(order)
        orders.cancel(order, None, fault=fault)  # type: ignore[arg-type]
        order.refresh_from_db()
        assert (order.state, order.forfeited) == ("cancelled", kept)
        back = Payment.objects.filter(order=order, state="refunded")
        assert sum(back.values_list("amount", flat=True)) == (17_000 if is_paid else 1_000) - kept
        assert sum(accounts(order).values()) == 0
        assert orders.reconcile().differences == ()

    def test_before_the_deposit_is_paid_nothing_is_lost(self, shopper: Shopper) -> None:
        order = ahead(shopper)
        orders.cancel(order, None)
        assert accounts(order) == {}

    def test_reminders_go_out_once_each(self, shopper: Shopper) -> None:
        order = with_deposit(shopper)
        assert orders.remind() == []
        set_clock(MAIN)
        assert orders.remind() == [order.number]
        assert orders.remind() == []
        set_clock(at(2025, 11, 11, 22, 30))
        orders.sweep()
        topics = [
            event.topic for event in events_after(0, ["orders.balance_opened", "orders.balance_closing"])
        ]
        assert topics == ["orders.balance_opened", "orders.balance_closing"]

    def test_reconcile_sees_a_deposit_that_nobody_holds(self, shopper: Shopper) -> None:
        order = with_deposit(shopper)
        Order.objects.filter(pk=order.pk).update(prepaid=500)
        assert {each.check for each in orders.reconcile().differences} == {
            "prepaid-balance",
            "payment-of-order",
        }


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("kettle")
class TestAtTheSameMoment:
    def test_paying_a_balance_and_lapsing_it_is_one_or_the_other(self) -> None:
        shoppers = [somebody() for _ in range(4)]
        placed = [with_deposit(shopper) for shopper in shoppers]
        set_clock(at(2025, 11, 11, 23))
        deeds: list[Callable[[], object]] = []
        for shopper, order in zip(shoppers, placed, strict=True):
            reference = shopper.begin(order).reference
            deeds.append(lambda reference=reference: orders.dummy.decide(reference, "captured"))  # type: ignore[misc]
        set_clock(at(2025, 11, 11, 23, 59, 59) + timedelta(milliseconds=900))
        endings = racing.all_at_once([*deeds, *[lambda: len(orders.lapse_due())] * 3])
        assert [ending.error for ending in endings] == [None] * 7
        set_clock(AFTER)
        orders.sweep()
        assert set(Order.objects.values_list("state", flat=True)) <= {"paid", "lapsed"}
        assert mall_now() >= AFTER
        assert orders.reconcile().differences == ()

    def test_the_last_units_ahead_are_sold_once(self) -> None:
        shoppers = [somebody() for _ in range(6)]
        endings = racing.all_at_once(
            [lambda shopper=shopper: ahead(shopper, 2).number for shopper in shoppers]
        )  # type: ignore[misc]
        assert Counter(ending.name for ending in endings) == {"done": 2, "sold-out": 4}
        assert orders.reconcile().differences == ()

    def test_a_members_limit_holds_in_parallel(self) -> None:
        shopper = somebody()
        endings = racing.all_at_once([lambda n=n: ahead(shopper, 2, f"key-{n}").number for n in range(4)])  # type: ignore[misc]
        assert Counter(ending.name for ending in endings) == {"done": 1, "limit": 3}
