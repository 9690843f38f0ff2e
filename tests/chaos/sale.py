"""The parts of a mall on the day, each in a process of its own that can be killed: tellers, payers, and what stands at the end.

    python -m tests.chaos.sale prepare [UNITS] | sell SEED | pay SEED | tell | settle | falsify < STATEMENTS

(The web server and the sweeper are the mall's own.) A line on standard output is an acknowledgement, written after the
database committed: ``held CLAIMANT MEMBER``, ``sold_out CLAIMANT MEMBER``, ``placed NUMBER``, ``paid NUMBER``.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections import Counter
from datetime import timedelta

from feria.mall.stock.errors import OutcomeUnknown
from feria.mall.stock.teller.claims import Claim, Line
from feria.mall.stock.teller.desk import Teller
from tests.chaos import together
from tests.chaos.stampede import address

SESSION, SKU = "the-day", "last-ones"
ASIDE, FREE = 100, 60  # units of the session, and units for carts
BUYERS = 1_000  # members hh-0 ...; each may have one unit of the session
SHOPPERS, KEYS = 150, 6_000
HOLD_SECONDS = 4
WALLET = {"recipient": "Ana", "street": "12 Elm Street", "city": "Columbus", "region": "OH"}
TOKEN_FILE = "token"


def claim_of(number: int) -> Claim:
    """The same for the same number in every process: one that was killed may have met it."""
    return Claim(key=f"k{number}", member=f"hh-{number % BUYERS}", session=SESSION, lines=(Line(SKU, 1),))


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def sell(seed: int) -> None:
    """Shoppers ask without end, for old keys and new ones, until the process is killed."""
    chance = random.Random(seed)
    async with Teller(address(), most_in_a_batch=50, patience_seconds=60) as teller:
        await asyncio.gather(*(shopper(teller, chance) for _ in range(SHOPPERS)))


async def shopper(teller: Teller, chance: random.Random) -> None:
    while True:
        await ask(teller, claim_of(chance.randrange(KEYS)))
        await asyncio.sleep(chance.uniform(0, 0.2))


async def ask(teller: Teller, claim: Claim) -> str:
    """Until it is answered: whoever is told that nobody knows asks again with the same key."""
    while True:
        try:
            answer = await teller.claim(claim)
        except OutcomeUnknown:
            await asyncio.sleep(0.2)
            continue
        say(answer.outcome, answer.claimant, claim.member)
        return answer.outcome


async def sell_out() -> None:
    """Everybody asks once more, under a new key."""
    first = (KEYS // BUYERS + 1) * BUYERS
    async with Teller(address(), patience_seconds=60) as teller:
        await asyncio.gather(*(ask(teller, claim_of(first + n)) for n in range(BUYERS)))


def prepare(units: int = ASIDE) -> None:
    """A mall with a thousand members, a session that is open, and a token for whoever buys over HTTP."""
    from pathlib import Path

    from django.core.management import call_command

    from feria.mall.kit.api import now
    from feria.mall.members.api import issue_token
    from feria.mall.members.models import Member, User
    from feria.mall.stock.api import RushTerms, plan_rush, receive
    from tests.mall.factories import DAY, make_product

    call_command("migrate", verbosity=0)
    product = make_product(SKU, name=SKU, listed_price=999)
    receive(product, units + FREE, "delivery")
    codes = [f"hh-{n}" for n in range(BUYERS)]
    users = User.objects.bulk_create(User(username=code, email=f"{code}@example.test") for code in codes)
    Member.objects.bulk_create(
        Member(user=user, code=code, joined_at=DAY) for code, user in zip(codes, users, strict=True)
    )
    opens_at = now() - timedelta(seconds=1)
    terms = {product: RushTerms(units=units, units_per_member=1)}
    plan_rush(
        SESSION, opens_at, opens_at + timedelta(hours=9), terms, hold_for=timedelta(seconds=HOLD_SECONDS)
    )
    together.prepare()
    token = issue_token(users[0], "chaos", may_act_for_members=True)
    Path(os.environ["FERIA_HOME"], TOKEN_FILE).write_text(token, encoding="ascii")


def pay(seed: int) -> None:
    """Order and pay what is claimed, without end; every third buyer lets the time run out."""
    from django.db import DatabaseError, close_old_connections

    chance = random.Random(seed)
    while True:
        close_old_connections()
        try:
            for claimant, member in unpaid()[:20]:
                if chance.random() < 0.66:
                    order_and_pay(claimant, member)
        except DatabaseError:  # it was killed: its buyer comes again
            time.sleep(0.2)
        time.sleep(0.05)


def unpaid() -> list[tuple[str, str]]:
    from feria.mall.stock.api import Hold

    rows = Hold.objects.filter(state=Hold.State.HELD, session__isnull=False).order_by("?")
    return list(rows.values_list("claimant", "member"))


def order_and_pay(claimant: str, code: str) -> None:
    from feria.mall.members.models import Member
    from feria.mall.orders import api as orders

    session, _, key = claimant.partition("/")
    member = Member.objects.get(code=code)
    try:
        order = orders.order_claim(member, session, key, WALLET)
        say("placed", order.number)
        redirect = orders.start_payment(order, "/")
        orders.dummy.decide(redirect.reference, "captured", tell=True)
        if orders.confirm_return(redirect.reference).state == orders.Order.State.PAID:
            say("paid", order.number)
    except (orders.ClaimRefused, orders.StateRefused):  # its time ran out meanwhile
        return


def settle() -> None:
    """Let every deadline be over, sweep, sell what is left to whoever asks, and report how it all stands, as JSON."""
    from feria.mall.orders import api as orders
    from feria.mall.stock.api import RushSession
    from tests.chaos.trader import run_out_of_time

    run_out_of_time()
    orders.sweep()
    RushSession.objects.update(hold_seconds=900)  # time enough to pay, whatever this machine is busy with
    asyncio.run(sell_out())
    for claimant, member in unpaid():
        order_and_pay(claimant, member)
    run_out_of_time()
    orders.sweep()
    tell()


def tell() -> None:
    """How it all stands, as JSON."""
    say(json.dumps(report()))


def report() -> dict[str, object]:
    """What stands: by the rows themselves, beside what the counters say."""
    from feria.mall.orders import api as orders
    from feria.mall.stock.api import Hold, RushItem, StockItem

    rush, stock = RushItem.objects.get(), StockItem.objects.get(product__sku=SKU)
    holds = Hold.objects.filter(item=stock.pk)
    sold = holds.filter(state=Hold.State.ALLOCATED)
    of_session = sold.filter(session__isnull=False)
    differences = [*orders.reconcile().differences, *orders.ask_gateways_too()]
    return {
        "claims": {hold.claimant: [hold.member, hold.state] for hold in holds.filter(session__isnull=False)},
        "states": dict(orders.Order.objects.values_list("number", "state")),
        "sold": sum(of_session.values_list("quantity", flat=True)),
        "sold_to_carts": sum(sold.filter(session__isnull=True).values_list("quantity", flat=True)),
        "stuck": Hold.objects.filter(state=Hold.State.HELD).count(),
        "counted": [rush.taken, rush.sold, rush.remaining, stock.sold, stock.held, stock.set_aside],
        "most_by_one_member": max(Counter(of_session.values_list("member", flat=True)).values(), default=0),
        "captured": orders.Payment.objects.filter(state="captured").count(),
        "refunded": orders.Payment.objects.filter(state="refunded").count(),
        "together": together.report(),
        "differences": [str(one) for one in differences],
    }


def falsify() -> None:
    """For each line of standard input, a statement: how it all would stand if somebody had done that to the database."""
    from django.db import connection, transaction

    for statement in sys.stdin:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
                assert cursor.rowcount == 1, f"{cursor.rowcount} rows: {statement}"
            say(json.dumps(report()))
            transaction.set_rollback(True)


def main(verb: str, *details: str) -> None:
    if verb == "sell":
        asyncio.run(sell(int(details[0])))
        return
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feria.mall.site.settings")
    django.setup()
    verbs = {"prepare": prepare, "pay": pay, "tell": tell, "settle": settle, "falsify": falsify}
    verbs[verb](*map(int, details))


if __name__ == "__main__":
    main(*sys.argv[1:])
