"""Every path to the last units has the same walls: carts, presales, groups, late payments, counts, sessions, first stock (P1).

Each path is asked by more people at once than there are units, then all of them beside one another. The controls take each
path's own walls away: then the table's constraint stops it, and without that the same race is seen to promise too much.
Threads with connections of their own on a database file, or on PostgreSQL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum, Value

from feria.mall.catalog.models import Product
from feria.mall.kit.api import database_now, now
from feria.mall.orders import api as orders
from feria.mall.stock import actions, deliveries, reholding, sessions
from feria.mall.stock.api import (
    Hold,
    RushItem,
    RushTerms,
    StockItem,
    StockMovement,
    counter_drifts,
    hold,
    hold_again,
    open_stock,
    plan_rush,
    receive,
    release,
)
from tests.mall import racing
from tests.mall.factories import make_address, make_member, make_product, set_clock
from tests.mall.orders.conftest import PutOnSale
from tests.mall.orders.ways import AHEAD, MAIN, TOGETHER, open_ways
from tests.mall.stock.test_races import take_without_looking, without_the_constraint

pytestmark = pytest.mark.django_db(transaction=True)

SOLD, FREE, ASKERS = 15, 5, 8
Deeds = list[Callable[[], object]]
Patch = pytest.MonkeyPatch


@pytest.fixture
def kettle(on_sale: PutOnSale) -> Iterator[Product]:
    """Twenty, of which an order holds fifteen."""
    item = open_ways(on_sale, SOLD + FREE)
    set_clock(MAIN + timedelta(hours=9))
    hold("others", {"kettle": SOLD}, database_now() + timedelta(hours=9))
    yield item
    set_clock(None)


def buyers(buy: Callable[[Any, Any], object]) -> Deeds:
    people = [(member, make_address(member)) for member in (make_member() for _ in range(ASKERS))]
    return [lambda who=who, address=address: buy(who, address) for who, address in people]  # type: ignore[misc]


def carts(_: Product) -> Deeds:
    def buy(member: Any, address: Any) -> object:
        orders.set_quantity(orders.cart_for(member), "kettle", 1)
        return orders.checkout(member, orders.cart_for(member), address, "key")

    return buyers(buy)


def presales(_: Product) -> Deeds:
    return buyers(lambda who, address: orders.order_presale(who, AHEAD, "kettle", 1, address, "key"))


def groups(_: Product) -> Deeds:
    return buyers(lambda who, address: orders.start_group(who, TOGETHER, 1, address, "key"))


def late_payments(kettle: Product) -> Deeds:
    """Of holds that were released and are wanted back."""
    until = database_now() + timedelta(hours=9)
    for n in range(ASKERS):
        hold(f"late-{n}", {"kettle": 1}, until)
        release(f"late-{n}")
    return [lambda n=n: hold_again(f"late-{n}", until) for n in range(ASKERS)]  # type: ignore[misc]


def counts(kettle: Product) -> Deeds:
    """Each finds one less than there should be."""
    return [lambda: receive(kettle, -1, "count")] * ASKERS


def sets_aside(kettle: Product) -> Deeds:
    opens_at, terms = now(), {kettle: RushTerms(units=1)}
    return [
        lambda n=n: plan_rush(f"s-{n}", opens_at, opens_at + timedelta(hours=1), terms)  # type: ignore[misc]
        for n in range(ASKERS)
    ]


def no_look_at_the_shelf(patch: Patch) -> None:
    patch.setattr(actions, "_short", lambda items, wants: [])
    patch.setattr(actions, "_take", take_without_looking)


def no_look_before_holding_again(patch: Patch) -> None:
    patch.setattr(reholding, "_check_free", lambda holds, aside: None)
    patch.setattr(reholding, "FREE", Value(10**9))


def no_look_before_counting(patch: Patch) -> None:
    patch.setattr(deliveries, "FREE", Value(10**9))


def no_look_before_setting_aside(patch: Patch) -> None:
    patch.setattr(sessions, "units_free", lambda item: 10**9)


@dataclass(frozen=True)
class Path:
    """A way to units: those who take it at once, how whoever comes too late is refused, and what takes its walls away."""

    deeds: Callable[[Product], Deeds]
    refusal: str
    blind: Callable[[Patch], None]


PATHS = [
    Path(carts, "StockShort", no_look_at_the_shelf),
    Path(presales, "StockShort", no_look_at_the_shelf),
    Path(groups, "StockShort", no_look_at_the_shelf),
    Path(late_payments, "StockShort", no_look_before_holding_again),
    Path(counts, "BelowClaims", no_look_before_counting),
    Path(sets_aside, "StockShort", no_look_before_setting_aside),
]
on_every_path = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.deeds.__name__)


def endings(deeds: Deeds) -> Counter[str]:
    return Counter(ending.name for ending in racing.all_at_once(deeds))


def promised_too_many(product: Product) -> int:
    """Units that are held, sold or set aside and do not exist: by the rows of those who have them."""
    held = Hold.objects.filter(item=product.pk).exclude(state="released").aggregate(units=Sum("quantity"))
    aside = RushItem.objects.filter(item=product.pk).aggregate(units=Sum("remaining"))
    return sum(sums["units"] or 0 for sums in (held, aside)) - StockItem.objects.get(pk=product.pk).received


@on_every_path
def test_more_who_ask_at_once_than_there_are_units(kettle: Product, path: Path) -> None:
    assert endings(path.deeds(kettle)) == {"done": FREE, path.refusal: ASKERS - FREE}
    assert promised_too_many(kettle) == 0
    assert counter_drifts() == []


@on_every_path
def test_control_without_its_own_walls_the_constraint_still_stands(
    kettle: Product, path: Path, monkeypatch: Patch
) -> None:
    deeds = path.deeds(kettle)
    path.blind(monkeypatch)
    assert endings(deeds) == {"done": FREE, "IntegrityError": ASKERS - FREE}
    assert promised_too_many(kettle) == 0


@on_every_path
def test_control_without_any_wall_too_much_is_promised(
    kettle: Product, path: Path, monkeypatch: Patch
) -> None:
    deeds = path.deeds(kettle)
    path.blind(monkeypatch)
    with without_the_constraint():
        assert endings(deeds) == {"done": ASKERS}
        assert promised_too_many(kettle) == ASKERS - FREE
        StockItem.objects.update(held=0, set_aside=0)


def test_all_paths_beside_one_another(kettle: Product) -> None:
    ended = endings([deed for path in PATHS for deed in path.deeds(kettle)])
    assert ended.keys() <= {"done", "StockShort", "BelowClaims"}
    assert ended["done"] == FREE
    assert promised_too_many(kettle) == 0
    assert counter_drifts() == []


def test_loaders_beside_one_another_give_a_product_its_first_stock_once() -> None:
    tea = make_product("tea", name="Tea")
    answers = [
        ending.answer or ending.name for ending in racing.all_at_once([lambda: open_stock({tea.pk: 7})] * 6)
    ]
    assert answers.count(1) == 1
    assert set(answers) <= {1, "done", "IntegrityError"}, "the others found it there, or were stopped"
    assert StockItem.objects.get().received == 7 == StockMovement.objects.get().quantity


def test_control_a_loader_that_does_not_look_is_stopped_by_the_table(monkeypatch: Patch) -> None:
    tea = make_product("tea", name="Tea")
    open_stock({tea.pk: 7})

    class Unseen:
        def values_list(self, *_: object, **__: object) -> list[int]:
            return []

    monkeypatch.setattr(type(StockItem.objects), "filter", lambda *_, **__: Unseen())
    (ending,) = racing.all_at_once([lambda: open_stock({tea.pk: 7})])
    monkeypatch.undo()
    assert ending.name == "IntegrityError"
    assert StockItem.objects.get().received == 7 == StockMovement.objects.get().quantity
