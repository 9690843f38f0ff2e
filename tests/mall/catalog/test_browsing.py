"""Finding one's way through the catalogue: shops, categories, filters, sorts."""

import pytest

from feria.mall.catalog import api as catalog
from tests.mall.factories import DAY, at, make_category, make_product, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods():
    """Five products in two shops."""
    make_product("cola", "Cola can", 599, category="grocery/soft-drinks/cola", brand="National", sales_rank=2)
    make_product("tonic", "Tonic water", 150, category="grocery/soft-drinks", brand="Private", sales_rank=1)
    make_product(
        "soup", "Tomato soup", 299, category="grocery/soup", brand="National", sales_rank=0, tags=["organic"]
    )
    make_product(
        "rose", "Red rose", 999, shop="floral", category="floral", sales_rank=3, added_at=at(2025, 12, 1)
    )
    make_product(
        "fern", "Fern", 499, shop="floral", category="floral", sales_rank=4, tags=["nicht-bio", "绿色"]
    )


def skus(found):
    return [product.sku for product in found]


def test_given_no_filter_then_what_sold_best_comes_first_and_what_never_sold_last(goods):
    assert skus(catalog.products()) == ["tonic", "cola", "rose", "fern", "soup"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("price", ["tonic", "soup", "fern", "cola", "rose"]),
        ("-price", ["rose", "cola", "fern", "soup", "tonic"]),
        ("name", ["cola", "fern", "rose", "soup", "tonic"]),
        ("new", ["rose", "fern", "soup", "tonic", "cola"]),
        ("popular", ["tonic", "cola", "rose", "fern", "soup"]),
        ("no such sort", ["tonic", "cola", "rose", "fern", "soup"]),
    ],
)
def test_given_a_sort_then_products_come_in_it(goods, sort, expected):
    assert skus(catalog.products(sort=sort)) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"shop": "floral"}, ["rose", "fern"]),
        ({"category": "grocery/soft-drinks"}, ["tonic", "cola"]),
        ({"category": "grocery/soft-drinks/cola"}, ["cola"]),
        ({"category": "grocery/soft"}, []),
        ({"brand": "National"}, ["cola", "soup"]),
        ({"price_from": 299, "price_to": 599}, ["cola", "fern", "soup"]),
        ({"skus": ["rose", "soup", "gone"]}, ["rose", "soup"]),
        ({"shop": "floral", "price_to": 500}, ["fern"]),
        ({"tag": "organic"}, ["soup"]),
        ({"tag": "bio"}, []),
        ({"tag": "绿色"}, ["fern"]),
        ({"tag": 'o"r'}, []),
    ],
)
def test_given_filters_then_they_add_up(goods, where, expected):
    assert skus(catalog.products(**where)) == expected


def test_given_a_product_off_sale_or_a_closed_shop_then_it_is_not_found_but_still_known(goods):
    catalog.set_on_sale(catalog.product("cola"), False)
    shop = catalog.shop("floral")
    shop.is_open = False
    shop.save()
    assert skus(catalog.products()) == ["tonic", "soup"]
    assert catalog.product("cola").sku == "cola"  # an old order still names it
    assert catalog.shop("floral") is None
    assert [shop.code for shop in catalog.shops()] == ["grocery"]


def test_given_shops_then_each_says_how_much_it_has_on_sale(goods):
    make_shop("empty")
    assert {shop.code: shop.products_count for shop in catalog.shops()} == {
        "empty": 0,
        "floral": 2,
        "grocery": 3,
    }


def test_given_the_tree_then_every_node_counts_what_is_below_it(goods):
    make_category("grocery/nothing-here")
    grocery, floral = catalog.category_tree()
    assert (grocery.path, grocery.products, floral.products) == ("grocery", 3, 2)
    drinks, soup = grocery.children
    assert (drinks.path, drinks.products, soup.products) == ("grocery/soft-drinks", 2, 1)
    assert [child.path for child in drinks.children] == ["grocery/soft-drinks/cola"]


def test_given_a_shop_and_a_depth_then_the_tree_is_that_shops_and_no_deeper(goods):
    (floral,) = catalog.category_tree(shop="floral")
    assert floral.path == "floral"
    assert all(not root.children for root in catalog.category_tree(depth=1))


def test_given_the_tree_then_it_takes_two_statements(goods, django_assert_num_queries):
    with django_assert_num_queries(2):
        catalog.category_tree()


def test_given_a_category_then_its_children_are_listed_largest_first(goods):
    assert [(row.path, row.products_count) for row in catalog.categories()] == [("grocery", 3), ("floral", 2)]
    assert [row.path for row in catalog.categories("grocery")] == ["grocery/soft-drinks", "grocery/soup"]
    assert catalog.categories("floral") == []


def test_given_a_place_then_its_brands_are_counted(goods):
    assert catalog.brands(shop="grocery") == [("National", 2), ("Private", 1)]
    assert catalog.brands(category="grocery/soft-drinks") == [("National", 1), ("Private", 1)]


def test_given_a_page_of_products_then_reading_it_takes_one_statement(goods, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert {(p.shop.name, p.category.path) for p in catalog.products()}


def test_given_a_product_then_the_engine_gets_its_line_at_the_listed_price():
    product = make_product("cola", "Cola", 599, brand="National", floor_price=400, tags=["sweet"])
    line = catalog.pricing_line(catalog.product("cola"), 3)
    assert (line.id, line.sku, line.quantity, line.unit_price, line.floor) == ("cola", "cola", 3, 599, 400)
    assert (line.shop, line.category, line.brand, line.tags) == (
        "grocery",
        "grocery/soft-drinks",
        "National",
        ("sweet",),
    )
    assert catalog.pricing_line(product, 1, "line-7").id == "line-7"


def test_given_what_a_festival_may_name_then_the_catalogue_knows_it(goods):
    names = catalog.known_names()
    assert names["shops"] == {"grocery", "floral"}
    assert names["brands"] == {"National", "Private"}
    assert names["tags"] == {"organic", "nicht-bio", "绿色"}
    assert "grocery/soft-drinks/cola" in names["categories"]
    assert "soup" in names["skus"]


def test_given_products_there_is_a_date_they_came(goods):
    assert catalog.product("cola").added_at == DAY
