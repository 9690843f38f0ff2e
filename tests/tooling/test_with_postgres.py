"""A throw-away PostgreSQL beside a command."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tools.with_postgres import running_postgres

COMMAND = [sys.executable, "-m", "tools.with_postgres"]
ADDRESS = "import os; print(os.environ['FERIA_DATABASE_URL'], flush=True)"


def answers(address: str) -> bool:
    try:
        with psycopg.connect(address, connect_timeout=30) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def setting(address: str, name: str) -> str:
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row
    return str(row[0])


def test_it_serves_while_asked_for_and_is_gone_afterwards() -> None:
    with running_postgres() as address:
        assert answers(address)
    assert not answers(address)


def test_a_server_that_will_be_killed_writes_through() -> None:
    with running_postgres(durable=True) as address:
        assert setting(address, "fsync") == "on"


def test_a_command_finds_the_address_and_its_exit_code_is_ours() -> None:
    done = subprocess.run([*COMMAND, sys.executable, "-c", f"{ADDRESS}; raise SystemExit(7)"],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.stdout.startswith("postgresql://")
    assert done.returncode == 7


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the server's user can reach too; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_told_to_stop_it_leaves_no_server_behind(open_folder: Path) -> None:
    waiting = f"{ADDRESS}; import time; time.sleep(600)"
    environment = {**os.environ, "TMPDIR": str(open_folder)}
    with subprocess.Popen([*COMMAND, sys.executable, "-c", waiting], env=environment,
                          stdout=subprocess.PIPE, text=True, start_new_session=True) as runner:  # fmt: skip
        assert runner.stdout
        address = runner.stdout.readline().strip()
        assert answers(address)
        os.killpg(runner.pid, signal.SIGTERM)
        runner.wait(60)
    deadline = time.monotonic() + 60
    while answers(address) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not answers(address)
    assert list(open_folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by PostgreSQL")
def test_root_leaves_other_peoples_folders_as_they_were() -> None:
    before = Path.home().stat().st_mode
    with running_postgres():
        assert Path.home().stat().st_mode == before
