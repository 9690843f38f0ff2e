"""The books agree after ordinary trade, and every planted fault is found and named (P17)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from feria.mall.coupons import api as coupons
from feria.mall.kit.api import database_now
from feria.mall.orders.api import (
    Order,
    Payment,
    ask_gateways_too,
    cancel,
    dummy,
    lapse_due,
    reconcile,
    repair,
)
from feria.mall.orders.models import LedgerEntry
from feria.mall.stock.api import Hold, StockItem, StockMovement, hold
from tests.mall.factories import set_clock
from tests.mall.festivals import RATIONAL, open_festival
from tests.mall.orders.conftest import PutOnSale, Shopper, run_out_of_time

pytestmark = pytest.mark.django_db


@dataclass
class Trade:
    """One order in each state."""

    placed: Order
    paid: Order
    cancelled: Order
    lapsed: Order


@pytest.fixture
def trade(shopper: Shopper, on_sale: PutOnSale) -> Trade:
    open_festival()
    set_clock(RATIONAL)
    on_sale("cola", price=1_000, units=50)
    coupons.claim(shopper.member, "grocery-2-off-20")
    paid = shopper.order(cola=2)
    lost = shopper.begin(paid)
    shopper.pay(paid)
    dummy.decide(lost.reference, "captured")  # a second capture, refunded
    cancelled = shopper.order(cola=1)
    shopper.pay(cancelled)
    cancel(cancelled, None)
    lapsed = shopper.order(cola=1)
    run_out_of_time(lapsed)
    lapse_due()
    coupons.claim(shopper.member, "grocery-2-off-20")
    placed = shopper.order(cola=3)
    return Trade(placed=placed, paid=paid, cancelled=cancelled, lapsed=lapsed)


def faults() -> set[tuple[str, str]]:
    return {(difference.check, difference.subject) for difference in reconcile().differences}


def test_ordinary_trade_leaves_nothing_to_explain(trade: Trade) -> None:
    found = reconcile()
    assert found.differences == ()
    assert (found.orders, found.payments) == (4, 3)
    assert found.entries == LedgerEntry.objects.count() > 10
    assert ask_gateways_too() == []


def test_a_counter_of_stock_that_drifted(trade: Trade) -> None:
    StockItem.objects.update(sold=0)
    assert faults() == {("stock-counter", "cola sold")}


def test_an_order_without_its_hold(trade: Trade) -> None:
    Hold.objects.filter(claimant=trade.placed.number).update(state=Hold.State.RELEASED)
    assert ("stock-of-order", trade.placed.number) in faults()


def test_a_paid_order_whose_stock_is_only_held(trade: Trade) -> None:
    Hold.objects.filter(claimant=trade.paid.number).update(state=Hold.State.HELD)
    assert ("stock-of-order", trade.paid.number) in faults()


def test_a_hold_of_nobody(trade: Trade) -> None:
    hold("nobody", {"cola": 1}, database_now())
    assert faults() == {("stock-of-order", "nobody")}


def test_a_coupon_counter_that_drifted(trade: Trade) -> None:
    coupons.CouponTemplate.objects.filter(code="grocery-2-off-20").update(claimed=1)
    assert faults() == {("coupon-counter", "grocery-2-off-20")}


def test_a_coupon_that_came_back_though_its_order_lives(trade: Trade) -> None:
    coupons.restore(trade.placed.number)
    assert faults() == {("coupons-of-order", trade.placed.number)}


def test_a_coupon_still_spent_by_an_order_that_lapsed(trade: Trade) -> None:
    coupons.Redemption.objects.filter(order_number=trade.placed.number).update(
        order_number=trade.lapsed.number
    )
    assert ("coupons-of-order", trade.lapsed.number) in faults()


def test_a_journal_out_of_balance(trade: Trade) -> None:
    LedgerEntry.objects.create(
        journal="odd", account="x", amount=5, currency="USD", memo="", posted_at=database_now()
    )
    assert faults() == {("journal-balance", "odd")}


def test_a_payment_marked_captured_that_nothing_was_posted_for(trade: Trade) -> None:
    payment = Payment.objects.create(
        order=trade.placed,
        gateway="dummy",
        reference="P-X",
        amount=trade.placed.payable,
        currency="USD",
        state=Payment.State.CAPTURED,
        started_at=database_now(),
    )
    assert faults() == {
        ("payment-posting", f"capture:{payment.reference}"),
        ("payment-of-order", trade.placed.number),
    }


def test_an_order_marked_paid_by_hand(trade: Trade) -> None:
    Order.objects.filter(pk=trade.placed.pk).update(state=Order.State.PAID)
    assert {("payment-of-order", trade.placed.number), ("sale-posting", trade.placed.number)} <= faults()


def test_money_the_gateway_took_and_we_never_heard_of(trade: Trade, shopper: Shopper) -> None:
    redirect = shopper.begin(trade.placed)
    dummy.decide(redirect.reference, "captured", tell=False)
    assert reconcile().differences == ()
    (difference,) = ask_gateways_too()
    assert (difference.subject, difference.expected, difference.found) == (
        redirect.reference,
        "started",
        "captured",
    )


def test_what_is_only_counted_is_counted_anew(trade: Trade) -> None:
    StockItem.objects.update(held=9, sold=0, received=60)
    coupons.CouponTemplate.objects.filter(code="grocery-2-off-20").update(claimed=1)

    assert repair() == 2

    assert reconcile().differences == ()
    item = StockItem.objects.get()
    assert (item.received, item.held, item.sold) == (50, 3, 2)
    assert repair() == 0


def test_where_two_rows_contradict_one_another_nothing_is_repaired(trade: Trade) -> None:
    Order.objects.filter(pk=trade.placed.pk).update(state=Order.State.PAID)
    before = faults()
    entries = LedgerEntry.objects.count()

    assert repair() == 0

    assert faults() == before != set()
    assert LedgerEntry.objects.count() == entries


def test_more_sold_than_there_is_cannot_be_counted_away(trade: Trade) -> None:
    StockItem.objects.update(sold=0)
    StockMovement.objects.create(
        item=StockItem.objects.get(), quantity=-47, reason="lost", moved_at=database_now()
    )

    assert repair() == 0

    item = StockItem.objects.get()
    assert (item.received, item.sold) == (50, 0)
    assert faults() == {("stock-counter", "cola sold"), ("stock-counter", "cola received")}
