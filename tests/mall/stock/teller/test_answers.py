"""What the teller answers, and what then stands in the tables (R3.1-R3.4, P3, P6, P9). On the mall's database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feria.mall.kit.api import database_now, now
from feria.mall.stock.api import (
    Answer,
    Hold,
    Outcome,
    RushItem,
    RushTerms,
    StockItem,
    allocate,
    available,
    claims,
    counter_drifts,
    end_rush,
    give_back,
    levels,
    recount,
    release,
    release_due,
)
from feria.mall.stock.models import RefusedClaim
from feria.mall.stock.teller.reading import Store
from tests.mall.factories import set_clock
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush, ask

pytestmark = pytest.mark.django_db(transaction=True)


def outcomes(answers: list[Answer]) -> list[str]:
    return [answer.outcome.value for answer in answers]


def test_units_are_held_under_the_claimants_name_until_the_deadline(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea = on_shelf("tea", 3)
    rush({tea: RushTerms()}, hold_for=timedelta(minutes=10))
    before = database_now()
    (answer,) = store.serve([ask("k1", "ana", tea=2)])
    assert (answer.outcome, answer.claimant, answer.repeated) == (Outcome.HELD, "ten/k1", False)
    row = Hold.objects.get()
    assert (row.claimant, row.member, row.quantity, row.state) == ("ten/k1", "ana", 2, "held")
    assert row.held_until == answer.held_until == row.held_at + timedelta(minutes=10)
    assert before <= row.held_at <= database_now()
    assert available([tea]) == {"tea": 1}
    assert counter_drifts() == []


def test_the_rooms_other_verbs_know_what_the_teller_held(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea = on_shelf("tea", 5)
    rush({tea: RushTerms(units=4)})
    store.serve([ask("paid", tea=1), ask("walked-away", tea=1), ask("sent-back", tea=2)])
    assert set(claims()) == {"ten/paid", "ten/walked-away", "ten/sent-back"}
    allocate("ten/paid")
    release("ten/walked-away")
    allocate("ten/sent-back")
    give_back("ten/sent-back")
    assert claims() == {"ten/paid": {"allocated": {"tea": 1}}}
    assert (levels([tea])["tea"].held, levels([tea])["tea"].sold) == (0, 1)
    assert RushItem.objects.get().taken == 1
    assert counter_drifts() == []
    assert outcomes(store.serve([ask("next", tea=3)])) == ["held"]


def test_who_comes_when_nothing_is_left_is_told_what_there_was(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    rush({on_shelf("tea", 3): RushTerms()})
    first, second, third = store.serve([ask("k1", tea=2), ask("k2", tea=2), ask("k3", tea=1)])
    assert outcomes([first, second, third]) == ["held", "sold_out", "held"]
    assert (second.sku, second.left) == ("tea", 1)


def test_several_products_are_held_all_or_none(on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    tea, cups = on_shelf("tea", 5), on_shelf("cups", 1)
    rush({tea: RushTerms(), cups: RushTerms()})
    answers = store.serve([ask("k1", tea=2, cups=2), ask("k2", cups=1, tea=4), ask("k3", tea=1, cups=1)])
    assert outcomes(answers) == ["sold_out", "held", "sold_out"]
    assert available([tea, cups]) == {"tea": 1, "cups": 0}
    assert Hold.objects.count() == 2


def test_a_session_sells_no_more_than_its_own_units(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea = on_shelf("tea", 100)
    rush({tea: RushTerms(units=3)})
    rush({tea: RushTerms()}, "eleven")
    assert outcomes(store.serve([ask("k1", tea=2), ask("k2", tea=2)])) == ["held", "sold_out"]
    assert outcomes(store.serve([ask("k3", tea=1), ask("k4", tea=1)])) == ["held", "sold_out"]
    assert outcomes(store.serve([ask("k5", session="eleven", tea=97)])) == ["held"]
    assert counter_drifts() == []


def test_sessions_that_sell_the_same_product_share_its_stock_within_a_batch(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea = on_shelf("tea", 3)
    for code in ("ten", "eleven"):
        rush({tea: RushTerms()}, code)
    answers = store.serve([ask("k1", tea=2), ask("k1", session="eleven", tea=2)])
    assert outcomes(answers) == ["held", "sold_out"]


def test_limits_count_what_a_member_holds_and_bought_in_every_batch(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea, cups = on_shelf("tea", 50), on_shelf("cups", 50)
    rush({tea: RushTerms(units_per_member=2), cups: RushTerms()}, units_per_member=3)
    (over,) = store.serve([ask("k0", "ana", tea=3)])
    assert (over.outcome, over.sku, over.left) == (Outcome.LIMIT, "tea", 2)
    assert outcomes(store.serve([ask("k1", "ana", tea=1), ask("k2", "ana", tea=1)])) == ["held", "held"]
    allocate("ten/k1")
    (again,) = store.serve([ask("k3", "ana", tea=1)])
    assert (again.outcome, again.sku, again.left) == (Outcome.LIMIT, "tea", 0)
    (whole,) = store.serve([ask("k4", "ana", cups=2)])
    assert (whole.outcome, whole.sku, whole.left) == (Outcome.LIMIT, "", 1)
    assert outcomes(store.serve([ask("k5", "ana", cups=1), ask("k6", "ben", tea=2)])) == ["held", "held"]


def test_a_released_hold_counts_no_more_toward_the_limit(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    rush({on_shelf("tea", 5): RushTerms(units_per_member=1)})
    store.serve([ask("k1", "ana")])
    release("ten/k1")
    assert outcomes(store.serve([ask("k2", "ana")])) == ["held"]


def test_a_key_gets_its_first_answer_again_whatever_happened_since(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea = on_shelf("tea", 2)
    rush({tea: RushTerms(units_per_member=2)})
    batch = [ask("held", "ana", tea=2), ask("short", "ben", tea=1), ask("greedy", "eve", tea=3)]
    first = store.serve(batch)
    assert outcomes(first) == ["held", "sold_out", "limit"]
    release("ten/held")
    end_rush("ten")
    second = store.serve([*batch, *batch])
    assert [answer.repeated for answer in second] == [True] * 6
    assert [(a.outcome, a.held_until, a.sku, a.left) for a in second] == [
        (a.outcome, a.held_until, a.sku, a.left) for a in first * 2
    ]
    assert Hold.objects.count() == 1
    assert available([tea]) == {"tea": 2}


def test_a_key_asked_twice_in_one_batch_takes_once(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea = on_shelf("tea", 5)
    rush({tea: RushTerms()})
    first, second = store.serve([ask("k1", "ana", tea=2), ask("k1", "ana", tea=2)])
    assert (first.is_held, first.repeated, second.is_held, second.repeated) == (True, False, True, True)
    assert available([tea]) == {"tea": 3}


@pytest.mark.parametrize("between", [True, False], ids=["two batches", "one batch"])
def test_a_key_with_another_claim_is_refused_and_changes_nothing(
    between: bool, on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea, cups = on_shelf("tea", 5), on_shelf("cups", 5)
    rush({tea: RushTerms(units_per_member=2), cups: RushTerms()})
    first = [ask("k1", "ana", tea=1), ask("k2", "ana", tea=3)]
    others = [
        ask("k1", "ana", tea=2),
        ask("k1", "ben", tea=1),
        ask("k1", "ana", cups=1),
        ask("k1", "ana", tea=1, cups=1),
        ask("k2", "ana", tea=1),
    ]
    if between:
        store.serve(first)
        answers = store.serve(others)
    else:
        answers = store.serve(first + others)[2:]
    assert outcomes(answers) == ["key_reused"] * 5
    assert available([tea, cups]) == {"tea": 4, "cups": 5}
    assert RefusedClaim.objects.count() == 1


def test_a_key_belongs_to_its_session(on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    tea = on_shelf("tea", 5)
    rush({tea: RushTerms()})
    rush({tea: RushTerms()}, "eleven")
    answers = store.serve([ask("k1"), ask("k1", session="eleven")])
    assert [(answer.outcome, answer.repeated) for answer in answers] == [(Outcome.HELD, False)] * 2


def test_what_is_not_sold_here_is_unknown(on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    tea = on_shelf("tea", 5)
    on_shelf("cups", 5)  # in stock, and in no session
    rush({tea: RushTerms()})
    no_session, not_in_it, no_product = store.serve(
        [ask("k1", session="never"), ask("k2", tea=1, cups=1), ask("k3", pot=1)]
    )
    assert outcomes([no_session, not_in_it, no_product]) == ["unknown"] * 3
    assert [no_session.sku, not_in_it.sku, no_product.sku] == ["", "cups", "pot"]
    assert available([tea]) == {"tea": 5}


@pytest.mark.parametrize("sku", ['quo"te', "back\\slash", "茶-1", "a, b}", "null"])
def test_a_sku_may_have_any_letters(sku: str, on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    product = on_shelf(sku, 5)
    rush({product: RushTerms(units_per_member=2)})
    claim = ask("null", "null", **{sku: 2})
    assert [answer.is_held for answer in store.serve([claim])] == [True]
    (again,) = store.serve([claim])
    assert (again.is_held, again.repeated) == (True, True)
    assert outcomes(store.serve([ask("k2", "null", **{sku: 1})])) == ["limit"]


# Windows: half-open, by the database's clock (P9).


def read_at(store: Store, monkeypatch: pytest.MonkeyPatch, instant: datetime) -> None:
    """Let the store read this instant from the database's clock."""
    read = store._read  # type: ignore[attr-defined]

    def then(names: object) -> object:
        rows = read(names)
        rows.database = instant
        return rows

    monkeypatch.setattr(store, "_read", then)


