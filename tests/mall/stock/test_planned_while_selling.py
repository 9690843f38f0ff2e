"""A session is planned again while people pay for it: nobody waits for somebody who waits for them (PostgreSQL).

SQLite has one writer at a time, so that nobody can.
"""

from __future__ import annotations

import pytest

from feria.mall.stock import actions
from feria.mall.stock.api import Hold, RushItem, RushTerms, allocate, counter_drifts, replan_rush
from feria.mall.stock.teller.reading import Store
from tests.mall.racing import LONG, Gate, beside, wait_until_somebody_waits
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush, ask
from tests.mall.stock.teller.conftest import rush as rush
from tests.mall.stock.teller.conftest import store as store
from tests.mall.stock.teller.conftest import teller_url as teller_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_a_claim_is_paid_while_its_session_is_planned_again(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea = on_shelf("tea", 10)
    session = rush({tea: RushTerms(units=5)})
    store.serve([ask("k1")])
    # Given a payment that has locked the tea and has yet to count it in the session
    gate = Gate()
    monkeypatch.setattr(actions, "settle_in_sessions", gate.before(actions.settle_in_sessions))
    terms = {tea: RushTerms(units=6, units_per_member=2)}
    with beside() as start:
        paying = start(lambda: allocate("ten/k1"))
        gate.wait_for_it()
        # When the session is planned with other terms meanwhile
        planning = start(lambda: replan_rush("ten", session.opens_at, session.closes_at, terms))
        wait_until_somebody_waits()
        gate.opened.set()
        # Then both come to their end
        paying.result(LONG)
        planning.result(LONG)
    assert Hold.objects.get().state == Hold.State.ALLOCATED
    row = RushItem.objects.get()
    assert (row.units, row.units_per_member, row.sold, row.remaining) == (6, 2, 1, 5)
    assert counter_drifts() == []
