"""What the board is compared with, at the same second (R3.7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from feria.mall.kit import api as kit
from feria.mall.orders import api as orders
from feria.mall.orders.models import Order
from feria.mall.web.board.against import Against, _thinned, against, choices
from feria.mall.web.board.stage import Stage, stage_at
from tests.mall import factories, festivals
from tests.mall.web.conftest import Mall, Visitor

NIGHT = factories.at(2025, 11, 11, 5)  # midnight in New York


def sell(shopper: Visitor, at: datetime, **quantities: int) -> Order:
    """Order and pay at that instant of the mall's clock, to the second."""
    assert shopper.member is not None
    factories.set_clock(at)
    cart = orders.cart_for(shopper.member)
    orders.fill(cart, list(quantities.items()))
    order = orders.checkout(
        shopper.member, cart, shopper.member.addresses.get(), f"key-{Order.objects.count()}"
    )
    orders.dummy.decide(orders.start_payment(order, "/pay/return/{reference}/").reference, "captured")
    Order.objects.filter(pk=order.pk).update(paid_at=at)
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def day_before(mall: Mall, shopper: Visitor) -> list[Order]:
    """Yesterday: one order ten seconds after midnight, two at one o'clock."""
    yesterday = NIGHT - timedelta(days=1)
    sold = [
        sell(shopper, yesterday + timedelta(seconds=10), cola=1),
        sell(shopper, yesterday + timedelta(hours=1), bread=1),
        sell(shopper, yesterday + timedelta(hours=1), cola=2),
    ]
    factories.set_clock(festivals.FRENZY)
    return sold


def chosen(key: str) -> Against:
    found = against(key, stage_at(kit.now()))
    assert found is not None
    return found


def test_another_day_of_the_ledger_is_laid_second_on_second(day_before: list[Order]) -> None:
    first, second, third = day_before
    found = chosen("day:2025-11-10")
    assert found.start_at == NIGHT - timedelta(days=1)
    assert found.curve.at(9) == (0, 0)
    assert found.curve.at(10) == (1, first.payable)
    assert found.curve.at(3_599) == (1, first.payable)
    assert found.curve.at(3_600) == (3, first.payable + second.payable + third.payable)


def test_what_was_cancelled_since_is_not_compared_with(day_before: list[Order]) -> None:
    orders.cancel(day_before[0], None)
    assert chosen("day:2025-11-10").curve.at(3_599) == (0, 0)


def test_another_festivals_phase_of_the_same_kind_is_offered_first(mall: Mall, shopper: Visitor) -> None:
    last_year = festivals.TEXT.partition("promotions:")[0].replace("2025", "2024")
    festivals.open_festival(last_year)
    sold = sell(shopper, factories.at(2024, 11, 11, 5, 0, 7), cola=1)
    factories.set_clock(festivals.FRENZY)
    stage = stage_at(kit.now())
    first = choices(stage)[0]
    assert (first.key, first.label) == ("festival:double-eleven-2024", "Double Eleven")
    found = chosen(first.key)
    assert (found.start_at, found.curve.at(7)) == (factories.at(2024, 11, 11, 5), (1, sold.payable))


def test_a_day_without_sales_and_the_present_one_are_not_offered(
    day_before: list[Order], shopper: Visitor
) -> None:
    sell(shopper, NIGHT + timedelta(minutes=5), cola=1)
    factories.set_clock(festivals.FRENZY)
    stage = stage_at(kit.now())
    assert [choice.key for choice in choices(stage)] == ["day:2025-11-10"]
    for nobody in ("day:2025-11-09", "day:2025-11-11", "past:2017-11-22", "festival:none", "nonsense", ""):
        assert against(nobody, stage) is None


def test_imported_baskets_are_offered_and_counted_in_local_time(
    mall: Mall, settings: Settings, tmp_path: Path
) -> None:
    make_warehouse(tmp_path / "warehouse")
    settings.HOME = tmp_path
    stage = Stage(since_at=NIGHT, until_at=NIGHT + timedelta(days=1))
    assert [choice.key for choice in choices(stage)] == ["past:2017-11-11", "past:2017-11-22"]
    found = against("past:2017-11-11", stage)
    assert found is not None
    assert found.curve.at(60) == (0, 0)
    assert found.curve.at(61) == (2, 1_500), "two baskets one minute and one second after midnight"
    assert found.curve.at(86_399) == (2, 1_500), "the next day's and an empty basket are not in it"
    assert found.shown()["seconds"] == (61,)


def make_warehouse(store: Path) -> None:
    """The least warehouse that has days to compare with."""
    import duckdb
    import msgspec

    from feria.review.past import warehouse
    from feria.review.past.account import Pile

    store.mkdir()
    for table in warehouse.TABLES:
        duckdb.sql("SELECT 1 AS nothing").write_parquet(str(store / f"{table}.parquet"))
    duckdb.sql(
        """SELECT * FROM (VALUES
        (1, TIMESTAMP '2017-11-11 00:01:01', DATE '2017-11-11', 3, 1000),
        (2, TIMESTAMP '2017-11-11 00:01:01', DATE '2017-11-11', 1, 500),
        (3, TIMESTAMP '2017-11-11 09:00:00', DATE '2017-11-11', 0, 0),
        (4, TIMESTAMP '2017-11-22 10:00:00', DATE '2017-11-22', 1, 700)) t (basket_id, local_at, day, lines, charged_cents)"""
    ).write_parquet(str(store / "baskets.parquet"))
    none = Pile(0, 0, 0)
    counted = (
        "split",
        "by_measure",
        "below_zero",
        "without_product",
        "baskets",
        "empty_baskets",
        "products",
        "sellable",
        "households",
    )
    account = warehouse.Account(read=none, priced=none, set_aside={}, lines=none, **dict.fromkeys(counted, 0))
    found = warehouse.Manifest(layout=warehouse.LAYOUT, source="", rows={}, account=account)
    (store / "manifest.json").write_bytes(msgspec.json.encode(found))


def test_a_curve_too_long_for_a_screen_goes_out_by_the_minute_and_loses_no_sale() -> None:
    long = orders.Curve.of((second, 1, 100) for second in range(100_000))
    thin, step = _thinned(long)
    assert step == 60
    assert len(thin.seconds) == 1_667
    assert thin.at(99_999 + 60) == (100_000, 10_000_000)
    assert thin.at(119) == long.at(119)


def test_the_page_carries_the_comparison_and_changes_it(operator: Visitor, day_before: list[Order]) -> None:
    page = operator.get("/board/")
    assert page.context["against"]["key"] == "day:2025-11-10"
    assert page.context["against"]["payable"][-1] == sum(order.payable for order in day_before)
    assert operator.get("/board/", **{"with": ""}).context["against"] is None
    answer = operator.get("/board/against/", **{"with": "day:2025-11-10"})
    assert answer.json()["seconds"] == [10, 3_600]
    assert operator.get("/board/against/", **{"with": "day:2020-01-01"}).status_code == 404


def test_only_operators_and_analysts_compare(shopper: Visitor, guest: Visitor) -> None:
    assert shopper.get("/board/against/").status_code == 403
    assert guest.get("/board/against/").status_code == 302
