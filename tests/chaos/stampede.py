"""A teller in a process of its own that can be killed in the middle of a stampede.

    python -m tests.chaos.stampede prepare UNITS | sell CROWD SEED | sell-out CROWD | settle

CROWD is the seed of who wants what, SEED that of when they ask. Every line of ``sell`` is an answer, written after the teller gave it: ``held CLAIMANT MEMBER UNITS``, ``sold_out ...``.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from datetime import timedelta

from feria.mall.stock.teller.claims import Claim, Line
from feria.mall.stock.teller.desk import Teller

SESSION, SKU = "stampede", "last-ones"
SHOPPERS, MEMBERS, KEYS, EACH = 200, 400, 1_500, 4


def address() -> str:
    home = os.path.abspath(os.environ["FERIA_HOME"])  # noqa: PTH100 - as the settings reckon it
    return os.environ.get("FERIA_DATABASE_URL") or f"sqlite:///{home}/mall.sqlite3"


def claim_of(crowd: int, number: int) -> Claim:
    """The same for the same number of a crowd in every process: one that was killed may have met it."""
    chance = random.Random(f"{crowd} {number}")
    return Claim(
        key=f"k{number}",
        member=f"m{chance.randrange(MEMBERS)}",
        session=SESSION,
        lines=(Line(SKU, chance.randint(1, 2)),),
    )


async def sell(crowd: int, seed: int) -> None:
    """Shoppers ask without end, for old keys and new ones, until the process is killed."""
    chance = random.Random(seed)
    async with Teller(address(), most_in_a_batch=50, patience_seconds=60) as teller:

        async def shopper() -> None:
            while True:
                await ask(teller, claim_of(crowd, chance.randrange(KEYS)))
                await asyncio.sleep(chance.uniform(0, 0.05))

        await asyncio.gather(*(shopper() for _ in range(SHOPPERS)))


async def sell_out(crowd: int) -> None:
    """Everybody asks once more, and the process ends by itself."""
    async with Teller(address(), patience_seconds=60) as teller:
        await asyncio.gather(*(ask(teller, claim_of(crowd, number)) for number in range(KEYS)))


async def ask(teller: Teller, claim: Claim) -> None:
    answer = await teller.claim(claim)
    sys.stdout.write(f"{answer.outcome} {answer.claimant} {claim.member} {claim.lines[0].units}\n")
    sys.stdout.flush()


def prepare(units: int) -> None:
    from django.core.management import call_command

    from feria.mall.kit.api import now
    from feria.mall.stock.api import RushTerms, plan_rush, receive
    from tests.mall.factories import make_product

    call_command("migrate", verbosity=0)
    product = make_product(SKU, name=SKU)
    receive(product, units, "delivery")
    opens_at = now() - timedelta(seconds=1)
    terms = {product: RushTerms(units=units, units_per_member=EACH)}
    plan_rush(SESSION, opens_at, opens_at + timedelta(hours=1), terms)


def settle() -> None:
    """Let half of those who hold pay and the rest run out of time, sweep twice, and tell what stands, as JSON."""
    from feria.mall.kit.api import database_now
    from feria.mall.stock.api import Hold, StockItem, allocate, counter_drifts, release_due

    rows = {
        hold.claimant: [hold.member, hold.quantity, hold.state] for hold in Hold.objects.order_by("claimant")
    }
    due = database_now() + timedelta(hours=1)
    holding = [claimant for claimant, (_, _, state) in rows.items() if state == "held"]
    for claimant in holding[::2]:
        allocate(claimant)
    release_due(due)
    release_due(due)
    item = StockItem.objects.get()
    report = {
        "rows": rows,
        "received": item.received,
        "held": item.held,
        "sold": item.sold,
        "sold_by_rows": sum(hold.quantity for hold in Hold.objects.filter(state=Hold.State.ALLOCATED)),
        "still_held": Hold.objects.filter(state=Hold.State.HELD).count(),
        "drifts": [str(drift) for drift in counter_drifts()],
    }
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    verb, *details = sys.argv[1:]
    if verb == "sell":
        asyncio.run(sell(*map(int, details)))
    elif verb == "sell-out":
        asyncio.run(sell_out(*map(int, details)))
    else:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feria.mall.site.settings")
        django.setup()
        prepare(int(details[0])) if verb == "prepare" else settle()
