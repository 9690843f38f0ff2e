"""How near the review comes to the truth, beside the usual formula and a plain CausalImpact-style model.

    python -m bench.review_truth                 # 200 festivals and 200 placebos on the year in FERIA_HOME/warehouse
    python -m bench.review_truth --festivals 10  # fewer, to see that it runs
    python -m bench.review_truth --smoke         # three, on a year drawn by lot, where there is no warehouse
    python -m bench.review_truth --also 31 77    # and as many of other seeds, a line of the table each
    python -m bench.review_truth --publish       # write the table into docs/explanation/review.md

Every contender sees the same days of the same festivals (``bench.festivals``) and answers one question: how much more,
or less, was sold in all because of the festival.
"""

from __future__ import annotations

import argparse
import os
import re
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.statespace.structural import UnobservedComponents
from threadpoolctl import threadpool_limits

from bench.festivals import Festival, Year, festival, made_up, read
from feria.review.effect.api import Daily, Effect, Periods, estimate
from feria.review.past.warehouse import opened

SEED = 2017
PAGE = Path("docs/explanation/review.md")


class Series(NamedTuple):
    """What the simpler contenders look at: all affected goods, all controls, and where the festival's days are."""

    affected: Any
    controls: Any
    first: int
    end: int

    @classmethod
    def of(cls, daily: Daily, periods: Periods) -> Series:
        affected = np.sum(list(daily.affected.values()), axis=0, dtype=np.float64)
        controls = np.sum(list(daily.controls.values()), axis=0, dtype=np.float64)
        shut = affected + controls == 0
        affected[shut] = np.nan
        first, end = ((day - daily.first).days for day in (periods.whole.start, periods.whole.end))
        return cls(affected, controls, first, end)

    @property
    def inside(self) -> Any:
        return self.affected[self.first : self.end]


def averages(series: Series) -> float:
    """R8.1: the usual day is the mean of the four weeks before anybody waits."""
    usual = np.nanmean(series.affected[series.first - 28 : series.first])
    return float(np.nansum(series.inside - usual))


def weekday_averages(series: Series) -> float:
    """The same, weekday by weekday."""
    usual = np.nanmean(series.affected[series.first - 28 : series.first].reshape(4, 7), axis=0)
    expected = np.resize(usual, series.end - series.first)
    return float(np.nansum(series.inside - expected))


