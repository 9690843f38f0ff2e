"""From a claim in a rush session to a paid order (R3.1-R3.4): the right price, once, in time, and back when it is not paid."""

from __future__ import annotations

import pytest

from feria.mall.kit.api import OutboxEvent
from feria.mall.orders.api import (
    ClaimRefused,
    Order,
    Payment,
    PriceMoved,
    cancel,
    decode_quote,
    dummy,
    give_up_claim,
    lapse_due,
    order_claim,
    order_of_claim,
    quote_claim,
    reconcile,
    start_payment,
)
from feria.mall.rush.api import close_festival
from feria.mall.stock.api import Hold, levels
from tests.mall.factories import set_clock
from tests.mall.festivals import CODE, open_festival
from tests.mall.orders.conftest import PutOnSale, Shopper
from tests.mall.racing import all_at_once
from tests.mall.rushing import FESTIVAL, OPEN, OVER, SESSION, claim, run_out_of_time

pytestmark = pytest.mark.django_db(transaction=True)
CLAIMANT = f"{SESSION}/k1"


@pytest.fixture(autouse=True)
def session(on_sale: PutOnSale) -> None:
    """A festival whose session at one o'clock is open: cola at 3.00 (listed 10.00), tea at 2.50 (listed 5.00)."""
    on_sale("cola", price=1_000, units=20)
    on_sale("tea", price=500, units=20)
    set_clock(OPEN)
    open_festival(FESTIVAL)


def ordered(shopper: Shopper, key: str = "k1", expected: int | None = None) -> Order:
    return order_claim(shopper.member, SESSION, key, shopper.member.addresses.get(), expected)


def units(sku: str) -> tuple[int, int]:
    """How many of it are held and sold."""
    (row,) = Hold.objects.filter(item__product__sku=sku)[:1]
    level = levels([row.item.product])[sku]
    return level.held, level.sold


def test_given_a_claim_then_its_units_cost_the_session_price(shopper: Shopper) -> None:
    claim(shopper.member, cola=2, tea=1)

    quote = quote_claim(shopper.member, SESSION, "k1")

    assert (quote.listed, quote.payable) == (2_500, 2 * 300 + 250)
    assert {each.promotion for each in quote.adjustments} == {f"rush:{SESSION}:cola", f"rush:{SESSION}:tea"}


def test_given_no_claim_then_nobody_has_the_session_price(shopper: Shopper) -> None:
    claim(shopper.member)

    assert shopper.order(cola=1).payable == 800  # the frenzy's 20 % off


def test_given_a_claim_then_its_order_adopts_the_hold_and_its_deadline(shopper: Shopper) -> None:
    answer = claim(shopper.member, cola=2)

    order = ordered(shopper, expected=600)

    assert (order.state, order.payable, order.festival_code) == ("placed", 600, CODE)
    assert (order.claimant, order.pay_until) == (CLAIMANT, answer.held_until)
    assert [(line.name, line.quantity, line.payable) for line in order.lines.all()] == [("Cola", 2, 600)]
    assert units("cola") == (2, 0)


def test_given_the_order_is_paid_then_the_claims_units_are_sold(shopper: Shopper) -> None:
    claim(shopper.member, cola=2)
    order = ordered(shopper)

    shopper.pay(order)

    assert order.state == "paid"
    assert units("cola") == (0, 2)
    topics = OutboxEvent.objects.filter(key=order.number).order_by("id").values_list("topic", flat=True)
    assert list(topics) == ["orders.order_placed", "orders.order_paid"]


def test_given_the_session_is_over_then_who_claimed_still_pays_its_price(shopper: Shopper) -> None:
    claim(shopper.member)
    set_clock(OVER)

    assert ordered(shopper).payable == 300


def test_given_the_festival_is_withdrawn_then_who_claimed_still_pays_its_price(shopper: Shopper) -> None:
    claim(shopper.member)
    close_festival(CODE, by=None)

    assert ordered(shopper).payable == 300


def test_given_it_is_ordered_twice_then_the_first_order_answers(shopper: Shopper) -> None:
    claim(shopper.member)
    first = ordered(shopper)

    assert ordered(shopper, expected=1) == first
    assert Order.objects.count() == 1


def test_given_it_is_ordered_from_many_pages_at_once_then_there_is_one_order(shopper: Shopper) -> None:
    claim(shopper.member)
    address = shopper.member.addresses.get()

    endings = all_at_once([lambda: order_claim(shopper.member, SESSION, "k1", address)] * 6)

    assert [each.error for each in endings] == [None] * 6
    assert {each.answer.number for each in endings} == {Order.objects.get().number}  # type: ignore[attr-defined]


