"""One key, sent a thousand times at once and across deaths: one effect, and one answer whenever it is asked (P3).

A claim at `feria lane`, whose teller dies with it, and an order at the mall's pages; on PostgreSQL the server is killed
under them as well.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.chaos.buyers import ADDRESS
from tests.chaos.crowd import Crowd, kill_a_worker, kill_lane, wait_for, with_lanes
from tests.chaos.day import Day, publish_row
from tests.chaos.sale import ASIDE, SESSION, SKU, TOKEN_FILE
from tests.chaos.storm import ASKERS, Question, Storm
from tests.chaos.web import Line
from tools.ports import free_port

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("FERIA_CHAOS_KILLS", "6"))
ROUNDS = max(KILLS // 6, 1)
LANE = {"FERIA_LANE_ROOM": "off", "FERIA_LANE_MEMBER_RATE": "1000000,1000000"}


def test_one_key_a_thousand_times_and_across_deaths_is_one_effect(day: Day) -> None:
    chance = random.Random(day.seed)
    storms = []
    with with_lanes(day, 1, workers=2, **LANE) as (lane,):
        day.start("web")
        wait_for(day.port)
        for number in range(ROUNDS):
            claimed = a_claim(lane, number)
            of_lane = [lambda: kill_a_worker(day, lane), lambda: kill_lane(day, lane)]
            storms.append(rage(lane, claimed, changed_claim(claimed), [*of_lane, *the_database(day)], chance))
            placed = an_order(day, number)
            of_web = [lambda: kill_web(day)]
            storms.append(
                rage(day.port, placed, changed_order(placed), [*of_web, *the_database(day)], chance)
            )
    for storm in storms:
        expect_one_answer(storm)
    expect_one_effect(json.loads(day.run("tell")), ROUNDS)
    publish_row(
        {
            "promise": "P3",
            "database": "PostgreSQL" if day.server else "SQLite",
            "seed": day.seed,
            "kills": dict(day.kills),
            "keys": len(storms),
            "asked at once": ASKERS,
            "answers": sum(storm.answers.total() for storm in storms),
            "unanswered": sum(storm.unanswered for storm in storms),
            "effects": 2 * ROUNDS,
            "differing answers": 0,
        }
    )


@pytest.mark.parametrize("day", ["sqlite"], indirect=True)
def test_control_a_lane_that_knows_its_keys_only_as_long_as_it_lives_is_caught(day: Day) -> None:
    port = free_port()
    day.more["lane 0"] = (sys.executable, "-m", "tests.chaos.forgetful", "127.0.0.1", str(port))
    with with_lanes(day, 0, **LANE):
        day.start("lane 0")
        wait_for(port)
        storm = Storm(port, a_claim(port, 0))
        asyncio.run(storm.ask_once_more())
        kill_lane(day, port)
        asyncio.run(storm.ask_once_more())
    with pytest.raises(AssertionError, match="P3: one key, 2 answers"):
        expect_one_answer(storm)


def rage(
    port: int,
    question: Question,
    changed: list[Question],
    deaths: list[Callable[[], object]],
    chance: random.Random,
) -> Storm:
    """The storm, and somebody who asks when it is over; who comes with another body is refused then."""
    storm = Storm(port, question)
    chance.shuffle(deaths)

    async def ask() -> None:
        await storm.rage(deaths, chance)
        await storm.ask_once_more()
        for other in changed:
            told = await other.at(Line(port))
            assert told.status in (409, 422), "P3: another body under the same key was taken"

    asyncio.run(ask())
    return storm


def a_claim(lane: int, number: int) -> Question:
    crowd = Crowd([lane])
    link = asyncio.run(crowd.link())
    body = {"key": f"once-{number}", "lines": [{"sku": SKU, "units": 1}]}
    return Question(f"/lane/claims/{SESSION}/{link}", crowd.token(f"hh-{number}"), body)


def changed_claim(asked: Question) -> list[Question]:
    """Of more units; and of another member, who has guessed the key."""
    more = dict(asked.body, lines=[{"sku": SKU, "units": 2}])
    return [asked._replace(body=more), asked._replace(token=Crowd([]).token("hh-999"))]


def an_order(day: Day, number: int) -> Question:
    token = (day.home / TOKEN_FILE).read_text(encoding="ascii")
    member = {"X-Feria-Member": f"hh-{number}", "Content-Type": "application/json"}
    wanted = {"lines": [{"sku": SKU, "quantity": 1}]}
    told = asyncio.run(Line(day.port).ask("PUT", "/api/v1/cart", token, wanted, member))
    assert told.status == 200, told.body
    keyed = {**member, "Idempotency-Key": f"order-once-{number}"}
    return Question("/api/v1/checkout", token, {"address": ADDRESS}, keyed)


def changed_order(asked: Question) -> list[Question]:
    return [asked._replace(body={"address": {**ADDRESS, "street": "13 Elm Street"}})]


def kill_web(day: Day) -> None:
    day.kill("web")
    wait_for(day.port)


def the_database(day: Day) -> list[Callable[[], object]]:
    """On SQLite it dies with those who use it."""
    server = day.server
    if server is None:
        return []

    def die() -> None:
        day.kills["database"] += 1
        server.kill()
        server.start()

    return [die]


def expect_one_answer(storm: Storm) -> None:
    assert len(storm.answers) == 1, f"P3: one key, {len(storm.answers)} answers"
    assert storm.answers.total() > ASKERS, "not everybody was answered, and one more afterwards"


def expect_one_effect(books: dict[str, Any], number: int) -> None:
    """For so many keys of claims, and so many of orders."""
    assert books["claims"] == {f"{SESSION}/once-{n}": [f"hh-{n}", "held"] for n in range(number)}, (
        "P3: claims"
    )
    assert list(books["states"].values()) == ["placed"] * number, "P3: orders"
    left = ASIDE - number
    assert books["counted"] == [number, 0, left, 0, 2 * number, left], "P3: units"
    assert books["differences"] == [], "P17: the books differ"
