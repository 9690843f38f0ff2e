"""Rush sessions for tests: planned, claimed by a real teller, run out of time."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from django.db import connection

from feria.mall.kit.api import database_now
from feria.mall.members.models import Member
from feria.mall.orders.models import Order
from feria.mall.stock.api import Answer, Claim, Hold, Line
from feria.mall.stock.teller.stores import store_for
from tests.mall.factories import at
from tests.mall.festivals import TEXT

SESSION = "double-eleven-2025.one-am"
OPEN = at(2025, 11, 11, 6, 10)
"""Ten minutes into the session: ten past one in the morning in New York."""
BEFORE_OPEN = at(2025, 11, 11, 5, 50)
OVER = at(2025, 11, 11, 7, 30)

RUSH = """\
rush:
  - id: one-am
    name: {en: One o'clock, zh-hans: 一点场, es: La una}
    from: 2025-11-11 01:00
    to: 2025-11-11 02:00
    per_member: 3
    products:
      - {sku: cola, price: 3.00, units: 5, per_member: 2}
      - {sku: tea, price: 2.50, units: 3}
  - id: eight-am
    name: {en: Eight o'clock, zh-hans: 八点场, es: Las ocho}
    from: 2025-11-11 08:00
    to: 2025-11-11 09:00
    pay_within: 5
    early_access: {level: gold, minutes: 10}
    products:
      - {sku: cola, price: 3.50, units: 4}
"""
FESTIVAL = TEXT + RUSH


def teller_url() -> str:
    """The address of the database that this test uses."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)


def claim(member: Member, key: str = "k1", session: str = SESSION, **units: int) -> Answer:
    """What a teller answers the member; without units it is one cola. Needs rows that are committed."""
    lines = tuple(Line(sku, count) for sku, count in (units or {"cola": 1}).items())
    with closing(store_for(teller_url())) as store:
        (answer,) = store.serve([Claim(key=key, member=member.code, session=session, lines=lines)])
    return answer


def run_out_of_time(claimant: str) -> None:
    """Let the claim's deadline, and that of an order made from it, be a second ago."""
    past = database_now() - timedelta(seconds=1)
    Order.objects.filter(claimant=claimant).update(pay_until=past)
    Hold.objects.filter(claimant=claimant).update(held_until=past)
