"""Members who buy in groups, in a process that can be killed: they start, join, pay, leave, and walk away (R2.14).

    python -m tests.chaos.together SEED

A line is an acknowledgement, written after the database committed: ``joined ASK NUMBER`` (an ask is a member's key),
``shared NUMBER``, ``left NUMBER``, ``won GROUP``.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feria.mall.members.models import Member
    from feria.mall.orders.models import Order

SKU, STOCK, SIZE = "kettle", 300, 3
FIRST_MEMBER, MEMBERS = 600, 40  # hh-600 and on
CODE = "together.kettles"
ADDRESS = {"recipient": "Ana", "street": "12 Elm Street", "city": "Columbus", "region": "OH"}
TEXT = """\
feria: 1
id: together
name: Together
currency: USD
time_zone: UTC
shops: [grocery]
phases:
  - {{id: main, name: The days, days: {first} to {last}}}
group:
  - {{id: kettles, name: Kettles together, sku: kettle, price: 7.50, size: 3, hours: 6, when: {{phase: main}}}}
"""


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def prepare() -> None:
    """Kettles, and an offer for groups that is open now."""
    from feria.mall.rush.api import open_festival
    from feria.mall.stock.api import receive
    from tests.mall.factories import make_product

    receive(make_product(SKU, name="Kettle", listed_price=999), STOCK, "delivery")
    today = datetime.now(UTC).date()
    days = {"first": today - timedelta(days=1), "last": today + timedelta(days=2)}
    open_festival(TEXT.format(**days), by=None)


def buy(seed: int) -> None:
    """Without end, until killed."""
    from django.db import DatabaseError, close_old_connections

    from feria.mall.members.models import Member
    from feria.mall.orders import api as orders
    from feria.mall.stock.api import StockShort

    chance = random.Random(seed)
    codes = [f"hh-{FIRST_MEMBER + n}" for n in range(MEMBERS)]
    while True:
        close_old_connections()
        try:
            one_seat(chance, Member.objects.get(code=chance.choice(codes)))
        except (orders.GroupRefused, orders.StateRefused, StockShort):
            pass
        except DatabaseError:  # it was killed: its buyer comes again
            time.sleep(0.2)
        time.sleep(chance.uniform(0, 0.1))


def one_seat(chance: random.Random, member: Member) -> None:
    """One member's way into a group, and perhaps out of it."""
    from feria.mall.orders import api as orders

    order = ask(chance, member)
    fate = chance.random()
    if fate < 0.1:
        return  # walks away
    share(order, tell=fate > 0.25)
    if fate > 0.9:
        orders.cancel(order, None)
        say("left", order.number)


def ask(chance: random.Random, member: Member) -> Order:
    from feria.mall.orders import api as orders
    from feria.mall.orders.models import Group

    open_ones = Group.objects.filter(state=Group.State.OPEN, opened_at__isnull=False)
    groups = list(open_ones.order_by("pk").values_list("key", flat=True)[:6])
    if groups and chance.random() < 0.8:
        key = chance.choice(groups)
        order = orders.join_group(member, key, 1, ADDRESS, f"join-{key}")
        say("joined", f"{member.code}/join-{key}", order.number)
        return order
    key = f"start-{chance.randrange(5_000)}"
    order = orders.start_group(member, CODE, 1, ADDRESS, key)
    say("joined", f"{member.code}/{key}", order.number)
    # Some end while the test looks on; the others have time to fill, whatever this machine is busy with.
    give_seconds(order, chance.uniform(2, 10) if chance.random() < 0.5 else 60)
    return order


def give_seconds(order: Order, seconds: float) -> None:
    """A group has hours; this one shall end sooner."""
    from feria.mall.kit.api import database_now
    from feria.mall.orders.models import Group

    at = database_now()
    fresh = Group.objects.filter(pk=order.group_id, fill_until__gt=at + timedelta(minutes=2))
    fresh.update(fill_until=at + timedelta(seconds=seconds))


