"""The mall's clock is the database's clock plus the time machine's shift, and nothing else (R1.3, P9)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from feria.mall.kit import api as kit
from feria.mall.kit.models import AuditEntry
from tests.mall.factories import at, make_user, set_clock

pytestmark = pytest.mark.django_db
A_MOMENT = timedelta(seconds=20)


def test_given_nobody_moved_it_then_the_malls_clock_is_the_databases():
    clocks = kit.read_clocks()
    assert clocks.mall == clocks.database
    assert abs(kit.database_now() - datetime.now(UTC)) < A_MOMENT
    assert kit.clock_shift() == timedelta()


def test_given_two_readings_then_time_went_on_between_them_by_less_than_a_second():
    between = timedelta()
    for _ in range(20):  # a busy machine may stand still for longer than that, but not every time
        first = second = kit.database_now()
        while second == first:
            second = kit.database_now()
        assert second > first
        between = second - first
        if between < timedelta(seconds=1):
            break
    assert between < timedelta(seconds=1)  # finer than whole seconds


def test_given_the_clock_was_set_then_it_runs_on_from_there():
    set_clock(at(2025, 11, 11, 4, 59, 59))
    assert timedelta() <= kit.now() - at(2025, 11, 11, 4, 59, 59) < A_MOMENT
    assert kit.database_now() > at(2026, 1, 1)


def test_given_the_clock_was_set_and_put_back_then_it_is_the_databases_again():
    set_clock(at(2025, 11, 11))
    set_clock(None)
    assert abs(kit.now() - kit.database_now()) < A_MOMENT


def test_given_a_shift_then_an_instant_of_the_database_is_shown_by_the_malls_clock():
    set_clock(at(2025, 11, 11))
    clocks = kit.read_clocks()
    assert kit.to_mall_time(clocks.database) == clocks.mall


def test_given_a_machine_whose_own_clock_is_wrong_then_the_mall_does_not_notice():
    right = kit.now()
    with time_machine.travel(datetime(2001, 1, 1, tzinfo=UTC)):
        assert datetime.now(UTC).year == 2001
        assert abs(kit.now() - right) < A_MOMENT


def test_given_a_mall_that_is_no_demo_then_its_clock_cannot_be_moved(settings):
    settings.DEMO = False
    with pytest.raises(kit.ClockIsFixed, match="demo"):
        kit.move_clock(at(2025, 11, 11), by=None)
    assert kit.clock_shift() == timedelta()


def test_given_an_operator_moves_the_clock_then_the_trail_says_who(settings):
    settings.DEMO = True
    operator = make_user("otto")
    kit.move_clock(at(2025, 11, 11), by=operator)
    entry = AuditEntry.objects.get(verb="kit.clock_moved")
    assert entry.actor == operator
    assert entry.detail["to"].startswith("2025-11-11")
    assert entry.done_at > at(2026, 1, 1)  # the deed itself is not back-dated


def test_given_an_instant_without_a_zone_then_it_is_refused(settings):
    settings.DEMO = True
    with pytest.raises(ValueError, match="time zone"):
        kit.move_clock(datetime(2025, 11, 11), by=None)  # noqa: DTZ001
