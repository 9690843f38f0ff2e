"""Shops, categories and coupons are said by their names, in the reader's language where that is known."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from feria.review.facts.files import read_files
from feria.review.facts.mapping import read_mapping
from feria.review.frame import Days, frame_around
from feria.review.report.html import page
from feria.review.report.speaker import Speaker
from feria.review.review import Review, review
from tests.review.tills import day, sale, usual_weeks, write


@dataclass(frozen=True)
class Called:
    code: str
    language: str
    name: str


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Review:
    folder = tmp_path_factory.mktemp("till")
    event = sale("e", day(70), 90, sku="s", category="drinks/hot-tea")
    write(folder / "lines.csv", [*usual_weeks(weeks=10, sunday=100, other=10_000), event])
    names = [
        Called("drinks", "", "Drinks"),
        Called("drinks", "es", "Bebidas"),
        Called("drinks/hot-tea", "", "Hot Tea"),
        Called("never-sold", "", "Never Sold"),
    ]
    write(folder / "names.csv", names)
    facts = read_files(folder, read_mapping("currency: EUR\ntime_zone: UTC"))
    return review(facts, frame_around(Days(first=day(70), until=day(71)), warm_up=7))


def test_a_path_is_said_step_by_step(reviewed: Review) -> None:
    assert Speaker("en", "EUR", reviewed.called).group("drinks/hot-tea") == "Drinks / Hot Tea"


def test_a_language_without_a_name_borrows_the_shops_own(reviewed: Review) -> None:
    assert Speaker("es", "EUR", reviewed.called).group("drinks/hot-tea") == "Bebidas / Hot Tea"
    assert Speaker("zh-hans", "EUR", reviewed.called).group("drinks") == "Drinks"


def test_what_has_no_name_is_said_by_its_code(reviewed: Review) -> None:
    assert Speaker("en", "EUR", reviewed.called).group("garden") == "garden"


def test_a_review_keeps_only_the_names_that_it_needs(reviewed: Review) -> None:
    assert "never-sold" not in reviewed.called


def test_the_page_shows_names_in_charts_and_tables(reviewed: Review) -> None:
    made = page(reviewed, Speaker("es", "EUR", reviewed.called))

    assert "Bebidas / Hot Tea" in made
    assert ">drinks/hot-tea<" not in made


def test_the_page_asks_for_no_icon(reviewed: Review) -> None:
    assert '<link rel="icon" href="data:,">' in page(reviewed, Speaker("en", "EUR"))
