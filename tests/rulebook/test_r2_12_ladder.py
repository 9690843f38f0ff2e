"""R2.12: a ladder sells so many units, cheaper every day, and ends when they are gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feria.festival import LadderDesign, Rung
from feria.pricing import FixedPrice, Gone, Lane, Window
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
LADDER = LadderDesign(
    id="fall",
    code="double-eleven.fall",
    names={"en": "Kettles fall"},
    sku="kettle",
    units=10_000,
    rungs=tuple(
        Rung(window=Window(start_at=FIRST + n * DAY, end_at=FIRST + (n + 1) * DAY), off_bps=1_000 * (n + 1))
        for n in range(10)
    ),
)
RUNGS = LADDER.promotions("CNY")


def at_day(day: int, *, gone: int = 0, quantity: int = 1):
    taken = tuple(Gone(promotion=each.id, count=gone) for each in RUNGS)
    kettles = goods(100, name="kettle", quantity=quantity)
    return priced(cart(kettles, gone=taken), *RUNGS, at=FIRST + (day - 1) * DAY)


def test_day_1_at_90_day_2_at_80_to_free() -> None:
    assert [at_day(day).payable for day in (1, 2, 9, 10)] == [yuan(90), yuan(80), yuan(10), 0]


def test_after_the_last_day_it_costs_what_it_costs() -> None:
    assert at_day(11).payable == yuan(100)


def test_the_ladder_ends_when_its_units_do() -> None:
    assert at_day(5, gone=9_999).payable == yuan(50)
    over = at_day(5, gone=10_000)
    assert over.payable == yuan(100)
    assert ("units-gone", 10_000) in [(each.code, each.needs) for each in over.refusals]


def test_more_than_are_left_get_none_and_are_told_how_many_are() -> None:
    short = at_day(5, gone=9_998, quantity=3)
    assert short.payable == yuan(300)
    assert ("needs-fewer", 2, 3) in [(each.code, each.needs, each.has) for each in short.refusals]
    assert at_day(5, gone=9_998, quantity=2).payable == yuan(100)


def test_where_nobody_counts_nothing_is_promised() -> None:
    quoted = priced(cart(goods(100, name="kettle")), *RUNGS, at=FIRST)
    assert quoted.payable == yuan(100)
    assert "needs-units" in [each.code for each in quoted.refusals]


def test_a_better_item_price_wins_and_the_ladder_keeps_its_unit() -> None:
    rush = promotion("rush", Lane.ITEM, FixedPrice(unit_price=yuan(30)))
    taken = tuple(Gone(promotion=each.id, count=0) for each in RUNGS)
    quoted = priced(cart(goods(100, name="kettle"), gone=taken), *RUNGS, rush, at=FIRST)
    assert [each.promotion for each in quoted.adjustments] == ["rush"]


def test_today_and_tomorrow() -> None:
    today, tomorrow = LADDER.rung_at(FIRST), LADDER.rung_after(FIRST)
    assert today
    assert tomorrow
    assert (today.off_bps, tomorrow.off_bps) == (1_000, 2_000)
    assert LADDER.rung_at(FIRST - DAY) is None
    assert LADDER.rung_after(FIRST + 9 * DAY) is None
