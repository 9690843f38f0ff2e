"""The check after a drive finds each way in which database and answers could differ."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feria.drive.rush.figures import Figures, Kept
from feria.drive.rush.verify import verify
from feria.mall.kit.api import database_now
from feria.mall.members.models import Member
from feria.mall.orders.models import Order
from feria.mall.stock import api as stock
from tests.mall.factories import at, make_member, make_product, set_clock

pytestmark = pytest.mark.django_db

CODE, RUN = "fest.ten-am", "r"


@pytest.fixture
def session() -> stock.RushSession:
    """Three units of cola, one a member."""
    cola = make_product("cola")
    stock.receive(cola, 10, "delivery")
    set_clock(at(2025, 11, 11, 15))
    return stock.plan_rush(
        CODE,
        at(2025, 11, 11, 15),
        at(2025, 11, 11, 17),
        {cola: stock.RushTerms(units=3, units_per_member=1)},
    )


@pytest.fixture
def ana() -> Member:
    return make_member("hh-1")


def store(session: stock.RushSession, number: int, member: str, units: int = 1, state: str = "held") -> str:
    """A claim as the teller stores it; answers its key."""
    row, key = session.items.get(), f"{RUN}-{number}"
    now = database_now()
    stock.Hold.objects.create(
        item=row.item,
        claimant=f"{CODE}/{key}",
        quantity=units,
        state=state,
        held_at=now,
        held_until=now + timedelta(minutes=15),
        session=session,
        member=member,
    )
    if state != "released":
        row.taken, row.remaining = row.taken + units, max(0, row.remaining - units)
        row.sold += units if state == "allocated" else 0
        row.units = max(row.units or 0, row.taken)  # the table itself refuses more
        row.save()
    return key


def held(figures: Figures, key: str, member: str, units: int = 1) -> None:
    figures.held[key] = Kept(member, {"cola": units})


def order(member: Member, key: str, state: str) -> Order:
    now = database_now()
    return Order.objects.create(
        number=f"FE-{key}",
        member=member,
        claimant=f"{CODE}/{key}",
        state=state,
        currency="USD",
        listed=100,
        payable=100,
        quote={},
        address={},
        placed_at=now,
        pay_until=now,
        paid_at=now if state == "paid" else None,
    )


def rules(figures: Figures) -> list[str]:
    return sorted({finding.rule for finding in verify(CODE, RUN, figures).findings})


def test_an_honest_drive_agrees(session: stock.RushSession, ana: Member) -> None:
    figures = Figures()
    held(figures, store(session, 1, "hh-1", state="allocated"), "hh-1")
    held(figures, store(session, 2, "hh-2"), "hh-2")
    figures.orders["r-1"] = order(ana, "r-1", "paid").number
    figures.paid.add("FE-r-1")
    checked = verify(CODE, RUN, figures)
    assert checked.findings == ()
    assert (checked.claims, checked.units, checked.sold, checked.left) == (2, 2, 1, 1)


def test_an_answered_claim_that_is_not_stored_is_found(session: stock.RushSession) -> None:
    figures = Figures()
    held(figures, "r-1", "hh-1")
    assert rules(figures) == ["answered-held"]


def test_one_stored_for_other_units_or_another_member_is_found(session: stock.RushSession) -> None:
    figures = Figures()
    held(figures, store(session, 1, "hh-1"), "hh-2")
    held(figures, store(session, 2, "hh-3"), "hh-3", units=2)
    assert [finding.subject for finding in verify(CODE, RUN, figures).findings] == ["r-1", "r-2"]


def test_a_hold_of_a_claim_that_was_refused_is_found(session: stock.RushSession) -> None:
    store(session, 1, "hh-1")
    assert rules(Figures()) == ["refused-but-held"]


def test_a_hold_of_a_claim_without_a_final_answer_is_no_fault(session: stock.RushSession) -> None:
    figures = Figures()
    figures.open[store(session, 1, "hh-1")] = Kept("hh-1", {"cola": 1})
    assert rules(figures) == []


def test_a_member_with_more_than_one_may_have_is_found(session: stock.RushSession) -> None:
    figures = Figures()
    for number in (1, 2):
        held(figures, store(session, number, "hh-1"), "hh-1")
    assert rules(figures) == ["limit"]


def test_more_than_the_session_has_is_found(session: stock.RushSession) -> None:
    figures = Figures()
    for number in range(4):
        held(figures, store(session, number, f"hh-{number}"), f"hh-{number}")
    session.items.update(units=3, taken=3, remaining=0)  # what a table without its guard would say
    assert rules(figures) == ["counter", "oversold"]


def test_paid_without_stock_and_stock_without_payment_are_found(
    session: stock.RushSession, ana: Member
) -> None:
    figures = Figures()
    held(figures, store(session, 1, "hh-1"), "hh-1")
    figures.orders["r-1"] = order(ana, "r-1", "paid").number
    figures.paid.add("FE-r-1")
    assert rules(figures) == ["paid-is-allocated"]
    figures = Figures()
    stock.Hold.objects.all().delete()
    session.items.update(taken=0)
    held(figures, store(session, 2, "hh-2", state="allocated"), "hh-2")
    assert rules(figures) == ["allocated-unpaid"]
