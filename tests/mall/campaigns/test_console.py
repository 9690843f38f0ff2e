"""What an operator sees: every festival with its state, and what a version changed."""

import pytest

from feria.mall.campaigns import api as campaigns
from tests.mall.festivals import AFTER, BEFORE, CODE, FRENZY, TEXT, make_mall

pytestmark = pytest.mark.django_db

CHANGED = TEXT.replace("20%}", "30%}").replace("id: mall-8-off-60", "id: mall-9-off-60")


@pytest.fixture(autouse=True)
def festival():
    make_mall()
    campaigns.apply(TEXT, by=None)


@pytest.mark.parametrize(("now", "state"), [(BEFORE, "upcoming"), (FRENZY, "running"), (AFTER, "over")])
def test_given_an_applied_festival_then_its_state_follows_the_clock(now, state):
    (row,) = campaigns.festival_rows(now)
    assert (row.code, row.state, row.applied, row.versions) == (CODE, state, 1, 1)
    assert row.document.names["zh-hans"] == "双十一"


def test_given_a_withdrawn_festival_then_it_is_withdrawn_and_no_draft():
    campaigns.withdraw(CODE, by=None)
    (row,) = campaigns.festival_rows(FRENZY)
    assert (row.state, row.applied, row.moment) == ("withdrawn", None, None)


def test_given_two_versions_then_the_difference_names_what_changed_in_meaning_and_in_text():
    campaigns.apply(CHANGED, by=None)
    difference = campaigns.diff(CODE, 1, 2)
    assert [(c.kind, c.id, c.how) for c in difference.changes] == [
        ("promotion", "frenzy-cola", "changed"),
        ("coupon", "mall-8-off-60", "removed"),
        ("coupon", "mall-9-off-60", "added"),
    ]
    added = [line for line in difference.lines if line.mark == "+"]
    assert [line.text.strip() for line in added] == ["benefit: {percent_off: 30%}", "- id: mall-9-off-60"]
    assert CHANGED.splitlines()[added[0].after - 1] == added[0].text
    removed = [line for line in difference.lines if line.mark == "-"]
    assert TEXT.splitlines()[removed[0].before - 1] == removed[0].text


def test_given_two_versions_then_a_document_is_read_by_number_or_as_it_is_in_force():
    campaigns.apply(CHANGED, by=None)
    assert campaigns.document_of(CODE)[1] == CHANGED
    assert campaigns.document_of(CODE, 1)[1] == TEXT
    with pytest.raises(campaigns.FestivalUnknown, match="version 7"):
        campaigns.document_of(CODE, 7)
    with pytest.raises(campaigns.FestivalUnknown):
        campaigns.document_of("double-twelve")
