"""The benchmark's made-up retailer as facts: amounts to the cent, costs known, what is incomplete set aside and counted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from feria.review.basis import basis_of, earned_by
from feria.review.facts.anywhere import read_facts
from feria.review.facts.facts import Facts

SINGLES_DAY = 2_452_225  # 2001-11-11, as the benchmark numbers days
MONEY = pa.decimal128(7, 2)


def sale(ticket: int, day: int | None, quantity: int = 2, charged: str = "15.00") -> dict[str, object]:
    """Two units listed at 10.00 each, sold at 9.00, with 3.00 off by coupon, which had cost 4.00 each."""
    return {
        "ss_ticket_number": ticket, "ss_sold_date_sk": day, "ss_sold_time_sk": 36_000, "ss_item_sk": 1, "ss_customer_sk": 7,
        "ss_store_sk": 4, "ss_promo_sk": 9 if ticket == 1 else None, "ss_quantity": quantity, "ss_ext_list_price": Decimal("20.00"),
        "ss_ext_sales_price": Decimal("18.00"), "ss_coupon_amt": Decimal("3.00"), "ss_net_paid": Decimal(charged),
        "ss_ext_wholesale_cost": Decimal("8.00"),
    }  # fmt: skip


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    rows = [sale(1, SINGLES_DAY), sale(2, SINGLES_DAY + 1), sale(3, None)]
    table = pa.Table.from_pylist(rows)
    for name in [each for each in table.column_names if table.schema.field(each).type == pa.decimal128(4, 2)]:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(MONEY))
    pq.write_table(table, tmp_path / "store_sales.parquet")
    item = {"i_item_sk": [1], "i_item_id": ["A"], "i_product_name": ["ought"], "i_category": ["Books"], "i_class": ["travel"], "i_brand": ["x"], "i_current_price": [Decimal("10.00")]}  # fmt: skip
    pq.write_table(pa.table(item), tmp_path / "item.parquet")
    back = {"sr_ticket_number": [1], "sr_item_sk": [1], "sr_returned_date_sk": [SINGLES_DAY + 1], "sr_return_time_sk": [0], "sr_return_amt": [Decimal("7.50")], "sr_return_quantity": [1]}  # fmt: skip
    pq.write_table(pa.table(back), tmp_path / "store_returns.parquet")
    return read_facts(tmp_path)


def test_days_and_amounts_are_the_benchmark_s(facts: Facts) -> None:
    rows = facts.backend.raw_sql(
        "SELECT day, sold_at, listed, charged, cost FROM lines ORDER BY day"
    ).fetchall()

    assert rows[0] == (date(2001, 11, 11), datetime(2001, 11, 11, 10), 2_000, 1_500, 800)  # noqa: DTZ001 - UTC inside
    assert len(rows) == 2
    assert [(each.code, each.count) for each in facts.findings] == [("incomplete", 1)]


def test_discounts_add_up_to_listed_less_charged(facts: Facts) -> None:
    rows = facts.backend.raw_sql(
        "SELECT promotion, sum(amount) FROM discounts GROUP BY 1 ORDER BY 1"
    ).fetchall()

    assert [(name, int(amount)) for name, amount in rows] == [
        ("coupon", 600),
        ("markdown", 200),
        ("promotion-9", 200),
    ]


def test_profit_counts_costs_and_returns_on_the_day_of_the_sale(facts: Facts) -> None:
    basis = basis_of(facts)
    assert (basis.kind, basis.costs, basis.labels) == ("profit", "known", ())

    # 15.00 less 8.00; of the first sale half came back, money and goods.
    assert earned_by(facts, facts.days, basis)[""] == {date(2001, 11, 11): 350, date(2001, 11, 12): 700}
    assert earned_by(facts, facts.days, basis, "department").keys() == {"books"}
