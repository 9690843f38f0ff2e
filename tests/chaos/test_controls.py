"""Controls: what the tests of chaos look at, made wrong in one place at a time, is caught, and by the look that is meant to.

The books are those of a real day, before and after somebody changed a row behind everybody's back; what processes and
waiting rooms said is made up.
"""

from __future__ import annotations

import copy
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from tests.chaos.bare import Bare
from tests.chaos.buyers import Heard
from tests.chaos.crowd import Crowd, Poll
from tests.chaos.day import KEPT_BYTES, Day
from tests.chaos.sale import ASIDE, SESSION
from tests.chaos.stampede import EACH
from tests.chaos.storm import ASKERS, Question, Storm
from tests.chaos.test_lane import SAME_KEY, UNITS, Rush, expect_one_answer, expect_overload_to_degrade
from tests.chaos.test_one_key import expect_one_answer as expect_one_answer_of_all
from tests.chaos.test_one_key import expect_one_effect
from tests.chaos.test_sale import expect_exactly_the_stock
from tests.chaos.test_shutdown import Mall, Said, expect_whole
from tests.chaos.test_stampede import UNITS as STAMPEDE
from tests.chaos.test_stampede import Told, expect_one_stampede
from tests.chaos.together import SIZE, STOCK, expect_full_groups_or_none
from tools.with_postgres import Server

Books = dict[str, Any]


class Wrong(NamedTuple):
    """What somebody did to one row of the database, and the words in which it is told of."""

    deed: str
    which: str
    told: str


ONE = "(SELECT min(id) FROM stock_hold WHERE session_id IS NOT NULL AND state = 'allocated')"
PAID = "(SELECT min(id) FROM orders_order WHERE state = 'paid')"
CAPTURED = "(SELECT min(id) FROM orders_payment WHERE state = 'captured')"
WRONGS = [
    Wrong("UPDATE stock_hold SET quantity = 2", ONE, "P1: not exactly"),
    Wrong("UPDATE stock_hold SET state = 'held'", ONE, "P1: not exactly"),
    Wrong("DELETE FROM stock_hold", ONE, "P1: not exactly"),
    Wrong("UPDATE stock_hold SET member = (SELECT max(member) FROM stock_hold)", ONE, "P6: somebody"),
    Wrong("UPDATE stock_rushitem SET sold = sold - 1", "id", "P17: the counters"),
    Wrong("UPDATE stock_hold SET claimant = 'the-day/nobody'", ONE, "the books differ"),
    Wrong("UPDATE orders_order SET state = 'cancelled'", PAID, "the books differ"),
    Wrong("UPDATE orders_payment SET state = 'refunded'", CAPTURED, "the books differ"),
    Wrong("UPDATE orders_payment SET amount = amount + 1", CAPTURED, "the books differ"),
]


@pytest.mark.long
@pytest.mark.parametrize("day", ["sqlite"], indirect=True)
def test_a_row_changed_behind_everybodys_back_is_caught(day: Day) -> None:
    (*last, sound) = day.run("settle").splitlines()
    told = [line.split(" ") for line in last]
    expect_exactly_the_stock(told, Heard(), json.loads(sound))
    falsified = day.run(
        "falsify", told="".join(f"{w.deed} WHERE id = {w.which}\n" for w in WRONGS)
    ).splitlines()
    for wrong, books in zip(WRONGS, falsified, strict=True):
        with pytest.raises(AssertionError, match=wrong.told):
            expect_exactly_the_stock(told, Heard(), json.loads(books))


def sound_books() -> Books:
    claims = {f"{SESSION}/k{n}": [f"hh-{n}", "allocated"] for n in range(ASIDE)}
    return {
        "claims": claims,
        "states": {"F1": "paid", "F2": "cancelled"},
        "sold": ASIDE,
        "sold_to_carts": 7,
        "stuck": 0,
        "counted": [ASIDE, ASIDE, 0, ASIDE + 7, 0, 0],
        "most_by_one_member": 1,
        "differences": [],
    }


def sound_words() -> list[list[str]]:
    return [["held", f"{SESSION}/k1", "hh-1"], ["placed", "F2"], ["placed", "F1"], ["paid", "F1"]]


