"""Tellers of one SQLite file take turns: nobody writes twice while another waits, and the dead hold nobody up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from feria.mall.stock.teller.turns import Turns

fcntl = pytest.importorskip("fcntl")

GENEROUS_SECONDS = 30.0


def is_taken(file: Path) -> bool:
    """Whether somebody has the lock on that file."""
    probe = os.open(file, os.O_RDONLY)
    try:
        fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(probe)
    return False


def wait_until_taken(file: Path) -> None:
    give_up_at = time.monotonic() + GENEROUS_SECONDS
    while not is_taken(file):
        assert time.monotonic() < give_up_at, f"nobody came to {file.name}"
        time.sleep(0.005)


def test_who_comes_out_stands_behind_who_waits(tmp_path: Path) -> None:
    # Given a teller at work, and another that waits before the door
    database = str(tmp_path / "mall.sqlite3")
    busy, patient = Turns(database), Turns(database)
    order: list[str] = []

    def come() -> None:
        with patient.mine():
            order.append("patient")

    waiting = threading.Thread(target=come)
    with busy.mine():
        waiting.start()
        wait_until_taken(tmp_path / "mall.sqlite3-next")

    # When the first comes out and wants to go in again at once
    with busy.mine():
        order.append("busy")
    waiting.join(GENEROUS_SECONDS)

    # Then the one who waited was before it
    assert order == ["patient", "busy"]
    busy.close()
    patient.close()


def test_a_teller_that_is_killed_in_its_turn_holds_nobody_up(tmp_path: Path) -> None:
    # Given a process that was killed while it had the turn
    database = str(tmp_path / "mall.sqlite3")
    mine = Turns(database)
    program = (
        "import sys, time\n"
        "from feria.mall.stock.teller.turns import Turns\n"
        "with Turns(sys.argv[1]).mine(): time.sleep(600)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", program, database])
    wait_until_taken(tmp_path / "mall.sqlite3-turn")
    other.send_signal(signal.SIGKILL)
    other.wait()

    # Then the turn is free for the others
    with mine.mine():
        assert is_taken(tmp_path / "mall.sqlite3-turn")
    assert not is_taken(tmp_path / "mall.sqlite3-turn")
    mine.close()
