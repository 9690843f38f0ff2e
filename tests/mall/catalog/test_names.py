"""A shop's and a category's name in the reader's language, where the catalogue knows it."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from feria.mall.catalog import api as catalog
from tests.mall.factories import at

NAMES = {"zh-hans": "烘焙", "es": "Panadería"}
SHOP = catalog.ShopRecord(code="bakery", name="Bakery", names=NAMES)
CATEGORIES = [
    catalog.CategoryRecord(path="bakery", name="Bakery", names=NAMES),
    catalog.CategoryRecord(path="bakery/pies", name="Pies"),
]


@pytest.mark.django_db
def test_names_are_kept_and_read_in_the_reader_s_language_else_as_they_are() -> None:
    catalog.put_catalogue([SHOP], CATEGORIES, [], at(2026, 1, 1))
    shop = catalog.shop("bakery")
    assert shop is not None
    with override("es"):
        assert shop.title == "Panadería"
        assert catalog.category_names(["bakery", "bakery/pies"]) == {
            "bakery": "Panadería",
            "bakery/pies": "Pies",
        }
    with override("en"):
        assert shop.title == "Bakery"
    again = catalog.put_catalogue([SHOP], CATEGORIES, [], at(2026, 1, 2))
    assert again.changed_nothing
