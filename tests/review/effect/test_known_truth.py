"""A small version of ``bench.review_truth``: many festivals whose truth is known, and what is promised of the answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from bench.festivals import festival, made_up
from feria.review.effect.api import Daily, Effect, Role, estimate
from tests.review.effect.worlds import Change, World

FESTIVALS = 30


@dataclass(frozen=True)
class Answered:
    truth: int
    ours: Effect
    averages: int  # the usual formula: actual less the mean of the four weeks before anybody waited


def drawn(number: int) -> World:
    chance = np.random.default_rng([11, number])
    return World(
        seed=number,
        days=int(chance.integers(98, 126)),
        promoted=Change(
            before=-int(chance.integers(0, 30_000)),
            during=int(chance.integers(20_000, 300_000)),
            after=-int(chance.integers(0, 30_000)),
        ),
        similar=Change(during=-int(chance.integers(0, 10_000))),
        complementary=Change(during=int(chance.integers(0, 10_000))),
    )


def averages(daily: Daily, world: World) -> int:
    sums = np.sum(list(daily.affected.values()), axis=0)
    first, end = world.start - world.waits, world.start + world.length + world.dips
    return int((sums[first:end] - sums[first - 28 : first].mean()).sum())


@pytest.fixture(scope="module")
def answers() -> list[Answered]:
    found = []
    for number in range(FESTIVALS):
        world = drawn(number)
        daily = world.daily()
        ours = estimate(daily, world.periods)
        assert isinstance(ours, Effect)
        found.append(Answered(world.truth, ours, averages(daily, world)))
    return found


def root(errors: list[int]) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def test_nine_intervals_in_ten_hold_the_truth(answers: list[Answered]) -> None:
    held = sum(one.ours.total.low <= one.truth <= one.ours.total.high for one in answers)

    assert held >= 0.8 * FESTIVALS


def test_the_answers_lean_to_neither_side(answers: list[Answered]) -> None:
    bias = np.mean([one.ours.total.value - one.truth for one in answers])

    assert abs(bias) < 0.05 * np.mean([abs(one.truth) for one in answers])


def test_the_error_is_at_least_a_third_less_than_that_of_averages(answers: list[Answered]) -> None:
    ours = root([one.ours.total.value - one.truth for one in answers])

    assert ours <= 0.7 * root([one.averages - one.truth for one in answers])


def test_a_made_festival_changes_exactly_what_it_says() -> None:
    made = festival(made_up(), seed=3, number=0)

    def total(daily: Daily) -> int:
        return sum(map(sum, (*daily.affected.values(), *daily.controls.values())))

    assert total(made.daily) - total(made.without) == made.truth == sum(made.parts.values())
    assert made.parts["own"] > 0
    assert made.parts["waiting"] < 0
    periods = made.shape.periods
    changed = {
        day
        for role in (Role.PROMOTED, Role.SIMILAR, Role.COMPLEMENTARY)
        for day, with_it, without in zip(
            made.daily.days, made.daily.affected[role], made.without.affected[role], strict=True
        )
        if with_it != without
    }
    assert changed
    assert all(day in periods.whole for day in changed)
