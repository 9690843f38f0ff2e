"""A festival opens with its rush sessions and closes with them (R1.5, R3.4)."""

from __future__ import annotations

import pytest

from feria.mall.campaigns import api as campaigns
from feria.mall.rush import api as rush
from feria.mall.stock.api import RushItem, RushSession, StockItem, end_rush, receive
from tests.mall.factories import at, make_product, set_clock
from tests.mall.festivals import CODE, open_festival
from tests.mall.rushing import BEFORE_OPEN, FESTIVAL, OPEN, SESSION

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def goods() -> None:
    for sku in ("cola", "tea"):
        receive(make_product(sku), 20, "delivery")
    set_clock(BEFORE_OPEN)


def terms(code: str = SESSION) -> dict[str, tuple[int | None, int | None]]:
    """Units and limit of each product of a session."""
    rows = RushItem.objects.filter(session__code=code)
    return {row.item.product.sku: (row.units, row.units_per_member) for row in rows}


def aside(sku: str) -> int:
    return StockItem.objects.get(product__sku=sku).set_aside


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


def test_given_it_is_opened_again_after_that_then_its_sessions_sell_again() -> None:
    set_clock(OPEN)
    open_festival(FESTIVAL)
    rush.close_festival(CODE, by=None)
    assert (aside("cola"), aside("tea")) == (0, 0)

    open_festival(FESTIVAL)

    assert RushSession.objects.get(code=SESSION).closes_at == at(2025, 11, 11, 7)
    assert (aside("cola"), aside("tea")) == (9, 3)


def test_given_the_desk_stopped_a_session_then_opening_the_festival_again_does_not_start_it() -> None:
    set_clock(OPEN)
    open_festival(FESTIVAL)
    ended = end_rush(SESSION)

    open_festival(FESTIVAL)

    assert RushSession.objects.get(code=SESSION).closes_at == ended.closes_at


def test_given_a_session_then_its_units_are_set_aside() -> None:
    open_festival(FESTIVAL)

    assert (aside("cola"), aside("tea")) == (5 + 4, 3)


def test_given_fewer_units_are_free_then_the_festival_is_refused_and_says_where() -> None:
    with pytest.raises(campaigns.FestivalRefused) as refusal:
        open_festival(FESTIVAL.replace("units: 3}", "units: 21}").replace("units: 5,", "units: 25,"))

    assert [(each.code, each.path) for each in refusal.value.problems] == [
        ("rush-short", "rush[0].products[0].units"),
        ("rush-short", "rush[0].products[1].units"),
    ]
    assert refusal.value.problems[1].message == "tea: 21 units are to be set aside, and 20 are free."
    assert not RushSession.objects.exists()
    assert campaigns.documents_in_force() == ()


def test_given_early_access_then_stock_knows_from_when_and_for_whom() -> None:
    open_festival(FESTIVAL)

    session = RushSession.objects.get(code=f"{CODE}.eight-am")
    assert (session.early_level, session.early_opens_at) == (2, at(2025, 11, 11, 12, 50))


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
