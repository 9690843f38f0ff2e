"""A festival is opened and closed while its sessions sell: nobody waits for somebody who waits for them (PostgreSQL).

SQLite has one writer at a time, so that nobody can.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from feria.mall.coupons import api as coupons
from feria.mall.members.api import Member
from feria.mall.rush import api as rush
from feria.mall.rush import planning
from feria.mall.stock.api import Hold, allocate, counter_drifts, receive
from tests.mall.factories import make_member, make_product, set_clock
from tests.mall.festivals import CODE, open_festival
from tests.mall.racing import LONG, Gate, beside, wait_until_somebody_waits
from tests.mall.rushing import FESTIVAL, OPEN, SESSION, claim

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

EIGHT = f"{CODE}.eight-am"
COUPON = "grocery-2-off-20"


@pytest.fixture(autouse=True)
def festival() -> None:
    """Both sessions sell cola; the one at one o'clock is open, and the other too."""
    for sku in ("cola", "tea"):
        receive(make_product(sku), 20, "delivery")
    set_clock(OPEN)
    open_festival(FESTIVAL.replace("from: 2025-11-11 08:00", "from: 2025-11-11 01:00"))


def close() -> object:
    return rush.close_festival(CODE, by=None)


def open_again() -> object:
    return rush.open_festival(FESTIVAL, by=None)


@pytest.mark.parametrize("deed", [open_again, close])
def test_a_claim_waits_while_the_sessions_are_planned_one_after_another(
    deed: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make_member()
    # Given a festival that is being opened anew, or closed, and of whose sessions the first is done
    gate = Gate()
    verb = "replan_rush" if deed is open_again else "end_rush"
    usual = getattr(planning.stock, verb)
    second = {open_again: EIGHT, close: SESSION}[deed]
    late = gate.before(usual)
    monkeypatch.setattr(
        planning.stock,
        verb,
        lambda code, *rest, **more: (late if code == second else usual)(code, *rest, **more),
    )
    with beside() as start:
        planner = start(deed)
        gate.wait_for_it()
        # When somebody claims the same good in the second
        claiming = start(lambda: claim(member, session=second))
        wait_until_somebody_waits()
        gate.opened.set()
        # Then both come to their end: the claim is judged by what was planned
        planner.result(LONG)
        assert claiming.result(LONG).outcome == ("not_yet" if deed is open_again else "over")  # type: ignore[attr-defined]
    assert counter_drifts() == []


@pytest.mark.parametrize("deed", [open_again, close])
def test_an_order_that_brings_a_coupon_is_paid_meanwhile(deed: Callable[[], object]) -> None:
    member = make_member()
    assert claim(member).outcome == "held"
    gate = Gate()
    give = gate.before(coupons.give)

    def pay(member: Member = member) -> None:  # as orders.transitions does: stock, then coupons
        with transaction.atomic():
            allocate(f"{SESSION}/k1")
            give(member, COUPON, 1, "F-1")

    with beside() as start:
        # Given a payment that has its units and has yet to give its coupon
        paying = start(pay)
        gate.wait_for_it()
        # When the festival is opened anew, or closed
        planner = start(deed)
        wait_until_somebody_waits()
        gate.opened.set()
        # Then both come to their end
        paying.result(LONG)
        planner.result(LONG)
    assert Hold.objects.get().state == Hold.State.ALLOCATED
    assert counter_drifts() == []
