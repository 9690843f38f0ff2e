"""Several tellers, the cart, the sweeper, all at once on one database: exactly the stock is sold (P1, P3, P6).

And controls: with its walls taken away one after the other, the same race is seen to oversell.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
import pytest
from django.db.models import F

from feria.mall.stock import actions
from feria.mall.stock.api import (
    Answer,
    Claim,
    Hold,
    RushItem,
    RushTerms,
    StockItem,
    Teller,
    counter_drifts,
    hold,
    levels,
    release_due,
)
from feria.mall.stock.teller import postgres, reading, sqlite
from feria.mall.stock.teller.judging import Books
from feria.mall.stock.teller.postgres import PostgresStore
from feria.mall.stock.teller.reading import GuardStopped, Rows, Store, wanted
from feria.mall.stock.teller.sqlite import SqliteStore
from feria.mall.stock.teller.stores import store_for
from tests.mall import racing
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush, ask
from tests.mall.stock.test_races import units_promised, without_the_constraint

pytestmark = pytest.mark.django_db(transaction=True)


def asked_by_a_crowd(url: str, claims: Sequence[Claim], **more: int) -> list[Answer]:
    """All ask at the same moment; the answers in the order of the claims."""

    async def crowd() -> list[Answer]:
        async with Teller(url, patience_seconds=120, **more) as teller:
            return await asyncio.gather(*(teller.claim(claim) for claim in claims))

    return asyncio.run(crowd())


def tally(answers: Sequence[Answer]) -> Counter[str]:
    return Counter(answer.outcome.value for answer in answers)


def test_more_buyers_than_units_get_exactly_the_stock_in_order_of_arrival(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str
) -> None:
    tea = on_shelf("tea", 100)
    rush({tea: RushTerms(units_per_member=1)})
    answers = asked_by_a_crowd(teller_url, [ask(f"k{n}") for n in range(1_000)], most_in_a_batch=64)
    assert [answer.is_held for answer in answers] == [True] * 100 + [False] * 900
    assert tally(answers) == {"held": 100, "sold_out": 900}
    assert units_promised(tea) == 100
    assert counter_drifts() == []


def test_one_member_asking_a_thousand_times_at_once_gets_the_limit(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str
) -> None:
    tea = on_shelf("tea", 1_000)
    rush({tea: RushTerms(units_per_member=3)})
    answers = asked_by_a_crowd(teller_url, [ask(f"k{n}", "ana") for n in range(1_000)], most_in_a_batch=64)
    assert tally(answers) == {"held": 3, "limit": 997}
    assert units_promised(tea) == 3


def test_one_key_a_thousand_times_at_once_has_one_effect_and_one_answer(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str
) -> None:
    tea = on_shelf("tea", 1_000)
    rush({tea: RushTerms()})
    answers = asked_by_a_crowd(teller_url, [ask("k", "ana", tea=2)] * 1_000, most_in_a_batch=64)
    assert len({(answer.outcome, answer.claimant, answer.held_until) for answer in answers}) == 1
    assert [answer.repeated for answer in answers].count(False) == 1
    assert units_promised(tea) == 2


# A teller in a process of its own: claims come in as JSON, answers go out as JSON.

PROCESS = """
import asyncio, json, sys
import msgspec
from feria.mall.stock.teller.claims import Claim
from feria.mall.stock.teller.desk import Teller

async def main():
    claims = msgspec.json.decode(sys.stdin.readline(), type=list[Claim])
    async with Teller(sys.argv[1], most_in_a_batch=16, patience_seconds=120) as teller:
        print("ready", flush=True)
        sys.stdin.readline()
        answers = await asyncio.gather(*(teller.claim(claim) for claim in claims))
    print(msgspec.json.encode(answers).decode(), flush=True)

asyncio.run(main())
"""


def in_processes(
    url: str, crowds: Sequence[Sequence[Claim]], meanwhile: Callable[[], object] = lambda: None
) -> list[list[Answer]]:
    """A teller in a process for each crowd, all let go at the same moment."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, url],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in crowds
    ]
    for process, claims in zip(processes, crowds, strict=True):
        assert process.stdin
        process.stdin.write(msgspec.json.encode(list(claims)).decode() + "\n")
        process.stdin.flush()
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    meanwhile()
    answers = [process.communicate(timeout=120)[0] for process in processes]
    return [msgspec.json.decode(told, type=list[Answer]) for told in answers]


def test_two_tellers_in_two_processes_sell_exactly_the_stock(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str
) -> None:
    tea, cups = on_shelf("tea", 150), on_shelf("cups", 100)
    rush({tea: RushTerms(), cups: RushTerms()})
    there = [ask(f"a{n}", tea=1, cups=1) if n % 2 else ask(f"a{n}", tea=1) for n in range(200)]
    back = [ask(f"b{n}", cups=1, tea=1) if n % 2 else ask(f"b{n}", cups=1) for n in range(200)]
    one, other = in_processes(teller_url, [there, back])
    assert (units_promised(tea), units_promised(cups)) == (150, 100)
    held = [answer for answer in (*one, *other) if answer.is_held]
    assert {answer.claimant for answer in held} == set(Hold.objects.values_list("claimant", flat=True))
    assert counter_drifts() == []


