"""Run a command beside Spark and ClickHouse: `python -m tools.with_engines pytest tests/review/test_engines.py`.

They are half a gigabyte each, and Spark a Java machine more, and only one gate needs them: so they are brought here when that
gate runs, Java from Debian's packages and the rest from a lock of its own, and all other gates and the demo do without.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tools.system_packages import Need, bring

JAVA = Need("openjdk-17-jre-headless", "java", "Spark runs on it")
ENGINES = ("pyspark", "chdb", "clickhouse_connect")
LOCK = Path("requirements/engines.txt")


def install() -> int:
    """What is locked, into the environment that runs us."""
    if all(find_spec(name) for name in ENGINES):
        return 0
    print("Installing PySpark and chDB, once; this takes about two minutes.", flush=True)
    command = ["uv", "--quiet", "--system-certs", "pip", "install", "--python", sys.executable]
    return subprocess.run([*command, "--require-hashes", "-r", str(LOCK)], check=False).returncode


def main(command: list[str]) -> int:
    if not command:
        print("usage: python -m tools.with_engines COMMAND...", file=sys.stderr)
        return 2
    if failed := bring([JAVA]) or install():
        return failed
    # Where engines were asked for, a test that cannot find its own fails and is not passed over.
    environment = {**os.environ, "FERIA_ENGINES": "1"}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
