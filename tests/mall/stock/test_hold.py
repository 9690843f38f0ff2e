"""Holding, releasing, allocating: where a unit stands (R3.1, R3.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from feria.mall.kit.api import database_now
from feria.mall.stock.api import (
    BelowClaims,
    Hold,
    HoldDiffers,
    HoldLost,
    Short,
    StockShort,
    allocate,
    available,
    counter_drifts,
    give_back,
    hold,
    levels,
    open_stock,
    receive,
    recount,
    release,
    release_due,
)
from tests.mall.stock.conftest import PutOnShelf

pytestmark = pytest.mark.django_db


def test_held_units_are_free_no_more(on_shelf: PutOnShelf, soon: datetime) -> None:
    tea = on_shelf("tea", 3)
    hold("order-1", {"tea": 2}, soon)
    assert available([tea]) == {"tea": 1}
    assert levels([tea])["tea"].paying == 1


def test_who_pays_for_an_item_is_counted_for_each_item_apart(on_shelf: PutOnShelf, soon: datetime) -> None:
    tea, cups, pot = on_shelf("tea", 9), on_shelf("cups", 9), on_shelf("pot", 9)
    hold("order-1", {"tea": 2, "cups": 1}, soon)
    hold("order-2", {"tea": 2}, soon)
    hold("order-3", {"cups": 5}, soon)
    allocate("order-3")

    told = levels([tea, cups, pot])

    assert {sku: level.paying for sku, level in told.items()} == {"tea": 2, "cups": 1, "pot": 0}


def test_units_held_of_no_stock_row_are_found_and_cannot_be_counted_away(
    on_shelf: PutOnShelf, soon: datetime
) -> None:
    on_shelf("tea", 3)
    hold("order-1", {"tea": 2}, soon)
    Hold.objects.update(item_id=4_711)  # nothing of the database forbids it

    found = {(drift.sku, drift.counter): (drift.counted, drift.stored) for drift in counter_drifts()}

    assert found == {("#4711", "held"): (2, 0), ("tea", "held"): (0, 2)}
    assert not recount("#4711")


def test_a_claim_on_several_items_is_all_or_nothing_and_names_every_short_one(
    on_shelf: PutOnShelf, soon: datetime
) -> None:
    tea, cups, pot = on_shelf("tea", 5), on_shelf("cups", 1), on_shelf("pot", 0)
    with pytest.raises(StockShort) as refused:
        hold("order-1", {"tea": 2, "cups": 4, "pot": 1, "unheard-of": 1}, soon)
    assert refused.value.items == [
        Short(sku="cups", wants=4, has=1),
        Short(sku="pot", wants=1, has=0),
        Short(sku="unheard-of", wants=1, has=0),
    ]
    assert available([tea, cups, pot]) == {"tea": 5, "cups": 1, "pot": 0}
    assert not Hold.objects.exists()


def test_holding_twice_answers_the_same_and_takes_nothing_more(on_shelf: PutOnShelf, soon: datetime) -> None:
    tea = on_shelf("tea", 3)
    first = hold("order-1", {"tea": 2}, soon)
    second = hold("order-1", {"tea": 2}, soon + timedelta(hours=1))
    assert [one.pk for one in first] == [one.pk for one in second]
    assert [one.held_until for one in second] == [soon]
    assert available([tea]) == {"tea": 1}


def test_a_hold_is_never_changed_under_way(on_shelf: PutOnShelf, soon: datetime) -> None:
    on_shelf("tea", 3)
    hold("order-1", {"tea": 2}, soon)
    with pytest.raises(HoldDiffers):
        hold("order-1", {"tea": 3}, soon)


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_is_no_hold(on_shelf: PutOnShelf, soon: datetime, quantity: int) -> None:
    on_shelf("tea", 3)
    with pytest.raises(ValueError, match="one unit or more"):
        hold("order-1", {"tea": quantity}, soon)


def test_released_units_are_free_again_once(on_shelf: PutOnShelf, soon: datetime) -> None:
    tea = on_shelf("tea", 3)
    hold("order-1", {"tea": 2}, soon)
    assert len(release("order-1")) == 1
    assert release("order-1") == []
    assert available([tea]) == {"tea": 3}


def test_a_released_hold_cannot_be_allocated_nor_held_again(on_shelf: PutOnShelf, soon: datetime) -> None:
    on_shelf("tea", 3)
    hold("order-1", {"tea": 2}, soon)
    release("order-1")
    with pytest.raises(HoldLost):
        allocate("order-1")
    with pytest.raises(HoldLost):
        hold("order-1", {"tea": 2}, soon)


def test_allocated_units_are_sold_once_and_only_given_back_on_purpose(
    on_shelf: PutOnShelf, soon: datetime
) -> None:
    tea = on_shelf("tea", 3)
    hold("order-1", {"tea": 2}, soon)
    assert [one.pk for one in allocate("order-1")] == [one.pk for one in allocate("order-1")]
    assert (levels([tea])["tea"].held, levels([tea])["tea"].sold) == (0, 2)
    assert release("order-1") == []
    assert levels([tea])["tea"].sold == 2
    assert len(give_back("order-1")) == 1
    assert give_back("order-1") == []
    assert levels([tea])["tea"].free == 3


def test_holds_come_back_by_themselves_at_their_deadline_and_not_before(
    on_shelf: PutOnShelf, soon: datetime
) -> None:
    tea, cups = on_shelf("tea", 3), on_shelf("cups", 3)
    hold("order-1", {"tea": 2, "cups": 1}, soon)
    hold("order-2", {"tea": 1}, soon + timedelta(seconds=1))
    assert release_due(soon - timedelta(microseconds=1)) == []
    assert release_due(soon) == ["order-1"]
    assert release_due(soon) == []
    assert available([tea, cups]) == {"tea": 2, "cups": 3}


def test_what_is_paid_is_not_swept_away(on_shelf: PutOnShelf) -> None:
    tea = on_shelf("tea", 3)
    hold("order-1", {"tea": 2}, database_now() - timedelta(minutes=1))
    allocate("order-1")
    assert release_due(database_now()) == []
    assert levels([tea])["tea"].sold == 2


def test_a_count_cannot_take_what_is_claimed(on_shelf: PutOnShelf, soon: datetime) -> None:
    tea = on_shelf("tea", 3)
    hold("order-1", {"tea": 2}, soon)
    with pytest.raises(BelowClaims) as refused:
        receive(tea, -2, "count")
    assert refused.value.free == 1
    assert receive(tea, -1, "count").received == 2
    assert available([tea]) == {"tea": 0}


def test_opening_stock_is_given_once(on_shelf: PutOnShelf) -> None:
    tea = on_shelf("tea", 3)
    assert open_stock({tea.pk: 50}) == 0
    assert available([tea]) == {"tea": 3}


def test_a_counter_that_drifted_from_its_rows_is_found(on_shelf: PutOnShelf, soon: datetime) -> None:
    tea = on_shelf("tea", 3)
    hold("order-1", {"tea": 2}, soon)
    assert counter_drifts() == []
    type(tea.stock).objects.filter(pk=tea.pk).update(held=1)
    (drift,) = counter_drifts()
    assert (drift.sku, drift.counter, drift.counted, drift.stored) == ("tea", "held", 2, 1)
