"""Sessions planned and steered by hand: one more in the festival's document, stopped, extended, given more units."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from feria.festival import WishedGood, WishedRush
from feria.mall.campaigns import api as campaigns
from feria.mall.kit import api as kit
from feria.mall.members.models import User
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from tests.mall import factories, festivals

pytestmark = pytest.mark.django_db

TEN = factories.at(2025, 11, 11, 15)  # ten in the morning in New York
WISH = WishedRush(
    id="",
    name="Ten o’clock",
    opens="",
    closes="",
    products=(WishedGood(sku="cola", price="5.00", units=12, per_member=1),),
    shop_bears=True,
)


@pytest.fixture
def marta() -> User:
    festivals.open_festival()
    factories.set_clock(festivals.FRENZY)
    stock.receive(factories.make_product("cola"), 20, "delivery")
    stock.receive(factories.make_product("bread"), 5, "delivery")
    return factories.make_user("marta")


def plan(by: User, opens_at: datetime = TEN, wish: WishedRush = WISH) -> str:
    return rush.plan_session(wish, opens_at, opens_at + timedelta(hours=1), "grocery", by)


def free(sku: str) -> int:
    return stock.available([stock.StockItem.objects.get(product__sku=sku).product])[sku]


def test_a_planned_session_is_a_new_version_of_the_festival_and_sets_its_units_aside(marta: User) -> None:
    code = plan(marta)
    assert code == f"{festivals.CODE}.groc-111000"
    assert len(code) <= 32
    found = rush.plan_of_session(code)
    assert found is not None
    assert (found.design.opens_at, found.design.closes_at) == (TEN, TEN + timedelta(hours=1))
    assert [(funder.who, funder.bps) for funder in found.design.funders] == [("shop", 10_000)]
    assert campaigns.versions_of(festivals.CODE).count() == 2
    assert campaigns.document_of(festivals.CODE)[1].startswith(festivals.TEXT.rstrip())
    assert free("cola") == 8
    (entry,) = kit.trail(code, verb="rush.session_planned")
    assert entry.actor == marta


def test_another_at_the_same_time_has_a_name_of_its_own_and_both_stand(marta: User) -> None:
    first = plan(marta)
    second = plan(
        marta,
        wish=WishedRush(**{**_fields(WISH), "products": (WishedGood(sku="bread", price="1.00", units=5),)}),
    )
    assert second == f"{first}-2"
    assert {one.code for one in rush.planned()} == {first, second}


def _fields(wish: WishedRush) -> dict[str, object]:
    return {name: getattr(wish, name) for name in wish.__struct_fields__}


def test_more_units_than_are_free_are_refused_and_nothing_has_changed(marta: User) -> None:
    greedy = WishedRush(**{**_fields(WISH), "products": (WishedGood(sku="cola", price="5.00", units=21),)})
    with pytest.raises(campaigns.FestivalRefused) as refused:
        plan(marta, wish=greedy)
    (problem,) = refused.value.problems
    assert problem.path == "rush[0].products[0].units"
    assert (campaigns.versions_of(festivals.CODE).count(), stock.sessions().count()) == (1, 0)
    assert free("cola") == 20


def test_a_session_outside_every_festival_is_refused(marta: User) -> None:
    with pytest.raises(rush.NoFestivalThen):
        plan(marta, opens_at=festivals.AFTER)


def test_stopping_gives_back_what_is_left_and_extending_takes_it_again(marta: User) -> None:
    code = plan(marta)
    factories.set_clock(TEN + timedelta(minutes=10))
    rush.stop_session(code, marta)
    assert free("cola") == 20
    shown = rush.session(code, kit.now())
    assert shown is not None
    assert shown.state == "over"
    rush.extend_session(code, TEN + timedelta(hours=3), marta)
    assert free("cola") == 8
    assert stock.RushSession.objects.get(code=code).closes_at == TEN + timedelta(hours=3)
    assert [entry.verb for entry in kit.trail(code)] == [
        "rush.session_extended",
        "rush.session_stopped",
        "rush.session_planned",
    ]


def test_added_units_leave_free_stock_and_no_more_than_that(marta: User) -> None:
    code = plan(marta)
    factories.set_clock(TEN)
    rush.add_stock(code, "cola", 5, marta)
    assert (free("cola"), stock.rush_figures(code).goods[0].left) == (3, 17)
    with pytest.raises(stock.StockShort):
        rush.add_stock(code, "cola", 4, marta)
    assert free("cola") == 3
    assert kit.trail(code, verb="rush.units_added").count() == 1
