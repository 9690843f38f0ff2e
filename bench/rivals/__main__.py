"""Feria's engine beside those of other shops, on one cart, in one run.

    python -m bench.rivals                            # all of them; fetches them into .feria/rivals, once
    python -m bench.rivals --only pretix django-oscar # some (ours always runs)
    python -m bench.rivals --publish                  # put the tables into docs/reference/peers.md
    python -m bench.rivals --json figures.json
    python -m bench.rivals --smoke                    # ours alone, one short round: does it run?

Each engine prices the same ten lines under the same twenty offers, as far as it can express them, in a
process of its own. They are asked in turns and their processor time is counted, so that a busy machine
matters less; quiet is still better. What each arrives at is compared with plain arithmetic.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.rivals.entrants import ENTRANTS, HERE
from bench.rivals.race import SMOKE, Pace, race
from bench.rivals.report import as_data, as_markdown, as_text, publish
from bench.rivals.workload import load

NAMES = sorted({entrant.home.name for entrant in ENTRANTS} - {HERE.name})


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench.rivals", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument(
        "--only", nargs="+", choices=NAMES, default=NAMES, metavar="RIVAL", help=", ".join(NAMES)
    )
    parser.add_argument("--rounds", type=int, default=Pace.rounds, help="how often each is asked")
    parser.add_argument("--publish", action="store_true", help="put the tables into the documentation")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure for a program")
    parser.add_argument("--smoke", action="store_true", help="without rivals, one short round")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """Run and print; 1 if our own total is not the one that it should be."""
    wanted = arguments(given)
    homes = {HERE.name} if wanted.smoke else {HERE.name, *wanted.only}
    entrants = [entrant for entrant in ENTRANTS if entrant.home.name in homes]
    pace = SMOKE if wanted.smoke else Pace(rounds=max(wanted.rounds, 1))
    runners, skipped = race(entrants, load(), pace)
    print(as_text(runners, skipped))
    if wanted.publish:
        publish(as_markdown(runners, skipped))
    if wanted.json:
        wanted.json.write_text(json.dumps(as_data(runners, skipped), indent=2) + "\n", encoding="utf-8")
    own = [runner for runner in runners if runner.entrant.home is HERE]
    wrong = [runner for runner in own if runner.astray] or len(own) < sum(e.home is HERE for e in entrants)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
