"""The live board is correct to the order: every figure of it, reckoned again from orders and ledger (R3.7, P17)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from feria.mall.kit.models import OutboxEvent
from feria.mall.orders.api import BoardState, Order, board_snapshot, cancel, reconcile, sales_curve
from feria.mall.orders.models import LedgerEntry
from tests.mall.factories import at, make_address, make_member, set_clock
from tests.mall.orders.conftest import Promise, PutOnSale, Shopper, percent_off

pytestmark = pytest.mark.django_db

NIGHT = at(2025, 11, 11, 5)
END = NIGHT + timedelta(days=1)
GOODS = {"tea": "grocery", "bread": "bakery", "soap": "chemist"}


@pytest.fixture
def busy_day(on_sale: PutOnSale, promise: Promise) -> None:
    """Forty orders of a day by a seed: some unpaid, some paid and cancelled, several in one second, two past midnight."""
    for number, (sku, shop) in enumerate(GOODS.items()):
        on_sale(sku, price=333 + 400 * number, units=900, shop=shop, category=f"{shop}/{sku}")
    promise(percent_off(7))
    chance = Random(11)
    people = [Shopper(make_member()) for _ in range(6)]
    for shopper, region in zip(people, ["OH", "KY", "OH", "NY", "CA", "TX"], strict=True):
        make_address(shopper.member, region=region)
    minutes = sorted([*(chance.choice([0, 0, 1, 61, 700]) for _ in range(38)), 1_440, 1_441])
    for minute in minutes:
        set_clock(NIGHT + timedelta(minutes=minute))
        shopper = chance.choice(people)
        wanted = {sku: chance.randint(1, 4) for sku in chance.sample(list(GOODS), chance.randint(1, 3))}
        order = shopper.order(**wanted)
        if chance.random() < 0.85:
            shopper.pay(order)
            if chance.random() < 0.2:
                cancel(order, None)


def told(since=NIGHT, until=END) -> BoardState:
    board = BoardState(since, until)
    board.advance()
    return board


def test_every_figure_is_what_orders_and_ledger_add_up_to(busy_day: None) -> None:
    board = told()
    kept = [
        order
        for order in Order.objects.prefetch_related("lines__product__category", "lines__shop")
        if order.state == "paid" and NIGHT <= order.paid_at < END
    ]
    assert len(kept) > 20
    assert Order.objects.filter(state="cancelled").exists()
    assert (board.orders, board.amount) == (len(kept), sum(order.payable for order in kept))
    captured = LedgerEntry.objects.filter(order__in=kept, account="gateway:dummy")
    assert board.amount == sum(captured.values_list("amount", flat=True))
    assert board.payers == len({order.member_id for order in kept})
    seconds = Counter(order.paid_at.replace(microsecond=0) for order in kept)
    assert {second.second_at: second.orders for second in board.latest(NIGHT)} == seconds
    peak = board.peak()
    assert peak is not None
    assert (peak.orders, peak.second_at) == (
        max(seconds.values()),
        min(second for second, count in seconds.items() if count == max(seconds.values())),
    )
    for parts, key_of in (
        (board.regions(), lambda order, _line: order.region),
        (board.channels(), lambda order, _line: order.channel),
        (board.shops(), lambda _order, line: line.shop.code),
        (board.categories(), lambda _order, line: line.product.category.path),
        (board.products(), lambda _order, line: line.product.sku),
    ):
        money: Counter[str] = Counter()
        buying: dict[str, set[str]] = {}
        for order in kept:
            for line in order.lines.all():
                money[key_of(order, line)] += line.payable
                buying.setdefault(key_of(order, line), set()).add(order.number)
        assert {part.key: part.amount for part in parts} == dict(money)
        assert {part.key: part.orders for part in parts} == {
            key: len(numbers) for key, numbers in buying.items()
        }


def test_second_by_second_it_is_the_ledgers_own_curve(busy_day: None) -> None:
    board, curve = told(), sales_curve(NIGHT, END)
    for step, points in ((1, 120), (60, 1_441), (3_600, 24)):
        growth = board.growth(NIGHT, step, points)
        assert growth == [curve.at((place + 1) * step - 1)[1] for place in range(points)]
    assert curve.at(86_400) == (board.orders, board.amount)


def test_a_restart_changes_nothing(busy_day: None) -> None:
    before = told()
    before.advance()
    assert board_snapshot(told()) == board_snapshot(before)
    assert (told().peak(), told().latest(NIGHT)) == (before.peak(), before.latest(NIGHT))


def test_reconciling_finds_board_and_orders_agreed(busy_day: None) -> None:
    assert reconcile().differences == ()


def test_and_names_the_order_that_the_board_missed_or_made_up(busy_day: None) -> None:
    paid = Order.objects.filter(state="paid").order_by("pk")
    missed, wrong = paid[0], paid[1]
    OutboxEvent.objects.filter(topic="orders.order_paid", key=missed.number).delete()
    fact = OutboxEvent.objects.get(topic="orders.order_paid", key=wrong.number)
    fact.body["payable"] += 1
    fact.save()
    found = {(one.check, one.subject) for one in reconcile().differences}
    assert {("board-order", missed.number), ("board-order", wrong.number), ("board-total", "board")} == found