@pytest.mark.parametrize(
    ("told", "heard", "promise"),
    [
        ([["held", f"{SESSION}/k777", "hh-7"]], Heard(), "P7: .* held and is lost"),
        ([["held", f"{SESSION}/k1", "hh-2"]], Heard(), "P7: .* another member's"),
        ([["placed", "F9"]], Heard(), "P7: F9 was placed"),
        ([["paid", "F2"]], Heard(), "P7: F2 was paid"),
        ([["sold_out", f"{SESSION}/k1", "hh-1"]], Heard(), "P3: a key has two answers"),
        ([], Heard(placed={"F9"}), "P7: an order over HTTP"),
        ([], Heard(paid={"F2"}), "P7: a payment over HTTP"),
        ([], Heard(differing=1), "P3: a checkout's key"),
    ],
)
def test_an_acknowledgement_that_did_not_come_true_is_caught(
    told: list[list[str]], heard: Heard, promise: str
) -> None:
    expect_exactly_the_stock(sound_words(), Heard(placed={"F1"}, paid={"F1"}), sound_books())
    with pytest.raises(AssertionError, match=promise):
        expect_exactly_the_stock([*sound_words(), *told], heard, sound_books())


@pytest.mark.parametrize(
    ("books", "promise"),
    [
        ({"sold": ASIDE + 1}, "P1: not exactly"),
        ({"sold": ASIDE - 1}, "P1: not exactly"),
        ({"stuck": 1}, "P1: not exactly"),
        ({"sold_to_carts": 61}, "P1: carts"),
        ({"most_by_one_member": 2}, "P6: somebody"),
        ({"counted": [ASIDE, ASIDE, 0, ASIDE, 0, 0]}, "P17: the counters"),
        ({"differences": ["a capture that the ledger does not know"]}, "the books differ"),
    ],
)
def test_books_that_do_not_agree_are_caught(books: Books, promise: str) -> None:
    with pytest.raises(AssertionError, match=promise):
        expect_exactly_the_stock(sound_words(), Heard(), sound_books() | books)


def sound_groups() -> Books:
    full = [[f"G{n}", f"hh-{n}", "paid"] for n in range(SIZE)]
    return {
        "states": {"full": "won", "late": "failed"},
        "members": {"full": full, "late": [["G8", "hh-8", "cancelled"], ["G9", "hh-9", "lapsed"]]},
        "stock": [STOCK, 0, SIZE],
        "kept": SIZE,
    }


GROUP_WORDS = [["joined", "hh-0/a", "G0"], ["shared", "G0"], ["won", "full"], ["left", "G8"]]


def groups_with(change: Callable[[Books], object]) -> Books:
    books = copy.deepcopy(sound_groups())
    change(books)
    return books


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda b: b["members"]["full"].append(["G5", "hh-5", "paid"]), id="a seat too many"),
        pytest.param(lambda b: b["members"]["full"][1].__setitem__(1, "hh-0"), id="a member in it twice"),
        pytest.param(
            lambda b: b["members"]["full"][1].__setitem__(2, "placed"), id="a seat that waits for ever"
        ),
        pytest.param(
            lambda b: b["members"]["late"][0].__setitem__(2, "paid"), id="sold in a group that failed"
        ),
        pytest.param(lambda b: b["members"]["full"].pop(), id="a buyer who is in no group"),
        pytest.param(lambda b: b["states"].update(late="open"), id="a group that never ends"),
        pytest.param(lambda b: b["stock"].__setitem__(1, 1), id="a unit held for nobody"),
        pytest.param(lambda b: b.update(kept=SIZE + 1), id="money kept for nothing"),
    ],
)
def test_groups_that_are_not_full_or_refunded_are_caught(change: Callable[[Books], object]) -> None:
    states = {number: state for rows in sound_groups()["members"].values() for number, _, state in rows}
    expect_full_groups_or_none(GROUP_WORDS, sound_groups(), states)
    with pytest.raises(AssertionError):
        expect_full_groups_or_none(GROUP_WORDS, groups_with(change), states)


@pytest.mark.parametrize(
    "told",
    [
        ["joined", "hh-0/a", "G7"],
        ["joined", "hh-0/a", "G1"],
        ["shared", "G9"],
        ["left", "G1"],
        ["won", "late"],
    ],
    ids=["a seat lost", "two orders for a key", "a share lost", "left and yet in it", "won and yet not full"],
)
def test_a_seat_that_was_acknowledged_and_does_not_stand_is_caught(told: list[str]) -> None:
    states = {number: state for rows in sound_groups()["members"].values() for number, _, state in rows}
    with pytest.raises(AssertionError):
        expect_full_groups_or_none([*GROUP_WORDS, told], sound_groups(), states)


