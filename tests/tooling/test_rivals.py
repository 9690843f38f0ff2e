"""The race beside other engines: totals are checked, who cannot run is named, nothing is made up."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.rivals import expected, homes
from bench.rivals.__main__ import main
from bench.rivals.entrants import CONSUMING, ENTRANTS, HERE, STACKING, Entrant, no_category_threshold
from bench.rivals.homes import Home, NodeHome, PythonHome, Unavailable
from bench.rivals.race import SMOKE, race
from bench.rivals.report import (
    MARKS,
    PAGE,
    arrives,
    as_data,
    as_markdown,
    as_text,
    missing,
    publish,
)
from bench.rivals.workload import WORKLOAD, Form, Line, Offer, Workload, load

OURS = STACKING[0]
BY_HAND = next(entrant for entrant in STACKING if "--by-hand" in entrant.arguments)

TWO_MUGS_AND_A_POT = Workload(
    lines=[Line(1, "mugs", 1_000, 2), Line(2, "pots", 5_000, 1)],
    offers=[
        Offer("multibuy", "mugs", 2, 0),
        Offer("percent", "pots", 10, 0),
        Offer("threshold", "*", 5_000, 500),
        Offer("coupon", "*", 10, 0),
    ],
)


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a race leaves behind is left here, not beside what was fetched for a real one."""
    monkeypatch.setattr(homes, "RIVALS", tmp_path / "rivals")


class Nowhere(Home):
    """An environment that cannot be made."""

    def prepare(self) -> None:
        raise Unavailable("it lives nowhere.")


class Mute(Home):
    """An engine that ends without a word."""

    def prepare(self) -> None:
        HERE.prepare()

    def command(self, engine: str) -> list[str]:
        return [sys.executable, "-c", "raise SystemExit"]


# What each way of reading the offers makes of 70.00: a mug free (10.00), a tenth off the pot (5.00).
@pytest.mark.parametrize(
    ("reading", "due"),
    [
        (expected.lane_by_lane, 4_500),  # 70 - 5 - 10 = 55, less 5 = 50, less a tenth
        (expected.lines_then_order, 4_500),
        (expected.from_listed_prices, 4_300),  # the coupon takes a tenth of the listed 70
        (expected.largest_value_first, 4_450),  # 10 + 50; ten is more than five: 10 + 45, 49.50; then 5 off
        (expected.each_unit_once, 5_500),  # nothing is left for the threshold and the coupon
        (expected.groups_and_shares, 5_500),
        (expected.best_set_of_lines, 5_400),  # on 60: a tenth of all beats the pot's 5 and the threshold's
    ],
)
def test_each_reading_of_the_offers_is_plain_arithmetic(reading: expected.Expected, due: int) -> None:
    assert reading(TWO_MUGS_AND_A_POT) == due


def test_the_consuming_form_takes_off_what_the_workload_says() -> None:
    workload = load()
    stated = json.loads(WORKLOAD.read_text())["expect_consume"]
    assert expected.listed(workload.lines) - expected.each_unit_once(workload) == stated


def test_a_rival_is_told_only_what_it_can_express() -> None:
    told = replace(OURS, says=no_category_threshold).told(load())
    assert len(told.offers) == 16
    assert {offer.category for offer in told.offers if offer.kind == "threshold"} == {"*"}


def test_who_cannot_say_every_offer_says_so() -> None:
    workload = load()
    assert all(entrant.remark for entrant in ENTRANTS if entrant.told(workload) != workload)


def test_every_form_has_ours_to_compare_with() -> None:
    assert [entrant.form for entrant in ENTRANTS if entrant.is_ours] == [Form.STACKING, Form.CONSUMING]
    assert {entrant.form for entrant in CONSUMING} == {Form.CONSUMING}


def test_ours_and_the_loop_arrive_where_arithmetic_does() -> None:
    own = [entrant for entrant in ENTRANTS if entrant.home is HERE]
    runners, skipped = race(own, load(), SMOKE)
    assert not skipped
    assert [runner.astray for runner in runners] == [0.0] * len(own)
    assert all(runner.micros and runner.best > 0 for runner in runners)


def test_a_total_that_is_off_is_shown_with_the_difference() -> None:
    wrong = replace(BY_HAND, expects=lambda workload: BY_HAND.expects(workload) - 1_380)
    (runner,), _ = race([wrong], load(), SMOKE)
    assert arrives(runner).endswith("(13.80 too much)")


@pytest.mark.parametrize("home", [Nowhere("nowhere", ()), Mute("mute", ())], ids=lambda home: home.name)
def test_a_rival_that_cannot_run_is_named_and_has_no_figure(home: Home) -> None:
    runners, skipped = race([OURS, rival(home)], load(), SMOKE)
    assert [runner.entrant for runner in runners] == [OURS]
    assert len(missing(skipped)) == 1
    assert missing(skipped)[0].startswith("Rival: skipped, it ")
    assert missing(skipped)[0] in as_text(runners, skipped)
    assert missing(skipped)[0] in as_markdown(runners, skipped)
    assert [engine["name"] for engine in as_data(runners, skipped)["engines"]] == [OURS.name]


def rival(home: Home) -> Entrant:
    return replace(OURS, name="Rival", home=home, engine="rival")


def test_without_node_its_rivals_are_skipped_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda tool: None)
    with pytest.raises(Unavailable, match="it needs node, which is not installed"):
        NodeHome("vendure", (("@vendure/core", "3.7.3"),)).prepare()


def test_an_installation_that_fails_names_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "no-such-python")
    with pytest.raises(Unavailable, match=r"installing it failed; .*/oscar.log has the reason"):
        PythonHome("oscar", (("django-oscar", "4.2.1"),)).prepare()


def test_the_tables_take_the_place_of_the_last_ones(tmp_path: Path) -> None:
    begin, end = MARKS
    page = tmp_path / "peers.md"
    page.write_text(f"Before\n{begin}\nlast year's\n{end}\nAfter\n")
    publish("this year's\n", page)
    assert page.read_text() == f"Before\n{begin}\n\nthis year's\n\n{end}\nAfter\n"


def test_a_page_without_a_place_for_tables_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "peers.md"
    page.write_text("Nothing of the kind.")
    with pytest.raises(ValueError, match=r"peers\.md needs"):
        publish("tables", page)
    assert page.read_text() == "Nothing of the kind."


def test_the_published_page_has_its_place_for_tables() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert all(page.count(mark) == 1 for mark in MARKS)


def test_the_smoke_is_green_and_needs_no_rival(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--smoke"]) == 0
    said = capsys.readouterr().out
    assert "Feria: full quote" in said
    assert "pretix" not in said
