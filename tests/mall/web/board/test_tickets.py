"""The stream admits who holds a ticket of this mall."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.core import signing

from feria.mall.web.board.tickets import is_good, ticket_for


def test_a_ticket_of_this_mall_is_good_for_a_day_and_no_longer():
    with time_machine.travel("2026-11-11 00:00:00+00:00") as clock:
        ticket = ticket_for(7)
        assert is_good(ticket)
        clock.shift(timedelta(hours=24, seconds=1))
        assert not is_good(ticket)


def test_a_tampered_or_foreign_ticket_is_not():
    assert not is_good(ticket_for(7) + "x")
    assert not is_good(signing.dumps(7, salt="another purpose"))
    assert not is_good("")
