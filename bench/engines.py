"""Ours as it is, and as machine code where `make compile` made it: one measurement in a process for each.

Each process measures ours and whatever stands beside it in turns, so that its ratios are of one machine at one time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINES = {"pure Python": ROOT / "src", "compiled": ROOT / "build" / "compiled"}

Figures = dict[str, float]


def measured(module: str, *options: str) -> dict[str, Figures]:
    """What `python -m MODULE --alone` finds with each engine there is."""
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