def share(order: Order, tell: bool) -> None:
    """Pay; ``tell=False``: the webhook is lost, and the buyer's return makes up for it."""
    from feria.mall.orders import api as orders
    from feria.mall.orders.models import Group

    redirect = orders.start_payment(order, "/")
    orders.dummy.decide(redirect.reference, "captured", tell=tell)
    if orders.confirm_return(redirect.reference).state not in ("prepaid", "paid"):
        return
    say("shared", order.number)
    group = Group.objects.get(pk=order.group_id)
    if group.state == Group.State.WON:
        say("won", group.key)


def one_of_each_fate(key: str) -> None:
    """A group that fills and one that does not: with a share that waits, one that is being paid for, and one that left."""
    from feria.mall.members.models import Member
    from feria.mall.orders import api as orders

    members = [Member.objects.get(code=f"hh-{n}") for n in range(7)]
    full = orders.start_group(members[0], CODE, 1, ADDRESS, f"full-{key}")
    share(full, tell=True)
    assert full.group
    for member in members[1:3]:
        share(orders.join_group(member, full.group.key, 1, ADDRESS, f"full-{key}"), tell=True)
    say("paid", full.number)
    other = orders.start_group(members[3], CODE, 1, ADDRESS, f"other-{key}")
    assert other.group
    share(other, tell=False)
    leaving = orders.join_group(members[4], other.group.key, 1, ADDRESS, f"other-{key}")
    share(leaving, tell=True)
    orders.cancel(leaving, None)
    say("cancelled", leaving.number)
    orders.join_group(members[5], other.group.key, 1, ADDRESS, f"other-{key}")
    run_out_of_time()
    orders.sweep()


def run_out_of_time() -> None:
    """Let every group's time be over."""
    from feria.mall.kit.api import database_now
    from feria.mall.orders.models import Group

    past = database_now() - timedelta(seconds=1)
    Group.objects.filter(state=Group.State.OPEN).update(fill_until=past)


def report() -> dict[str, Any]:
    """What stands of groups, by the rows themselves."""
    from feria.mall.orders.models import Group, Order, Payment
    from feria.mall.stock.api import StockItem

    members: dict[str, list[list[str]]] = {key: [] for key in Group.objects.values_list("key", flat=True)}
    rows = Order.objects.filter(way="group").order_by("pk")
    for key, *of_order in rows.values_list("group__key", "number", "member__code", "state"):
        members[key].append(of_order)
    stock = StockItem.objects.get(product__sku=SKU)
    return {
        "states": dict(Group.objects.values_list("key", "state")),
        "members": members,
        "stock": [stock.received, stock.held, stock.sold],
        "kept": Payment.objects.filter(order__way="group", state="captured").count(),
    }


def expect_full_groups_or_none(
    told: list[list[str]], together: dict[str, Any], states: dict[str, str]
) -> None:
    """Paid means stocked in a full group, or refunded; nobody is in one twice; what was acknowledged stands."""
    sold = 0
    for key, members in together["members"].items():
        buyers = [member for _, member, state in members if state == "paid"]
        stood = Counter(state for *_, state in members)
        assert together["states"][key] in ("won", "failed")
        assert not stood["placed"] + stood["prepaid"], f"somebody waits in {key} for ever"
        assert len(buyers) == len(set(buyers)) <= SIZE, f"a member twice, or too many, in {key}"
        assert not buyers or together["states"][key] == "won"
        sold += len(buyers)
    assert together["stock"] == [STOCK, 0, sold]
    assert together["kept"] == sold <= STOCK
    numbers: dict[str, str] = {}
    left = {about for word, about, *_ in told if word == "left"}
    for word, about, *more in told:
        if word == "joined":
            assert more[0] in states, f"{more[0]} was acknowledged and is lost"
            assert numbers.setdefault(about, more[0]) == more[0], f"{about} became two orders"
        elif (
            word == "shared"
        ):  # a leaving under way at a death may have committed without its acknowledgement
            assert states[about] in (("cancelled",) if about in left else ("paid", "cancelled"))
        elif word == "left":
            assert states[about] == "cancelled"
        elif word == "won":
            assert together["states"][about] == "won"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feria.mall.site.settings")
    django.setup()
    buy(int(sys.argv[1]))