def test_two_tellers_keep_one_members_limit_and_one_keys_answer(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str
) -> None:
    tea, cups = on_shelf("tea", 500), on_shelf("cups", 500)
    rush({tea: RushTerms(), cups: RushTerms()}, units_per_member=5)
    # One member asks one teller for tea and the other for cups; another asks both with the same key.
    crowds = [
        [ask(f"{which}{n}", "ana", **{sku: 1}) for n in range(50)] + [ask("same", "ben", tea=2)] * 50
        for which, sku in (("a", "tea"), ("b", "cups"))
    ]
    one, other = in_processes(teller_url, crowds)
    assert tally(one[:50] + other[:50]) == {"held": 5, "limit": 95}
    same = one[50:] + other[50:]
    assert len({(answer.outcome, answer.held_until) for answer in same}) == 1
    assert Hold.objects.filter(member="ben").count() == 1


def test_carts_and_tellers_share_the_last_units_between_them(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str, soon: datetime
) -> None:
    tea, cups = on_shelf("tea", 60), on_shelf("cups", 60)
    rush({tea: RushTerms(), cups: RushTerms()})
    endings: list[racing.Ending] = []

    def check_out() -> None:
        carts = [lambda n=n: hold(f"order-{n}", {"cups": 1, "tea": 1}, soon) for n in range(40)]  # type: ignore[misc]
        endings.extend(racing.all_at_once(carts))
        release_due(soon.replace(year=soon.year - 1))  # a sweeper with nothing to sweep gets in nobody's way

    (answers,) = in_processes(
        teller_url, [[ask(f"k{n}", tea=1, cups=1) for n in range(60)]], meanwhile=check_out
    )
    by_cart = Counter(ending.name for ending in endings)
    by_teller = tally(answers)
    assert set(by_cart) <= {"done", "StockShort"}
    assert set(by_teller) <= {"held", "sold_out"}
    assert by_cart["done"] + by_teller["held"] == 60
    assert (units_promised(tea), units_promised(cups)) == (60, 60)
    assert [level.free for level in levels([tea, cups]).values()] == [0, 0]
    assert counter_drifts() == []


def carts_beside_a_session(url: str, until: datetime, carts: int, shoppers: int) -> tuple[int, int]:
    """Carts and claims ask for tea at the same moment; how many of each got it."""
    endings: list[racing.Ending] = []

    def check_out() -> None:
        deeds = [lambda n=n: hold(f"order-{n}", {"tea": 1}, until) for n in range(carts)]  # type: ignore[misc]
        endings.extend(racing.all_at_once(deeds))

    (answers,) = in_processes(url, [[ask(f"k{n}") for n in range(shoppers)]], meanwhile=check_out)
    return Counter(ending.name for ending in endings)["done"], tally(answers)["held"]


def test_carts_never_get_what_a_session_set_aside(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str, soon: datetime
) -> None:
    tea = on_shelf("tea", 60)
    rush({tea: RushTerms(units=40)})
    assert carts_beside_a_session(teller_url, soon, carts=40, shoppers=60) == (20, 40)
    assert counter_drifts() == []


