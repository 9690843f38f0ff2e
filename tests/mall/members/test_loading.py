"""Members come from elsewhere in bulk, and coming again changes nothing."""

import pytest

from feria.mall.members import api as members
from tests.mall.factories import DAY, at, make_user

pytestmark = pytest.mark.django_db

ANA = members.MemberRecord(code="hh-900", level=2, age_band="35-44", region="OH", tags=("vegan",))
BEN = members.MemberRecord(code="hh-901")


def test_given_nobody_then_they_are_made_and_cannot_sign_in():
    report = members.put_members([ANA, BEN], DAY)
    ana = members.member_by_code("hh-900")
    assert report == members.MembersReport(made=2)
    assert (ana.level, ana.age_band, ana.tags, ana.joined_at) == (2, "35-44", ["vegan"], DAY)
    assert not ana.user.has_usable_password()


def test_given_they_are_there_then_nothing_is_written(django_assert_max_num_queries):
    members.put_members([ANA, BEN], DAY)
    with django_assert_max_num_queries(8):
        assert members.put_members([ANA, BEN], at(2026, 1, 1)) == members.MembersReport(same=2)
    assert members.member_by_code("hh-900").joined_at == DAY


def test_given_a_profile_changed_then_that_member_alone_is_written_and_keeps_their_account():
    members.put_members([ANA, BEN], DAY)
    account = members.member_by_code("hh-901").user
    changed = members.MemberRecord(code="hh-901", level=3)
    assert members.put_members([ANA, changed], DAY) == members.MembersReport(changed=1, same=1)
    assert members.member_by_code("hh-901").level == 3
    assert members.member_by_code("hh-901").user == account


def test_given_accounts_that_do_not_shop_then_they_are_left_alone():
    staff = make_user("otto")
    members.put_members([ANA], DAY)
    assert members.member_of(staff) is None
