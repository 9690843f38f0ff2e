"""Signing up makes a shopper, whole or not at all."""

import pytest
from django.test import Client

from feria.mall.members import api as members
from feria.mall.members import signup
from feria.mall.members.models import Member, User

pytestmark = pytest.mark.django_db

FORM = {"email": "ana@example.test", "password1": "a-good-long-secret-7"}


def test_given_a_sign_up_then_there_is_a_member_who_is_new_and_signed_in():
    client = Client()
    answer = client.post("/accounts/signup/", FORM)
    assert answer.status_code == 302
    user = User.objects.get(email="ana@example.test")
    assert members.roles_of(user) == {"shopper"}
    assert members.buyer(members.member_of(user)).is_new
    assert client.session["_auth_user_id"] == str(user.pk)


def test_given_the_profile_cannot_be_made_then_there_is_no_account_either(monkeypatch):
    def fail(user):
        raise LookupError

    monkeypatch.setattr(signup, "ensure_member", fail)
    client = Client(raise_request_exception=False)
    assert client.post("/accounts/signup/", FORM).status_code == 500
    assert not User.objects.exists()
    assert not Member.objects.exists()


def test_given_the_address_is_taken_then_no_second_account_is_made():
    Client().post("/accounts/signup/", FORM)
    Client().post("/accounts/signup/", FORM)
    assert User.objects.count() == 1
