"""A session that is planned while a batch is being read is no part of that batch, and of the next one it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection

from feria.mall.stock.api import RushTerms, counter_drifts
from feria.mall.stock.teller.reading import Store
from tests.mall.racing import LONG, wait_until_somebody_waits
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush, ask

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_session_planned_between_two_questions_of_a_batch_is_for_the_next_batch(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store, teller_url: str
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite nobody writes while a batch is being read")
    tea = on_shelf("tea", 10)
    rush({tea: RushTerms()})
    claims = [ask("now", tea=2), ask("early", session="later")]
    with psycopg.connect(teller_url) as holder:
        # Given a batch whose question for sessions has begun, and waits for a row of the one there is
        holder.execute("SELECT 1 FROM stock_rushsession WHERE code = 'ten' FOR UPDATE")
        with ThreadPoolExecutor(1) as teller:
            batch = teller.submit(store.serve, claims)
            wait_until_somebody_waits()
            # When another session of the same goods is planned before the batch asks what is on the shelves
            rush({tea: RushTerms()}, "later")
            holder.rollback()
            answers = batch.result(LONG)
    # Then the batch knows nothing of it, and loses nobody
    assert [answer.outcome.value for answer in answers] == ["held", "unknown"]
    # And as "no such session" is not for good, who asks again is served
    assert [answer.outcome.value for answer in store.serve(claims)] == ["held", "held"]
    assert counter_drifts() == []
