"""The trail says who did what to what, and cannot be back-dated."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from feria.mall.kit import api as kit
from tests.mall.factories import at, make_user, set_clock

pytestmark = pytest.mark.django_db


def test_given_deeds_then_the_latest_stands_first_and_one_subject_can_be_asked_for():
    operator = make_user("otto")
    kit.record(operator, "catalog.price_listed", "cola", {"to": 549})
    kit.record(None, "stock.swept", "soup")
    assert [entry.subject for entry in kit.trail()] == ["soup", "cola"]
    (entry,) = kit.trail("cola")
    assert (entry.actor, entry.verb, entry.detail) == (operator, "catalog.price_listed", {"to": 549})


def test_given_nobody_signed_in_then_the_deed_is_nobodys():
    assert kit.record(AnonymousUser(), "stock.swept", "soup").actor is None


def test_given_the_time_machine_then_the_trail_keeps_the_real_time():
    set_clock(at(2025, 11, 11))
    assert kit.record(None, "stock.swept", "soup").done_at > at(2026, 1, 1)


def test_given_a_long_subject_then_it_is_cut_and_the_deed_still_recorded():
    assert len(kit.record(None, "stock.swept", "x" * 300).subject) == 128


def test_given_words_in_languages_then_the_readers_own_is_chosen_or_else_english():
    words = {"en": "The day", "zh-hans": "当天"}
    with translation.override("zh-hans"):
        assert kit.in_language(words) == "当天"
    with translation.override("es-mx"):
        assert kit.in_language(words) == "The day"
    assert kit.in_language(words, "zh-Hans") == "当天"
    assert kit.in_language({"es": "El día"}, "en") == "El día"
    assert kit.in_language({}) == ""
