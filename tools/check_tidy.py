"""What is committed is ours, small and from nowhere in particular.

No file over a mebibyte, no path of somebody's machine, no registry's host, nothing that a build makes.
"""

import re
import subprocess
import sys
from pathlib import Path

LARGEST = 1024 * 1024
MADE = re.compile(
    r"(^|/)(__pycache__|\.venv|\.feria|node_modules|htmlcov|test-results|mutants|\.[a-z]+_cache)/"
    r"|(^|/)(\.DS_Store|\.coverage|uv\.lock)$"
    r"|\.(pyc|mo|sqlite3|duckdb|parquet|log|orig|rej|whl|egg-info)$"
    r"|^(site|build|dist)/"
)
# Spelled apart, so that this file passes its own check.
MACHINE_PATH = re.compile(r"(?<![\w.$}~-])/(?:root|work|home)" r"/[\w.]")
REGISTRY = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("deb", "debian", "org"),
            ("proxy", "golang", "org"),
            ("crates", "io"),
        )
    )
)
OTHERS = re.compile(r"(^|/)vendor/")
"""Files of others, which may say what they like."""


def faults(name: str, content: bytes) -> list[str]:
    """What is wrong with a file of that name (relative to the root) and content."""
    found = []
    if len(content) > LARGEST:
        found.append(f"{name}: {len(content):,} bytes; the most is {LARGEST:,}.")
    if MADE.search(name):
        found.append(f"{name}: a build makes it; remove it from git and name it in .gitignore.")
    if b"\0" in content or OTHERS.search(name):
        return found
    for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
        if MACHINE_PATH.search(line):
            found.append(f"{name}:{number}: a path of one machine.")
        if REGISTRY.search(line):
            found.append(f"{name}:{number}: the address of a package registry.")
    return found


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout
    return [path for path in map(Path, filter(None, listed.split("\0"))) if path.is_file()]


def main() -> int:
    files = tracked()
    found = [fault for path in files for fault in faults(path.as_posix(), path.read_bytes())]
    print("\n".join(found) or f"{len(files)} files, all in order.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
