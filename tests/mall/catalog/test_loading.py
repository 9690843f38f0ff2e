"""A whole catalogue is put in at once; putting it in again changes nothing."""

from dataclasses import replace

import pytest

from feria.mall.catalog import api as catalog
from tests.mall.factories import DAY, at

pytestmark = pytest.mark.django_db

GROCERY = catalog.ShopRecord(code="grocery", name="Grocery")
COLA = catalog.CategoryRecord(path="grocery/soft-drinks/cola", name="Cola")
CAN = catalog.ProductRecord(
    sku="1001",
    shop="grocery",
    category=COLA.path,
    name="Cola 12 oz can",
    listed_price=599,
    brand="National",
    sales_rank=2,
)
BOTTLE = replace(CAN, sku="1002", name="Cola 2 l bottle", listed_price=199, tags=("large",), sales_rank=1)
LATER = at(2025, 12, 1)


def load(*products, when=DAY):
    return catalog.put_catalogue([GROCERY], [COLA], products, when)


def test_given_an_empty_mall_then_shops_categories_with_their_ancestors_and_products_are_made():
    report = load(CAN, BOTTLE)
    assert (report.shops.made, report.categories.made, report.products.made, report.prices) == (1, 3, 2, 2)
    assert catalog.category("grocery/soft-drinks").name == "Soft drinks"
    assert catalog.category(COLA.path).parent.path == "grocery/soft-drinks"
    assert [p.sku for p in catalog.products()] == ["1002", "1001"]
    assert catalog.product("1002").tags == ["large"]


def test_given_the_same_records_again_then_nothing_changes():
    load(CAN, BOTTLE)
    report = load(CAN, BOTTLE, when=LATER)
    assert report.changed_nothing
    assert report.prices == 0
    assert catalog.price_history(catalog.product("1001")).count() == 1


def test_given_a_new_price_then_the_history_has_both_and_the_row_the_new_one():
    load(CAN)
    report = load(replace(CAN, listed_price=549), when=LATER)
    assert report.products.changed == 1
    history = catalog.price_history(catalog.product("1001"))
    assert [(row.amount, row.from_at) for row in history] == [(549, LATER), (599, DAY)]
    assert catalog.product("1001").listed_price == 549


def test_given_a_changed_product_then_it_stays_the_same_row_and_keeps_when_it_came():
    load(CAN)
    before = catalog.product("1001")
    load(replace(CAN, name="Cola can"), when=LATER)
    after = catalog.product("1001")
    assert (after.pk, after.name, after.added_at) == (before.pk, "Cola can", DAY)
    assert after.is_on_sale


def test_given_products_that_are_not_named_then_they_stay():
    load(CAN, BOTTLE)
    load(CAN)
    assert catalog.product("1002") is not None


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (replace(CAN, listed_price=0), "more than zero"),
        (replace(CAN, floor_price=600), "floor price"),
        (replace(CAN, shop="nowhere"), "nowhere"),
        (replace(CAN, category="grocery/none"), "grocery/none"),
        (replace(CAN, name=""), "a name"),
    ],
)
def test_given_a_record_that_cannot_be_then_it_is_named_and_nothing_is_loaded(broken, says):
    with pytest.raises(catalog.CatalogueRefused, match=says) as refusal:
        load(BOTTLE, broken)
    assert "1001" in str(refusal.value)
    assert not catalog.products().exists()
    assert not catalog.shops().exists()


def test_given_one_sku_twice_then_it_is_refused():
    with pytest.raises(catalog.CatalogueRefused, match="twice"):
        load(CAN, CAN)


def test_given_five_hundred_products_then_a_load_takes_few_statements(django_assert_max_num_queries):
    many = [replace(CAN, sku=str(n)) for n in range(500)]
    with django_assert_max_num_queries(40):
        load(*many)
