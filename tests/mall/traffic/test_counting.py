"""Visits (R8.8): counted exactly, by day and by what brought them first, and nobody known by name."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from feria.mall.traffic import actions
from feria.mall.traffic.actions import carry_off, fold_days
from feria.mall.traffic.carrier import Carrier
from feria.mall.traffic.models import DaySalt, DayTraffic, Views
from feria.mall.traffic.selectors import ORDER, GoodsDay, SourceDay, by_goods, by_source
from feria.mall.traffic.tally import Tally
from tests.mall import factories, racing
from tests.mall.traffic.conftest import Clock

pytestmark = pytest.mark.django_db

NOON = factories.at(2025, 11, 11, 17)
THE_DAY = date(2025, 11, 11)


def figures(source: str) -> SourceDay:
    return next(each for each in by_source() if each.source == source)


def test_a_visitor_counts_once_a_day_and_each_view_by_itself(held: Tally) -> None:
    factories.set_clock(NOON)
    for _ in range(3):
        held.note("ann", "home")
    held.note("ann", "product", what="cola")
    held.note("bob", "product", what="cola")
    carry_off(held)
    held.note("bob", "cart")
    carry_off(held)

    assert list(by_source()) == [
        SourceDay(day=THE_DAY, source="direct", visitors=2, views=6, returning=0, orders=0)
    ]
    assert list(by_goods()) == [GoodsDay(day=THE_DAY, sku="cola", visitors=2, views=2)]


def test_a_visitor_belongs_to_what_brought_them_first(held: Tally) -> None:
    factories.set_clock(NOON)
    held.note("ann", "home", source="newsletter")
    held.note("ann", "product", what="cola")
    held.note("ann", "home", source="search")
    held.note("bob", "home")
    held.note("bob", "home", source="search")
    carry_off(held)

    assert [(each.source, each.visitors, each.views) for each in by_source()] == [
        ("newsletter", 1, 3),
        ("search", 1, 2),
    ]


def test_an_order_that_is_sent_twice_is_one(held: Tally) -> None:
    factories.set_clock(NOON)
    held.note("ann", "checkout", source="search")
    for number in ("F1", "F1", "F2"):
        held.note("ann", ORDER, what=number)
    carry_off(held)

    found = figures("search")
    assert (found.visitors, found.views, found.orders) == (1, 1, 2), "and it is no view"


def test_who_has_an_account_of_an_earlier_day_came_before(held: Tally) -> None:
    factories.set_clock(NOON)
    held.note("ann", "home", joined_at=NOON - timedelta(days=1))
    held.note("bob", "home", joined_at=NOON - timedelta(hours=1))
    held.note("eve", "home")
    carry_off(held)

    assert (figures("direct").visitors, figures("direct").returning) == (3, 1)


def test_who_asks_not_to_be_tracked_is_no_visitor(held: Tally) -> None:
    factories.set_clock(NOON)
    held.note("", "product", what="cola")
    held.note("", "product", what="cola", joined_at=NOON - timedelta(days=9))
    carry_off(held)

    assert list(by_source()) == [
        SourceDay(day=THE_DAY, source="direct", visitors=0, views=2, returning=0, orders=0)
    ]
    assert list(by_goods()) == [GoodsDay(day=THE_DAY, sku="cola", visitors=0, views=2)]


def test_a_view_is_of_the_day_on_which_it_was_seen(held: Tally, clock: Clock) -> None:
    """Written a moment after midnight: what was seen ten minutes ago is yesterday's."""
    factories.set_clock(factories.DAY + timedelta(seconds=3))
    held.note("ann", "home")
    clock.seconds += 600
    held.note("ann", "home")
    carry_off(held)

    assert [(each.day, each.visitors, each.views) for each in by_source()] == [
        (date(2025, 11, 10), 1, 1),
        (date(2025, 11, 11), 1, 1),
    ]


def test_no_row_leads_to_a_person(held: Tally) -> None:
    factories.set_clock(NOON)
    held.note("192.0.2.7 Firefox", "home")
    held.note("192.0.2.7 Firefox", ORDER, what="F-77")
    carry_off(held)
    factories.set_clock(NOON + timedelta(days=1))
    held.note("192.0.2.7 Firefox", "home")
    carry_off(held)

    first, order, later = Views.objects.order_by("id")
    assert first.visitor == order.visitor != later.visitor, "another key each day"
    assert not any(
        told in repr(vars(row)) for row in (first, order, later) for told in ("192.0.2.7", "Firefox", "F-77")
    )


