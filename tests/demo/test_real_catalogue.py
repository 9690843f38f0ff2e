"""The catalogue that the demo really shows: what a shopper reads, and what a database must be able to hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from feria.demo.catalogue import BEST_SELLERS, read_catalogue
from feria.demo.favourites import HOW_MANY, bought_most
from feria.demo.people import read_members
from feria.mall.catalog import api as catalog
from feria.mall.members import api as members

pytestmark = pytest.mark.long


def widths(model: type) -> dict[str, int]:
    return {field.attname: field.max_length for field in model._meta.concrete_fields if field.max_length}


@pytest.mark.parametrize("most", [BEST_SELLERS, None])
def test_given_the_real_year_then_every_record_fits_its_columns(real_warehouse: Path, most: int | None):
    stocked = read_catalogue(real_warehouse, most)

    assert len(stocked.products) == (most or 92_348)
    assert sum(product.is_on_sale for product in stocked.products) == (most or 67_140)
    too_long = [
        (column, getattr(record, column))
        for model, records in (
            (catalog.Product, stocked.products),
            (catalog.Category, stocked.categories),
            (catalog.Shop, stocked.shops),
        )
        for record in records
        for column, width in widths(model).items()
        if len(str(getattr(record, column, ""))) > width
    ]
    assert too_long == []
    assert min(product.listed_price for product in stocked.products) > 0
    assert {product.category for product in stocked.products} <= {
        category.path for category in stocked.categories
    }


def test_given_the_best_sellers_then_no_two_in_a_shop_share_a_name_and_none_shouts(real_warehouse: Path):
    stocked = read_catalogue(real_warehouse)

    names = Counter((product.shop, product.name) for product in stocked.products)
    assert [name for name, times in names.items() if times > 1] == []
    shouting = [product.name for product in stocked.products if product.name.isupper()]
    assert shouting == []
    assert not any(mark in product.name for product in stocked.products for mark in "(*_")
    kept_out = {"CIGARETTES", "GASOLINE"}
    assert not any(word in product.name.upper() for product in stocked.products for word in kept_out)


def test_given_fewer_products_then_they_have_the_same_names_as_among_all(real_warehouse: Path):
    few = read_catalogue(real_warehouse, 500).products
    assert few == read_catalogue(real_warehouse).products[:500]


def test_given_the_real_households_then_they_fit_their_columns_too(real_warehouse: Path):
    records, first_seen = read_members(real_warehouse)

    assert len(records) == len(first_seen) == 2_469
    limits = widths(members.Member)
    assert [
        r for r in records for column, width in limits.items() if len(getattr(r, column, "")) > width
    ] == []
    assert sum(bool(record.age_band) for record in records) == 801
    assert Counter(record.level for record in records) == {3: 124, 2: 370, 1: 741, 0: 1_234}


def test_given_the_demo_s_shopper_then_its_favourites_are_what_it_bought_most(real_warehouse: Path):
    skus = bought_most(real_warehouse, "hh-768")
    assert len(skus) == len(set(skus)) == HOW_MANY
    assert set(skus) <= {product.sku for product in read_catalogue(real_warehouse).products}
