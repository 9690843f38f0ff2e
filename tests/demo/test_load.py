"""The demo mall: made from the year, finished by a load that was cut short, and left alone once it stands."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import authenticate

from feria.demo import accounts, home, load
from feria.demo.catalogue import opening_stock
from feria.mall.campaigns import api as campaigns
from feria.mall.catalog import api as catalog
from feria.mall.coupons import api as coupons
from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.rush import api as rush
from feria.mall.stock import api as stock
from feria.review.basis import basis_of
from feria.review.facts.anywhere import read_facts
from tests.review.sources import FUEL, Article, Receipt, write_source

pytestmark = pytest.mark.django_db

LITTLE = Path(__file__).parents[1] / "demo" / "little.yaml"
SODA = Article(
    product_id=7,
    product_category="SOFT DRINKS",
    product_type="SFT DRNK 2 LITER BTL CARB INCL",
    package_size="2 LTR",
)
SMOKE = Article(product_id=8, department="DRUG GM", product_category="CIGARETTES", product_type="CIGARETTES")
DAWN = datetime(2026, 11, 11, 5, tzinfo=UTC)  # midnight in New York


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Path:
    """A home for a mall, and a year of three products to load it from."""
    articles = [Article(), SODA, FUEL, SMOKE]
    lines = [
        Receipt(household_id=768, quantity=2, sales_value=3.98),
        Receipt(household_id=768, product_id=SODA.product_id, quantity=400, sales_value=636.00),
        Receipt(basket_id=2, household_id=9, product_id=SMOKE.product_id, sales_value=5.00),
        Receipt(basket_id=2, household_id=9, product_id=FUEL.product_id, quantity=9_000, sales_value=30.00),
    ]
    data = write_source(tmp_path / "source", lines, articles)
    monkeypatch.setattr(load, "source_directory", lambda: data)
    monkeypatch.setattr(load, "festival_file", lambda: LITTLE)
    settings.DEMO = True
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_given_an_empty_mall_then_the_year_s_goods_people_and_festival_are_in_it(place):
    made = load.load(place)

    assert (made.products, made.members, made.festival) == (2, 2, "little-2026")
    soda, soup = catalog.products(sort="popular")
    assert (soda.sku, soda.listed_price, soda.shop.name, soda.sales_rank) == ("7", 159, "Grocery", 1)
    assert soda.category.path == "grocery/soft-drinks/soda-bottle"
    assert soda.category.parent.name == "Soft Drinks"
    assert stock.available([soup, soda]) == {"7": opening_stock(400), "101": 12}
    assert campaigns.current(kit.now()).moment.phase.id == "main"
    assert coupons.claimable(None, kit.now()) is not None
    assert timedelta(0) <= kit.now() - (DAWN + load.OPENED) < timedelta(minutes=1)


def test_given_the_year_s_households_then_none_is_new_and_nothing_is_invented(place):
    load.load(place)

    household = members.member_by_code("hh-768")
    assert not members.buyer(household).is_new
    assert (household.birthday, household.gender, household.age_band) == (None, "", "")
    assert household.region == "store-330"
    assert members.favourite_skus(household) == {"7", "101"}  # what its receipts tell
    assert not members.favourite_skus(members.member_by_code("hh-9"))


def test_given_the_demo_s_accounts_then_each_signs_in_with_its_role(place):
    made = load.load(place)

    roles = {}
    for account in made.accounts:
        user = authenticate(email=account.email, password=made.password)
        assert user is not None, account.email
        roles[account.role] = members.roles_of(user)
    assert all(role in roles[role] for role in ("merchant", "operator", "analyst"))
    assert (
        members.member_of(authenticate(email="shopper@feria.example", password=made.password)).code
        == "hh-768"
    )
    row = members.token_row(made.drive_token)
    assert row.may_act_for_members
    assert not members.roles_of(row.user) & {"operator", "merchant"}


def test_given_demo_json_then_only_its_owner_can_read_the_token_in_it(place):
    load.load(place)
    assert stat.S_IMODE((place / home.KEPT).stat().st_mode) == 0o600


def test_given_a_loaded_mall_then_loading_again_leaves_what_people_did(place):
    made = load.load(place)
    soup = catalog.product("101")
    catalog.set_listed_price(soup, 250, kit.now())
    rush.close_festival(made.festival, by=None)
    kit.move_clock(None, by=None)

    assert load.load(place) == made
    assert catalog.product("101").listed_price == 250
    assert campaigns.documents_in_force() == ()
    assert kit.clock_shift() == timedelta(0)


class Cut(Exception):
    """The power fails."""


@pytest.mark.parametrize(
    "step", ["Filling the shelves", "Welcoming members", "Making accounts", "Opening the festival"]
)
def test_given_a_load_that_was_cut_short_then_the_next_one_finishes_it(place, step):
    def cut(doing: str, _share: float) -> None:
        if doing == step:
            raise Cut

    with pytest.raises(Cut):
        load.load(place, progress=cut)
    assert home.kept(place) is None

    made = load.load(place)
    assert (catalog.Product.objects.count(), members.Member.objects.count()) == (2, 2)
    assert stock.available([catalog.product("101")]) == {"101": 12}
    assert home.kept(place) == made


def test_given_all_is_asked_for_later_then_the_rest_is_added_and_prices_stay(place, monkeypatch):
    monkeypatch.setattr(load, "BEST_SELLERS", 1)
    first = load.load(place)
    assert first.products == 1
    catalog.set_listed_price(catalog.product("7"), 250, kit.now())

    grown = load.load(place, everything=True)

    assert (grown.products, grown.all_products, grown.drive_token) == (4, True, first.drive_token)
    # What may not be sold is there, off sale.
    assert [product.sku for product in catalog.products()] == ["7", "101"]
    assert catalog.Product.objects.filter(is_on_sale=False).count() == 2
    assert catalog.product("7").listed_price == 250
    assert load.load(place) == grown


def test_given_a_database_that_was_thrown_away_then_what_is_kept_does_not_count(place):
    made = load.load(place)
    members.Member.objects.all().delete()
    members.User.objects.filter(email=accounts.ACCOUNTS[0].email).delete()

    assert home.kept(place) == made
    assert load.finished(place) is None


def test_given_forget_then_the_mall_is_gone_and_the_warehouse_stays(place):
    load.load(place)
    (place / "mall.sqlite3").write_bytes(b"")

    home.forget(place)

    assert home.kept(place) is None
    assert sorted(path.name for path in place.iterdir()) == ["warehouse"]


def test_opening_stock_is_a_month_of_demand_and_never_less_than_a_dozen():
    assert [opening_stock(units) for units in (0, 146, 147, 3_650)] == [12, 12, 13, 300]


def test_the_demo_s_margins_are_there_and_said_to_be_made_up(place):
    load.load(place)

    basis = basis_of(read_facts(place / "warehouse"))

    assert (basis.kind, basis.costs) == ("profit", "assumed")
    assert [label.code for label in basis.labels] == ["label.costs-made-up"]


def test_throwing_the_mall_away_throws_away_what_was_read_out_of_it(place):
    load.load(place)

    home.forget(place)

    assert not (place / "facts").exists()
    assert (place / "warehouse").exists()
