"""Parts of the mall are turned off one by one, at once, and by somebody (R3.6)."""

from __future__ import annotations

import pytest

from feria.mall.kit import api as kit
from feria.mall.kit import switches
from feria.mall.kit.models import Switch
from tests.mall.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    switches.forget()
    yield
    switches.forget()


def test_what_nobody_touched_is_on():
    assert kit.is_on("board")


def test_turning_one_off_turns_off_that_one_and_is_written_down():
    olga = make_user("olga")
    assert kit.turn("board", on=False, by=olga)
    assert (kit.is_on("board"), kit.is_on("suggestions")) == (False, True)
    (entry,) = kit.trail("board", verb="kit.switch_turned")
    assert (entry.actor, entry.detail) == (olga, {"on": False})
    assert kit.switches().get().turned_by == olga


def test_turned_twice_it_is_written_down_once():
    kit.turn("board", on=False, by=None)
    assert not kit.turn("board", on=False, by=None)
    assert kit.turn("board", on=True, by=None)
    assert kit.is_on("board")
    assert [entry.detail["on"] for entry in kit.trail("board")] == [True, False]


def test_what_another_process_turned_is_obeyed_within_two_seconds(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(switches.time, "monotonic", lambda: clock[0])
    assert kit.is_on("board")
    Switch.objects.create(name="board", is_on=False, turned_at=kit.database_now())  # as another process does
    assert kit.is_on("board"), "not read anew at every question"
    clock[0] += 2
    assert not kit.is_on("board")


def test_a_thousand_questions_a_second_cost_one_statement(django_assert_num_queries):
    switches.forget()
    with django_assert_num_queries(1):
        for _ in range(1_000):
            kit.is_on("board")
