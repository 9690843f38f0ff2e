"""The race: every engine in a process of its own, asked in turns, so that a slow minute slows them all."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.rivals.entrants import Entrant
from bench.rivals.homes import Unavailable
from bench.rivals.talking import Talk
from bench.rivals.workload import Workload


@dataclass(frozen=True)
class Pace:
    """Processor seconds to warm up and for a round, how many rounds, and how long an answer may take."""

    warm_up: float = 1.0
    seconds: float = 0.3
    rounds: int = 9
    patience: float = 300.0


SMOKE = Pace(warm_up=0.0, seconds=0.001, rounds=1)


@dataclass
class Runner:
    """An engine that stands ready, and what it has shown so far. Amounts in cents, times in microseconds."""

    entrant: Entrant
    talk: Talk
    offers: int = 0
    version: str = ""
    expected: int = 0
    payable: float = 0.0
    micros: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.micros)

    @property
    def best(self) -> float:
        return min(self.micros)

    @property
    def astray(self) -> float:
        """By how much it misses what it should arrive at; less than half a cent is rounding."""
        short = self.payable - self.expected
        return short if abs(short) >= 0.5 else 0.0


def start(entrant: Entrant, workload: Workload, pace: Pace) -> Runner:
    """A warmed-up engine that has priced the cart, twice alike. Unavailable says why there is none."""
    told = entrant.told(workload)
    talk = Talk.start(entrant.home, entrant.engine, *entrant.arguments, patience=pace.patience)
    runner = Runner(entrant, talk, len(told.offers), expected=entrant.expects(told))
    try:
        said = runner.talk.ask(form=entrant.form, warm_up=pace.warm_up, lines=told.lines, offers=told.offers)
        if said["payable"] != said["again"]:
            raise Unavailable(f"it prices the same cart at {said['payable']}, then at {said['again']} cents.")
    except Unavailable:
        runner.talk.stop()
        raise
    runner.version, runner.payable = said["version"], said["payable"]
    return runner


@dataclass(frozen=True)
class Skipped:
    """Who did not take part, and why, in a sentence."""

    entrant: Entrant
    why: str


def race(entrants: Sequence[Entrant], workload: Workload, pace: Pace) -> tuple[list[Runner], list[Skipped]]:
    """All rounds of all that can be had. One that falls silent on the way is out, its figures with it."""
    runners: list[Runner] = []
    skipped: list[Skipped] = []
    try:
        for entrant in entrants:
            try:
                runners.append(start(entrant, workload, pace))
            except Unavailable as why:
                skipped.append(Skipped(entrant, str(why)))
        for _ in range(pace.rounds):
            for runner in list(runners):
                try:
                    runner.micros.append(runner.talk.ask(seconds=pace.seconds)["micros"])
                except Unavailable as why:
                    skipped.append(Skipped(runner.entrant, str(why)))
                    runners.remove(runner)
                    runner.talk.stop()
    finally:
        for runner in runners:
            runner.talk.stop()
    return runners, skipped
