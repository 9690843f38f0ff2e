"""Run a command beside Spark: `python -m tools.with_spark pytest tests/review/test_engines.py`.

Spark is four hundred megabytes and a Java machine, and only one gate needs them: so they are brought here when that gate
runs, Java from Debian's packages and PySpark from its own lock, and `make demo` and all other gates do without.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tools.system_packages import Need, bring

JAVA = Need("openjdk-17-jre-headless", "java", "Spark runs on it")
LOCK = Path("requirements/spark.txt")


def install() -> int:
    """PySpark into the environment that runs us, as it is locked."""
    if find_spec("pyspark") is not None:
        return 0
    print("Installing PySpark, once; this takes about two minutes.", flush=True)
    command = ["uv", "--quiet", "--system-certs", "pip", "install", "--python", sys.executable]
    return subprocess.run([*command, "--require-hashes", "-r", str(LOCK)], check=False).returncode


def main(command: list[str]) -> int:
    if not command:
        print("usage: python -m tools.with_spark COMMAND...", file=sys.stderr)
        return 2
    if failed := bring([JAVA]) or install():
        return failed
    # Where Spark was asked for, a test that cannot find it fails and is not passed over.
    environment = {**os.environ, "FERIA_SPARK": "1"}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
