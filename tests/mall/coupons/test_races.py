"""Coupons are exact whoever claims and whichever order uses them at the same moment (P6, R6.2).

Threads with connections of their own, on a database file or on PostgreSQL. The controls take the walls away, one and
then both, and see the promise break.
"""

import threading
from collections import Counter

import pytest
from django.db.models import F

from feria.mall.coupons import actions
from feria.mall.coupons import api as coupons
from feria.mall.coupons.models import Coupon, CouponTemplate, Redemption
from tests.mall.factories import make_member
from tests.mall.festivals import FRENZY, TEXT, WARM_UP, open_festival
from tests.mall.racing import LONG, all_at_once, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)

SCARCE, COUPON = 10, "mall-8-off-60"


@pytest.fixture(autouse=True)
def festival():
    open_festival(TEXT.replace("stock: 100", f"stock: {SCARCE}"))


def claims(members, code=COUPON):
    return [lambda member=member: coupons.claim(member, code, WARM_UP) for member in members]


def endings_of(deeds):
    return Counter(ending.name for ending in all_at_once(deeds))


def test_given_forty_members_and_ten_coupons_then_ten_have_one():
    endings = endings_of(claims([make_member() for _ in range(40)]))
    assert endings == {"done": SCARCE, "gone": 30}
    assert Coupon.objects.count() == coupons.template(COUPON).claimed == SCARCE


def test_given_one_member_claims_twenty_times_at_once_then_the_limit_holds():
    endings = endings_of(claims([make_member()] * 20, "grocery-2-off-20"))
    assert endings == {"done": 2, "limit": 18}
    assert sorted(Coupon.objects.values_list("ordinal", flat=True)) == [1, 2]
    assert coupons.template("grocery-2-off-20").claimed == 2


def test_given_two_orders_use_one_coupon_then_one_has_it():
    coupon = coupons.claim(make_member(), COUPON, WARM_UP)
    orders = [lambda n=n: coupons.redeem([coupon.pk], f"FE-{n}", now=FRENZY) for n in range(8)]
    assert endings_of(orders) == {"done": 1, "used": 7}
    assert Redemption.objects.filter(coupon=coupon).count() == 1


def test_given_orders_name_the_same_coupons_in_opposite_orders_then_nobody_waits_in_a_circle():
    member = make_member()
    mine = [
        coupons.claim(member, code, WARM_UP).pk for code in (COUPON, "grocery-2-off-20", "grocery-2-off-20")
    ]
    there = [lambda n=n: coupons.redeem(mine, f"FE-{n}", now=FRENZY) for n in range(4)]
    back = [lambda n=n: coupons.redeem(mine[::-1], f"FE-back-{n}", now=FRENZY) for n in range(4)]
    assert endings_of(there + back) == {"done": 1, "used": 7}
    assert Redemption.objects.count() == 3


def test_given_an_order_lapses_twice_at_once_then_its_coupon_comes_back_once():
    coupon = coupons.claim(make_member(), COUPON, WARM_UP)
    coupons.redeem([coupon.pk], "FE-1", now=FRENZY)
    endings = all_at_once([lambda: coupons.restore("FE-1", now=FRENZY)] * 6)
    assert sorted(ending.answer for ending in endings) == [0, 0, 0, 0, 0, 1]


def take_without_looking(template):
    return bool(CouponTemplate.objects.filter(pk=template.pk).update(claimed=F("claimed") + 1))


@pytest.fixture
def without_the_guard(monkeypatch):
    monkeypatch.setattr(actions, "take_one", take_without_looking)
    monkeypatch.setattr(actions, "check_claim", lambda *_: None)


def test_control_without_the_guard_the_constraint_still_stands(without_the_guard):
    endings = endings_of(claims([make_member() for _ in range(40)]))
    assert endings == {"done": SCARCE, "IntegrityError": 30}
    assert Coupon.objects.count() == SCARCE


def test_control_without_guard_and_constraint_too_many_are_claimed(without_the_guard):
    members = [make_member() for _ in range(40)]
    with without_constraint(CouponTemplate, "claimed_within_stock"):
        all_at_once(claims(members))
        assert Coupon.objects.count() > SCARCE
        Coupon.objects.all().delete()
        CouponTemplate.objects.all().delete()


@pytest.mark.postgres
def test_control_without_holding_the_template_the_unique_ordinal_still_stands(monkeypatch):
    """SQLite has one writer at a time, so there the lock cannot be missed."""
    monkeypatch.setattr(actions, "take_one", lambda template: True)
    have_looked, had = threading.Barrier(2, timeout=LONG), actions.had

    def had_at_once(*of):
        found = had(*of)
        have_looked.wait()
        return found

    monkeypatch.setattr(actions, "had", had_at_once)
    endings = endings_of(claims([make_member()] * 2, "grocery-2-off-20"))
    assert endings == {"done": 1, "IntegrityError": 1}
    assert Coupon.objects.count() == 1


def test_control_without_the_unique_use_two_orders_have_the_same_coupon():
    coupon = coupons.claim(make_member(), COUPON, WARM_UP)
    with without_constraint(Redemption, "redeemed_once_at_a_time"):
        all_at_once([lambda n=n: coupons.redeem([coupon.pk], f"FE-{n}", now=FRENZY) for n in range(4)])
        assert Redemption.objects.filter(coupon=coupon).count() > 1
