"""What becomes of a receipt on its way into the warehouse: every row and every cent is accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest

from feria.review.past import building, warehouse
from feria.review.past.account import Pile
from tests.review.sources import FUEL, SOUP, Article, Receipt, write_source


def built(tmp_path: Path, *receipts: Receipt, articles: list[Article] | None = None) -> warehouse.Manifest:
    return building.build(write_source(tmp_path / "source", list(receipts), articles), tmp_path / "warehouse")


def rows(tmp_path: Path, table: str) -> list[dict[str, Any]]:
    path = tmp_path / "warehouse" / f"{table}.parquet"
    return duckdb.read_parquet(str(path)).to_arrow_table().to_pylist()


def test_listed_is_what_the_shelf_said_and_charged_is_what_the_customer_paid(tmp_path: Path) -> None:
    # The data set's own example: shelf price 1.67 each, the retailer received 2.89, the customer paid 2.34.
    built(tmp_path, Receipt(quantity=2, sales_value=2.89, coupon_disc=0.55, coupon_match_disc=0.45))

    (line,) = rows(tmp_path, "lines")
    assert (line["unit_price"], line["listed_cents"], line["charged_cents"]) == (167, 334, 234)
    assert (line["card_discount_cents"], line["coupon_match_cents"], line["coupon_discount_cents"]) == (
        0,
        45,
        55,
    )


def test_a_card_discount_is_part_of_the_listed_price(tmp_path: Path) -> None:
    built(tmp_path, Receipt(quantity=2, sales_value=3.34, retail_disc=0.36))

    (line,) = rows(tmp_path, "lines")
    assert (line["unit_price"], line["listed_cents"], line["charged_cents"]) == (185, 370, 334)


def test_cents_that_do_not_divide_become_two_lines_that_sum_to_the_cent(tmp_path: Path) -> None:
    made = built(tmp_path, Receipt(quantity=3, sales_value=1.00, retail_disc=0.10, coupon_disc=0.05))

    first, second = rows(tmp_path, "lines")
    assert [(line["quantity"], line["unit_price"]) for line in (first, second)] == [(1, 36), (2, 37)]
    assert first["listed_cents"] + second["listed_cents"] == 110
    assert first["charged_cents"] + second["charged_cents"] == 95
    for line in (first, second):
        discounts = line["card_discount_cents"] + line["coupon_match_cents"] + line["coupon_discount_cents"]
        assert line["listed_cents"] - discounts == line["charged_cents"]
    assert made.account.split == 1


def test_fuel_is_one_unit_priced_at_its_total(tmp_path: Path) -> None:
    made = built(tmp_path, Receipt(product_id=FUEL.product_id, quantity=9095, sales_value=20.01))

    (line,) = rows(tmp_path, "lines")
    assert (line["quantity"], line["unit_price"], line["sold_by_measure"]) == (1, 2001, True)
    assert made.account.by_measure == 1


def test_what_cannot_be_priced_is_set_aside_and_counted(tmp_path: Path) -> None:
    made = built(
        tmp_path,
        Receipt(sales_value=2.00),
        Receipt(quantity=0, sales_value=0.0, coupon_disc=0.75),
        Receipt(product_id=FUEL.product_id, sales_value=0.0),
    )

    assert made.account.read == Pile(rows=3, listed_cents=200, charged_cents=125)
    assert made.account.priced == Pile(rows=1, listed_cents=200, charged_cents=200)
    assert made.account.set_aside == {"no-quantity": Pile(1, 0, -75), "no-price": Pile(1, 0, 0)}
    assert {row["reason"] for row in rows(tmp_path, "set_aside")} == {"no-quantity", "no-price"}
    (basket,) = rows(tmp_path, "baskets")
    assert (basket["charged_cents"], basket["aside_charged_cents"]) == (200, -75)  # the till took 1.25


def test_a_coupon_above_the_price_stays_as_the_receipt_has_it(tmp_path: Path) -> None:
    made = built(tmp_path, Receipt(sales_value=1.00, coupon_disc=1.49))

    (line,) = rows(tmp_path, "lines")
    assert line["charged_cents"] == -49
    assert made.account.below_zero == 1


def test_a_product_without_a_row_of_its_own_keeps_its_lines(tmp_path: Path) -> None:
    made = built(tmp_path, Receipt(product_id=999))

    (product,) = [row for row in rows(tmp_path, "products") if row["sku"] == "999"]
    assert (product["shop"], product["why_not"]) == ("unknown", "not-goods")
    assert len(rows(tmp_path, "lines")) == 1
    assert made.account.without_product == 1


def test_days_are_those_of_the_shops(tmp_path: Path) -> None:
    late = Receipt(transaction_timestamp=Receipt().transaction_timestamp.replace(day=23, hour=4, minute=59))
    built(tmp_path, late)

    (line,) = rows(tmp_path, "lines")
    assert line["day"].isoformat() == "2017-11-22"  # 23:59 in New York


def test_building_again_from_the_same_source_touches_nothing(tmp_path: Path) -> None:
    first = built(tmp_path, Receipt())
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "warehouse").iterdir()}

    again = building.build(tmp_path / "source", tmp_path / "warehouse")

    assert again == first
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "warehouse").iterdir()} == before


def test_another_source_builds_anew(tmp_path: Path) -> None:
    built(tmp_path, Receipt())
    built(tmp_path, Receipt(), Receipt(basket_id=2))

    assert len(rows(tmp_path, "lines")) == 2


class Cut(Exception):
    """The power fails."""


@pytest.mark.parametrize("step", ["Writing products", "Writing households", "Writing promotions"])
def test_an_interrupted_build_is_no_warehouse_and_is_made_whole_by_the_next(
    tmp_path: Path, step: str
) -> None:
    source = write_source(tmp_path / "source", [Receipt()])
    target = tmp_path / "warehouse"

    def cut(doing: str, _share: float) -> None:
        if doing == step:
            raise Cut

    with pytest.raises(Cut):
        building.build(source, target, cut)
    with pytest.raises(warehouse.WarehouseMissing):
        warehouse.opened(target)

    made = building.build(source, target)
    assert warehouse.opened(target) == made
    assert not list(target.glob(".*.tmp"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    source = write_source(tmp_path / "source", [Receipt()])
    (source / "coupons.parquet").unlink()

    with pytest.raises(building.SourceMissing) as caught:
        building.build(source, tmp_path / "warehouse")
    assert caught.value.missing == ["coupons.parquet"]
    assert not (tmp_path / "warehouse").exists()


def test_an_account_that_lost_a_cent_says_so(tmp_path: Path) -> None:
    whole = built(tmp_path, Receipt()).account
    assert whole.gaps() == []

    short = msgspec.structs.replace(whole, lines=msgspec.structs.replace(whole.lines, charged_cents=199))
    lost = msgspec.structs.replace(whole, lines=msgspec.structs.replace(whole.lines, rows=0))
    assert short.gaps() == ["priced.charged_cents is not what the lines come to"]
    assert lost.gaps() == ["lines.rows is not priced.rows + split"]


def test_the_listed_price_is_the_median_of_units_and_was_really_charged(tmp_path: Path) -> None:
    built(
        tmp_path,
        Receipt(basket_id=1, quantity=4, sales_value=4.00),
        Receipt(basket_id=2, quantity=3, sales_value=3.60),
        Receipt(basket_id=3, quantity=1, sales_value=9.00),
        articles=[SOUP],
    )

    (product,) = rows(tmp_path, "products")
    assert (product["listed_price"], product["units_sold"]) == (100, 8)


def test_levels_come_from_the_rank_of_a_year_s_spending(tmp_path: Path) -> None:
    built(tmp_path, *(Receipt(basket_id=n, household_id=n, sales_value=float(n)) for n in range(1, 41)))

    levels = {row["household_id"]: row["level"] for row in rows(tmp_path, "households")}
    assert [sum(level == wanted for level in levels.values()) for wanted in (3, 2, 1, 0)] == [2, 6, 12, 20]
    assert (levels[40], levels[1]) == (3, 0)


def test_a_household_s_region_is_its_store(tmp_path: Path) -> None:
    built(
        tmp_path, Receipt(store_id=7), Receipt(basket_id=2, store_id=330), Receipt(basket_id=3, store_id=330)
    )

    (household,) = rows(tmp_path, "households")
    assert (household["code"], household["region"], household["age_band"]) == ("hh-900", "store-330", "35-44")
    assert household["home"] == ""  # not known, not invented
