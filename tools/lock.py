"""Write the locks: `python -m tools.lock [--upgrade]`.

Each names every package with its hash and none with an address, so that one lock serves behind any mirror.
A version that still fits is kept; `--upgrade` takes the newest of all.
"""

import re
import subprocess
import sys
from pathlib import Path

DEMO = ("pyproject.toml", "--extra=demo")
LOCKS = {
    "uv": ("--group=lock",),
    "demo": (*DEMO, "--group=build"),
    "engines": ("pyproject.toml", "--extra=spark", "--extra=clickhouse"),
    "dev": (*DEMO, *(f"--group={name}" for name in ("build", "compile", "test", "lint", "docs", "lock"))),
}
"""The locks, in the order in which each binds those after it."""
ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links")


def main(options: list[str]) -> int:
    folder = Path("requirements")
    made: list[Path] = []
    for name, wanted in LOCKS.items():
        lock = folder / f"{name}.txt"
        bound = [option for earlier in made for option in ("--constraint", str(earlier))]
        subprocess.run([*_compile(lock), *wanted, *bound, *options], check=True)
        made.append(lock)
    named = [lock for lock in made if ADDRESS.search(lock.read_text(encoding="utf-8"))]
    for lock in named:
        print(
            f"{lock} names an address; take it out of this machine's settings and lock again.",
            file=sys.stderr,
        )
    return 1 if named else 0


def _compile(lock: Path) -> list[str]:
    return [
        "uv", "pip", "compile", "--quiet", "--output-file", str(lock),
        "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
