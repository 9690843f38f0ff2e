"""How sessions are shown: what is promised, and how stock stands (R3.2, R3.4)."""

from __future__ import annotations

import pytest

from feria.mall.rush import api as rush
from feria.mall.stock.api import OutcomeUnknown, allocate, end_rush, receive
from tests.mall.factories import at, make_member, make_product, set_clock
from tests.mall.festivals import CODE, open_festival
from tests.mall.rushing import BEFORE_OPEN, FESTIVAL, OPEN, OVER, SESSION, claim

pytestmark = pytest.mark.django_db(transaction=True)
WAY = rush.WayIn(address="192.0.2.7")
EIGHT = f"{CODE}.eight-am"


@pytest.fixture(autouse=True)
def festival() -> None:
    for sku in ("cola", "tea"):
        receive(make_product(sku), 20, "delivery")
    set_clock(OPEN)
    open_festival(FESTIVAL)


def shown(code: str = SESSION, now=OPEN) -> rush.Session:  # type: ignore[no-untyped-def]
    found = rush.session(code, now)
    assert found is not None
    return found


def good(sku: str, code: str = SESSION) -> rush.Good:
    (found,) = (each for each in shown(code).goods if each.sku == sku)
    return found


def test_a_session_is_to_come_then_open_then_over() -> None:
    assert [shown(now=when).state for when in (BEFORE_OPEN, OPEN, OVER)] == ["to_come", "open", "over"]
    assert [each.code for each in rush.sessions(OPEN)] == [SESSION, EIGHT]


def test_a_good_stands_at_its_price_with_all_its_units() -> None:
    assert good("cola") == rush.Good(sku="cola", price=300, units=5, left=5, taken=0, paying=0, per_member=2)


def test_what_is_claimed_is_still_to_be_paid_and_what_is_paid_is_not() -> None:
    claim(make_member(), "k1", cola=2)
    claim(make_member(), "k2", cola=1)
    allocate(f"{SESSION}/k2")

    found = good("cola")

    assert (found.left, found.taken, found.paying, found.taken_percent) == (2, 3, 2, 60)


def test_given_nothing_is_left_then_it_is_sold_out() -> None:
    claim(make_member(), "k1", cola=2)
    claim(make_member(), "k2", cola=2)
    claim(make_member(), "k3", cola=1)
    claim(make_member(), "k4", tea=3)

    assert shown().state == "sold_out"
    assert good("cola").taken_percent == 100


def test_given_it_was_stopped_then_it_is_over() -> None:
    end_rush(SESSION)

    assert shown(now=at(2025, 11, 11, 6, 12)).state == "over"


def test_early_access_is_for_the_level_and_above() -> None:
    session = shown(EIGHT)

    assert [session.opens_for(level) for level in range(4)] == [
        *[at(2025, 11, 11, 13)] * 2,
        *[at(2025, 11, 11, 12, 50)] * 2,
    ]


def test_given_the_festival_is_withdrawn_then_its_sessions_are_listed_no_more_and_known_still() -> None:
    rush.close_festival(CODE, by=None)

    assert rush.sessions(OPEN) == ()
    assert shown(now=at(2025, 11, 11, 6, 12)).state == "over"


def test_a_claim_by_a_form_is_judged_as_any_other() -> None:
    member = make_member()

    assert rush.claim(member, SESSION, "k1", {"cola": 2}, WAY).is_held
    assert rush.claim(member, SESSION, "k1", {"cola": 2}, WAY).repeated
    assert rush.claim(member, SESSION, "k2", {"cola": 1}, WAY).outcome == "limit"
    assert rush.claim(member, SESSION, "k1", {"cola": 1}, WAY).outcome == "key_reused"
    assert rush.claim(member, EIGHT, "k1", {"cola": 1}, WAY).outcome == "not_yet"
    assert rush.claim(member, "nobody.ten", "k1", {"cola": 1}, WAY).outcome == "unknown"


def test_a_claim_by_a_form_comes_in_early_for_the_level() -> None:
    set_clock(at(2025, 11, 11, 12, 55))

    assert rush.claim(make_member(level=2), EIGHT, "k1", {"cola": 1}, WAY).is_held
    assert rush.claim(make_member(level=1), EIGHT, "k2", {"cola": 1}, WAY).outcome == "not_yet"


@pytest.mark.parametrize("units", [{}, {"cola": 0}, {"cola": 10**9}, {"x" * 99: 1}])
def test_a_claim_that_makes_no_sense_is_not_asked(units: dict[str, int]) -> None:
    with pytest.raises(rush.ClaimUnreadable):
        rush.claim(make_member(), SESSION, "k1", units, WAY)


def test_given_a_database_that_fails_then_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    from feria.mall.rush import counter

    monkeypatch.setattr(counter, "database_url", lambda: "sqlite:////nowhere/mall.sqlite3")

    with pytest.raises(OutcomeUnknown):
        rush.claim(make_member(), SESSION, "k1", {"cola": 1}, WAY)