def sound_stampede() -> Books:
    rows = {f"stampede/k{n}": [f"m{n // EACH}", 1, "allocated"] for n in range(STAMPEDE)}
    counted = {"received": STAMPEDE, "sold": STAMPEDE, "sold_by_rows": STAMPEDE}
    return {"rows": rows, "held": 0, "still_held": 0, "drifts": [], **counted}


HELD = Told("held", "stampede/k1", "m0", 1)


@pytest.mark.parametrize(
    ("told", "change"),
    [
        pytest.param([HELD._replace(claimant="stampede/k9999")], {}, id="held and lost"),
        pytest.param([HELD._replace(member="m9")], {}, id="another member's"),
        pytest.param([HELD._replace(units=2)], {}, id="other units"),
        pytest.param([HELD._replace(outcome="limit")], {}, id="two answers"),
        pytest.param([], {"more": [("stampede/new", ["m999", 1, "allocated"])]}, id="a unit too many"),
        pytest.param([], {"more": [("stampede/k699", ["m0", 1, "allocated"])]}, id="a member with too many"),
        pytest.param([], {"still_held": 1}, id="stuck"),
        pytest.param([], {"drifts": ["held 3, by rows 2"]}, id="a counter that strays"),
        pytest.param([], {"sold": STAMPEDE + 1}, id="sold more than the rows say"),
    ],
)
def test_a_stampede_that_went_wrong_is_caught(told: list[Told], change: Books) -> None:
    expect_one_stampede([HELD], sound_stampede())
    report = sound_stampede()
    report["rows"].update(change.pop("more", []))
    with pytest.raises(AssertionError):
        expect_one_stampede([HELD, *told], report | change)


@pytest.mark.parametrize(
    ("said", "change"),
    [
        (Said("placed", "F9"), {}),
        (Said("paid", "F3"), {}),
        (Said("cancelled", "F1"), {}),
        (Said("placed", "F1"), {"differences": ["stock"]}),
        (Said("placed", "F1"), {"held": 1}),
        (Said("placed", "F1"), {"oversold": 1}),
        (Said("placed", "F1"), {"payments": ["captured", "unknown"]}),
    ],
)
def test_a_mall_that_is_not_whole_after_a_death_is_caught(said: Said, change: Books) -> None:
    sound = {
        "states": {"F1": "paid", "F2": "cancelled", "F3": "lapsed"},
        "payments": ["captured", "refunded"],
        "held": 0,
        "oversold": 0,
        "differences": [],
    }
    before = [Said("placed", "F1"), Said("paid", "F1"), Said("paid", "F2"), Said("cancelled", "F2")]
    expect_whole(Mall({}, said=before), sound)
    with pytest.raises(AssertionError):
        expect_whole(Mall({}, said=[*before, said]), sound | change)


def test_one_key_with_two_answers_is_caught() -> None:
    bodies: list[dict[str, Any]] = [{"outcome": "held", "repeated": bool(n)} for n in range(SAME_KEY)]
    expect_one_answer(bodies)
    with pytest.raises(AssertionError, match="two answers"):
        expect_one_answer([*bodies[1:], {"outcome": "limit", "repeated": False}])


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"held until four": ASKERS, "held until five": 1}, "one key, 2 answers"),
        ({"held until four": ASKERS}, "not everybody"),
    ],
)
def test_a_storm_under_one_key_with_another_answer_is_caught(answers: dict[str, int], told: str) -> None:
    storm = Storm(0, Question("", "", {}), Counter({"held until four": ASKERS + 1}))
    expect_one_answer_of_all(storm)
    storm.answers = Counter(answers)
    with pytest.raises(AssertionError, match=told):
        expect_one_answer_of_all(storm)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"claims": {}}, "P3: claims"),
        ({"claims": {f"{SESSION}/once-0": ["hh-999", "held"]}}, "P3: claims"),
        ({"states": {"F1": "placed", "F2": "placed"}}, "P3: orders"),
        ({"states": {}}, "P3: orders"),
        ({"counted": [2, 0, ASIDE - 2, 0, 3, ASIDE - 2]}, "P3: units"),
        ({"differences": ["an order without its hold"]}, "the books differ"),
    ],
)
def test_a_key_with_two_effects_or_none_is_caught(change: Books, told: str) -> None:
    sound: Books = {
        "claims": {f"{SESSION}/once-0": ["hh-0", "held"]},
        "states": {"F1": "placed"},
        "counted": [1, 0, ASIDE - 1, 0, 2, ASIDE - 1],
        "differences": [],
    }
    expect_one_effect(sound, 1)
    with pytest.raises(AssertionError, match=told):
        expect_one_effect(sound | change, 1)