def test_days_that_are_over_become_counts_and_their_keys_are_thrown_away(held: Tally) -> None:
    for day in range(4):
        factories.set_clock(NOON + timedelta(days=day))
        held.note("ann", "product", what="cola", source="search")
        held.note("bob", "home")
        held.note("bob", ORDER, what=f"F{day}")
        carry_off(held)
    before = list(by_source()), list(by_goods())

    assert fold_days(NOON + timedelta(days=3)) == 2
    assert fold_days(NOON + timedelta(days=3)) == 0

    assert (list(by_source()), list(by_goods())) == before
    assert DayTraffic.objects.count() == 4
    kept = {date(2025, 11, 13), date(2025, 11, 14)}
    assert set(Views.objects.values_list("day", flat=True)) == kept
    assert set(DaySalt.objects.values_list("day", flat=True)) == kept


def test_views_that_come_after_their_day_was_folded_are_added(held: Tally) -> None:
    for _ in range(2):
        factories.set_clock(NOON)
        held.note("ann", "product", what="cola")
        carry_off(held)
        fold_days(NOON + timedelta(days=5))

    assert figures("direct").views == 2
    assert [each.views for each in by_goods()] == [2]


def test_what_cannot_be_written_is_written_the_next_time(
    held: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.set_clock(NOON)
    held.note("ann", "home", source="search")
    with monkeypatch.context() as away:
        away.setattr(actions, "_write", _refuse)
        with pytest.raises(DatabaseError):
            carry_off(held)
    held.note("ann", "home", source="social")
    carry_off(held)

    assert figures("search").views == 2, "and in the order in which it was seen"


def test_what_is_held_is_bounded_and_what_is_let_go_is_told(clock: Clock) -> None:
    factories.set_clock(NOON)
    held = Tally(clock, most=3)
    for number in range(5):
        held.note(f"person {number}", "home")
    carry_off(held)

    assert held.lost == 2
    assert figures("direct").visitors == 3


@pytest.mark.django_db(transaction=True)
def test_a_process_that_ends_writes_what_it_still_holds() -> None:
    held = Tally()
    carrier = Carrier(held, every_seconds=3_600)
    carrier.start()
    held.note("ann", "home")

    carrier.stop()

    assert [each.views for each in by_source()] == [1]


def _refuse(*_: Any) -> None:
    raise DatabaseError("away")


def test_midnight_is_the_malls(held: Tally) -> None:
    """04:59:59 UTC is still the tenth in New York."""
    factories.set_clock(datetime.fromisoformat("2025-11-11T04:59:30+00:00"))
    held.note("ann", "home")
    carry_off(held)

    assert [each.day for each in by_source()] == [date(2025, 11, 10)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_views_that_are_written_while_their_day_is_folded_are_counted(
    held: Tally, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.set_clock(NOON)
    held.note("ann", "home")
    carry_off(held)
    factories.set_clock(NOON + timedelta(days=3))
    # Given a day that is being folded, its views counted and not thrown away yet
    gate = racing.Gate()
    monkeypatch.setattr(actions, "goods_of", gate.before(actions.goods_of))
    with racing.beside() as start:
        folding = start(lambda: fold_days(NOON + timedelta(days=3)))
        gate.wait_for_it()
        # When another process, which could not write them before, brings more of that day
        held.note("bob", "home")
        clock.seconds += 3 * 24 * 60 * 60
        writing = start(lambda: carry_off(held))
        racing.wait_until_somebody_waits(unless=writing)
        gate.opened.set()
        folding.result(racing.LONG)
        writing.result(racing.LONG)
    # Then they are counted with the next folding
    fold_days(NOON + timedelta(days=3))
    assert [(each.day, each.visitors, each.views) for each in by_source()] == [(THE_DAY, 2, 2)]
    assert not Views.objects.exists()
    assert not DaySalt.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_fold_a_day_at_once_count_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    Views.objects.create(day=THE_DAY, visitor="a", page="home", count=1)  # and its salt is gone already
    gate = racing.Gate()
    monkeypatch.setattr(actions, "goods_of", gate.before(actions.goods_of))
    with racing.beside() as start:
        one, other = (start(lambda: fold_days(NOON + timedelta(days=3))) for _ in range(2))
        gate.wait_for_it()
        racing.wait_until_somebody_waits()
        gate.opened.set()
        one.result(racing.LONG)
        other.result(racing.LONG)
    assert [(each.visitors, each.views) for each in by_source()] == [(1, 1)]