def causal_impact(series: Series, seasonal: int | None = None) -> float:
    """A local level and a regression on the controls, fitted before the festival and carried through it."""
    before = slice(0, series.first)
    scale, centre = np.nanstd(series.affected[before]), np.nanmean(series.affected[before])
    control = (series.controls - series.controls[before].mean()) / series.controls[before].std()
    model = UnobservedComponents(
        (series.affected[before] - centre) / scale, "llevel", exog=control[before], seasonal=seasonal
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = model.fit(disp=False)
    inside = slice(series.first, series.end)
    ahead = fitted.get_forecast(series.end - series.first, exog=control[inside, None]).predicted_mean
    return float(np.nansum(series.inside - (ahead * scale + centre)))


SIMPLE: dict[str, Callable[[Series], float]] = {
    "before and after (R8.1's averages)": averages,
    "before and after, by weekday": weekday_averages,
    "CausalImpact-style: local level + regression": causal_impact,
    "the same with a weekday season": lambda series: causal_impact(series, seasonal=7),
}
OURS = "Feria"


class Run(NamedTuple):
    """One festival, answered by all."""

    truth: int
    answers: dict[str, float]
    held: bool
    parts: dict[str, tuple[int, int, bool]]  # part -> truth, error, held
    alarm: bool
    leaked: int
    seconds: float


def run(year: Year, seed: int, number: int) -> Run:
    """Ask everybody about one festival, and ourselves about the same days without it."""
    made = festival(year, seed, number)
    series = Series.of(made.daily, made.shape.periods)
    answers = {name: ask(series) for name, ask in SIMPLE.items()}
    start = time.perf_counter()
    ours = asked(made.daily, made)
    seconds = time.perf_counter() - start
    parts = {}
    for name, truth in made.parts.items():
        part = getattr(ours.parts, name)
        parts[name] = (truth, part.value - truth, part.low <= truth <= part.high)
    return Run(
        truth=made.truth,
        answers=answers | {OURS: float(ours.total.value)},
        held=ours.total.low <= made.truth <= ours.total.high,
        parts=parts,
        alarm=asked(made.without, made).verdict != "unclear",
        leaked=made.leaked,
        seconds=seconds,
    )


def asked(daily: Daily, made: Festival) -> Effect:
    """Our answer; a refusal would be a defect here."""
    answer = estimate(daily, made.shape.periods, country="US")
    assert isinstance(answer, Effect), answer
    return answer


def table(runs: list[Run], seed: int) -> str:
    """What is published, in dollars."""
    truth = np.array([one.truth for one in runs]) / 100
    size = float(np.abs(truth).mean())
    errors = {name: np.array([one.answers[name] for one in runs]) / 100 - truth for name in runs[0].answers}
    root = {name: float(np.sqrt((error**2).mean())) for name, error in errors.items()}
    told = (
        f"{len(runs)} festivals, seed {seed}. The true effect is {size:,.0f} dollars on average, up or down "
        f"({(truth < 0).mean():.0%} of them lost); halo on goods taken for controls is "
        f"{np.mean([one.leaked for one in runs]) / 100:,.0f} of it."
    )
    rows = [
        told,
        "",
        "| method | error (root of mean square) | mean absolute error | bias, share of the effect | ours is lower by |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, error in errors.items():
        lower = "" if name == OURS else f"{1 - root[OURS] / root[name]:.0%}"
        rows.append(
            f"| {name} | {root[name]:,.0f} | {np.abs(error).mean():,.0f} | {error.mean() / size:+.1%} | {lower} |"
        )
    rows += [
        "",
        f"- Feria's 90 % intervals hold the truth in {np.mean([one.held for one in runs]):.1%} of the festivals.",
        f"- Placebo festivals (the same days as they really were): {np.mean([one.alarm for one in runs]):.1%} false alarms.",
        f"- Time for one festival: {np.median([one.seconds for one in runs]):.2f} s (median).",
        "",
        "| part | true value, mean | bias | error | interval holds |",
        "|---|---:|---:|---:|---:|",
    ]
    for name in runs[0].parts:
        found = np.array([one.parts[name] for one in runs], dtype=np.float64)
        found[:, :2] /= 100
        rows.append(
            f"| {name.replace('_', ' ')} | {found[:, 0].mean():,.0f} | {found[:, 1].mean():+,.0f} "
            f"| {np.sqrt((found[:, 1] ** 2).mean()):,.0f} | {found[:, 2].mean():.1%} |"
        )
    return "\n".join(rows)


def seeds_table(by_seed: dict[int, list[Run]]) -> str:
    """One line for each seed: were the figures above a lucky draw?"""
    rows = [
        (
            "| seed | festivals | interval holds the truth | false alarms | bias, share of the effect "
            "| lower than averages | lower than CausalImpact-style |"
        ),
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    averages_name, _by_weekday, impact_name, _seasonal = SIMPLE
    for seed, runs in by_seed.items():
        truth = np.array([one.truth for one in runs])
        error = {name: np.array([one.answers[name] for one in runs]) - truth for name in runs[0].answers}
        root = {name: np.sqrt((each**2).mean()) for name, each in error.items()}
        rows.append(
            f"| {seed} | {len(runs)} | {np.mean([one.held for one in runs]):.1%} | {np.mean([one.alarm for one in runs]):.1%} "
            f"| {error[OURS].mean() / np.abs(truth).mean():+.1%} | {1 - root[OURS] / root[averages_name]:.0%} "
            f"| {1 - root[OURS] / root[impact_name]:.0%} |"
        )
    return "\n".join(rows)


def publish(text: str, what: str) -> None:
    """Put a table between its marks on the page."""
    begin, end = f"<!-- {what}: begin -->", f"<!-- {what}: end -->"
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    PAGE.write_text(pattern.sub(lambda _: f"{begin}\n{text}\n{end}", page), encoding="utf-8")


def real_year() -> Year:
    """The year in FERIA_HOME/warehouse."""
    store = Path(os.environ.get("FERIA_HOME", ".feria")) / "warehouse"
    opened(store)
    return read(store)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--festivals", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--also", type=int, nargs="+", default=[], help="further seeds")
    parser.add_argument("--publish", action="store_true", help=f"write the table into {PAGE}")
    parser.add_argument("--smoke", action="store_true", help="three festivals of a year drawn by lot")
    told = parser.parse_args()
    count = 3 if told.smoke else told.festivals
    year = made_up() if told.smoke else real_year()
    by_seed: dict[int, list[Run]] = {}
    with threadpool_limits(limits=1):
        for seed in dict.fromkeys((told.seed, *told.also)):
            runs = by_seed[seed] = []
            for number in range(count):
                runs.append(run(year, seed, number))
                if (number + 1) % 20 == 0:
                    print(f"seed {seed}: {number + 1} of {count}", flush=True)
    text = table(by_seed[told.seed], told.seed)
    if len(by_seed) > 1:
        text += "\n\n" + seeds_table(by_seed)
    print(text)
    if told.publish:
        publish(text, "truth")


if __name__ == "__main__":
    main()
