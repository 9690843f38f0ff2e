"""``feria review`` at a terminal: five lines for a person, JSON for a program, one sentence when it cannot."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from feria.cli.main import main
from feria.review.engines import needs
from tests.review.tills import Sale, day, sale, usual_weeks, write

EVENT = day(56)
AT_NOWHERE = ["--engine", "postgres", "--engine-url", "postgresql://nobody@127.0.0.1:1/none"]


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Eight usual weeks; on a Sunday a festival of three times an ordinary one; two quiet weeks."""
    after = [sale(f"a{n}", EVENT + timedelta(days=1 + n), 10) for n in range(14)]
    sales = [*usual_weeks(weeks=8, sunday=150, other=10_000), sale("event", EVENT, 450), *after]
    return write(tmp_path / "orders.csv", sales)


def reviewed(*words: object) -> int:
    return main(["review", *map(str, words)])


def test_the_verdict_comes_in_five_lines(orders, capsys):
    assert reviewed(orders, "--from", EVENT, "--warm-up", 0) == 0

    said = capsys.readouterr().out
    # the Sunday brought 450.00 against 150.00; the days after 10.00 each against 100.00 and two Sundays of 150.00
    assert "The event, Dec" not in said
    assert "1,060.00 below ordinary days" in said
    assert "How sure" in said
    assert "people had stocked up" in said
    assert "On sales, not on profit" in said
    assert "Cannot say who visited: the input has no traffic.visitors." in said


def test_json_is_for_programs_and_nothing_else_is_on_standard_output(orders, capsys):
    assert reviewed(orders, "--from", EVENT, "--warm-up", 0, "--json") == 0

    result = json.loads(capsys.readouterr().out)
    terms = result["profit"]["terms"]
    assert (terms["event_profit"], terms["after_lost"], terms["true_profit"]) == (30_000, 136_000, -106_000)


def test_assumed_margins_make_it_a_profit_and_are_said_so(orders, tmp_path, capsys):
    margins = tmp_path / "margins.yaml"
    margins.write_text("grocery: 25%\nall: 30%\n", encoding="utf-8")

    assert reviewed(orders, "--from", EVENT, "--warm-up", 0, "--margins", margins) == 0

    said = capsys.readouterr().out
    assert "lost 265.00 against doing nothing" in said
    assert "Costs are assumed" in said


@pytest.mark.parametrize("ending", [".html", ".xlsx", ".json"])
def test_a_report_is_written_where_it_was_asked_for(orders, tmp_path, capsys, ending):
    out = tmp_path / f"report{ending}"

    assert reviewed(orders, "--from", EVENT, "--out", out) == 0

    assert out.stat().st_size > 1_000
    assert f"Written: {out}" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere.csv", "--from", EVENT], "there are no orders in nowhere.csv"),
        ([], "say which days the festival was"),
        (["--to", EVENT], "--to needs --from"),
        (["--from", EVENT, "--to", day(1)], "is later than --to"),
        (["--from", EVENT, "--after", "-1"], "--after needs a number of days"),
        (["--from", EVENT, "--out", "report.doc"], "no ending that says what to write"),
        (["--from", EVENT, "--out", "nowhere/report.html"], "there is no directory nowhere"),
        (["--from", EVENT, "--mapping", "nowhere.yaml"], "nowhere.yaml"),
        (["--from", EVENT, "--engine-url", "local[2]"], "of another engine"),
        (["--from", EVENT, "--engine", "postgres"], "needs --engine-url postgresql://"),
        (["--from", EVENT, *AT_NOWHERE], "PostgreSQL did not let us in"),
        (["--from", EVENT, *AT_NOWHERE, "--engine-option", "fast"], "needs NAME=VALUE"),
    ],
)
def test_a_call_that_makes_no_sense_ends_in_one_sentence(orders, words, says, capsys):
    given = words if words and str(words[0]).endswith("nowhere.csv") else [orders, *words]

    assert reviewed(*given) == 2

    complaint = capsys.readouterr().err
    assert complaint.startswith("feria review: ")
    assert says in complaint


@pytest.mark.parametrize(
    ("engine", "module"),
    [("spark", "pyspark"), ("postgres", "psycopg"), ("clickhouse", "clickhouse_connect")],
)
def test_an_engine_that_is_not_installed_says_what_to_install(orders, engine, module, monkeypatch, capsys):
    monkeypatch.setattr(needs, "find_spec", lambda name: None)

    assert reviewed(orders, "--from", EVENT, "--engine", engine) == 2

    said = capsys.readouterr().err
    assert f"needs the package {module}" in said
    assert f"pip install 'feria[{engine}]'" in said


def test_spark_without_java_says_so(orders, monkeypatch, capsys):
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")

    assert reviewed(orders, "--from", EVENT, "--engine", "spark") == 2

    assert "Spark needs Java 17" in capsys.readouterr().err


def test_bars_are_for_terminals(orders, capsys):
    assert reviewed(orders, "--from", EVENT) == 0

    assert capsys.readouterr().err == ""


def test_input_that_cannot_be_used_says_why_and_ends_with_one(tmp_path, capsys):
    mixed = [
        Sale(order="1", sold_at="2017-11-11T01:00:00Z", charged="1.00"),
        Sale(order="2", sold_at="2017-11-11 01:00:00", charged="1.00"),
    ]

    assert reviewed(write(tmp_path / "mixed.csv", mixed), "--from", "2017-11-11") == 1

    assert "have no offset while others have one" in capsys.readouterr().err


def test_one_day_of_data_answers_what_it_can_and_says_what_not(tmp_path, capsys):
    orders = write(tmp_path / "day.csv", [sale("1", EVENT, 10), sale("2", EVENT, 20, sku="bread")])

    assert reviewed(orders, "--from", EVENT) == 1

    said = capsys.readouterr().out
    assert "cannot be said from this input" in said
    assert "needs at least 7 usual days" in said
    assert "Best sellers" in said
