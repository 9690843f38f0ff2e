"""The race: every engine in a process of its own, asked in turns, so that a slow minute slows them all."""

from __future__ import annotations

import json
import os
import select
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.rivals.entrants import Entrant
from bench.rivals.homes import ROOT, Unavailable, shown
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
    process: subprocess.Popen[str]
    patience: float
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

    def ask(self, **request: object) -> dict[str, Any]:
        """Unavailable where the engine has fallen silent."""
        assert self.process.stdin
        assert self.process.stdout
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            ready, _, _ = select.select([self.process.stdout], [], [], self.patience)
            answer = self.process.stdout.readline() if ready else ""
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise Unavailable(f"it gave no answer; {shown(self.entrant.home.log)} has the reason.")
        told: dict[str, Any] = json.loads(answer)
        return told

    def stop(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def start(entrant: Entrant, workload: Workload, pace: Pace) -> Runner:
    """A warmed-up engine that has priced the cart, twice alike. Unavailable says why there is none."""
    entrant.home.prepare()
    told = entrant.told(workload)
    with entrant.home.log.open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*entrant.home.command(entrant.engine), *entrant.arguments],
            cwd=ROOT,
            env={**os.environ, **entrant.home.surroundings()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    runner = Runner(entrant, process, pace.patience, len(told.offers), expected=entrant.expects(told))
    try:
        said = runner.ask(form=entrant.form, warm_up=pace.warm_up, lines=told.lines, offers=told.offers)
        if said["payable"] != said["again"]:
            raise Unavailable(f"it prices the same cart at {said['payable']}, then at {said['again']} cents.")
    except Unavailable:
        runner.stop()
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
                    runner.micros.append(runner.ask(seconds=pace.seconds)["micros"])
                except Unavailable as why:
                    skipped.append(Skipped(runner.entrant, str(why)))
                    runners.remove(runner)
                    runner.stop()
    finally:
        for runner in runners:
            runner.stop()
    return runners, skipped
