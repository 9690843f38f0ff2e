"""R8.1: a festival that met its goal and lost money against doing nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from feria.review.chapters.profit import profit, stretch, true_profit
from feria.review.facts.files import read_files
from feria.review.frame import Days, frame_around
from feria.review.verdict import verdict_of
from tests.review.tills import Sale, day, usual_weeks, write

GOAL = 50_000_00


def test_r8_1_the_worked_example_loses_25_000() -> None:
    """Usual week 100,000, warm-up week 80,000 under it; an ordinary day 15,000, the day's result 70,000."""
    terms = true_profit(
        event=stretch("event", days=1, result=70_000, usual=15_000),
        warm_up=stretch("warm_up", days=7, result=20_000, usual=100_000),
        after=stretch("after", days=0, result=0, usual=0),
    )

    assert terms.event_profit == 55_000
    assert terms.warm_up_lost == 80_000
    assert terms.after_lost == 0
    assert terms.true_profit == -25_000


def test_r8_1_the_same_from_a_file_of_orders(tmp_path: Path) -> None:
    """Given eight usual weeks, a warm-up week that sells 20,000 and a Sunday of 70,000 whose goal was 50,000."""
    sales = [*usual_weeks(weeks=8), *_warm_up(week=8), _sunday(week=9, amount=70_000)]
    facts = read_files(write(tmp_path / "orders.csv", sales))
    event = Days(first=day(63), until=day(64))

    result = profit(facts, frame_around(event, warm_up=7, after=0, usual=56), target=GOAL)

    assert result.terms is not None
    assert result.terms.by_weekday
    assert abs(result.terms.true_profit - -25_000_00) <= 6, "the six weekdays' thirds of a cent"
    assert result.target_reached == 14_000
    assert result.basis.kind == "sales"
    assert verdict_of(result).lines[0].code == "verdict-lost-sales-target-met"


def test_r8_1_what_the_days_after_lose_counts_too(tmp_path: Path) -> None:
    after = [Sale(order=f"a{n}", sold_at=f"{day(64 + n)} 12:00:00", charged="1000.00") for n in range(7)]
    sales = [*usual_weeks(weeks=8), *_warm_up(week=8), _sunday(week=9, amount=70_000), *after]
    facts = read_files(write(tmp_path / "orders.csv", sales))
    event = Days(first=day(63), until=day(64))

    terms = profit(facts, frame_around(event, warm_up=7, after=7, usual=56)).terms

    assert terms is not None
    assert abs(terms.after_lost - 93_000_00) <= 6
    assert terms.true_profit == terms.event_profit - terms.warm_up_lost - terms.after_lost


def _warm_up(week: int) -> list[Sale]:
    days = [day(7 * week + n) for n in range(7)]
    return [Sale(order=f"w{on}", sold_at=f"{on} 12:00:00", charged="2857.14") for on in days[:6]] + [
        Sale(order="w", sold_at=f"{days[6]} 12:00:00", charged="2857.16")
    ]


def _sunday(week: int, amount: int) -> Sale:
    on = day(7 * week)
    assert on.weekday() == 6
    assert on - timedelta(days=7) == day(7 * (week - 1))
    return Sale(order="event", sold_at=f"{on} 12:00:00", charged=f"{amount}.00")
