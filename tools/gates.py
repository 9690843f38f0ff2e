"""Run the gates, all of them or those named, and say at the end which held.

Every gate runs even when one before it fails: one run tells everything there is to mend. Those that keep one processor busy
run side by side; those that use all of them, or measure, have the machine to themselves.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

PYTHON = sys.executable


@dataclass(frozen=True)
class Gate:
    """What is held, and the commands that show it, run in order until one fails."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    is_alone: bool = False
    """Whether nothing else may run meanwhile."""


@dataclass(frozen=True)
class Outcome:
    """How a gate went. `seconds` of real time."""

    gate: Gate
    held: bool
    seconds: float


def module(*arguments: str) -> tuple[str, ...]:
    return (PYTHON, "-m", *arguments)


# Tests share the machine's processors; one that runs out of tests takes over some of another's.
SIDE_BY_SIDE = ("-n", "logical", "--dist", "worksteal")
RULES_OF_PRICE = sorted(str(path) for path in Path("tests/rulebook").glob("test_r2_*.py"))

GATES = (
    Gate("ruff", (module("ruff", "check", "--output-format", "concise"),)),
    Gate("format", (module("ruff", "format", "--check", "--output-format", "concise"),)),
    Gate("types", (module("mypy"), module("mypy", "tools"))),
    Gate("layers", (("lint-imports", "--no-logo", "--no-cache"),)),
    Gate("templates", (module("djlint", "--lint", "--quiet", "--allow-empty-input", "src/feria/mall"),)),
    Gate("translations", (module("tools.check_translations"),)),
    Gate("assets", (module("tools.check_assets"),)),
    Gate("tidy", (module("tools.check_tidy"),)),
    Gate("migrations", (module("django", "makemigrations", "--check", "--dry-run"),)),
    Gate("docs", (module("mkdocs", "build", "--strict", "--quiet"), module("tools.check_site"))),
    Gate("tests", (module("pytest", *SIDE_BY_SIDE, "-m", "not postgres and not journey"),), is_alone=True),
    # Apart from the rest: the browser's event loop stays in its thread until the end.
    Gate("journeys", (module("pytest", *SIDE_BY_SIDE, "-m", "journey"),), is_alone=True),
    Gate(
        "postgres",
        (module("tools.with_postgres", *module("pytest", *SIDE_BY_SIDE, "tests/mall", "-m", "not journey")),),
        is_alone=True,
    ),
    # A review once more, on Spark and on ClickHouse; what they need is brought by the gate itself.
    Gate(
        "engines",
        (
            module("tools.with_engines", *module("pytest", "tests/review/test_engines.py")),
            module("bench.review", "--smoke", "--engines"),
        ),
        is_alone=True,  # it installs into the environment that the others run in
    ),
    Gate("machine-code", (module("tools.with_compiled"),)),
    # The engine and the lane once more, as machine code: what is priced is compared with the oracle and the rules again,
    # and what is claimed with what is on the shelves.
    Gate(
        "compiled",
        (
            module(
                "tools.with_compiled",
                *module(
                    "pytest",
                    *SIDE_BY_SIDE,
                    "-o",
                    "pythonpath=build/compiled .",
                    "-m",
                    "not long",
                    "tests/pricing",
                    *RULES_OF_PRICE,
                    "tests/mall/rush/lane",
                    "tests/mall/stock/teller",
                ),
            ),
        ),
        is_alone=True,
    ),
    Gate(
        "bench",
        (
            module("bench.quote", "--smoke"),
            module("bench.replay", "--smoke"),
            module("bench.review", "--smoke"),
            module("bench.review_truth", "--smoke"),
            module("bench.teller", "--smoke"),
            module("bench.lane", "--smoke"),
            module("bench.checkout", "--smoke"),
            module("bench.rivals", "--smoke"),  # ours alone: no rival is fetched here
        ),
        is_alone=True,
    ),
)


def chosen(names: list[str]) -> list[Gate]:
    """The gates of those names, in the order they run; all of them for no names. KeyError names a stranger."""
    strangers = set(names) - {gate.name for gate in GATES}
    if strangers:
        raise KeyError(*sorted(strangers))
    return [gate for gate in GATES if not names or gate.name in names]


def run(command: tuple[str, ...], told: IO[bytes] | None = None) -> int:
    """The command's exit code. What it prints goes into ``told``, or to where ours goes."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
        "NO_MKDOCS_2_WARNING": "1",
        "FERIA_HOME": ".feria/gates",  # a demo that is being shown is left alone
        "PATH": f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=told, stderr=told and subprocess.STDOUT,
        env=environment, check=False,
    ).returncode  # fmt: skip


def pass_through(gate: Gate, runner: Callable[[tuple[str, ...]], int]) -> Outcome:
    began = time.monotonic()
    held = all(runner(command) == 0 for command in gate.commands)
    return Outcome(gate, held, time.monotonic() - began)


def alone(gate: Gate) -> Outcome:
    print(f"\n== {gate.name}", flush=True)
    return pass_through(gate, run)


def side_by_side(gates: list[Gate]) -> Iterator[Outcome]:
    """As many at a time as there are processors. What each says is shown in one piece, when it has ended."""
    speaking = threading.Lock()

    def heard(gate: Gate) -> Outcome:
        with tempfile.TemporaryFile() as told:
            outcome = pass_through(gate, partial(run, told=told))
            told.seek(0)
            with speaking:
                print(f"\n== {gate.name}\n{told.read().decode(errors='replace')}", end="", flush=True)
        return outcome

    # The longest stand last in the list: started first, they leave the short ones to fill the gaps.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(heard, reversed(gates))


def pass_all(gates: Iterable[Gate]) -> list[Outcome]:
    """How they went, in the order of the list."""
    gates = list(gates)
    outcomes = {outcome.gate.name: outcome for outcome in side_by_side([g for g in gates if not g.is_alone])}
    outcomes |= {gate.name: alone(gate) for gate in gates if gate.is_alone}
    return [outcomes[gate.name] for gate in gates]


def summary(outcomes: list[Outcome]) -> str:
    lines = [f"{'ok' if o.held else 'FAILED':<7}{o.gate.name:<14}{o.seconds:7.1f} s" for o in outcomes]
    fallen = sum(not o.held for o in outcomes)
    return "\n".join(["", *lines, f"gates: {len(outcomes) - fallen} passed, {fallen} failed"])


def main(names: list[str]) -> int:
    try:
        gates = chosen(names)
    except KeyError as strangers:
        known = ", ".join(gate.name for gate in GATES)
        print(f"No such gate: {', '.join(strangers.args)}. There are: {known}", file=sys.stderr)
        return 2
    outcomes = pass_all(gates)
    print(summary(outcomes), flush=True)
    return 0 if all(outcome.held for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
