"""Files of orders as they come: recognised, mended by a stated rule or refused, and every row accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from feria.review.daily import by_day
from feria.review.facts.facts import Facts, FactsRefused, Finding
from feria.review.facts.files import FactsMissing, read_files
from feria.review.facts.mapping import MappingRefused, read_mapping
from feria.review.frame import Days, frame_around
from feria.review.review import review
from tests.review.tills import Sale, day, sale, write


def found(facts: Facts, code: str) -> Finding:
    return next(each for each in facts.findings if each.code == code)


def charged(facts: Facts) -> int:
    return int(facts.backend.raw_sql("SELECT coalesce(sum(charged), 0) FROM lines").fetchone()[0])


def refused(tmp_path: Path, sales: list[Sale], mapping: str = "") -> FactsRefused:
    with pytest.raises(FactsRefused) as caught:
        read_files(write(tmp_path / "orders.csv", sales), read_mapping(mapping))
    return caught.value


@dataclass(frozen=True)
class Foreign:
    """What another shop's export calls its columns."""

    Name: str
    Created_at: str
    Total: str
    Email: str


def test_a_bare_file_with_well_known_names_needs_no_mapping(tmp_path: Path) -> None:
    rows = [Foreign("#1001", "2017-11-11 10:00:00 -0500", "$1,234.50", "ann@example.org")]

    facts = read_files(write(tmp_path / "shop.csv", rows))

    assert charged(facts) == 123_450
    assert facts.has("lines.member")
    assert not facts.has("lines.sku")


def test_a_mapping_names_what_nobody_could_guess(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Odd:
        ref: str
        wann: str
        cents: str

    path = write(tmp_path / "odd.csv", [Odd("1", "11/12/2017 23:30", "995")])
    mapping = read_mapping(
        "currency: EUR\ntime_zone: Europe/Madrid\namounts: minor\ninstants: '%d/%m/%Y %H:%M'\n"
        "columns: {order: ref, sold_at: wann, charged: cents}"
    )

    facts = read_files(path, mapping)

    assert facts.currency == "EUR"
    assert charged(facts) == 995
    assert facts.days.first.isoformat() == "2017-12-11"
    at = facts.backend.raw_sql("SELECT sold_at FROM lines").fetchone()[0]
    assert (at.hour, at.minute) == (22, 30), "instants are UTC inside"


@pytest.mark.parametrize(
    ("mapping", "where"),
    [
        ("currency: EURO", "currency"),
        ("time_zone: Europe/Nowhere", "time_zone"),
        ("columns: {colour: red}", "lines.columns.colour"),
        ("tables: {parcels: {file: a.csv}}", "tables.parcels"),
        ("colour: red", ""),
        ("[", ""),
    ],
)
def test_a_mapping_that_says_what_it_cannot_is_refused_with_its_place(mapping: str, where: str) -> None:
    with pytest.raises(MappingRefused) as caught:
        read_mapping(mapping)
    assert caught.value.where == where


def test_no_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FactsMissing):
        read_files(tmp_path / "nowhere.csv")


def test_needed_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class NoAmount:
        order: str
        sold_at: str

    with pytest.raises(FactsRefused) as caught:
        read_files(write(tmp_path / "orders.csv", [NoAmount("1", "2017-11-11")]))
    assert caught.value.findings[0].example == "lines: charged"


def test_copies_are_dropped_and_counted(tmp_path: Path) -> None:
    once = sale("1", day(0), 10)

    facts = read_files(write(tmp_path / "orders.csv", [once, once, once, sale("2", day(0), 5)]))

    assert found(facts, "duplicate").count == 2
    assert charged(facts) == 1_500


@dataclass(frozen=True)
class Numbered:
    order: str
    line: str
    sold_at: str
    charged: str


def test_a_file_exported_twice_over_counts_once(tmp_path: Path) -> None:
    once = [Numbered("1", "1", "2017-11-11", "10.00"), Numbered("1", "2", "2017-11-11", "10.00")]

    facts = read_files(write(tmp_path / "orders.csv", [*once, *once]))

    assert found(facts, "duplicate").count == 2
    assert charged(facts) == 2_000


def test_two_lines_of_one_number_that_differ_are_refused(tmp_path: Path) -> None:
    rows = [Numbered("1", "1", "2017-11-11", "10.00"), Numbered("1", "1", "2017-11-11", "11.00")]

    with pytest.raises(FactsRefused) as caught:
        read_files(write(tmp_path / "orders.csv", rows))
    assert caught.value.findings[-1].code == "lines-conflict"


