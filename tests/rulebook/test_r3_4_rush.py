"""R3.2-R3.4: a rush session from the document to the paid order: its slot, its price, its stock, its limits, its reminder."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feria.mall.kit.api import events_after, now
from feria.mall.orders import api as orders
from feria.mall.rush import api as rush
from feria.mall.stock.api import StockShort, close_out_due, receive
from tests.mall.buying import buy, make_buyer
from tests.mall.factories import at, make_product, set_clock
from tests.mall.festivals import open_festival
from tests.mall.rushing import BEFORE_OPEN, FESTIVAL, OPEN, SESSION, claim, run_out_of_time

pytestmark = pytest.mark.django_db(transaction=True)
STARTS, ENDS = at(2025, 11, 11, 6), at(2025, 11, 11, 7)


@pytest.fixture(autouse=True)
def festival() -> None:
    """Ten colas at 10.00, of which the session at one sells five at 3.00 and the one at eight four."""
    receive(make_product("cola", "Cola", 1_000), 10, "delivery")
    receive(make_product("tea", "Tea", 500), 3, "delivery")
    set_clock(BEFORE_OPEN)
    open_festival(FESTIVAL)


def test_r3_4_a_sessions_stock_is_carved_out_of_normal_stock() -> None:
    assert buy(make_buyer(), cola=1).state == "placed"

    with pytest.raises(StockShort):
        buy(make_buyer(), cola=1)  # nine are set aside
    set_clock(OPEN)
    assert claim(make_buyer(), cola=2).is_held


def test_r3_4_what_nobody_claimed_is_everybodys_again_when_the_session_is_over() -> None:
    set_clock(OPEN)
    claim(make_buyer(), cola=2)

    set_clock(ENDS)
    close_out_due(now())

    assert buy(make_buyer(), cola=4).state == "placed"  # the one that was free, and three that came back


def test_r3_4_it_starts_and_ends_to_the_instant() -> None:
    answers = []
    for number, instant in enumerate(
        (STARTS - timedelta(seconds=1), STARTS, ENDS - timedelta(seconds=1), ENDS + timedelta(seconds=1))
    ):
        set_clock(instant)
        answers.append(claim(make_buyer(), f"k{number}").outcome.value)

    assert answers == ["not_yet", "held", "held", "over"]


def test_r3_4_only_a_claim_brings_the_rush_price_and_it_keeps_it_until_it_is_due() -> None:
    member = make_buyer()
    set_clock(OPEN)
    claim(member)
    set_clock(ENDS + timedelta(minutes=5))

    order = orders.order_claim(member, SESSION, "k1", member.addresses.get())

    assert order.payable == 300
    assert orders.price_product(order.lines.get().product).payable == 1_000


def test_r3_2_a_claim_that_is_not_paid_comes_back_by_itself() -> None:
    set_clock(OPEN)
    claim(make_buyer(), cola=2)
    run_out_of_time(f"{SESSION}/k1")

    orders.lapse_due()

    session = rush.session(SESSION, OPEN)
    assert session is not None
    assert [(good.sku, good.left, good.paying) for good in session.goods] == [("cola", 5, 0), ("tea", 3, 0)]


def test_r3_3_limits_hold_over_several_claims_of_a_member() -> None:
    member = make_buyer()
    set_clock(OPEN)

    answers = [
        claim(member, "k1", cola=2),
        claim(member, "k2", cola=1),  # two colas at most
        claim(member, "k3", tea=2),  # three units at most
        claim(member, "k4", tea=1),
    ]

    assert [answer.outcome.value for answer in answers] == ["held", "limit", "limit", "held"]


def test_r3_4_who_asked_for_it_is_reminded_before_the_start() -> None:
    member = make_buyer()
    rush.remind(member, SESSION)

    orders.sweep()

    assert [event.body["member"] for event in events_after(0, ["rush.reminder_due"])] == [member.code]
