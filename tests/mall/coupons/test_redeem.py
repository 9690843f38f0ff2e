"""A coupon is used by one order at a time, and comes back when that order does not go through."""

import pytest

from feria.mall.coupons import api as coupons
from feria.mall.rush import api as rush
from tests.mall.factories import make_member
from tests.mall.festivals import AFTER, CODE, FRENZY, WARM_UP, open_festival

pytestmark = pytest.mark.django_db
MALL, GROCERY = "mall-8-off-60", "grocery-2-off-20"


@pytest.fixture
def member():
    open_festival()
    return make_member()


@pytest.fixture
def coupon(member):
    return coupons.claim(member, MALL, WARM_UP)


def states(member, now):
    return [row.state for row in coupons.wallet(member, now) if row.coupon_id]


def test_given_a_claimed_coupon_then_the_engine_is_handed_it_with_its_last_instant(member, coupon):
    (held,) = coupons.held(member, FRENZY)
    assert (held.id, held.template, held.expires_at) == (str(coupon.pk), MALL, coupon.template.use_until)
    assert coupons.held(None, FRENZY) == []


def test_given_an_order_used_it_then_it_is_no_longer_held_and_the_wallet_says_where_it_went(member, coupon):
    (redemption,) = coupons.redeem([str(coupon.pk)], "FE-1", {str(coupon.pk): 800}, now=FRENZY)
    assert redemption.amount == 800
    assert coupons.held(member, FRENZY) == []
    (row,) = [row for row in coupons.wallet(member, FRENZY) if row.coupon_id]
    assert (row.state, row.order_number, row.amount) == ("used", "FE-1", 800)


def test_given_the_same_order_asks_twice_then_it_is_one_use(coupon):
    first = coupons.redeem([coupon.pk], "FE-1", now=FRENZY)
    assert coupons.redeem([coupon.pk], "FE-1", now=FRENZY) == first
    assert coupon.redemptions.count() == 1


def test_given_another_order_asks_then_it_is_refused(coupon):
    coupons.redeem([coupon.pk], "FE-1", now=FRENZY)
    with pytest.raises(coupons.CouponRefused) as refusal:
        coupons.redeem([coupon.pk], "FE-2", now=FRENZY)
    assert refusal.value.code == "used"


def test_given_one_of_two_coupons_is_refused_then_neither_is_used(member, coupon):
    other = coupons.claim(member, GROCERY, WARM_UP)
    coupons.redeem([coupon.pk], "FE-1", now=FRENZY)
    with pytest.raises(coupons.CouponRefused):
        coupons.redeem([other.pk, coupon.pk], "FE-2", now=FRENZY)
    assert not other.redemptions.exists()


def test_given_the_order_lapsed_then_the_coupon_is_back_once_and_can_be_used_again(member, coupon):
    coupons.redeem([coupon.pk], "FE-1", now=FRENZY)
    assert coupons.restore("FE-1", now=FRENZY) == 1
    assert coupons.restore("FE-1", now=FRENZY) == 0
    assert states(member, FRENZY) == ["held"]
    assert coupons.redeem([coupon.pk], "FE-2", now=FRENZY)


def test_given_it_comes_back_after_its_time_then_it_comes_back_expired(member, coupon):
    coupons.redeem([coupon.pk], "FE-1", now=FRENZY)
    coupons.restore("FE-1", now=AFTER)
    assert states(member, AFTER) == ["expired"]
    assert coupons.held(member, AFTER) == []


def test_given_its_time_is_over_then_it_cannot_be_used(coupon):
    with pytest.raises(coupons.CouponRefused) as refusal:
        coupons.redeem([coupon.pk], "FE-1", now=AFTER)
    assert refusal.value.code == "expired"


def test_given_its_festival_was_closed_then_it_cannot_be_used(coupon):
    rush.close_festival(CODE, by=None)
    with pytest.raises(coupons.CouponRefused) as refusal:
        coupons.redeem([coupon.pk], "FE-1", now=FRENZY)
    assert refusal.value.code == "expired"


def test_given_somebody_elses_coupon_then_it_cannot_be_used(coupon):
    with pytest.raises(coupons.CouponRefused) as refusal:
        coupons.redeem([coupon.pk], "FE-1", member=make_member(), now=FRENZY)
    assert refusal.value.code == "unknown"


def test_given_claims_and_uses_then_the_counters_agree_with_the_rows_until_somebody_breaks_them(
    member, coupon
):
    assert not coupons.miscounted().exists()
    assert coupons.templates().get(code=MALL).redeemed == 0
    coupons.redeem([coupon.pk], "FE-1", now=FRENZY)
    assert coupons.templates().get(code=MALL).redeemed == 1
    coupons.CouponTemplate.objects.filter(code=MALL).update(claimed=7)
    assert [template.code for template in coupons.miscounted()] == [MALL]
