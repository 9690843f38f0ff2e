"""A festival is applied whole or not at all, and applying it again changes nothing (R1.5)."""

import pytest

from feria.mall.campaigns import api as campaigns
from feria.mall.kit import api as kit
from feria.mall.kit.models import AuditEntry
from tests.mall.factories import make_user
from tests.mall.festivals import CODE, TEXT, WARM_UP, make_mall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mall():
    make_mall()


def events(topic):
    return kit.events_after(0, [topic])


def test_given_a_sound_document_then_it_is_in_force_and_both_trail_and_outbox_say_so():
    operator = make_user("otto")
    version = campaigns.apply(TEXT, by=operator)
    assert (version.festival.code, version.number, version.text) == (CODE, 1, TEXT)
    assert [document.id for document in campaigns.documents_in_force()] == [CODE]
    assert [event.body["version"] for event in events("campaigns.festival_applied")] == [1]
    assert AuditEntry.objects.get(verb="campaigns.festival_applied").actor == operator


def test_given_it_is_applied_then_applying_the_same_text_changes_nothing():
    first = campaigns.apply(TEXT, by=None)
    assert campaigns.apply(TEXT, by=None) == first
    assert campaigns.versions_of(CODE).count() == 1
    assert len(events("campaigns.festival_applied")) == 1
    assert AuditEntry.objects.count() == 1


def test_given_another_text_then_it_is_the_next_version_and_replaces_the_first():
    campaigns.apply(TEXT, by=None)
    version = campaigns.apply(TEXT.replace("20%}", "30%}"), by=None)
    assert version.number == 2
    assert campaigns.festivals().get().applied == version
    assert _cola_bps() == 3_000


def test_given_an_earlier_text_is_applied_again_then_the_earlier_version_is_in_force_again():
    first = campaigns.apply(TEXT, by=None)
    campaigns.apply(TEXT.replace("20%}", "30%}"), by=None)
    assert campaigns.apply(TEXT, by=None) == first
    assert _cola_bps() == 2_000
    assert campaigns.versions_of(CODE).count() == 2


def _cola_bps():
    (document,) = campaigns.documents_in_force()
    return document.promotions[0].benefit.bps


def test_given_a_document_with_errors_then_every_one_is_named_and_nothing_changes():
    broken = TEXT.replace("percent_off: 20%", "percent_of: 20%").replace(
        "amount_off: 5.00", "amount_off: -5.00"
    )
    with pytest.raises(campaigns.FestivalRefused, match="2 errors") as refusal:
        campaigns.apply(broken, by=None)
    assert {problem.line for problem in refusal.value.problems} == {23, 29}
    assert not campaigns.festivals().exists()
    assert not AuditEntry.objects.exists()


def test_given_a_shop_that_this_mall_does_not_have_then_it_is_refused_with_the_name_that_was_meant():
    with pytest.raises(campaigns.FestivalRefused) as refusal:
        campaigns.apply(TEXT.replace("shops: [grocery]", "shops: [grocery, grocerie]"), by=None)
    (problem,) = [p for p in refusal.value.problems if p.severity == "error"]
    assert problem.found == "grocerie"
    assert "grocery" in problem.suggestion


def test_given_another_currency_than_the_malls_then_it_is_refused():
    with pytest.raises(campaigns.FestivalRefused):
        campaigns.apply(TEXT.replace("currency: USD", "currency: EUR"), by=None)


def test_given_an_id_that_another_festival_in_force_uses_then_it_is_refused_until_that_one_is_withdrawn():
    campaigns.apply(TEXT, by=None)
    other = TEXT.replace(f"id: {CODE}", "id: singles-day")
    with pytest.raises(campaigns.FestivalRefused) as refusal:
        campaigns.apply(other, by=None)
    assert {problem.code for problem in refusal.value.problems} == {"taken"}
    campaigns.withdraw(CODE, by=None)
    assert campaigns.apply(other, by=None).number == 1


def test_given_a_withdrawn_festival_then_nothing_of_it_is_in_force_and_withdrawing_again_changes_nothing():
    campaigns.apply(TEXT, by=None)
    campaigns.withdraw(CODE, by=None)
    campaigns.withdraw(CODE, by=None)
    assert campaigns.documents_in_force() == ()
    assert campaigns.plan(WARM_UP).promotions == ()
    assert len(events("campaigns.festival_withdrawn")) == 1
    assert campaigns.document_of(CODE)[1] == TEXT  # its versions stay


def test_given_no_such_festival_then_withdrawing_it_says_so():
    with pytest.raises(campaigns.FestivalUnknown, match="double-twelve"):
        campaigns.withdraw("double-twelve", by=None)


def test_given_a_document_is_kept_then_it_is_a_draft_and_not_in_force():
    version = campaigns.keep(TEXT, by=None)
    assert campaigns.documents_in_force() == ()
    assert [row.state for row in campaigns.festival_rows(WARM_UP)] == ["draft"]
    assert campaigns.apply(TEXT, by=None) == version
