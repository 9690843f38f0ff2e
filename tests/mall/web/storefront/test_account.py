"""Signing up, in and out; the account page; the time machine."""

from __future__ import annotations

from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.members.models import User
from tests.mall import factories
from tests.mall.web.conftest import Visitor, text_of

ADDRESS = {
    "recipient": "Ana Li",
    "phone": "614 555 0142",
    "street": "12 Elm Street",
    "city": "Columbus",
    "region": "OH",
    "postcode": "43004",
    "country": "US",
}


def test_signing_up_makes_a_shopper(guest: Visitor) -> None:
    answer = guest.post("/accounts/signup/", email="new@example.test", password1="long-enough-secret")
    assert answer.status_code == 302
    assert members.member_of(User.objects.get(email="new@example.test")) is not None
    assert guest.get("/account/").status_code == 200


def test_signing_in_never_leads_out_of_the_mall(guest: Visitor) -> None:
    user = factories.make_user("eva", "long-enough-secret")
    answer = guest.client.post(
        "/accounts/login/?next=https://elsewhere.example/",
        {"login": user.email, "password": "long-enough-secret", "next": "https://elsewhere.example/"},
    )
    assert answer.headers["Location"] == "/"


def test_every_account_page_is_in_the_malls_look(shopper: Visitor, guest: Visitor) -> None:
    for path in (
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
    ):
        assert "site-header" in guest.get(path).content.decode(), path
    for path in ("/accounts/logout/", "/accounts/password/change/", "/accounts/email/"):
        assert "site-header" in shopper.get(path).content.decode(), path


def test_an_address_is_added_changed_and_removed(shopper: Visitor) -> None:
    assert shopper.member is not None
    assert shopper.post("/account/addresses/new/", **{**ADDRESS, "city": "Dayton"}).status_code == 302
    added = members.addresses(shopper.member).get(city="Dayton")
    shopper.post(f"/account/addresses/{added.pk}/", **{**ADDRESS, "city": "Toledo"})
    assert members.addresses(shopper.member).get(pk=added.pk).city == "Toledo"
    shopper.post(f"/account/addresses/{added.pk}/remove/")
    assert not members.addresses(shopper.member).filter(pk=added.pk).exists()


def test_an_address_that_no_parcel_reaches_is_a_422_beside_the_field(shopper: Visitor) -> None:
    answer = shopper.post("/account/addresses/new/", **{**ADDRESS, "postcode": "nowhere"})
    assert answer.status_code == 422
    assert "This is no postcode of that country" in text_of(answer)


def test_somebody_elses_address_is_out_of_reach(shopper: Visitor) -> None:
    other = factories.make_address(factories.make_member("hh-2"))
    assert shopper.get(f"/account/addresses/{other.pk}/").status_code == 404
    assert shopper.post(f"/account/addresses/{other.pk}/remove/").status_code == 404
    assert shopper.post(f"/account/addresses/{other.pk}/", **ADDRESS).status_code == 404


def test_a_birthday_is_said_once_and_then_stands(shopper: Visitor) -> None:
    assert shopper.member is not None
    shopper.post("/account/profile/", birthday="1990-03-08", gender="F")
    shopper.post("/account/profile/", birthday="1991-11-11", gender="")
    shopper.member.refresh_from_db()
    assert str(shopper.member.birthday) == "1990-03-08"
    assert shopper.member.gender == ""


def test_staff_move_the_malls_clock_and_bring_it_back(operator: Visitor) -> None:
    page = operator.get("/")
    assert "Time machine" in text_of(page)
    operator.post("/clock/", to="2025-11-05T12:00")
    assert 'data-phase="warm-up"' in operator.get("/").content.decode()
    operator.post("/clock/", real="1")
    assert not kit.clock_shift()


def test_an_unreadable_instant_moves_nothing(operator: Visitor) -> None:
    before = kit.clock_shift()
    answer = operator.client.post("/clock/", {"to": "tomorrow-ish"}, follow=True)
    assert "Write the instant as" in text_of(answer)
    assert kit.clock_shift() == before


def test_the_clock_is_staffs_alone_and_the_demos_alone(shopper: Visitor, operator: Visitor, settings) -> None:  # type: ignore[no-untyped-def]
    before = kit.clock_shift()
    assert "Time machine" not in text_of(shopper.get("/"))
    assert shopper.post("/clock/", to="2025-11-05T12:00").status_code == 403
    settings.DEMO = False
    assert "Time machine" not in text_of(operator.get("/"))
    assert operator.post("/clock/", to="2025-11-05T12:00").status_code == 404
    assert kit.clock_shift() == before


def test_changes_need_a_post_and_its_token(shopper: Visitor) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert shopper.member is not None
    strict.force_login(shopper.member.user, backend="django.contrib.auth.backends.ModelBackend")
    for path in (
        "/cart/add/",
        "/checkout/",
        "/coupons/grocery-2-off-20/claim/",
        "/account/profile/",
        "/language/",
    ):
        assert strict.post(path, {"sku": "cola", "quantity": 1}).status_code == 403, path
    for path in ("/cart/add/", "/cart/cola/", "/coupons/x/claim/", "/account/profile/", "/clock/"):
        assert shopper.get(path).status_code in (403, 405), path


def test_the_page_for_when_something_broke_stands_by_itself() -> None:
    """It is rendered without a request, and so without anything that may be what broke."""
    from django.template.loader import render_to_string

    page = render_to_string("500.html")
    assert "pressing again will not order twice" in page
    assert "{" not in page


def test_a_form_that_expired_says_what_to_do(shopper: Visitor) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/cart/add/", {"sku": "cola", "quantity": 1})
    assert answer.status_code == 403
    assert "The form has expired" in text_of(answer)
