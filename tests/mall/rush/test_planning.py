"""A festival opens with its rush sessions and closes with them (R1.5, R3.4)."""

from __future__ import annotations

import pytest

from feria.mall.campaigns import api as campaigns
from feria.mall.rush import api as rush
from feria.mall.stock.api import RushItem, RushSession, receive
from tests.mall.factories import at, make_product, set_clock
from tests.mall.festivals import CODE, open_festival
from tests.mall.rushing import FESTIVAL, OPEN, SESSION

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def goods() -> None:
    for sku in ("cola", "tea"):
        receive(make_product(sku), 20, "delivery")


def terms(code: str = SESSION) -> dict[str, tuple[int | None, int | None]]:
    """Units and limit of each product of a session."""
    rows = RushItem.objects.filter(session__code=code)
    return {row.item.product.sku: (row.units, row.units_per_member) for row in rows}


def test_given_a_document_with_sessions_then_opening_it_plans_them() -> None:
    open_festival(FESTIVAL)

    session = RushSession.objects.get(code=SESSION)
    assert (session.opens_at, session.closes_at) == (at(2025, 11, 11, 6), at(2025, 11, 11, 7))
    assert (session.hold_seconds, session.units_per_member) == (900, 3)
    assert terms() == {"cola": (5, 2), "tea": (3, None)}
    assert RushSession.objects.get(code=f"{CODE}.eight-am").hold_seconds == 300


def test_given_it_is_open_then_opening_it_again_changes_nothing() -> None:
    version = open_festival(FESTIVAL)
    before = (list(RushSession.objects.values()), list(RushItem.objects.values()))

    assert open_festival(FESTIVAL) == version

    assert (list(RushSession.objects.values()), list(RushItem.objects.values())) == before


def test_given_a_session_is_dropped_from_the_document_then_it_sells_nothing_more() -> None:
    set_clock(OPEN)
    open_festival(FESTIVAL)

    open_festival(FESTIVAL.replace("id: one-am", "id: two-am"))

    assert RushSession.objects.get(code=SESSION).closes_at < at(2025, 11, 11, 6, 11)
    assert terms(f"{CODE}.two-am") == {"cola": (5, 2), "tea": (3, None)}


def test_given_the_festival_is_closed_then_its_sessions_are_over() -> None:
    set_clock(OPEN)
    open_festival(FESTIVAL)

    rush.close_festival(CODE, by=None)

    assert RushSession.objects.get(code=SESSION).closes_at < at(2025, 11, 11, 6, 11)
    assert rush.planned() == ()


def test_sessions_are_known_in_the_order_they_open() -> None:
    open_festival(FESTIVAL)

    assert [each.code for each in rush.planned()] == [SESSION, f"{CODE}.eight-am"]


def test_given_a_festival_that_is_over_then_its_prices_are_still_known() -> None:
    open_festival(FESTIVAL)
    rush.close_festival(CODE, by=None)

    assert [each.id for each in rush.prices_of(SESSION)] == [f"rush:{SESSION}:cola", f"rush:{SESSION}:tea"]


@pytest.mark.parametrize("code", ["", "ten", "nobody.ten", f"{CODE}.ten"])
def test_given_a_session_that_no_document_plans_then_there_are_no_prices(code: str) -> None:
    open_festival(FESTIVAL)

    assert rush.plan_of_session(code) is None
    assert rush.prices_of(code) == ()


def test_given_a_product_the_mall_does_not_have_then_the_festival_is_refused() -> None:
    with pytest.raises(campaigns.FestivalRefused) as refusal:
        open_festival(FESTIVAL.replace("sku: tea", "sku: thee"))

    assert [(each.code, each.path) for each in refusal.value.problems] == [
        ("catalogue-sku", "rush[0].products[1].sku")
    ]
    assert not RushSession.objects.exists()


def test_given_a_price_above_the_listed_one_then_the_festival_is_refused() -> None:
    with pytest.raises(campaigns.FestivalRefused) as refusal:
        open_festival(FESTIVAL.replace("price: 3.00", "price: 10.01"))

    assert [each.code for each in refusal.value.problems] == ["catalogue-dearer"]
