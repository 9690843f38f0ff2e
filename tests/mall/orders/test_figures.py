"""The desk's figures and the live board: correct to the order against the ledger (R3.7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feria.mall.kit.api import events_after
from feria.mall.orders.api import BoardState, board_snapshot, cancel, sales
from feria.mall.orders.board.folding import TOPICS
from feria.mall.orders.models import LedgerEntry
from tests.mall.factories import at, set_clock
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper, percent_off

pytestmark = pytest.mark.django_db

START = at(2025, 11, 11, 5)


@pytest.fixture
def busy_hour(shopper: Shopper, other_shopper: Shopper, on_sale: PutOnSale, promise: Promise) -> None:
    """Three paid orders, one of them cancelled, one unpaid; at 5:00, 5:10 and 6:05."""
    on_sale("tea", price=1_000)
    on_sale("bread", price=500, shop="bakery", category="bakery/bread")
    promise(percent_off(10))
    set_clock(START)
    shopper.pay(shopper.order(tea=2, bread=1))  # 2,250
    set_clock(START + timedelta(minutes=10))
    regretted = other_shopper.order(bread=4)
    other_shopper.pay(regretted)  # 1,800, taken back below
    set_clock(START + timedelta(minutes=65))
    other_shopper.pay(other_shopper.order(tea=1))  # 900
    cancel(regretted, None)
    shopper.order(tea=1)


def test_sales_of_a_time_are_those_paid_and_not_cancelled(busy_hour: None) -> None:
    day = sales(START, START + timedelta(days=1))
    assert (day.orders, day.units, day.listed, day.revenue, day.reduction) == (2, 4, 3_500, 3_150, 350)
    assert [(one.sku, one.orders, one.units, one.revenue) for one in day.by_product] == [
        ("tea", 2, 3, 2_700),
        ("bread", 1, 1, 450),
    ]
    assert [(one.hour_at, one.orders, one.revenue) for one in day.by_hour] == [
        (START, 1, 2_250),
        (START + timedelta(hours=1), 1, 900),
    ]


def test_a_shop_sees_its_own_part(busy_hour: None) -> None:
    bakery = sales(START, START + timedelta(days=1), shop="bakery")
    assert (bakery.orders, bakery.units, bakery.revenue) == (1, 1, 450)
    assert sales(START, START + timedelta(hours=1)).orders == 1
    nothing = sales(START - timedelta(days=1), START)
    assert (nothing.orders, nothing.revenue, nothing.by_product, nothing.by_hour) == (0, 0, (), ())


def test_the_board_shows_what_the_ledger_says(busy_hour: None) -> None:
    board = BoardState()
    board.advance()
    kept = -sum(
        LedgerEntry.objects.exclude(account__startswith="gateway:")
        .exclude(account="buyer")
        .values_list("amount", flat=True)
    )
    assert board.amount == kept == 3_150
    assert (board.orders, board.units, board.payers) == (2, 4, 2)
    assert [(part.key, part.amount, part.orders) for part in board.shops()] == [
        ("grocery", 2_700, 2),
        ("bakery", 450, 1),
    ]
    assert [part.key for part in board.categories()] == ["grocery/soft-drinks", "bakery/bread"]
    assert [(part.name, part.units) for part in board.products()] == [("Tea", 3), ("Bread", 1)]
    assert [(part.key, part.orders) for part in board.regions()] == [("OH", 2)]
    assert [(part.key, part.orders) for part in board.channels()] == [("web", 2)]
    assert [(minute.minute_at, minute.orders, minute.amount) for minute in board.curve()] == [
        (START, 1, 2_250),
        (START + timedelta(minutes=65), 1, 900),
    ]


def test_a_board_told_anew_is_the_same_board(busy_hour: None) -> None:
    whole = BoardState(milestones=[2_000, 4_000, 9_000])
    whole.advance()
    in_pieces = BoardState(milestones=[2_000, 4_000, 9_000])
    for event in events_after(0, TOPICS):
        in_pieces.fold([event])
        in_pieces.fold([event])  # told twice, counted once
    assert board_snapshot(in_pieces) == board_snapshot(whole)


def test_a_board_moves_by_what_came_since(busy_hour: None, shopper: Shopper, other_shopper: Shopper) -> None:
    board = BoardState()
    assert len(board.advance()) == 3
    assert board.advance() == []
    order = other_shopper.order(bread=1)
    other_shopper.pay(order)
    (paid,) = board.advance()
    assert paid["number"] == order.number
    assert board.amount == 3_600


def test_a_milestone_falls_at_the_order_that_reached_it_and_stays_fallen(busy_hour: None) -> None:
    board = BoardState(milestones=[4_000, 2_000, 10**6])
    board.advance()
    first, second, third = board.milestones
    assert (first.amount, first.fell_at) == (2_000, pytest.approx(START, abs=timedelta(minutes=9)))
    assert second.fell_at is not None, "reached at the second order, though that was taken back"
    assert (third.fell_at, third.order) == (None, "")


def test_a_milestone_may_be_a_number_of_orders(busy_hour: None) -> None:
    board = BoardState(milestones=[10**6], order_milestones=[50, 2])
    board.advance()
    sales, second_order, fiftieth = board.milestones
    assert (sales.measure, sales.fell_at) == ("sales", None)
    assert (second_order.measure, second_order.amount) == ("orders", 2)
    assert second_order.fell_at is not None
    assert (fiftieth.amount, fiftieth.fell_at) == (50, None)


def test_a_board_of_a_festival_counts_its_own_time(busy_hour: None) -> None:
    board = BoardState(since_at=START + timedelta(hours=1), until_at=START + timedelta(hours=2))
    board.advance()
    assert (board.orders, board.amount) == (1, 900)
