"""R2.13: a deposit that counts for more than itself, a balance in its own window, thresholds that see both together."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feria.festival import PresaleDesign, PresaleGood
from feria.pricing import Amount, Deposit, Lane, MinSpend, Return, Window, refund
from feria.pricing.presale import PresaleTerms, balance_due
from tests.rulebook.pricing_desk import THE_DAY, cart, goods, priced, promotion, yuan

TERMS = PresaleTerms(price=yuan(200), deposit=yuan(10), counts_as=yuan(20))
AHEAD = PresaleDesign(
    id="ahead",
    code="double-eleven.ahead",
    names={"en": "Kettles ahead"},
    deposit=Window(start_at=datetime(2026, 10, 21, tzinfo=UTC), end_at=datetime(2026, 11, 1, tzinfo=UTC)),
    balance=Window(start_at=datetime(2026, 11, 11, tzinfo=UTC), end_at=datetime(2026, 11, 12, tzinfo=UTC)),
    products=(PresaleGood(sku="kettle", price=yuan(200), deposit=yuan(10), counts_as=yuan(20)),),
)
(AHEAD_PRICE,) = AHEAD.promotions("CNY")


def ordered_ahead(quantity: int = 1):
    return goods(240, name="kettle", quantity=quantity, tags=(AHEAD.tag,))


def test_10_counts_as_20_toward_a_price_of_200() -> None:
    assert (TERMS.total, TERMS.balance) == (yuan(190), yuan(180))
    quoted = priced(cart(ordered_ahead()), AHEAD_PRICE)
    assert quoted.payable == yuan(190)
    assert balance_due(quoted.payable, TERMS.deposit) == yuan(180)


def test_a_deposit_that_counts_for_itself_leaves_the_rest() -> None:
    plain = PresaleTerms(price=yuan(200), deposit=yuan(10), counts_as=yuan(10))
    assert (plain.total, plain.balance, plain.bonus) == (yuan(200), yuan(190), 0)


@pytest.mark.parametrize(("threshold", "payable"), [(190, 170), (191, 190)])
def test_a_threshold_counts_deposit_and_balance_together(threshold: int, payable: int) -> None:
    """190 are paid in all: the balance of 180 alone would reach neither."""
    off = promotion(
        "20-off", Lane.MALL, Amount(amount=yuan(20)), conditions=(MinSpend(amount=yuan(threshold)),)
    )
    quoted = priced(cart(ordered_ahead()), AHEAD_PRICE, off)
    assert quoted.payable == yuan(payable)
    assert balance_due(quoted.payable, TERMS.deposit) == yuan(payable - 10)


def test_who_did_not_order_ahead_does_not_get_the_price() -> None:
    assert priced(cart(goods(240, name="kettle")), AHEAD_PRICE).payable == yuan(240)


def test_nothing_is_due_where_reductions_took_all_but_the_deposit() -> None:
    assert balance_due(yuan(10), yuan(10)) == 0
    assert balance_due(yuan(8), yuan(10)) == 0


@pytest.mark.parametrize(("fault", "back"), [("buyer", 180), ("seller", 190), ("", 190)])
def test_the_deposit_is_lost_by_the_buyers_fault_alone(fault: str, back: int) -> None:
    quoted = priced(cart(ordered_ahead()), AHEAD_PRICE)
    returned = [Return(line="kettle", quantity=1, at_fault=fault)]  # type: ignore[arg-type]
    deposits = [Deposit(line="kettle", amount=yuan(10))]
    assert refund(quoted, returned, now=THE_DAY, deposits=deposits).amount == yuan(back)


@pytest.mark.parametrize(("fault", "back"), [("buyer", 0), ("seller", 10)])
def test_a_balance_that_was_never_paid(fault: str, back: int) -> None:
    quoted = priced(cart(ordered_ahead()), AHEAD_PRICE)
    returned = [Return(line="kettle", quantity=1, at_fault=fault)]  # type: ignore[arg-type]
    deposits = [Deposit(line="kettle", amount=yuan(10))]
    assert refund(quoted, returned, now=THE_DAY, deposits=deposits, paid=yuan(10)).amount == yuan(back)
