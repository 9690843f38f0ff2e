"""Ours as it is, and as machine code where `make compile` made it: one measurement in a process for each.

Each process measures ours and whatever stands beside it in turns, so that its ratios are of one machine at one time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINES = {"pure Python": ROOT / "src", "compiled": ROOT / "build" / "compiled"}

Figures = dict[str, float]


def is_smoke(about: str | None, measure: Callable[[bool], Figures]) -> bool:
    """Read the words of the command: whether one short round is enough.

    A process that is to measure the engine it has, and no other, prints its figures and ends here.
    """
    parser = argparse.ArgumentParser(description=(about or "").partition("\n")[0])
    parser.add_argument("--smoke", action="store_true", help="one short round, to see that it runs")
    parser.add_argument("--alone", action="store_true", help="only the engine that is here, as JSON")
    told = parser.parse_args()
    if told.alone:
        print(json.dumps(measure(told.smoke)))
        sys.exit()
    smoke: bool = told.smoke
    return smoke


def measured(module: str, *, smoke: bool) -> dict[str, Figures]:
    """What `python -m MODULE --alone` finds with each engine there is."""
    options = ["--smoke"] if smoke else []
    found = {}
    for name, source in ENGINES.items():
        if not source.is_dir():
            print(f"({name}: not built; `make compile` does)")
            continue
        path = os.pathsep.join([str(source), str(ROOT)])
        done = subprocess.run(
            [sys.executable, "-m", module, "--alone", *options],
            env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        found[name] = json.loads(done.stdout)
    return found


def beside(found: dict[str, Figures], hand: str, names: tuple[str, ...], unit: str) -> None:
    """Print those figures of each engine with their ratio to the hand-written loop's in the same process."""
    for name in (hand, *names):
        told = (
            f"{engine} {figures[name]:8.1f} {unit} {figures[name] / figures[hand]:6.2f} x"
            for engine, figures in found.items()
        )
        print(f"  {name:42} {'   '.join(told)}")
