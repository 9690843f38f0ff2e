"""Many buyers at once, few units: exactly the stock is sold (P1), and the tests would see it if not.

Threads with connections of their own on a database file, or on PostgreSQL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.db.models import F, Sum

from feria.mall.catalog.models import Product
from feria.mall.stock import actions
from feria.mall.stock.api import (
    Hold,
    StockItem,
    counter_drifts,
    hold,
    levels,
    release,
    release_due,
)
from tests.mall import racing
from tests.mall.stock.conftest import PutOnShelf

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(deeds: list[Callable[[], object]]) -> Counter[str]:
    """How many of the deeds, started together, ended how."""
    return Counter(ending.name for ending in racing.all_at_once(deeds))


def buyers(number: int, wants: dict[str, int], until: datetime) -> list[Callable[[], object]]:
    return [lambda name=f"order-{n}": hold(name, wants, until) for n in range(number)]  # type: ignore[misc]


def units_promised(product: Product) -> int:
    """By the holds themselves, whatever the counters say."""
    return Hold.objects.filter(item=product.pk).aggregate(units=Sum("quantity"))["units"] or 0


def test_two_buyers_of_the_last_unit(on_shelf: PutOnShelf, soon: datetime) -> None:
    tea = on_shelf("tea", 1)
    endings = all_at_once(buyers(2, {"tea": 1}, soon))
    assert endings == {"done": 1, "StockShort": 1}
    assert units_promised(tea) == 1


def test_fifty_buyers_of_ten_units(on_shelf: PutOnShelf, soon: datetime) -> None:
    tea = on_shelf("tea", 10)
    endings = all_at_once(buyers(50, {"tea": 1}, soon))
    assert endings == {"done": 10, "StockShort": 40}
    assert units_promised(tea) == 10
    assert counter_drifts() == []


def test_claims_on_the_same_items_named_in_opposite_orders_never_wait_in_a_circle(
    on_shelf: PutOnShelf, soon: datetime
) -> None:
    products = [on_shelf(sku, 40) for sku in ("tea", "cups", "pot")]
    there = buyers(20, {"tea": 1, "cups": 1, "pot": 1}, soon)
    back = [lambda n=n: hold(f"back-{n}", {"pot": 1, "cups": 1, "tea": 1}, soon) for n in range(20)]  # type: ignore[misc]
    assert all_at_once(there + back) == {"done": 40}
    assert [level.free for level in levels(products).values()] == [0, 0, 0]


def test_sweepers_beside_each_other_free_a_hold_once(on_shelf: PutOnShelf, soon: datetime) -> None:
    tea = on_shelf("tea", 10)
    for n in range(5):
        hold(f"order-{n}", {"tea": 2}, soon)
    assert all_at_once([lambda: release_due(soon)] * 4) == {"done": 4}
    assert levels([tea])["tea"].free == 10
    assert counter_drifts() == []


def test_paying_and_lapsing_at_the_same_moment_is_one_or_the_other(
    on_shelf: PutOnShelf, soon: datetime
) -> None:
    tea = on_shelf("tea", 8)

    def pay(claimant: str) -> None:
        try:
            actions.allocate(claimant)
        except actions.HoldLost:
            return

    for n in range(8):
        hold(f"order-{n}", {"tea": 1}, soon)
    deeds: list[Callable[[], object]] = [lambda n=n: pay(f"order-{n}") for n in range(8)]  # type: ignore[misc]
    deeds += [lambda n=n: release(f"order-{n}") for n in range(8)]  # type: ignore[misc]
    assert all_at_once(deeds) == {"done": 16}
    level = levels([tea])["tea"]
    assert level.held == 0
    assert level.sold == Hold.objects.filter(state=Hold.State.ALLOCATED).count()
    assert counter_drifts() == []


# Negative controls: what happens to the promise when its walls are taken away, two and then all three.


def take_without_looking(quantities: dict[int, int]) -> None:
    for product_id, quantity in quantities.items():
        StockItem.objects.filter(product_id=product_id).update(held=F("held") + quantity)


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether units are free, neither under the lock nor in the update."""
    monkeypatch.setattr(actions, "_short", lambda items, wants: [])
    monkeypatch.setattr(actions, "_take", take_without_looking)


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """Take the CHECK constraint off the stock table (PostgreSQL), or have every connection ignore it (SQLite)."""
    if connection.vendor == "postgresql":
        constraint = next(one for one in StockItem._meta.constraints if one.name == "never_sold_twice")
        with connection.schema_editor() as editor:
            editor.remove_constraint(StockItem, constraint)
        yield
        StockItem.objects.all().update(held=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(StockItem, constraint)
    else:
        pragma = "PRAGMA ignore_check_constraints = ON;"
        options = connection.settings_dict["OPTIONS"]
        before = options["init_command"]
        options["init_command"] = before + pragma
        connection.close()
        yield
        options["init_command"] = before
        connection.close()


def test_control_without_looking_under_the_lock_the_update_still_asks(
    on_shelf: PutOnShelf, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea = on_shelf("tea", 10)
    monkeypatch.setattr(actions, "_short", lambda items, wants: [])
    assert all_at_once(buyers(50, {"tea": 1}, soon)) == {"done": 10, "RuntimeError": 40}
    assert units_promised(tea) == 10


def test_control_without_the_guard_the_constraint_still_stands(
    on_shelf: PutOnShelf, soon: datetime, careless: None
) -> None:
    tea = on_shelf("tea", 10)
    endings = all_at_once(buyers(50, {"tea": 1}, soon))
    assert endings == {"done": 10, "IntegrityError": 40}
    assert units_promised(tea) == 10


@pytest.mark.parametrize(("number", "units"), [(2, 1), (50, 10)])
def test_control_without_guard_and_constraint_overselling_is_seen(
    number: int, units: int, on_shelf: PutOnShelf, soon: datetime, careless: None
) -> None:
    tea = on_shelf("tea", units)
    with without_the_constraint():
        all_at_once(buyers(number, {"tea": 1}, soon))
        assert units_promised(tea) > units


def test_control_a_release_that_remembers_instead_of_looking_frees_nothing_twice(
    on_shelf: PutOnShelf, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_shelf("tea", 2)
    hold("order-1", {"tea": 1}, soon)
    hold("order-2", {"tea": 1}, soon)
    with transaction.atomic():
        remembered = actions.locked_holds("order-1", Hold.State.HELD)
    release("order-1")
    monkeypatch.setattr(actions, "locked_holds", lambda *_: remembered)
    with pytest.raises(RuntimeError, match="changed under their lock"):
        release("order-1")
    assert counter_drifts() == []
