"""Several lane processes under one: those that fall over come back, and all end with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = """
import sys
from feria.cli.lane import keep
child = "import os, pathlib, time; pathlib.Path({folder!r}, str(os.getpid())).touch(); time.sleep(600)"
sys.exit(keep([sys.executable, "-c", child], 2))
"""


def started(folder: Path, number: int) -> list[int]:
    """The processes that came up, once there are so many."""
    give_up_at = time.monotonic() + 60
    while len(found := sorted(int(path.name) for path in folder.iterdir())) < number:
        assert time.monotonic() < give_up_at, found
        time.sleep(0.05)
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_falls_over_is_started_again_and_all_end_together(tmp_path: Path) -> None:
    keeper = subprocess.Popen([sys.executable, "-c", PROGRAM.format(folder=str(tmp_path))])
    try:
        first = started(tmp_path, 2)
        os.kill(first[0], signal.SIGKILL)
        workers = started(tmp_path, 3)
    finally:
        keeper.terminate()
        keeper.wait(60)
    assert not any(is_alive(pid) for pid in workers)
