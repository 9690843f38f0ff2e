"""Who gets a coupon, and what everyone else is told (R6.2)."""

from datetime import timedelta

import pytest
from django.utils import translation

from feria.mall.coupons import api as coupons
from feria.mall.kit import api as kit
from tests.mall.factories import at, make_member, set_clock
from tests.mall.festivals import BEFORE, FRENZY, RATIONAL, WARM_UP, open_festival

pytestmark = pytest.mark.django_db
OPENS = at(2025, 11, 1, 4)  # midnight in New York, still summer time
MALL, GROCERY = "mall-8-off-60", "grocery-2-off-20"
AN_INSTANT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def festival():
    open_festival()


def refused(member, code, now):
    with pytest.raises(coupons.CouponRefused) as refusal:
        coupons.claim(member, code, now)
    return refusal.value


def test_given_an_open_window_then_the_member_has_the_coupon_and_one_less_is_left():
    member = make_member("hh-900")
    coupon = coupons.claim(member, MALL, WARM_UP)
    assert (coupon.member, coupon.template.code, coupon.ordinal) == (member, MALL, 1)
    assert coupons.template(MALL).claimed == 1
    (event,) = kit.events_after(0, ["coupons.coupon_claimed"])
    assert event.body == {"coupon": MALL, "member": "hh-900"}


def test_given_the_limit_is_two_then_a_third_is_refused_and_counts_nothing():
    member = make_member()
    assert [coupons.claim(member, GROCERY, WARM_UP).ordinal for _ in range(2)] == [1, 2]
    assert refused(member, GROCERY, WARM_UP).code == "limit"
    assert coupons.template(GROCERY).claimed == 2


def test_given_all_are_claimed_then_the_next_is_told_they_are_gone():
    for _ in range(3):
        coupons.claim(make_member(), GROCERY, WARM_UP)
    refusal = refused(make_member(), GROCERY, WARM_UP)
    assert refusal.code == "gone"
    assert str(refusal) == "All of these coupons have been claimed."


def test_given_the_window_then_it_opens_at_its_first_instant_and_ends_before_its_last():
    closes = at(2025, 11, 11, 5)
    assert refused(make_member(), MALL, OPENS - AN_INSTANT).code == "not-yet"
    assert coupons.claim(make_member(), MALL, OPENS)
    assert coupons.claim(make_member(), MALL, closes - AN_INSTANT)
    assert refused(make_member(), MALL, closes).code == "over"


def test_given_it_is_too_early_then_the_refusal_says_from_when_in_the_malls_time_zone():
    refusal = refused(make_member(), MALL, BEFORE)
    assert refusal.opens_at == OPENS
    with translation.override("en"):
        assert "Nov. 1, 2025, midnight" in str(refusal)


def test_given_a_guest_then_they_are_asked_to_sign_in():
    assert refused(None, MALL, WARM_UP).code == "sign-in"


def test_given_no_such_coupon_then_that_is_said():
    assert refused(make_member(), "free-lunch", WARM_UP).code == "unknown"


def test_given_no_instant_is_named_then_the_malls_clock_decides():
    set_clock(BEFORE)
    assert refused(make_member(), MALL, None).code == "not-yet"
    set_clock(WARM_UP)
    assert coupons.claim(make_member(), MALL)


def test_given_coupons_on_offer_then_a_member_sees_first_what_can_be_claimed_now():
    member = make_member()
    coupons.claim(member, MALL, WARM_UP)
    assert [(row.code, row.state) for row in coupons.claimable(member, WARM_UP)] == [
        (GROCERY, "claimable"),
        (MALL, "limit"),
    ]
    assert [row.state for row in coupons.claimable(None, BEFORE)] == ["not-yet", "not-yet"]
    assert [row.code for row in coupons.claimable(None, RATIONAL)] == [GROCERY]


def test_given_an_offer_then_it_says_what_it_gives_and_how_many_are_left():
    for _ in range(2):
        coupons.claim(make_member(), GROCERY, WARM_UP)
    with translation.override("es"):
        row = next(row for row in coupons.claimable(None, WARM_UP) if row.code == GROCERY)
    assert (row.left, row.stock, row.name) == (1, 3, "2 menos desde 20")
    assert row.promotion.coupon == GROCERY


def test_given_a_shop_then_offers_are_its_own_and_the_malls():
    assert {row.code for row in coupons.claimable(None, WARM_UP, shop="produce")} == {MALL}
    assert {row.code for row in coupons.claimable(None, WARM_UP, shop="grocery")} == {MALL, GROCERY}


def test_given_many_offers_then_reading_them_takes_few_statements(django_assert_max_num_queries):
    member = make_member()
    with django_assert_max_num_queries(3):
        coupons.claimable(member, FRENZY)