def test_control_when_carts_do_not_see_what_is_aside_the_constraint_still_stands_and_then_nothing(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea = on_shelf("tea", 60)
    rush({tea: RushTerms(units=40)})
    monkeypatch.setattr(actions, "_short", lambda items, wants: [])
    monkeypatch.setattr(actions, "FREE", F("received") - F("held") - F("sold"))
    assert carts_beside_a_session(teller_url, soon, carts=40, shoppers=60) == (20, 40)
    Hold.objects.all().delete()
    RushItem.objects.update(taken=0, remaining=40)
    StockItem.objects.update(held=0, set_aside=40)
    with without_the_constraint():
        by_cart, _ = carts_beside_a_session(teller_url, soon, carts=40, shoppers=0)
        assert by_cart == 40
        StockItem.objects.update(held=0)


# Controls: the same race with its walls taken away, two and then all three.


@pytest.fixture
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judging never sees that something is short."""
    really = reading.books_of

    def in_plenty(rows: Rows) -> Books:
        books = really(rows)
        for session in books.sessions.values():
            for shelf in session.shelves.values():
                shelf.stock.free = 10**9
        return books

    for module in (sqlite, postgres):
        monkeypatch.setattr(module, "books_of", in_plenty)


@pytest.fixture
def nobody_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The update takes units without asking whether they are free."""
    for module, guard in (
        (sqlite, "AND received - held - sold - set_aside >= ?2 - ?3 AND set_aside >= ?3"),
        (
            postgres,
            "AND i.received - i.held - i.sold - i.set_aside >= taken.units - taken.aside AND i.set_aside >= taken.aside",
        ),
    ):
        unguarded = module._TAKE.replace(guard, "")
        assert unguarded != module._TAKE
        monkeypatch.setattr(module, "_TAKE", unguarded)


def test_control_when_nobody_looks_the_update_still_asks(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str, nobody_looks: None
) -> None:
    tea = on_shelf("tea", 10)
    rush({tea: RushTerms()})
    store = store_for(teller_url)
    with pytest.raises(GuardStopped):
        store.serve([ask(f"k{n}") for n in range(50)])
    assert units_promised(tea) == 0
    assert store.serve([ask("next")])[0].is_held  # and the teller goes on
    store.close()


def test_control_without_the_guard_the_constraint_still_stands(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str, nobody_looks: None, nobody_guards: None
) -> None:
    tea = on_shelf("tea", 10)
    rush({tea: RushTerms()})
    store = store_for(teller_url)
    with pytest.raises(Exception, match="never_sold_twice"):
        store.serve([ask(f"k{n}") for n in range(50)])
    assert units_promised(tea) == 0
    store.close()


def test_control_without_any_wall_overselling_is_seen(
    on_shelf: PutOnShelf, rush: PlanRush, teller_url: str, nobody_looks: None, nobody_guards: None
) -> None:
    tea = on_shelf("tea", 10)
    rush({tea: RushTerms()})
    store = store_for(teller_url)
    with without_the_constraint():
        if isinstance(store, SqliteStore):
            store._connection.execute("PRAGMA ignore_check_constraints = ON")
        store.serve([ask(f"k{n}") for n in range(50)])
        store.close()
        assert units_promised(tea) > 10


def test_control_a_teller_that_remembers_instead_of_reading_is_stopped_by_guard_and_constraint(
    on_shelf: PutOnShelf,
    rush: PlanRush,
    teller_url: str,
    monkeypatch: pytest.MonkeyPatch,
    nobody_guards: None,
) -> None:
    """What a teller without locks would do: judge by rows from before the other wrote."""
    tea = on_shelf("tea", 10)
    rush({tea: RushTerms()})
    stale, store = store_for(teller_url), store_for(teller_url)
    store.serve([ask("first")])
    remembered = read_and_let_go(stale)
    store.serve([ask(f"a{n}") for n in range(9)])
    read = stale._read  # type: ignore[attr-defined]

    def as_remembered(names: object) -> object:
        read(names)  # begins the transaction, as ever
        return remembered

    monkeypatch.setattr(stale, "_read", as_remembered)
    with pytest.raises(Exception, match="never_sold_twice"):
        stale.serve([ask(f"b{n}") for n in range(10)])
    monkeypatch.undo()
    monkeypatch.setattr(stale, "_read", as_remembered)
    with pytest.raises(GuardStopped):
        stale.serve([ask(f"c{n}") for n in range(10)])
    for opened in (stale, store):
        opened.close()
    assert units_promised(tea) == 10


def read_and_let_go(store: Store) -> Rows:
    """What the store reads, kept beyond the end of its transaction."""
    rows: Rows = store._read(wanted([ask("anyone")]))  # type: ignore[attr-defined]
    rows.sessions, rows.shelves, rows.held = list(rows.sessions), list(rows.shelves), list(rows.held)
    rows.refused, rows.bought = list(rows.refused), list(rows.bought)
    if isinstance(store, PostgresStore):
        store._connection.rollback()
    return rows


def forgetting(monkeypatch: pytest.MonkeyPatch, store: Store, what: str) -> None:
    """Let the store read nothing of that kind: what a teller does that does not look."""
    read = store._read  # type: ignore[attr-defined]

    def as_if_there_were_none(names: object) -> Rows:
        rows: Rows = read(names)
        list(getattr(rows, what))  # what was asked for is taken in, as ever
        setattr(rows, what, [])
        return rows

    monkeypatch.setattr(store, "_read", as_if_there_were_none)


def test_control_a_teller_that_does_not_look_what_a_member_has_sells_beyond_the_limit(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea = on_shelf("tea", 10)
    rush({tea: RushTerms(units_per_member=2)})
    assert tally([store.serve([ask(f"a{n}", "ana")])[0] for n in range(4)]) == {"held": 2, "limit": 2}
    forgetting(monkeypatch, store, "bought")
    assert tally([store.serve([ask(f"b{n}", "ana")])[0] for n in range(4)]) == {"held": 4}
    assert units_promised(tea) == 6


def test_control_a_teller_that_forgets_its_answers_is_stopped_by_the_table(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea = on_shelf("tea", 10)
    rush({tea: RushTerms()})
    store.serve([ask("k1", "ana")])
    forgetting(monkeypatch, store, "held")
    with pytest.raises(Exception, match=r"(?i)unique"):
        store.serve([ask("k1", "ana")])
    assert units_promised(tea) == 1
    assert counter_drifts() == []
