"""The source's capitals and abbreviations, read as a shopper would."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from feria.review.journey.departments import why_not_sold
from feria.review.journey.goods import goods
from feria.review.journey.naming import category_name, kind_name, package_size, piece_size, slug


@dataclass(frozen=True)
class Reading:
    category: str
    kind: str
    name: str


@pytest.mark.parametrize(
    "reading",
    [
        Reading("FRZN POTATOES", "FRZN FRENCH FRIES", "Frozen French Fries"),
        Reading("FLUID MILK PRODUCTS", "FLUID MILK WHITE ONLY", "White Milk"),
        Reading("BACON", "PREMIUM", "Premium Bacon"),
        Reading("PASTA SAUCE", "PREMIUM", "Premium Pasta Sauce"),
        Reading("VEGETABLES - SHELF STABLE", "CORN", "Canned Corn"),
        Reading("CANDY - CHECKLANE", "CANDY BARS (SINGLES)(INCLUDING", "Candy Bar"),
        Reading("LUNCHMEAT", "MISCELLANEOUS", "Lunch Meat"),
        Reading("CRACKERS/MISC BKD FD", "MULTI-PACK CRACKERS", "Multi-pack Crackers"),
    ],
    ids=lambda reading: reading.name,
)
def test_a_product_type_reads_as_a_name(reading: Reading) -> None:
    assert kind_name(reading.category, reading.kind) == reading.name


def test_several_kinds_in_one_aisle_are_a_list() -> None:
    assert category_name("BAKED BREAD/BUNS/ROLLS") == "Baked Bread, Buns & Rolls"
    assert slug("Baked Bread, Buns & Rolls") == "baked-bread-buns-and-rolls"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("10.5 OZ", "10.5 oz"),
        ("1 GA", "1 gal"),
        ("12 PK/12 OZ", "12 x 12 oz"),
        ("10/6.75 OZ", "10 x 6.75 oz"),
        ("10 3/4 OZ", "10 3/4 oz"),
        ("L    16 OZ", "16 oz"),
        ("PT", "1 pt"),
        ("CTN", ""),
        ("970632  PK", ""),  # an article number that strayed into the field
        (None, ""),
    ],
)
def test_a_package_size_is_read_or_left_out(printed: str | None, read: str) -> None:
    assert package_size(printed) == read


def test_produce_does_not_carry_the_size_of_its_crate() -> None:
    assert piece_size("48 CT", "PRODUCE", by_weight=False) == ""
    assert piece_size("16 OZ", "PRODUCE", by_weight=False) == "16 oz"
    assert piece_size("48 CT", "GROCERY", by_weight=False) == "48 ct"


def test_the_best_seller_takes_the_plain_name_and_later_ones_say_who_made_them() -> None:
    rows = [
        (number, maker, "GROCERY", "National", "SOUP", "CONDENSED SOUP", "10.5 OZ", 99, 50 - number, False)
        for number, maker in enumerate([8, 9, 9, 9])
    ]
    assert [one.name for one in goods(rows)] == [
        "Condensed Soup, 10.5 oz",
        "Condensed Soup, Brand 9, 10.5 oz",
        "Condensed Soup, Brand 9, variety 2, 10.5 oz",
        "Condensed Soup, Brand 9, variety 3, 10.5 oz",
    ]


def test_fuel_coupons_and_services_are_no_goods_and_tobacco_is_not_promoted() -> None:
    assert why_not_sold("FUEL", "FUEL", "GASOLINE-REG UNLEADED") == "not-goods"
    assert why_not_sold("MISCELLANEOUS", None, None) == "not-goods"
    assert why_not_sold("DRUG GM", "TICKETS", "TICKETS") == "not-goods"
    assert why_not_sold("DRUG GM", "CIGARETTES", "CIGARETTES") == "not-promoted"
    assert why_not_sold("GROCERY", "SOUP", "CONDENSED SOUP") == ""
