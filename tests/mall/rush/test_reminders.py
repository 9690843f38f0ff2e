"""Reminders of rush sessions: asked for once, told once, in time for the member (R3.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feria.mall.kit.api import OutboxEvent, events_after, now
from feria.mall.members.models import Member
from feria.mall.orders.api import sweep
from feria.mall.rush import api as rush
from feria.mall.stock.api import end_rush, receive
from tests.mall.factories import at, make_member, make_product, set_clock
from tests.mall.festivals import CODE, open_festival
from tests.mall.rushing import BEFORE_OPEN, FESTIVAL, SESSION

pytestmark = pytest.mark.django_db
EIGHT = f"{CODE}.eight-am"  # gold from 7:50 in New York, everybody from 8:00, which is 13:00 UTC


@pytest.fixture(autouse=True)
def festival() -> None:
    for sku in ("cola", "tea"):
        receive(make_product(sku), 20, "delivery")
    set_clock(BEFORE_OPEN - timedelta(hours=1))
    open_festival(FESTIVAL)


@pytest.fixture
def member() -> Member:
    return make_member()


def told() -> list[OutboxEvent]:
    return events_after(0, ["rush.reminder_due"])


def test_given_nobody_signed_up_then_nobody_is_reminded() -> None:
    assert rush.remind_due(BEFORE_OPEN) == 0


def test_given_a_member_signed_up_then_they_are_told_once_shortly_before(member: Member) -> None:
    rush.remind(member, SESSION)
    rush.remind(member, SESSION)
    assert rush.reminded_of(member) == {SESSION}
    assert rush.remind_due(at(2025, 11, 11, 5, 49)) == 0

    assert [rush.remind_due(at(2025, 11, 11, 5, 50)) for _ in range(3)] == [1, 0, 0]

    (event,) = told()
    assert event.key == SESSION
    assert event.body == {
        "member": member.code,
        "session": SESSION,
        "names": {"en": "One o'clock", "zh-hans": "一点场", "es": "La una"},
        "opens_at": "2025-11-11T06:00:00+00:00",
    }


def test_given_the_sweeper_then_it_reminds_by_the_malls_clock(member: Member) -> None:
    rush.remind(member, SESSION)
    sweep()
    assert told() == []

    set_clock(BEFORE_OPEN + timedelta(minutes=1))
    sweep()

    assert len(told()) == 1


def test_given_early_access_then_gold_is_reminded_before_the_others(member: Member) -> None:
    gold = make_member(level=2)
    for each in (member, gold):
        rush.remind(each, EIGHT)

    rush.remind_due(at(2025, 11, 11, 12, 41))

    assert [event.body["member"] for event in told()] == [gold.code]
    assert told()[0].body["opens_at"] == "2025-11-11T12:50:00+00:00"

    rush.remind_due(at(2025, 11, 11, 12, 51))
    assert [event.body["member"] for event in told()] == [gold.code, member.code]


def test_given_it_is_due_then_the_notice_stands_until_it_is_read(member: Member) -> None:
    rush.remind(member, SESSION)
    assert rush.notices(member) == []

    rush.remind_due(BEFORE_OPEN)
    assert rush.notices(member) == [SESSION]

    rush.read_notice(member, SESSION)
    assert rush.notices(member) == []


def test_given_they_think_better_of_it_then_nobody_is_told(member: Member) -> None:
    rush.remind(member, SESSION)
    rush.forget(member, SESSION)

    assert rush.remind_due(BEFORE_OPEN) == 0
    assert rush.reminded_of(member) == frozenset()


def test_given_the_session_was_stopped_then_nobody_is_told(member: Member) -> None:
    rush.remind(member, SESSION)
    end_rush(SESSION)

    assert rush.remind_due(now() + timedelta(minutes=1)) == 0
