"""A mall in a process of its own that can be killed: it trades, sweeps, settles, and says what it acknowledged.

    python -m tests.chaos.trader prepare | trade SEED | die-after NAME... | die-careless | settle

Every line on standard output is an acknowledgement, written after the database committed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feria.mall.site.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from feria.mall.kit.api import database_now  # noqa: E402
from feria.mall.members.models import Member  # noqa: E402
from feria.mall.orders import api as orders  # noqa: E402
from feria.mall.orders import settling  # noqa: E402
from feria.mall.stock.api import Hold, StockItem, StockShort, receive  # noqa: E402
from tests.chaos import together  # noqa: E402
from tests.mall.factories import make_address, make_member, make_product  # noqa: E402

SKUS = ("tea", "cups", "pot", "last-ones")
UNITS = {"tea": 5_000, "cups": 5_000, "pot": 5_000, "last-ones": 20}
ADDRESS = {"recipient": "Ana", "street": "12 Elm Street", "city": "Columbus", "region": "OH"}


def acknowledge(what: str, number: str) -> None:
    sys.stdout.write(f"{what} {number}\n")
    sys.stdout.flush()


def prepare() -> None:
    """An empty mall with goods and members."""
    call_command("migrate", verbosity=0)
    for sku in SKUS:
        receive(make_product(sku, name=sku, listed_price=999), UNITS[sku], "delivery")
    for n in range(8):
        make_address(make_member(f"hh-{n}"))
    together.prepare()
    acknowledge("prepared", "")


def trade(seed: int) -> None:
    """Shop without end in two threads, with a sweeper beside them, until killed."""
    threading.Thread(target=orders.run_forever, args=(threading.Event(), 0.05), daemon=True).start()
    shoppers = [threading.Thread(target=_shop, args=(seed * 10 + n, n), daemon=True) for n in range(2)]
    for shopper in shoppers:
        shopper.start()
    for shopper in shoppers:
        shopper.join()


def _shop(seed: int, lane: int) -> None:
    chance = random.Random(seed)
    members = list(Member.objects.filter(code__in=[f"hh-{n}" for n in range(lane * 4, lane * 4 + 4)]))
    while True:
        try:
            _one_order(chance, chance.choice(members))
        except (StockShort, orders.StateRefused):
            continue


def _one_order(chance: random.Random, member: Member) -> None:
    wanted = {sku: chance.randint(1, 3) for sku in chance.sample(SKUS, chance.randint(1, 3))}
    order = place(member, wanted, f"{chance.getrandbits(64):x}")
    fate = chance.random()
    if fate < 0.15:
        return  # walks away
    if fate < 0.25:
        orders.cancel(order, None)
        acknowledge("cancelled", order.number)
        return
    pay(order, tell=fate > 0.4)
    if fate > 0.9:
        orders.cancel(order, None)
        acknowledge("cancelled", order.number)


def place(member: Member, wanted: dict[str, int], key: str) -> orders.Order:
    cart = orders.cart_for(member)
    orders.fill(cart, list(wanted.items()))
    order = orders.checkout(member, cart, ADDRESS, key)
    acknowledge("placed", order.number)
    return order


def pay(order: orders.Order, tell: bool) -> None:
    """``tell=False``: the webhook is lost, and the buyer's return makes up for it."""
    redirect = orders.start_payment(order, "/")
    orders.dummy.decide(redirect.reference, "captured", tell=tell)
    if orders.confirm_return(redirect.reference).state == orders.Order.State.PAID:
        acknowledge("paid", order.number)


def die_after(*names: str) -> None:
    """For each function: a process that is killed the moment it has returned from it, and one that starts again."""
    for n, name in enumerate(names):
        killed = _in_a_process_of_its_own(lambda name=name, n=n: _one_of_each_fate_until(name, f"{n}"))  # type: ignore[misc]
        acknowledge("killed-after" if killed else "survived", name)
        _in_a_process_of_its_own(settle)


def _in_a_process_of_its_own(deed: Callable[[], None]) -> bool:
    """Fork (no connection is open yet), do it, end; True if the child was killed."""
    child = os.fork()
    if not child:
        try:
            deed()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _one_of_each_fate_until(name: str, key: str) -> None:
    where, _, what = name.rpartition(".")
    home = import_string(where) if where.rpartition(".")[2][:1].isupper() else sys.modules[where]
    original = getattr(home, what)

    def then_die(*details: Any, **more: Any) -> Any:
        original(*details, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(home, what, then_die)
    if ".group." in name:
        together.one_of_each_fate(key)
        return
    member = Member.objects.get(code="hh-0")
    paid = place(member, {"tea": 1, "cups": 2}, f"paid-{key}")
    pay(paid, tell=True)
    orders.cancel(paid, None)
    acknowledge("cancelled", paid.number)
    place(member, {"pot": 1}, f"late-{key}")
    run_out_of_time()
    orders.sweep()


def die_careless() -> None:
    """The control: an event taken in and acted on in two commits instead of one, with a death between them."""
    settling.transaction = SimpleNamespace(atomic=nullcontext)  # type: ignore[attr-defined]
    die_after("feria.mall.orders.settling._into_inbox")


def run_out_of_time() -> None:
    """Let every deadline be over: of orders, of groups, of what is held for nobody who has paid, and of silent gateways."""
    past = database_now() - timedelta(seconds=1)
    together.run_out_of_time()
    waiting = orders.Order.objects.filter(state=orders.Order.State.PREPAID).values("number")
    orders.Order.objects.filter(state=orders.Order.State.PLACED).update(pay_until=past)
    Hold.objects.filter(state=Hold.State.HELD).exclude(claimant__in=waiting).update(held_until=past)
    orders.Payment.objects.filter(state=orders.Payment.State.STARTED).update(ask_at=past)


def settle() -> None:
    """After a restart: let time pass, sweep, and report how everything stands, as JSON."""
    run_out_of_time()
    orders.sweep()
    found = orders.reconcile()
    report = {
        "states": dict(orders.Order.objects.values_list("number", "state")),
        "payments": sorted(set(orders.Payment.objects.values_list("state", flat=True))),
        "held": Hold.objects.filter(state=Hold.State.HELD).count(),
        "oversold": StockItem.objects.filter(sold__gt=20, product__sku="last-ones").count(),
        "differences": [str(one) for one in (*found.differences, *orders.ask_gateways_too())],
    }
    sys.stdout.write(json.dumps(report) + "\n")
    sys.stdout.flush()
    connection.close()


VERBS: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "trade": lambda seed: trade(int(seed)),
    "die-after": die_after,
    "die-careless": die_careless,
    "settle": settle,
}

if __name__ == "__main__":
    VERBS[sys.argv[1]](*sys.argv[2:])
