"""Who people are in this mall, and what the engine's conditions may ask about them (R2.10)."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from feria.mall.members import api as members
from feria.pricing import Buyer
from tests.mall.factories import DAY, at, make_member, make_product, make_shop, make_user

pytestmark = pytest.mark.django_db


def test_given_a_member_then_the_engine_sees_what_conditions_ask():
    member = make_member(
        "hh-900",
        level=2,
        birthday=date(1990, 3, 8),
        gender="F",
        region="OH",
        tags=["student"],
        first_order_at=DAY,
    )
    assert members.buyer(member) == Buyer(
        id="hh-900", level=2, birthday=date(1990, 3, 8), gender="F", region="OH", tags=("student",)
    )


def test_given_a_guest_then_the_engine_sees_a_stranger():
    assert members.buyer(None) == Buyer()


def test_given_a_first_order_then_the_member_is_new_no_longer_and_the_first_instant_stays():
    member = make_member()
    assert members.buyer(member).is_new
    assert members.note_first_order(member, DAY)
    assert not members.note_first_order(member, at(2026, 1, 1))
    member.refresh_from_db()
    assert member.first_order_at == DAY
    assert not members.buyer(member).is_new


def test_given_accounts_then_each_has_its_roles():
    shopper, nobody = make_member().user, make_user()
    merchant, runs_it = make_user(), make_user()
    members.post_to_shop(merchant, make_shop("floral"))
    members.grant_role(runs_it, "operator")
    members.grant_role(runs_it, "analyst")
    assert members.roles_of(shopper) == {"shopper"}
    assert members.roles_of(nobody) == frozenset()
    assert members.roles_of(merchant) == {"merchant"}
    assert members.roles_of(runs_it) == {"operator", "analyst"}
    assert members.roles_of(make_user(is_superuser=True)) == {"operator", "analyst"}
    assert members.roles_of(AnonymousUser()) == members.roles_of(None) == frozenset()


def test_given_a_closed_account_then_it_has_no_role():
    operator = make_user(is_active=False)
    members.grant_role(operator, "operator")
    assert members.roles_of(operator) == frozenset()


@pytest.mark.parametrize("role", ["merchant", "shopper", "emperor"])
def test_given_a_role_that_is_not_granted_by_name_then_it_is_refused(role):
    with pytest.raises(members.RoleUnknown):
        members.grant_role(make_user(), role)


def test_given_a_merchant_then_their_shops_are_those_they_were_posted_to_and_nobody_elses():
    merchant, other = make_user(), make_user()
    floral = make_shop("floral")
    members.post_to_shop(merchant, floral)
    members.post_to_shop(merchant, floral)
    members.post_to_shop(other, make_shop("grocery"))
    assert list(members.shops_of(merchant)) == [floral]
    assert not members.shops_of(AnonymousUser()).exists()


def test_given_an_account_without_a_profile_then_one_is_made_once():
    user = make_user()
    assert members.member_of(user) is None
    assert members.ensure_member(user, DAY) == members.ensure_member(user) == members.member_of(user)
    assert members.member_of(user).joined_at == DAY
    assert members.member_of(AnonymousUser()) is members.member_of(None) is None


def test_given_favourites_then_marking_twice_is_once_and_the_latest_stands_first():
    member, cola, soup = make_member(), make_product("cola"), make_product("soup")
    members.mark_favourite(member, cola, at(2025, 11, 1))
    members.mark_favourite(member, soup, at(2025, 11, 2))
    members.mark_favourite(member, cola, at(2025, 11, 3))
    assert [favourite.product.sku for favourite in members.favourites(member)] == ["soup", "cola"]
    assert members.favourite_skus(member) == {"cola", "soup"}
    assert members.favoured_by(cola) == 1
    members.unmark_favourite(member, cola)
    members.unmark_favourite(member, cola)
    assert members.favourite_skus(member) == {"soup"}
    assert members.favourite_skus(None) == frozenset()


@pytest.mark.parametrize("language", ["zh-hans", "es"])
def test_given_a_language_then_levels_have_their_names_in_it(language):
    with translation.override("en"):
        english = make_member(level=2).get_level_display()
    with translation.override(language):
        assert make_member(level=2).get_level_display() != english == "Gold"
