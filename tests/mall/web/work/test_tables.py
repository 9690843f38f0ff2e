"""Tables of the work pages sort by declared columns only, keep the address's other parameters, and export safely."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import RequestFactory

from feria.mall.catalog.models import Product
from feria.mall.web.work.tables import Column, as_csv, table
from tests.mall.factories import make_product

COLUMNS = (
    Column("sku", "SKU", lambda row: row.sku, sort="sku"),
    Column("name", "Name", lambda row: row.name),
)


def get(query: str):
    return RequestFactory().get(f"/?{query}")


@pytest.mark.django_db
def test_a_heading_sorts_and_a_second_press_turns_the_order_round():
    # given two products
    make_product(sku="A")
    make_product(sku="B")
    # when sorted downwards
    shown = table(get("sort=-sku&state=paid"), COLUMNS, Product.objects.all())
    # then the order is descending, and the heading offers ascending while keeping the filter
    assert [row[0].value for row in shown.rows] == ["B", "A"]
    assert shown.heads[0].order == "descending"
    assert shown.heads[0].address == "?state=paid&sort=sku"


@pytest.mark.django_db
def test_a_column_that_does_not_sort_is_ignored():
    make_product(sku="B")
    make_product(sku="A")
    shown = table(get("sort=name"), COLUMNS, Product.objects.order_by("sku"))
    assert [row[0].value for row in shown.rows] == ["A", "B"]
    assert shown.heads[1].address == ""


@pytest.mark.django_db
def test_a_page_that_does_not_exist_shows_the_last_one():
    make_product(sku="A")
    assert len(table(get("page=99"), COLUMNS, Product.objects.all()).rows) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_name_that_is_a_formula_is_made_harmless(start: str):
    class Row:
        name = f"{start}HYPERLINK()"

    answer = as_csv("x", (Column("name", "Name", lambda row: row.name),), [Row()])
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["name"], [f"'{start}HYPERLINK()"]]
