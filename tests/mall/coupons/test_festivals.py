"""A festival opens with its coupons and closes with them, in one transaction."""

import pytest

from feria.mall.campaigns import api as campaigns
from feria.mall.coupons import api as coupons
from feria.mall.rush import api as rush
from tests.mall.factories import make_member
from tests.mall.festivals import CODE, FRENZY, TEXT, WARM_UP, make_mall, open_festival

pytestmark = pytest.mark.django_db


def test_given_a_document_with_coupons_then_they_are_there_to_claim():
    open_festival()
    template = coupons.template("grocery-2-off-20")
    assert (template.stock, template.per_member, template.shop_code) == (3, 2, "grocery")
    assert template.names["zh-hans"] == "满20减2"
    assert coupons.claim(make_member(), "mall-8-off-60", WARM_UP).ordinal == 1


def test_given_it_is_open_then_opening_it_again_changes_nothing():
    version = open_festival()
    member = make_member()
    coupons.claim(member, "mall-8-off-60", WARM_UP)
    assert rush.open_festival(TEXT, by=None) == version
    assert coupons.template("mall-8-off-60").claimed == 1
    festival = campaigns.festivals().get()
    (document,) = campaigns.documents_in_force()
    assert coupons.sync_templates(festival, document.coupons) == coupons.Synced(same=2)


def test_given_a_new_version_drops_a_coupon_and_adds_one_then_templates_follow_and_claims_stay():
    open_festival()
    member = make_member()
    coupons.claim(member, "mall-8-off-60", WARM_UP)
    rush.open_festival(TEXT.replace("id: mall-8-off-60", "id: mall-9-off-60"), by=None)
    assert coupons.template("mall-8-off-60").is_withdrawn
    assert not coupons.template("mall-9-off-60").is_withdrawn
    assert coupons.held(member, FRENZY) == []
    assert [row.state for row in coupons.wallet(member, FRENZY) if row.coupon_id] == ["expired"]


def test_given_the_dropped_coupon_comes_back_then_so_do_the_claims():
    open_festival()
    member = make_member()
    coupons.claim(member, "mall-8-off-60", WARM_UP)
    rush.open_festival(TEXT.replace("id: mall-8-off-60", "id: mall-9-off-60"), by=None)
    rush.open_festival(TEXT, by=None)
    assert [coupon.template for coupon in coupons.held(member, FRENZY)] == ["mall-8-off-60"]


def test_given_stock_is_set_under_what_is_claimed_then_claims_end_and_what_was_claimed_stays():
    open_festival()
    for _ in range(2):
        coupons.claim(make_member(), "grocery-2-off-20", WARM_UP)
    rush.open_festival(TEXT.replace("stock: 3", "stock: 1"), by=None)
    template = coupons.template("grocery-2-off-20")
    assert (template.claimed, template.stock) == (2, 2)
    with pytest.raises(coupons.CouponRefused) as refusal:
        coupons.claim(make_member(), "grocery-2-off-20", WARM_UP)
    assert refusal.value.code == "gone"


def test_given_a_closed_festival_then_its_coupons_can_be_neither_claimed_nor_used():
    open_festival()
    member = make_member()
    coupons.claim(member, "mall-8-off-60", WARM_UP)
    rush.close_festival(CODE, by=None)
    assert coupons.held(member, FRENZY) == []
    assert coupons.claimable(member, WARM_UP) == []
    with pytest.raises(coupons.CouponRefused) as refusal:
        coupons.claim(make_member(), "mall-8-off-60", WARM_UP)
    assert refusal.value.code == "over"


def test_given_a_code_that_another_festival_issued_then_opening_is_refused_and_nothing_is_applied():
    open_festival()
    rush.close_festival(CODE, by=None)
    with pytest.raises(campaigns.FestivalRefused) as refusal:
        rush.open_festival(TEXT.replace(f"id: {CODE}", "id: singles-day"), by=None)
    assert [problem.code for problem in refusal.value.problems] == ["taken", "taken"]
    assert "grocery-2-off-20" in refusal.value.problems[0].message
    assert campaigns.documents_in_force() == ()
    assert not campaigns.festivals().filter(code="singles-day").exists()


def test_given_a_broken_document_then_neither_festival_nor_coupons_are_there():
    make_mall()
    with pytest.raises(campaigns.FestivalRefused):
        rush.open_festival(TEXT.replace("stock: 3", "stock: none"), by=None)
    assert not coupons.templates().exists()
