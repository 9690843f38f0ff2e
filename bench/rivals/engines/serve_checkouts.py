"""How a shop's process talks when its checkout is timed: a line of JSON in, a line of JSON out.

First the task, answered by what one checkout comes to and how many queries it takes; then, as often as asked, a round
of so many checkouts, answered by how long each took. Carts are filled before the clock starts. The end of input ends the
process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from bench.rivals.workload import Workload, workload_of

UNITS = 1_000_000
"""Of every product on the shelf: nothing sells out."""


class Placed(NamedTuple):
    """An order: its ``payable`` in cents, and whatever ``settle`` needs of it."""

    payable: float
    order: Any


class Shop(NamedTuple):
    """``fill`` puts the basket into the carts of so many shoppers; ``place`` makes an order of one of them; ``settle``
    takes its payment into the books. ``sold`` is how many units the shop's own books say it has sold."""

    version: str
    fill: Callable[[int], list[Any]]
    place: Callable[[Any], Placed]
    settle: Callable[[Placed], None]
    sold: Callable[[], int]


class Task(NamedTuple):
    """What to sell, under which offers, in which database; ``is_new``: the first to come builds the shop."""

    workload: Workload
    database: str
    is_new: bool


def serve(build: Callable[[Task], Shop]) -> None:
    """Answer until the input ends."""
    # What libraries print goes to the log, not into the conversation.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(**said: object) -> None:
        answers.write(json.dumps(said) + "\n")
        answers.flush()

    told = json.loads(sys.stdin.readline())
    shop = build(Task(workload_of(told), told["database"], told["is_new"]))
    time_round(shop, shop.fill(1))
    answer(version=shop.version, **counted(shop))
    ready: list[Any] = []
    for request in sys.stdin:
        asked = json.loads(request)
        if "fill" in asked:  # so that several clients can begin at the same moment
            ready = shop.fill(asked["fill"])
            answer(ready=len(ready))
        else:
            answer(**time_round(shop, ready or shop.fill(asked["orders"])), sold=shop.sold())
            ready = []


def counted(shop: Shop) -> dict[str, float]:
    """What one checkout comes to, in cents, and the queries that its two parts take."""
    from django.db import connection

    queries = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    (cart,) = shop.fill(1)
    with connection.execute_wrapper(count):
        placed = shop.place(cart)
        to_place = queries
        shop.settle(placed)
    return {"payable": placed.payable, "queries_to_place": to_place, "queries": queries}


def time_round(shop: Shop, carts: list[Any]) -> dict[str, Any]:
    """Seconds by the wall's clock until each order stood and until it was settled, and processor seconds of them all."""
    placed_in, settled_in = [], []
    processor = time.process_time()
    for cart in carts:
        began = time.perf_counter()
        placed = shop.place(cart)
        placed_in.append(time.perf_counter() - began)
        shop.settle(placed)
        settled_in.append(time.perf_counter() - began)
    return {"placed": placed_in, "settled": settled_in, "processor": time.process_time() - processor}