@pytest.mark.parametrize(
    ("microseconds", "expected"),
    [(-1, "not_yet"), (0, "held"), (1, "held"), (59_999_999, "held"), (60_000_000, "over")],
)
def test_a_session_is_open_from_its_start_until_before_its_end(
    microseconds: int,
    expected: str,
    on_shelf: PutOnShelf,
    rush: PlanRush,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = rush({on_shelf("tea", 5): RushTerms()}, opens_in=0, lasts=60)
    read_at(store, monkeypatch, session.opens_at + timedelta(microseconds=microseconds))
    (answer,) = store.serve([ask("k1")])
    assert answer.outcome == expected
    assert answer.opens_at == (session.opens_at if expected == "not_yet" else None)
    assert answer.closed_at == (session.closes_at if expected == "over" else None)


def test_the_clock_that_decides_is_the_databases_and_not_this_machines(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store, time_machine_far_off: None
) -> None:
    rush({on_shelf("tea", 5): RushTerms()}, opens_in=-1, lasts=600)
    (answer,) = store.serve([ask("k1")])
    assert answer.is_held
    assert answer.held_until is not None
    assert abs(answer.held_until - timedelta(minutes=15) - database_now()) < timedelta(minutes=1)


@pytest.fixture
def time_machine_far_off():  # type: ignore[no-untyped-def]
    import time_machine

    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC)):
        yield


