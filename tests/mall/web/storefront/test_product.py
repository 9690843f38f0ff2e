"""The product page explains its price (R2.18)."""

from __future__ import annotations

from feria.mall.members import api as members
from feria.mall.stock import api as stock
from tests.mall.web.conftest import Mall, Visitor, text_of


def test_the_price_is_explained_step_by_step_with_who_pays(guest: Visitor) -> None:
    text = text_of(guest.get("/p/cola/"))
    assert "Why this price Listed price $10.00" in text
    assert "Cola at 20% off" in text
    assert "paid for by the mall" in text
    assert "You pay $8.00" in text


def test_what_did_not_apply_says_what_it_needs(guest: Visitor) -> None:
    text = text_of(guest.get("/p/cola/"))
    assert "5 off 30: needs $30.00, has $8.00; $22.00 more is missing." in text


def test_sold_out_is_said_and_not_sold(guest: Visitor) -> None:
    page = guest.get("/p/gone/")
    assert "Sold out" in text_of(page)
    assert "Add to cart" not in text_of(page)


def test_the_last_units_are_counted(guest: Visitor) -> None:
    assert "Only 2 left" in text_of(guest.get("/p/bread/"))


def test_people_still_paying_are_counted(guest: Visitor, mall: Mall) -> None:
    from datetime import timedelta

    from feria.mall.kit.api import database_now

    stock.hold("order-1", {"bread": 2}, database_now() + timedelta(minutes=5))
    assert "1 person is still paying" in text_of(guest.get("/p/bread/"))


def test_a_favourite_is_kept_and_let_go(shopper: Visitor) -> None:
    assert shopper.member is not None
    answer = shopper.htmx("/p/cola/favourite/")
    assert 'aria-pressed="true"' in answer.content.decode()
    assert members.favourite_skus(shopper.member) == {"cola"}
    assert "Cola" in text_of(shopper.get("/favourites/"))
    shopper.htmx("/p/cola/favourite/")
    assert members.favourite_skus(shopper.member) == frozenset()
    assert "Nothing kept yet" in text_of(shopper.get("/favourites/"))


def test_a_guest_is_asked_to_sign_in_for_favourites(guest: Visitor) -> None:
    assert guest.post("/p/cola/favourite/").headers["Location"] == "/accounts/login/?next=/p/cola/"
