"""``feria replay`` at a terminal: sums a person can read, JSON a program can, one clear sentence when it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feria.cli.main import main
from feria.review.past import building
from tests.review.sources import NOON, Article, Receipt, write_source

LITTLE = Path(__file__).parents[1] / "demo" / "little.yaml"
SODA = Article(
    product_id=7,
    product_category="SOFT DRINKS",
    product_type="SFT DRNK 2 LITER BTL CARB INCL",
    package_size="2 LTR",
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    lines = [
        Receipt(basket_id=1, product_id=7, quantity=10, sales_value=20.00),
        Receipt(basket_id=2, household_id=9, sales_value=2.00, retail_disc=0.50, transaction_timestamp=NOON),
    ]
    building.build(write_source(tmp_path / "source", lines, [Article(), SODA]), tmp_path / "warehouse")
    return tmp_path / "warehouse"


def replayed(*words: object) -> int:
    return main(["replay", *map(str, words)])


def test_the_report_tells_the_sums_the_promotions_and_who_bears_them(store, capsys):
    assert replayed(LITTLE, "--warehouse", store) == 0

    said = capsys.readouterr().out
    # 20.00 of soda at 30 % off is 14.00; from 10.00 on the basket is 1.00 off. The other basket is under every mark.
    assert "2 baskets, 50.0 % of them touched by a promotion" in said
    for name, amount in (
        ("Listed", "22.50"),
        ("Charged then", "22.00"),
        ("Reduction", "7.00"),
        ("Soda 30% off", "6.00"),
    ):
        line = next(line for line in said.splitlines() if name in line)
        assert amount in line
    assert "Payable against charged" in said
    assert "-6.50" in said


def test_json_is_for_programs_and_nothing_else_is_on_standard_output(store, capsys):
    assert replayed(LITTLE, "--warehouse", store, "--json", "--from", "2017-11-22", "--to", "2017-11-22") == 0

    result = json.loads(capsys.readouterr().out)
    assert (result["baskets"], result["listed"], result["payable"], result["reduction"]) == (
        2,
        2250,
        1550,
        700,
    )
    assert result["first_day"] == result["last_day"] == "2017-11-22"
    assert [one["promotion"] for one in result["promotions"]] == ["soda", "basket", "two-off-15"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere.yaml"], "there is no file nowhere.yaml"),
        ([LITTLE, "--from", "2019-01-01"], "The warehouse holds 2017-11-22 to 2017-11-22"),
        (
            [LITTLE, "--from", "2017-12-02", "--to", "2017-12-01"],
            "--from 2017-12-02 is later than --to 2017-12-01",
        ),
        ([LITTLE, "--workers", "0"], "--workers needs 1 or more"),
    ],
)
def test_what_cannot_be_is_one_sentence(store, capsys, words, says):
    assert replayed(*words, "--warehouse", store) == 2

    complaint = capsys.readouterr().err
    assert complaint.startswith("feria replay: ")
    assert says in complaint
    assert complaint.count("\n") == 1


def test_without_a_warehouse_it_says_how_to_get_one(tmp_path, capsys):
    assert replayed(LITTLE, "--warehouse", tmp_path) == 2
    assert "feria demo --no-serve" in capsys.readouterr().err


def test_a_festival_that_does_not_fit_together_is_shown_line_by_line(store, tmp_path, capsys):
    broken = tmp_path / "broken.yaml"
    broken.write_text(LITTLE.read_text().replace("lane: item", "lane: bazaar"))

    assert replayed(broken, "--warehouse", store) == 1
    assert "bazaar" in capsys.readouterr().err
