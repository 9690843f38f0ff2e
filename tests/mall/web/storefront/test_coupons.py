"""The coupon centre."""

from __future__ import annotations

from feria.mall.coupons import api as coupons
from tests.mall import festivals
from tests.mall.factories import make_member
from tests.mall.web.conftest import HTMX, Visitor, text_of


def test_claiming_puts_the_coupon_into_the_wallet_and_the_ticket_says_so(shopper: Visitor) -> None:
    assert shopper.member is not None
    answer = shopper.htmx("/coupons/grocery-2-off-20/claim/")
    assert "2 off 20" in text_of(answer)
    wallet = text_of(shopper.get("/coupons/")).split("Your wallet")[1]
    assert "2 off 20" in wallet
    assert "Ready to use" in wallet


def test_claiming_more_than_one_may_have_is_refused_in_words(shopper: Visitor) -> None:
    for _claim in range(2):
        shopper.htmx("/coupons/grocery-2-off-20/claim/")
    answer = shopper.client.post("/coupons/grocery-2-off-20/claim/", follow=True)
    assert "You already claimed this coupon 2 times" in text_of(answer)


def test_a_coupon_that_is_used_is_not_said_to_be_in_the_wallet(shopper: Visitor) -> None:
    assert shopper.member is not None
    for _claim in range(2):
        coupon = coupons.claim(shopper.member, "grocery-2-off-20", festivals.FRENZY)
        coupons.redeem([coupon.pk], "F-1", now=festivals.FRENZY)
    page = text_of(shopper.get("/coupons/"))
    to_claim, wallet = page.split("Your wallet")
    assert "2 off 20" not in to_claim, "both that one may have are gone"
    assert wallet.count("Used") == 2
    assert "In your wallet" not in text_of(shopper.get("/shops/grocery/"))


def test_when_all_are_gone_the_ticket_says_so(shopper: Visitor) -> None:
    for _other in range(3):
        coupons.claim(make_member(), "grocery-2-off-20")
    assert "All gone" in text_of(shopper.get("/coupons/"))
    assert "All of these coupons have been claimed" in text_of(
        shopper.htmx("/coupons/grocery-2-off-20/claim/")
    )


def test_a_guest_is_sent_to_sign_in(guest: Visitor) -> None:
    assert guest.post("/coupons/grocery-2-off-20/claim/").headers["Location"].startswith("/accounts/login/")
    answer = guest.client.post("/coupons/grocery-2-off-20/claim/", headers=HTMX)
    assert answer.headers["HX-Redirect"].startswith("/accounts/login/")


def test_a_coupon_that_does_not_exist_is_refused(shopper: Visitor) -> None:
    answer = shopper.client.post("/coupons/none/claim/", follow=True)
    assert "There is no such coupon" in text_of(answer)
