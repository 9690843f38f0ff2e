"""What people type finds what they mean."""

import pytest

from feria.mall.catalog import api as catalog
from feria.mall.catalog.words import nearest, query_words, words_of
from tests.mall.factories import DAY


def record(sku, name, rank, category="grocery/soft-drinks/cola", brand="National"):
    return catalog.ProductRecord(
        sku=sku, shop="grocery", category=category, name=name, listed_price=100, brand=brand, sales_rank=rank
    )


@pytest.fixture
def goods(db):
    catalog.put_catalogue(
        [catalog.ShopRecord(code="grocery", name="Grocery")],
        [
            catalog.CategoryRecord(path="grocery/soft-drinks/cola", name="Cola"),
            catalog.CategoryRecord(path="grocery/cheese", name="Cheese"),
            catalog.CategoryRecord(path="grocery/snacks", name="Snacks"),
        ],
        [
            record("1", "Diet cola, 12 cans", 5),
            record("2", "Cherry soda", 1),  # stands in the category cola
            record("3", "Colander bread", 2, "grocery/snacks"),
            record("4", "Cheddar, sharp", 3, "grocery/cheese"),
            record("5", "Jalapeño crisps", 4, "grocery/snacks", brand="O'Hara"),
            record("6", "北京烤鸭味薯片", 6, "grocery/snacks"),
        ],
        DAY,
    )


def found(query):
    return [product.sku for product in catalog.search(query)]


def test_given_a_word_then_names_that_have_it_come_before_names_that_begin_so_and_before_categories(goods):
    assert found("cola") == ["1", "3", "2"]


def test_given_several_words_then_all_must_be_there_in_any_order(goods):
    assert found("cans cola") == ["1"]
    assert found("cola cheddar") == []


def test_given_the_beginning_of_a_word_then_it_is_enough_but_its_middle_is_not(goods):
    assert found("ched") == ["4"]
    assert found("eddar") == []


@pytest.mark.parametrize("typed", ["CHEDDAR", "chedar", "cheddra", "cheddarr", "chaddar"])
def test_given_capitals_or_a_slip_then_it_is_found_all_the_same(goods, typed):
    assert found(typed) == ["4"]


def test_given_accents_and_apostrophes_then_both_spellings_find_it(goods):
    assert found("jalapeno") == found("Jalapeño") == found("O'Hara jalapeño") == found("ohara") == ["5"]


def test_given_chinese_then_any_part_of_the_name_finds_it(goods):
    assert found("烤鸭") == ["6"]
    assert found("北京") == ["6"]


def test_given_an_sku_then_it_is_found(goods):
    assert found("6") == ["6"]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "!!!", "zzzzqqq"])
def test_given_nothing_to_go_by_then_nothing_is_found(goods, typed):
    assert found(typed) == []


def test_given_signs_that_databases_read_as_wildcards_then_they_are_only_signs(goods):
    assert found("col_") == found("col")
    assert found("%%' OR 1=1 --") == []


def test_given_a_search_then_a_sort_still_can_be_chosen_and_filters_add_up(goods):
    assert [p.sku for p in catalog.products(query="cola", sort="popular")] == ["2", "3", "1"]
    assert [p.sku for p in catalog.products(query="cola", category="grocery/snacks")] == ["3"]


def test_given_a_slip_then_the_page_can_say_what_was_understood(goods):
    assert catalog.understood("chedar shrap") == ["cheddar", "sharp"]
    assert catalog.understood("cola") == ["cola"]


def test_given_the_first_letters_then_words_and_categories_are_suggested(goods):
    assert catalog.suggestions("ch")[:1] == ["cheddar"] or "cheddar" in catalog.suggestions("ch")
    assert catalog.suggestions("diet c")[0].startswith("diet c")
    assert "snacks" in catalog.suggestions("sna")
    assert catalog.suggestions("") == []
    assert len(catalog.suggestions("c", limit=2)) == 2


def test_given_a_product_was_renamed_then_the_old_word_is_forgotten(goods):
    catalog.put_catalogue([], [], [record("4", "Gouda", 3, "grocery/cheese")], DAY)
    assert found("cheddar") == []
    assert found("gouda") == ["4"]
    assert "cheddar" not in catalog.suggestions("ched")


def test_given_text_then_its_words_are_folded_and_come_once():
    assert words_of("Crème  BRÛLÉE, crème; 12-oz!") == ["creme", "brulee", "12", "oz"]
    assert len(query_words("a b c d e f g h i j k")) == 8


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("colla", "cola"),
        ("chese", "cheese"),
        ("tea", None),
        ("xyz", None),
        ("chocloate", "chocolate"),
        ("soupp", "soup"),
    ],
)
def test_given_a_word_then_the_nearest_is_one_slip_away_or_two_in_a_long_word(typed, meant):
    assert nearest(typed, ["cola", "cheese", "chocolate", "soup", "ten"]) == meant
