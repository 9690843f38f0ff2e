"""A token opens the API for its account until it is revoked; nothing kept could be used in its stead."""

import pytest

from feria.mall.members import api as members
from feria.mall.members.models import ApiToken
from tests.mall.factories import make_user

pytestmark = pytest.mark.django_db


def test_given_a_token_then_it_names_its_account_and_only_its_digest_is_kept():
    user = make_user()
    token = members.issue_token(user, "till 3")
    assert members.user_for_token(token) == user
    row = ApiToken.objects.get()
    assert token not in (row.digest, row.name)
    assert members.user_for_token(row.digest) is None
    assert not row.may_act_for_members


@pytest.mark.parametrize("token", ["", "feria_", "feria_nonsense", "\x00", "é" * 500])
def test_given_any_other_text_then_it_names_nobody(token):
    members.issue_token(make_user(), "till 3")
    assert members.user_for_token(token) is None


def test_given_two_tokens_then_they_differ_and_revoking_one_leaves_the_other():
    user = make_user()
    one, other = (members.issue_token(user, "till") for _ in range(2))
    assert one != other
    row = members.token_row(one)
    assert members.revoke_token(user, row.pk)
    assert not members.revoke_token(user, row.pk)
    assert members.user_for_token(one) is None
    assert members.user_for_token(other) == user
    assert members.tokens_of(user).count() == 1


def test_given_somebody_elses_token_then_it_cannot_be_revoked():
    token = members.issue_token(make_user(), "till")
    assert not members.revoke_token(make_user(), members.token_row(token).pk)
    assert members.user_for_token(token)


def test_given_a_closed_account_then_its_tokens_open_nothing():
    user = make_user()
    token = members.issue_token(user, "till")
    user.is_active = False
    user.save()
    assert members.user_for_token(token) is None


def test_given_the_drivers_token_then_it_may_act_for_members():
    token = members.issue_token(make_user(), "feria drive", may_act_for_members=True)
    assert members.token_row(token).may_act_for_members
