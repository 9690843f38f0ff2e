"""What is in force follows the documents applied, the clock, and the operator who overrides it (R1.2)."""

from datetime import timedelta

import pytest

from feria.mall.campaigns import api as campaigns
from feria.mall.campaigns import documents
from feria.mall.campaigns.models import FestivalVersion
from tests.mall.factories import at
from tests.mall.festivals import AFTER, BEFORE, CODE, FRENZY, RATIONAL, TEXT, WARM_UP, make_mall

pytestmark = pytest.mark.django_db
MIDNIGHT = at(2025, 11, 11, 5)  # in New York
AN_INSTANT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def festival():
    make_mall()
    campaigns.apply(TEXT, by=None)


def shown(now):
    current = campaigns.current(now)
    return current and (current.moment.phase.id, current.moment.period and current.moment.period.id)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BEFORE, None),
        (WARM_UP, ("warm-up", None)),
        (MIDNIGHT - AN_INSTANT, ("warm-up", None)),
        (MIDNIGHT, ("main", "frenzy")),
        (RATIONAL, ("main", "rational")),
        (at(2025, 11, 12, 5) - AN_INSTANT, ("main", "closing")),
        (at(2025, 11, 12, 5), None),
    ],
)
def test_given_an_instant_then_phase_and_period_switch_by_themselves_to_the_second(now, expected):
    assert shown(now) == expected


def test_given_an_override_then_it_shows_at_once_and_until_it_is_lifted():
    campaigns.override_phase(CODE, "main", "closing", by=None)
    assert shown(WARM_UP) == ("main", "closing")
    assert campaigns.current(WARM_UP).is_overridden
    assert shown(BEFORE) == ("main", "closing")
    assert campaigns.lift_override(CODE, by=None)
    assert shown(WARM_UP) == ("warm-up", None)
    assert not campaigns.lift_override(CODE, by=None)


def test_given_an_override_then_prices_still_follow_the_clock():
    campaigns.override_phase(CODE, "main", "frenzy", by=None)
    assert campaigns.promotions_in_force(BEFORE) == ()


@pytest.mark.parametrize(("phase", "period"), [("encore", ""), ("main", "lunch"), ("warm-up", "frenzy")])
def test_given_a_phase_or_period_that_is_not_in_the_document_then_the_override_names_the_choices(
    phase, period
):
    with pytest.raises(campaigns.PhaseUnknown):
        campaigns.override_phase(CODE, phase, period, by=None)
    assert campaigns.current(BEFORE) is None


def test_given_a_new_version_without_the_overridden_phase_then_the_override_ends():
    campaigns.override_phase(CODE, "main", "closing", by=None)
    campaigns.apply(TEXT.replace("{id: closing, hours", "{id: late, kind: closing, hours"), by=None)
    assert not campaigns.current(RATIONAL).is_overridden


def test_given_the_festival_is_withdrawn_and_applied_again_then_an_old_override_does_not_come_back():
    campaigns.override_phase(CODE, "main", "closing", by=None)
    campaigns.withdraw(CODE, by=None)
    campaigns.apply(TEXT, by=None)
    assert shown(WARM_UP) == ("warm-up", None)


def test_given_promotions_of_several_windows_then_those_in_force_are_those_open_now():
    assert {p.id for p in campaigns.promotions_in_force(FRENZY)} > {"frenzy-cola", "grocery-30"}
    assert "frenzy-cola" not in {p.id for p in campaigns.promotions_in_force(RATIONAL)}
    assert {p.shop for p in campaigns.promotions_in_force(FRENZY, shop="produce")} == {""}


def test_given_the_festival_is_over_then_the_plan_is_empty_and_before_that_it_has_every_promotion():
    assert len(campaigns.plan(BEFORE).promotions) == 4  # two promotions, and those of two coupons
    assert campaigns.plan(AFTER).promotions == ()


def test_given_every_promotion_of_a_document_then_it_ends_with_the_festival_at_the_latest():
    (document,) = campaigns.documents_in_force()
    for promotion in document.all_promotions:
        assert promotion.windows
        assert all(document.starts_at <= w.start_at < w.end_at <= document.ends_at for w in promotion.windows)


def test_given_nothing_changed_then_plan_and_documents_are_not_made_again(django_assert_num_queries):
    first = campaigns.plan(WARM_UP)
    with django_assert_num_queries(1):
        assert campaigns.plan(WARM_UP) is first
    with django_assert_num_queries(1):
        campaigns.current(WARM_UP)


def test_given_another_process_applied_a_version_then_this_one_follows_at_its_next_call():
    assert cola_bps() == 2_000
    campaigns.apply(TEXT.replace("20%}", "30%}"), by=None)
    assert cola_bps() == 3_000


def cola_bps():
    return next(p for p in campaigns.plan(WARM_UP).promotions if p.id == "frenzy-cola").benefit.bps


def test_given_a_text_that_this_release_cannot_read_then_the_mall_runs_without_it_and_says_so(caplog):
    FestivalVersion.objects.update(text="feria: 99", digest="d" * 64)
    assert campaigns.documents_in_force() == ()
    assert campaigns.plan(WARM_UP).promotions == ()
    assert "cannot be read" in caplog.text
    (row,) = campaigns.festival_rows(WARM_UP)
    assert (row.state, row.document) == ("running", None)
    documents._documents.pop("d" * 64)


def test_given_many_versions_then_a_process_keeps_a_few_and_reads_the_others_again():
    store = {}
    for number in range(100):
        assert documents._kept(store, number, lambda n=number: n * n) == number * number
    assert len(store) == documents._KEPT
    assert documents._kept(store, 0, lambda: 0) == 0