def test_given_another_members_claim_then_it_is_unknown(shopper: Shopper, other_shopper: Shopper) -> None:
    claim(shopper.member)

    for refused in (
        lambda: quote_claim(other_shopper.member, SESSION, "k1"),
        lambda: ordered(other_shopper),
        lambda: give_up_claim(other_shopper.member, SESSION, "k1"),
        lambda: quote_claim(shopper.member, SESSION, "k2"),
    ):
        with pytest.raises(ClaimRefused) as refusal:
            refused()
        assert refusal.value.code == "unknown"
    assert units("cola") == (1, 0)


def test_given_an_ordinary_orders_hold_then_it_is_no_claim(shopper: Shopper) -> None:
    order = shopper.order(cola=1)

    with pytest.raises(ClaimRefused):
        order_claim(shopper.member, *order.number.split("-", 1), shopper.member.addresses.get())


def test_given_the_time_to_pay_is_over_then_no_order_can_be_made_of_it(shopper: Shopper) -> None:
    claim(shopper.member)
    run_out_of_time(CLAIMANT)

    with pytest.raises(ClaimRefused) as refusal:
        ordered(shopper)

    assert refusal.value.code == "lapsed"
    assert "went back" in str(refusal.value)


def test_given_a_total_that_moved_then_nothing_is_ordered_and_the_claim_stays(shopper: Shopper) -> None:
    claim(shopper.member)

    with pytest.raises(PriceMoved):
        ordered(shopper, expected=299)

    assert order_of_claim(shopper.member, CLAIMANT) is None
    assert ordered(shopper, expected=300).payable == 300


def test_given_an_order_is_not_paid_in_time_then_its_units_are_claimed_by_others(
    shopper: Shopper, other_shopper: Shopper
) -> None:
    claim(shopper.member, cola=2)
    claim(other_shopper.member, "k2", cola=2)
    order = ordered(shopper)
    assert claim(other_shopper.member, "k3", tea=3).outcome == "limit"
    run_out_of_time(CLAIMANT)

    assert lapse_due() == [order.number]

    order.refresh_from_db()
    assert order.state == "lapsed"
    assert units("cola") == (2, 0)


def test_given_a_claim_nobody_ordered_then_it_lapses_by_itself(shopper: Shopper) -> None:
    claim(shopper.member)
    run_out_of_time(CLAIMANT)

    lapse_due()

    assert units("cola") == (0, 0)


def test_given_it_is_cancelled_then_its_units_go_back(shopper: Shopper) -> None:
    claim(shopper.member, cola=2)
    order = ordered(shopper)

    cancel(order, None)

    assert units("cola") == (0, 0)


def test_given_it_was_paid_and_is_cancelled_then_the_money_goes_back_too(shopper: Shopper) -> None:
    claim(shopper.member)
    order = ordered(shopper)
    shopper.pay(order)

    cancel(order, None)

    assert units("cola") == (0, 0)
    assert Payment.objects.get().state == "refunded"


def test_given_it_is_given_up_then_the_units_are_free_at_once_and_it_cannot_be_ordered(
    shopper: Shopper,
) -> None:
    claim(shopper.member)

    assert give_up_claim(shopper.member, SESSION, "k1")
    assert not give_up_claim(shopper.member, SESSION, "k1")

    assert units("cola") == (0, 0)
    with pytest.raises(ClaimRefused):
        ordered(shopper)


def test_given_it_is_ordered_then_giving_up_leaves_the_order_its_units(shopper: Shopper) -> None:
    claim(shopper.member)
    ordered(shopper)

    assert not give_up_claim(shopper.member, SESSION, "k1")
    assert units("cola") == (1, 0)


def test_given_a_payment_that_comes_after_the_session_then_it_goes_back_by_itself(shopper: Shopper) -> None:
    claim(shopper.member)
    order = ordered(shopper)
    redirect = start_payment(order, "/pay/return/{reference}/")
    run_out_of_time(CLAIMANT)
    set_clock(OVER)

    dummy.decide(redirect.reference, "captured")

    order.refresh_from_db()
    assert (order.state, Payment.objects.get().state) == ("lapsed", "refunded")
    assert units("cola") == (0, 0)


def test_given_claims_in_every_state_then_the_books_agree(shopper: Shopper, other_shopper: Shopper) -> None:
    for key, sku in (("k1", "cola"), ("k2", "tea"), ("k3", "cola")):
        claim(shopper.member, key, **{sku: 1})
    shopper.pay(ordered(shopper, "k1"))
    ordered(shopper, "k2")
    claim(other_shopper.member, "k4")
    cancel(ordered(shopper, "k3"), None)

    assert reconcile().differences == ()

    Hold.objects.filter(claimant=f"{SESSION}/k2").update(state=Hold.State.ALLOCATED)
    assert ("stock-of-order", Order.objects.get(claimant=f"{SESSION}/k2").number) in {
        (each.check, each.subject) for each in reconcile().differences
    }


def test_the_receipt_names_the_session(shopper: Shopper) -> None:
    claim(shopper.member)
    quote = decode_quote(ordered(shopper))

    assert [each.names["zh-hans"] for each in quote.adjustments] == ["一点场"]
