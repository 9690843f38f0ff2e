"""What a rush session sets aside is its own until it is over (R3.4), on every path and whatever happens to its holds."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from feria.mall.catalog.models import Product
from feria.mall.kit.api import database_now, now
from feria.mall.orders import jobs
from feria.mall.stock.api import (
    BelowClaims,
    EarlyAccess,
    NoSuchRush,
    RushItem,
    RushOver,
    RushSession,
    RushTerms,
    Short,
    StockItem,
    StockShort,
    add_units,
    allocate,
    available,
    close_out_due,
    counter_drifts,
    end_rush,
    extend_rush,
    give_back,
    hold,
    levels,
    receive,
    release,
    release_due,
    replan_rush,
    rush_figures,
    sessions,
)
from feria.mall.stock.teller.reading import Store
from tests.mall.factories import set_clock
from tests.mall.stock.conftest import PutOnShelf
from tests.mall.stock.teller.conftest import PlanRush, ask
from tests.mall.stock.test_races import without_the_constraint

pytestmark = pytest.mark.django_db(transaction=True)


def aside(product: Product) -> int:
    return levels([product])[product.sku].set_aside


def test_nobody_else_can_have_what_is_set_aside(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store, soon: datetime
) -> None:
    tea = on_shelf("tea", 10)
    rush({tea: RushTerms(units=7)}, opens_in=3600)
    assert (available([tea]), aside(tea)) == ({"tea": 3}, 7)
    with pytest.raises(StockShort) as refused:
        hold("order-1", {"tea": 4}, soon)
    assert refused.value.items == [Short(sku="tea", wants=4, has=3)]
    with pytest.raises(BelowClaims):
        receive(tea, -4, "count")
    rush({tea: RushTerms()}, "eleven")  # sells what is free, and no more
    assert [answer.outcome for answer in store.serve([ask("k1", session="eleven", tea=4)])] == ["sold_out"]
    with pytest.raises(StockShort):
        rush({tea: RushTerms(units=4)}, "twelve")
    assert not RushSession.objects.filter(code="twelve").exists()
    assert counter_drifts() == []


def test_the_session_sells_what_it_set_aside_when_carts_have_bought_the_rest(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store, soon: datetime
) -> None:
    tea = on_shelf("tea", 10)
    rush({tea: RushTerms(units=7)})
    hold("order-1", {"tea": 3}, soon)
    answers = store.serve([ask("k1", tea=5), ask("k2", tea=3), ask("k3", tea=2)])
    assert [answer.outcome for answer in answers] == ["held", "sold_out", "held"]
    assert answers[1].left == 2
    assert (aside(tea), available([tea])) == (0, {"tea": 0})
    assert counter_drifts() == []


def test_two_sessions_keep_what_each_set_aside(on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    tea = on_shelf("tea", 10)
    rush({tea: RushTerms(units=4)}, "ten")
    rush({tea: RushTerms(units=5)}, "eleven")
    answers = store.serve([ask("k1", tea=5), ask("k1", session="eleven", tea=5), ask("k2", tea=4)])
    assert [answer.outcome for answer in answers] == ["sold_out", "held", "held"]
    assert counter_drifts() == []


def test_what_comes_back_while_the_session_runs_is_the_sessions(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea = on_shelf("tea", 9)
    rush({tea: RushTerms(units=4)})
    (lapsed, *_) = store.serve([ask("lapsed"), ask("given-up"), ask("sent-back"), ask("kept")])
    assert lapsed.held_until is not None
    allocate("ten/sent-back")
    allocate("ten/kept")
    release("ten/given-up")
    give_back("ten/sent-back")
    release_due(lapsed.held_until)
    assert (aside(tea), available([tea])) == (3, {"tea": 5})
    (good,) = rush_figures("ten").goods
    assert (good.units, good.taken, good.held, good.sold, good.left, good.released) == (4, 1, 0, 1, 3, 3)
    assert counter_drifts() == []


def test_what_comes_back_after_the_end_is_everybodys(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea = on_shelf("tea", 9)
    rush({tea: RushTerms(units=6)})
    store.serve([ask("held", tea=2), ask("sold", tea=1)])
    allocate("ten/sold")
    end_rush("ten")
    assert (aside(tea), available([tea])) == (0, {"tea": 6})
    assert release("ten/held")
    assert (aside(tea), available([tea])) == (0, {"tea": 8})
    assert counter_drifts() == []


def test_the_sweeper_closes_out_a_session_that_is_over_once_and_not_before(
    on_shelf: PutOnShelf, rush: PlanRush
) -> None:
    tea = on_shelf("tea", 9)
    session = rush({tea: RushTerms(units=6)}, opens_in=60, lasts=60)
    assert close_out_due(session.closes_at - timedelta(microseconds=1)) == []
    assert aside(tea) == 6
    set_clock(session.closes_at)
    jobs.sweep()
    assert (aside(tea), available([tea])) == (0, {"tea": 9})
    assert close_out_due(session.closes_at) == []
    assert RushItem.objects.get().units == 6
    assert counter_drifts() == []


def test_when_the_malls_clock_goes_back_so_does_what_is_free(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store, soon: datetime
) -> None:
    tea = on_shelf("tea", 9)
    session = rush({tea: RushTerms(units=6)})
    close_out_due(session.closes_at)
    hold("order-1", {"tea": 5}, soon)
    assert close_out_due(now()) == ["ten"]
    assert (aside(tea), available([tea])) == (4, {"tea": 0})
    assert RushItem.objects.get().units == 4
    assert counter_drifts() == []


def test_a_merchant_stops_extends_and_adds(on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    tea = on_shelf("tea", 9)
    session = rush({tea: RushTerms(units=2)}, opens_in=-60, lasts=3600)
    store.serve([ask("k1", tea=2)])
    assert (add_units("ten", "tea", 3).units, aside(tea)) == (5, 3)
    end_rush("ten")
    assert aside(tea) == 0
    with pytest.raises(RushOver):
        add_units("ten", "tea", 1)
    extend_rush("ten", session.closes_at + timedelta(hours=1))
    assert aside(tea) == 3
    assert [answer.outcome for answer in store.serve([ask("k2", tea=3)])] == ["held"]
    with pytest.raises(StockShort):
        add_units("ten", "tea", 5)
    with pytest.raises(ValueError, match="ends after its start"):
        extend_rush("ten", now())
    for refused in (lambda: add_units("ten", "cups", 1), lambda: end_rush("nine")):
        with pytest.raises(NoSuchRush):
            refused()
    assert counter_drifts() == []


def test_stopped_before_its_start_and_extended_it_starts_when_it_was_to(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    session = rush({on_shelf("tea", 9): RushTerms(units=2)}, opens_in=3600)
    end_rush("ten")
    assert [answer.outcome for answer in store.serve([ask("k1")])] == ["over"]
    assert extend_rush("ten", session.closes_at).opens_at == session.opens_at
    assert [answer.outcome for answer in store.serve([ask("k1")])] == ["not_yet"]


def test_members_of_a_level_come_in_early(on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    early = EarlyAccess(level=2, opens_at=now() - timedelta(minutes=1))
    session = rush({on_shelf("tea", 9): RushTerms(units=2)}, opens_in=60, early=early)
    answers = store.serve([ask("bronze", level=1), ask("gold", level=2), ask("higher", level=3)])
    assert [answer.outcome for answer in answers] == ["not_yet", "held", "held"]
    assert answers[0].opens_at == session.opens_at


@pytest.mark.parametrize("minutes", [0, 1])
def test_early_is_before_the_start(minutes: int, on_shelf: PutOnShelf, rush: PlanRush) -> None:
    early = EarlyAccess(level=1, opens_at=now() + timedelta(hours=minutes))
    tea = on_shelf("tea", 9)
    if minutes:
        with pytest.raises(ValueError, match="early access begins before"):
            rush({tea: RushTerms()}, opens_in=60, early=early)
    else:
        rush({tea: RushTerms()}, opens_in=60, early=early)


# Planned again.


def plan_again(session: RushSession, products: dict[Product, RushTerms], **more: object) -> RushSession:
    times = {"opens_at": session.opens_at, "closes_at": session.closes_at, **more}
    return replan_rush(session.code, products=products, **times)  # type: ignore[arg-type]


def test_planned_again_it_stays_as_it_stands(on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    tea = on_shelf("tea", 20)
    session = rush({tea: RushTerms(units=5)})
    store.serve([ask("k1", tea=2)])
    add_units("ten", "tea", 4)
    plan_again(session, {tea: RushTerms(units=5)})
    assert (RushItem.objects.get().units, aside(tea)) == (9, 7)
    stopped = end_rush("ten")
    assert plan_again(session, {tea: RushTerms(units=5)}).closes_at == stopped.closes_at
    assert aside(tea) == 0
    assert counter_drifts() == []


def test_planned_otherwise_it_changes_by_as_much_as_the_plan(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store
) -> None:
    tea, cups = on_shelf("tea", 20), on_shelf("cups", 20)
    session = rush({tea: RushTerms(units=5)})
    store.serve([ask("k1", tea=2)])
    add_units("ten", "tea", 4)
    later = session.closes_at + timedelta(hours=1)
    again = plan_again(session, {tea: RushTerms(units=4), cups: RushTerms(units=3)}, closes_at=later)
    assert (again.closes_at, aside(tea), aside(cups)) == (later, 6, 3)
    plan_again(session, {tea: RushTerms(units=0), cups: RushTerms(units=3)}, closes_at=later)
    assert RushItem.objects.get(item=tea.pk).units == 4
    plan_again(session, {cups: RushTerms(units=3)}, closes_at=later)
    assert aside(tea) == 0
    assert [answer.outcome for answer in store.serve([ask("k2", tea=1)])] == ["unknown"]
    release("ten/k1")
    assert (aside(tea), available([tea])) == (0, {"tea": 20})
    with pytest.raises(StockShort):
        plan_again(session, {tea: RushTerms(units=21), cups: RushTerms(units=1)}, closes_at=later)
    assert aside(cups) == 3  # nothing changed
    plan_again(session, {tea: RushTerms(units=20), cups: RushTerms()}, closes_at=later)
    assert (aside(tea), aside(cups)) == (20, 0)
    assert counter_drifts() == []


def test_planned_again_what_was_never_planned_is_planned(on_shelf: PutOnShelf) -> None:
    tea = on_shelf("tea", 20)
    replan_rush("ten", now(), now() + timedelta(hours=1), {tea: RushTerms(units=5)})
    assert [session.code for session in sessions()] == ["ten"]
    assert aside(tea) == 5


def test_a_session_planned_when_it_is_over_sets_nothing_aside(on_shelf: PutOnShelf, rush: PlanRush) -> None:
    tea = on_shelf("tea", 20)
    rush({tea: RushTerms(units=5)}, opens_in=-60, lasts=30)
    assert (aside(tea), counter_drifts()) == (0, [])


def test_figures_count_refusals_by_reason(on_shelf: PutOnShelf, rush: PlanRush, store: Store) -> None:
    tea = on_shelf("tea", 9)
    rush({tea: RushTerms(units=2, units_per_member=1)})
    store.serve(
        [ask("k1", "ana"), ask("k2", "ana"), ask("k3", "ben"), ask("k4"), ask("k5"), ask("k1", "ana")]
    )
    assert rush_figures("ten").refused == {"sold_out": 2, "limit": 1}


# Walls.


def test_a_drift_of_what_is_aside_is_found(on_shelf: PutOnShelf, rush: PlanRush) -> None:
    tea = on_shelf("tea", 9)
    rush({tea: RushTerms(units=2)})
    StockItem.objects.update(set_aside=1)
    (drift,) = counter_drifts()
    assert (drift.counter, drift.counted, drift.stored) == ("set_aside", 2, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"remaining": F("remaining") - 3},
        {"remaining": F("remaining") + 1},
        {"taken": F("taken") + 1},
        {"sold": 1},
        {"units": None},
    ],
)
def test_the_database_refuses_a_session_that_does_not_add_up(
    change: dict[str, object], on_shelf: PutOnShelf, rush: PlanRush
) -> None:
    rush({on_shelf("tea", 9): RushTerms(units=2)})
    with pytest.raises(IntegrityError), transaction.atomic():
        RushItem.objects.update(**change)


@pytest.mark.parametrize("change", [{"early_level": 1}, {"early_opens_at": F("opens_at")}])
def test_the_database_refuses_early_access_for_nobody(
    change: dict[str, object], on_shelf: PutOnShelf, rush: PlanRush
) -> None:
    rush({on_shelf("tea", 9): RushTerms(units=2)})
    with pytest.raises(IntegrityError), transaction.atomic():
        RushSession.objects.update(**change)


def test_control_without_the_constraint_more_is_set_aside_than_there_is(on_shelf: PutOnShelf) -> None:
    on_shelf("tea", 9)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockItem.objects.update(set_aside=10)
    with without_the_constraint():
        assert StockItem.objects.update(set_aside=10) == 1
        StockItem.objects.update(set_aside=0)
    connection.close()


def test_control_a_release_that_does_not_look_whether_the_session_runs_is_found(
    on_shelf: PutOnShelf, rush: PlanRush, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rush({on_shelf("tea", 9): RushTerms(units=2)})
    store.serve([ask("k1")])
    end_rush("ten")
    monkeypatch.setattr("feria.mall.stock.sessions._keeps_aside", lambda row: True)
    release_due(database_now() + timedelta(hours=1))
    assert [drift.counter for drift in counter_drifts()] == ["remaining:ten"]
