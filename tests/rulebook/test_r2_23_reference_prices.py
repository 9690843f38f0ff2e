"""R2.23: a reduction states its lawful reference price; a "was" price that was never charged is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from feria.festival.reference_price import (
    PriceAt,
    UnlawfulWas,
    check_was,
    reference_price,
    rules_in_force,
)
from tests.rulebook.pricing_desk import yuan

DAY = timedelta(days=1)
START = datetime(2026, 11, 11, tzinfo=UTC)


def ago(days: float) -> datetime:
    return START - days * DAY


def at(price: int, days: float) -> PriceAt:
    """So much, so many days before the reduction."""
    return PriceAt(yuan(price), ago(days))


def was(market: str, asked: list[PriceAt], paid: list[PriceAt]) -> int | None:
    reference = reference_price(market, START, asked, paid)
    return reference.price if reference else None


RAISED_BEFORE = [at(300, 200), at(200, 40), at(400, 20)]
"""300 for long, 200 from day 40 before, and put up to 400 three weeks before the day."""


def test_r2_23_in_the_eu_it_is_the_lowest_price_of_the_last_30_days() -> None:
    """Putting 200 up to 400 and down to 300 again is no reduction: the 200 held until 20 days ago."""
    assert was("eu", RAISED_BEFORE, []) == yuan(200)
    assert check_was(yuan(400), "eu", START, RAISED_BEFORE, []) == UnlawfulWas(
        "above-lowest", yuan(200), "Directive 98/6/EC, article 6a"
    )
    assert check_was(yuan(200), "eu", START, RAISED_BEFORE, []) is None


def test_r2_23_the_30_days_are_exact() -> None:
    """A price that ended as the 30 days began does not count, one that held a minute into them does."""
    minute = 1 / 24 / 60

    assert was("eu", [at(200, 90), at(300, 30)], []) == yuan(300)
    assert was("eu", [at(200, 90), at(300, 30 - minute)], []) == yuan(200)
    assert was("eu", [at(300, 90), PriceAt(yuan(150), START)], []) == yuan(300)


def test_r2_23_an_article_younger_than_30_days_has_the_lowest_since_it_was_listed() -> None:
    assert was("eu", [at(300, 12), at(280, 5)], []) == yuan(280)
    assert was("eu", [], []) is None


def test_r2_23_in_china_it_is_the_lowest_that_was_paid_in_the_last_7_days() -> None:
    """Listed at 400 all along, sold at 350 five days ago and at 260 nine days ago."""
    paid = [at(260, 9), at(350, 5), at(380, 2)]

    assert was("cn", [at(400, 90)], paid) == yuan(350)
    assert check_was(yuan(400), "cn", START, [at(400, 90)], paid) is not None
    assert check_was(yuan(350), "cn", START, [at(400, 90)], paid) is None


def test_r2_23_in_china_without_a_sale_in_7_days_the_last_sale_before_counts() -> None:
    assert was("cn", [at(400, 90)], [at(300, 20), at(320, 10)]) == yuan(320)
    assert was("cn", [at(400, 90)], [at(320, 7), at(250, 7.5)]) == yuan(320)


@pytest.mark.parametrize("market", ["eu", "cn", "elsewhere"])
def test_r2_23_a_was_price_that_was_never_charged_is_refused_everywhere(market: str) -> None:
    asked, paid = [at(300, 90)], [at(300, 3)]

    assert check_was(yuan(299), market, START, asked, paid) == UnlawfulWas("never-charged")
    assert check_was(yuan(300), market, START, asked, paid) is None


def test_r2_23_the_rule_set_of_the_day_decides() -> None:
    """Before the directive applied nothing limited a "was" price but that it had been asked."""
    early = datetime(2021, 11, 11, tzinfo=UTC)
    history = [PriceAt(yuan(200), early - 40 * DAY), PriceAt(yuan(400), early - 20 * DAY)]

    assert rules_in_force("eu", early) is None
    assert rules_in_force("eu", START) is not None
    assert check_was(yuan(400), "eu", early, history, []) is None
    assert check_was(yuan(500), "eu", early, history, []) == UnlawfulWas("never-charged")
