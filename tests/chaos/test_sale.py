"""The day itself, killed again and again: web, tellers, payers, sweeper, and the database under them (P1, P2, P3, P6, P7).

A thousand members want a hundred units of a session while carts buy the same product over HTTP. Everything is a real
process; at random moments one gets SIGKILL and starts again. On PostgreSQL the server itself is killed too, on SQLite
everything at once, which is the nearest a database inside its users can come to that.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from tests.chaos.buyers import Heard, WebBuyers
from tests.chaos.day import Day, publish_row
from tests.chaos.sale import ASIDE, FREE, TOKEN_FILE
from tests.chaos.together import expect_full_groups_or_none

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("FERIA_CHAOS_KILLS", "6"))
DATABASE_KILLS = max(KILLS // 5, 2)

VICTIMS = ("teller one", "teller two", "payer", "groups", "web", "sweeper")


def test_a_day_of_kills_sells_exactly_the_stock(day: Day) -> None:
    chance = random.Random(day.seed)
    token = (day.home / TOKEN_FILE).read_text(encoding="ascii")
    for name in VICTIMS:
        day.start(name)
    wait_until(day, lambda: day.answers() > 0, "no teller answers")
    fates = ["database"] * DATABASE_KILLS + list(VICTIMS) * (KILLS // len(VICTIMS) + 1)
    fates = fates[: DATABASE_KILLS + max(KILLS, len(VICTIMS))]
    chance.shuffle(fates)
    with WebBuyers(f"http://127.0.0.1:{day.port}", token, day.seed) as buyers:
        wait_until(day, lambda: bool(buyers.heard.placed), "the web takes no order")
        for fate in fates:
            time.sleep(chance.uniform(0.05, 1.2))
            day.revive()
            day.kill_the_database() if fate == "database" else day.kill(fate)
        wait_until(day, lambda: bool(buyers.heard.paid), "nobody has paid over HTTP")
        wait_until(day, lambda: any(word == "won" for word, *_ in day.said()), "no group is full")
    day.kill_everything()
    (*last, books) = day.run("settle").splitlines()
    told = [*day.said(), *(line.split(" ") for line in last)]
    expect_exactly_the_stock(told, buyers.heard, json.loads(books))
    expect_full_groups_or_none(day.said(), json.loads(books)["together"], json.loads(books)["states"])
    publish(day, told, buyers.heard, json.loads(books))


def expect_exactly_the_stock(told: list[list[str]], heard: Heard, books: dict[str, Any]) -> None:
    """Raises with the name of the promise that was broken."""
    expect_agreeing_books(books)
    expect_nothing_lost(told, heard, books)
    answers = defaultdict(set)
    for word, subject, *rest in told:
        if rest:
            answers[subject].add(word)
    assert {len(different) for different in answers.values()} == {1}, "P3: a key has two answers"
    assert heard.differing == 0, "P3: a checkout's key has two orders"


def expect_agreeing_books(books: dict[str, Any]) -> None:
    """Exactly what was set aside is sold, carts had no more than the rest, nothing is stuck, every book agrees."""
    assert (books["sold"], books["stuck"]) == (ASIDE, 0), "P1: not exactly the stock"
    assert books["sold_to_carts"] <= FREE, "P1: carts had more than there was"
    assert books["most_by_one_member"] == 1, "P6: somebody has more than one"
    counters = [ASIDE, ASIDE, 0, ASIDE + books["sold_to_carts"], 0, 0]
    assert books["counted"] == counters, "P17: the counters tell something else than the rows"
    assert books["differences"] == [], "P2, P5, P17: the books differ"


def expect_nothing_lost(told: list[list[str]], heard: Heard, books: dict[str, Any]) -> None:
    """What was acknowledged stands, and stands for whom it was said to."""
    for word, subject, *rest in told:
        if word == "held":
            assert subject in books["claims"], f"P7: {subject} was held and is lost"
            assert books["claims"][subject][0] == rest[0], f"P7: {subject} is another member's"
        elif word == "placed":
            assert subject in books["states"], f"P7: {subject} was placed and is lost"
        elif word == "paid":
            assert books["states"][subject] == "paid", f"P7: {subject} was paid and is not"
    assert heard.placed <= books["states"].keys(), "P7: an order over HTTP is lost"
    assert {books["states"][number] for number in heard.paid} <= {"paid"}, "P7: a payment over HTTP is lost"


def wait_until(day: Day, happens: Callable[[], bool], otherwise: str, seconds: float = 300) -> None:
    give_up_at = time.monotonic() + seconds
    while not happens():
        day.revive()
        assert time.monotonic() < give_up_at, otherwise
        time.sleep(0.05)


def publish(day: Day, told: list[list[str]], heard: Heard, books: dict[str, Any]) -> None:
    words = Counter(word for word, *_ in told)
    row = {
        "promise": "P1",
        "database": "PostgreSQL" if day.server else "SQLite",
        "seed": day.seed,
        "kills": sum(day.kills.values()) - day.kills["database"],
        "of them": {name: day.kills[name] for name in VICTIMS},
        "database kills": day.kills["database"],
        "claims answered": sum(words[word] for word in ("held", "sold_out", "limit")),
        "held": words["held"],
        "orders": len(books["states"]),
        "paid": Counter(books["states"].values())["paid"],
        "groups full": Counter(books["together"]["states"].values())["won"],
        "groups refunded": Counter(books["together"]["states"].values())["failed"],
        "lost": 0,
        "sold": f"{books['sold']} of {ASIDE}",
        "connections that died": heard.broken,
        "back after, worst s": round(max(day.back_after), 1),
    }
    publish_row(row)