def test_too_early_is_not_remembered_against_a_key(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    session = rush({on_shelf("tea", 5): RushTerms()}, opens_in=60)
    assert outcomes(store.serve([ask("k1")])) == ["not_yet"]
    type(session).objects.update(opens_at=now())
    (answer,) = store.serve([ask("k1")])
    assert (answer.outcome, answer.repeated) == (Outcome.HELD, False)


def test_a_session_that_was_ended_sells_no_more(on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    rush({on_shelf("tea", 5): RushTerms()})
    ended = end_rush("ten")
    assert outcomes(store.serve([ask("k1")])) == ["over"]
    assert end_rush("ten").closes_at == ended.closes_at


def test_windows_go_by_the_malls_clock_and_deadlines_by_the_databases(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    session = rush({on_shelf("tea", 5): RushTerms()}, opens_in=86_400)
    set_clock(session.opens_at)
    (answer,) = store.serve([ask("k1")])
    assert answer.is_held
    assert answer.held_until is not None
    assert abs(answer.held_until - timedelta(minutes=15) - database_now()) < timedelta(minutes=1)


# Deadlines.


def test_an_unpaid_hold_comes_back_to_its_session_and_to_nobody_else(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea = on_shelf("tea", 9)
    rush({tea: RushTerms(units=1)})
    (held,) = store.serve([ask("k1")])
    assert held.held_until is not None
    assert outcomes(store.serve([ask("k2")])) == ["sold_out"]
    assert release_due(held.held_until - timedelta(microseconds=1)) == []
    assert release_due(held.held_until) == ["ten/k1"]
    assert available([tea]) == {"tea": 8}
    assert counter_drifts() == []
    assert outcomes(store.serve([ask("k3")])) == ["held"]
    assert counter_drifts() == []


def test_a_session_counter_that_drifted_from_its_holds_is_found(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea = on_shelf("tea", 9)
    rush({tea: RushTerms()})
    rush({tea: RushTerms()}, "eleven")
    store.serve([ask("k1", tea=2)])
    RushItem.objects.filter(session__code="ten").update(taken=1)
    (drift,) = counter_drifts()
    assert (drift.sku, drift.counter, drift.counted, drift.stored) == ("tea", "taken:ten", 2, 1)


def test_counters_of_sessions_are_counted_anew(on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    tea = on_shelf("tea", 20)
    rush({tea: RushTerms(units=9)})
    rush({tea: RushTerms(units=5)}, "eleven")
    store.serve([ask("k1", tea=2), ask("k2", tea=3), ask("k3", tea=1), ask("k1", session="eleven", tea=4)])
    allocate("ten/k1")
    release("ten/k3")
    RushItem.objects.filter(session__code="ten").update(taken=2, sold=0, released=7, remaining=0)
    StockItem.objects.update(held=0, sold=1, set_aside=0)

    assert recount("tea")

    assert counter_drifts() == []
    ten = RushItem.objects.get(session__code="ten")
    assert (ten.taken, ten.sold, ten.released, ten.remaining) == (5, 2, 1, 4)
    item = StockItem.objects.get()
    assert (item.received, item.held, item.sold, item.set_aside) == (20, 7, 2, 5)


# Planning.


@pytest.mark.parametrize("code", ["", "two words", "x" * 33])
def test_a_session_is_named_so_that_claims_can_name_it(code: str, rush: PlanRush) -> None:
    with pytest.raises(ValueError, match="1 to 32 ASCII letters"):
        rush({}, code)


def test_a_session_does_not_end_before_it_starts(rush: PlanRush) -> None:
    with pytest.raises(ValueError, match="does not end before it starts"):
        rush({}, lasts=-1)
