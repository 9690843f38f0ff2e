"""R8.2: the question of R8.1 answered with a counterfactual and an interval, not only with averages."""

from __future__ import annotations

from feria.review.effect.api import Effect, estimate
from tests.review.effect.worlds import Change, World

WON, LOST = 55_000, 80_000
FESTIVAL = World(
    noise=0.01, length=1, waits=8, dips=0, promoted=Change(before=-LOST // 8, during=WON)
)  # the worked example of R8.1, in a town whose days differ


def test_r8_2_the_festival_that_met_its_goal_lost_and_the_interval_says_how_surely() -> None:
    found = estimate(FESTIVAL.daily(), FESTIVAL.periods)

    assert isinstance(found, Effect)
    assert found.during.low > 0  # the day was won
    assert found.total.low <= WON - LOST <= found.total.high < 0
    assert found.verdict == "lost"
    assert found.chance_gained < 0.05