def test_like_lines_of_different_numbers_are_two_sales(tmp_path: Path) -> None:
    rows = [Numbered("1", "1", "2017-11-11", "10.00"), Numbered("1", "2", "2017-11-11", "10.00")]

    assert charged(read_files(write(tmp_path / "orders.csv", rows))) == 2_000


def test_units_below_nought_are_returns_of_their_day(tmp_path: Path) -> None:
    back = Sale(order="1", sold_at=f"{day(3)} 12:00:00", charged="-4.00", quantity="-1")

    facts = read_files(write(tmp_path / "orders.csv", [sale("1", day(0), 10), back]))

    assert found(facts, "return").count == 1
    assert charged(facts) == 1_000
    assert facts.backend.raw_sql("SELECT amount, quantity, day FROM refunds").fetchone() == (400, 1, day(3))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Sale(order="9", sold_at="2017-10-01", charged="5.00", quantity="0"), "zero-quantity"),
        (Sale(order="9", sold_at="2017-10-01", charged="5.00", quantity="-2"), "negative-quantity-charged"),
        (Sale(order="9", sold_at="someday", charged="5.00"), "no-instant"),
        (Sale(order="9", sold_at="2017-10-01", charged="dear"), "no-amount"),
        (Sale(order="", sold_at="2017-10-01", charged="5.00"), "no-order"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rows_that_cannot_be_used_are_set_aside_and_kept(tmp_path: Path, row: Sale, code: str) -> None:
    facts = read_files(write(tmp_path / "orders.csv", [sale("1", day(0), 10), row]))

    assert found(facts, code).remedy == "mended"
    assert charged(facts) == 1_000
    aside = facts.backend.raw_sql("SELECT count(*) FROM lines_aside").fetchone()[0]
    assert aside == found(facts, code).count == 1


def test_mixed_currencies_are_refused_unless_one_is_kept(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Priced:
        order: str
        sold_at: str
        charged: str
        currency: str

    rows = [Priced("1", "2017-11-11", "10.00", "EUR"), Priced("2", "2017-11-11", "12.00", "usd")]
    path = write(tmp_path / "orders.csv", rows)

    with pytest.raises(FactsRefused) as caught:
        read_files(path)
    assert caught.value.findings[-1].example == "EUR, USD"

    kept = read_files(path, read_mapping("keep_currency: EUR"))
    assert (kept.currency, charged(kept), found(kept, "other-currency").count) == ("EUR", 1_000, 1)


def test_mixed_time_zones_are_refused_unless_the_zone_of_the_others_is_said(tmp_path: Path) -> None:
    rows = [
        Sale(order="1", sold_at="2017-11-11T01:00:00+08:00", charged="1.00"),
        Sale(order="2", sold_at="2017-11-11T01:00:00Z", charged="1.00"),
        Sale(order="3", sold_at="2017-11-11 01:00:00", charged="1.00"),
    ]
    assert refused(tmp_path, rows).findings[-1].code == "time-zones-mixed"

    facts = read_files(tmp_path / "orders.csv", read_mapping("time_zone: Asia/Shanghai"))

    hours = facts.backend.raw_sql('SELECT sold_at FROM lines ORDER BY "order"').fetchall()
    assert [at.hour for (at,) in hours] == [17, 1, 17]
    assert {on.isoformat() for (on,) in facts.backend.raw_sql("SELECT day FROM lines").fetchall()} == {
        "2017-11-11"
    }


def test_missing_days_and_a_single_day_are_named(tmp_path: Path) -> None:
    gaps = read_files(write(tmp_path / "a.csv", [sale("1", day(0), 1), sale("2", day(3), 1)]))
    single = read_files(write(tmp_path / "b.csv", [sale("1", day(0), 1)]))

    assert gaps.missing_days == (day(1), day(2))
    assert found(gaps, "missing-days").count == 2
    assert found(single, "one-day").remedy == "noted"


@dataclass(frozen=True)
class Refund:
    order: str
    refunded_at: str
    amount: str


def test_refunds_before_their_sale_above_it_or_without_it_are_named(tmp_path: Path) -> None:
    write(tmp_path / "lines.csv", [sale("1", day(5), 10), sale("2", day(5), 10)])
    rows = [
        Refund("1", f"{day(1)}", "4.00"),
        Refund("2", f"{day(6)}", "40.00"),
        Refund("3", f"{day(6)}", "1.00"),
    ]
    write(tmp_path / "refunds.csv", rows)

    facts = read_files(tmp_path)

    assert found(facts, "refund-before-sale").example == "1"
    assert found(facts, "refund-above-sale").example == "2"
    assert found(facts, "refund-without-sale").example == "3"


def test_a_refund_before_its_sale_counts_on_the_sale_s_day(tmp_path: Path) -> None:
    write(tmp_path / "lines.csv", [sale("1", day(5), 10), sale("2", day(6), 10)])
    write(tmp_path / "refunds.csv", [Refund("1", f"{day(1)}", "4.00"), Refund("9", f"{day(6)}", "1.00")])

    sold = by_day(read_files(tmp_path), Days(first=day(0), until=day(9)), {})

    assert {each.day: (each.charged, each.refunded) for each in sold} == {
        day(5): (1_000, 400),
        day(6): (1_000, 100),  # of an order that is not here: its own day
    }


def test_refunds_written_below_nought_are_what_went_back(tmp_path: Path) -> None:
    write(tmp_path / "lines.csv", [sale("1", day(5), 10)])
    write(tmp_path / "refunds.csv", [Refund("1", f"{day(6)}", "-4.00")])

    facts = read_files(tmp_path)

    assert found(facts, "refund-below-nought").remedy == "mended"
    assert facts.backend.raw_sql("SELECT amount FROM refunds").fetchall() == [(400,)]


def test_refunds_that_are_copies_are_named_and_counted(tmp_path: Path) -> None:
    write(tmp_path / "lines.csv", [sale("1", day(5), 10)])
    write(tmp_path / "refunds.csv", [Refund("1", f"{day(6)}", "4.00")] * 3)

    facts = read_files(tmp_path)

    assert (found(facts, "refund-copies").count, found(facts, "refund-copies").remedy) == (2, "noted")
    assert facts.backend.raw_sql("SELECT sum(amount) FROM refunds").fetchone() == (1_200,)


def test_goods_that_stand_twice_in_the_catalogue_count_their_sales_once(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Product:
        sku: str
        category: str

    write(tmp_path / "lines.csv", [sale("1", day(5), 10, sku="soup"), sale("2", day(5), 5, sku="tea")])
    catalogue = [Product("soup", "grocery"), Product("tea", "drinks"), Product("soup", "pantry")]
    write(tmp_path / "products.csv", catalogue)

    facts = read_files(tmp_path)

    assert found(facts, "keys-twice").example == "products: soup"
    assert facts.backend.raw_sql("SELECT sku, category FROM products ORDER BY sku").fetchall() == [
        ("soup", "grocery"),
        ("tea", "drinks"),
    ]


def test_days_without_a_sale_stand_on_neither_side(tmp_path: Path) -> None:
    """The shop was shut, or the export has a hole: an ordinary day is worth what the days with sales bring."""
    whole = [sale(f"u{n}", day(n), 10) for n in range(60)]
    holes = [each for n, each in enumerate(whole) if n not in (10, 11, 40)]
    frame = frame_around(Days(first=day(56), until=day(57)), warm_up=3, after=3, usual=50)

    full, gapped = (
        review(read_files(write(tmp_path / f"{len(sales)}.csv", sales)), frame).profit
        for sales in (whole, holes)
    )

    assert full.terms is not None
    assert gapped.terms is not None
    assert full.terms.true_profit == gapped.terms.true_profit == 0
    assert (full.terms.usual_days, gapped.terms.usual_days) == (50, 47)
    assert "label.days-left-out" in {label.code for label in gapped.labels}


def test_discounts_that_do_not_add_up_are_named(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Line:
        order: str
        sold_at: str
        listed: str
        charged: str

    @dataclass(frozen=True)
    class Discount:
        order: str
        promotion: str
        amount: str

    write(
        tmp_path / "lines.csv",
        [Line("1", "2017-11-11", "10.00", "8.00"), Line("2", "2017-11-11", "10.00", "7.00")],
    )
    write(tmp_path / "discounts.csv", [Discount("1", "a", "2.00"), Discount("2", "a", "1.00")])

    facts = read_files(tmp_path)

    assert found(facts, "discounts-disagree").count == 1
    assert found(facts, "discounts-disagree").example == "2"