def a_rush() -> Rush:
    """Everybody came within ten seconds and was served at once; the last unit went in the tenth."""
    crowd = Crowd([], waits=[0.1] * 100, statuses=Counter({200: 200, 429: 75}), let_in_at=[110.0] * UNITS)
    crowd.polls = [Poll(109.0, "waiting"), Poll(111.0, "waiting"), Poll(113.0, "sold_out")]
    outcomes = Counter(held=UNITS, sold_out=45)
    return Rush(crowd, Bare(0), outcomes, began_at=100.0, held_at=[101.0, 110.0])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda rush: rush.outcomes.update(held=1), "not everybody"),
        (lambda rush: rush.outcomes.subtract(sold_out=1), "not everybody"),
        (lambda rush: rush.crowd.statuses.update([500]), "it broke"),
        (lambda rush: rush.crowd.statuses.update([503]), "it broke"),
        (lambda rush: rush.crowd.waits.extend([2.01, 2.01]), "waited too long"),
        (lambda rush: rush.crowd.polls.append(Poll(112.1, "waiting")), "did not learn"),
        (lambda rush: rush.crowd.let_in_at.extend([110.0] * 150), "more were let in"),
    ],
)
def test_an_overload_that_broke_the_lane_is_caught(wrong: Callable[[Rush], object], told: str) -> None:
    expect_overload_to_degrade(a_rush(), 75)
    rush = a_rush()
    wrong(rush)
    with pytest.raises(AssertionError, match=told):
        expect_overload_to_degrade(rush, 75)


def a_day_of(tmp_path: Path, *code: str) -> Day:
    """Processes that do no more than what is written here, and have done it."""
    day = Day(tmp_path, dict(os.environ), None, 0, 1)
    for n, source in enumerate(code):
        day.more[f"part {n}"] = (sys.executable, "-c", source)
        day.start(f"part {n}")
        day.parts[f"part {n}"].process.wait(120)
    return day


def test_a_process_that_dies_of_an_exception_is_caught_with_its_last_words(tmp_path: Path) -> None:
    loud = "import sys; sys.stderr.write('noise\\n' * 100_000); raise RuntimeError('nobody killed me')"
    day = a_day_of(tmp_path, loud, "print('well ended')")
    day.kill_everything()
    with pytest.raises(AssertionError, match=r"part 0 died by itself, status 1:(\n|.)*nobody killed me"):
        day.expect_only_our_deaths()
    (file,) = tmp_path.glob("part 0*.complaint")
    assert file.stat().st_size <= KEPT_BYTES


def test_one_that_is_started_again_before_anybody_looked_is_caught_too(tmp_path: Path) -> None:
    day = a_day_of(tmp_path, "raise RuntimeError('once')")
    day.more["part 0"] = (sys.executable, "-c", "import time; time.sleep(600)")
    day.revive()
    day.kill_everything()
    with pytest.raises(AssertionError, match="once"):
        day.expect_only_our_deaths()


def test_what_we_kill_is_no_fault_and_what_dies_with_its_database_neither(tmp_path: Path) -> None:
    database = (
        "class OperationalError(Exception): pass\nraise OperationalError('server closed\\n\\tin the middle')"
    )
    day = a_day_of(tmp_path, database)
    day.more["part 1"] = (sys.executable, "-c", "import time; time.sleep(600)")
    day.start("part 1")
    day.kill_everything()
    with pytest.raises(AssertionError, match="server closed"):  # whose database lived
        day.expect_only_our_deaths()
    day.server, day.kills["database"] = cast(Server, object()), 1
    day.expect_only_our_deaths()
