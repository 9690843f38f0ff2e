"""A mall on its busiest day: its processes, each of which can be killed and starts again, and what they said."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

from tests.chaos.sale import ASIDE
from tools.ports import free_port
from tools.with_postgres import PostgresUnavailable, Server, running_server

SEED = int(os.environ.get("FERIA_CHAOS_SEED", "11"))
SALE = (sys.executable, "-m", "tests.chaos.sale")


KEPT_BYTES = 16_384
DATABASE_AWAY = re.compile(
    r"^[\w.]*\b(OperationalError|InterfaceError|AdminShutdown|CrashShutdown|CannotConnectNow|Connection\w+|OutcomeUnknown)\b",
    re.MULTILINE,
)
"""What stands at the end of the complaint of a process whose database was dead; it may be told in several lines."""


class Complaints:
    """What a process writes on standard error: the last of it, in a file. A thread reads, so that whoever writes never waits."""

    def __init__(self, stream: IO[bytes], file: Path) -> None:
        self._file = file
        self._reader = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._reader.start()

    def _read(self, stream: IO[bytes]) -> None:
        kept = b""
        with stream:
            while some := os.read(stream.fileno(), 65_536):
                kept = (kept + some)[-KEPT_BYTES:]
                self._file.write_bytes(kept)

    @property
    def text(self) -> str:
        """Of a process that has ended; a child of it may still hold the other end."""
        self._reader.join(10)
        return self._file.read_text(encoding="utf-8", errors="replace") if self._file.exists() else ""


@dataclass(frozen=True)
class Death:
    """A process that ended by itself, and not well."""

    name: str
    status: int
    complaint: str

    @property
    def is_of_the_database(self) -> bool:
        last = self.complaint.rstrip().splitlines()[-8:]
        return bool(DATABASE_AWAY.search("\n".join(last)))

    def __str__(self) -> str:
        return f"{self.name} died by itself, status {self.status}:\n{self.complaint[-4_000:]}"


@dataclass
class Part:
    """A process of the mall, in a group of its own so that nothing of it survives; what it says goes to a file."""

    command: tuple[str, ...]
    process: subprocess.Popen[bytes]
    said: Path
    complaints: Complaints

    def kill(self) -> bool:
        """Whether it lived until then."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait() == -signal.SIGKILL

    def death(self, name: str) -> Death | None:
        """How it died, unless it lives, ended well, or was killed."""
        status = self.process.poll()
        return Death(name, status, self.complaints.text) if status not in (None, 0, -signal.SIGKILL) else None


@dataclass
class Day:
    """The running mall."""

    home: Path
    environment: dict[str, str]
    server: Server | None
    port: int
    seed: int
    parts: dict[str, Part] = field(default_factory=dict)
    more: dict[str, tuple[str, ...]] = field(default_factory=dict)  # commands of other parts
    kills: Counter[str] = field(default_factory=Counter)
    deaths: list[Death] = field(default_factory=list)  # that nobody here brought about
    back_after: list[float] = field(
        default_factory=list
    )  # seconds from a database's death to the next claim held

    def commands(self) -> dict[str, tuple[str, ...]]:
        number = sum(self.kills.values())
        granian = ("-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--no-ws")
        quiet = ("--workers", "1", "--log-level", "critical", "--port", str(self.port))
        return {
            "teller one": (*SALE, "sell", str(self.seed * 1_000 + 2 * number)),
            "teller two": (*SALE, "sell", str(self.seed * 1_000 + 2 * number + 1)),
            "payer": (*SALE, "pay", str(self.seed * 1_000 + number)),
            "groups": (sys.executable, "-m", "tests.chaos.together", str(self.seed * 1_000 + number)),
            "web": (sys.executable, *granian, *quiet, "feria.mall.site.serve:app"),
            "sweeper": (sys.executable, "-m", "feria.cli.work"),
            **self.more,
        }

    def start(self, name: str) -> None:
        said = self.home / f"{name}-{sum(self.kills.values())}-{time.monotonic_ns()}.said"
        command = self.commands()[name]
        with said.open("wb") as out:
            process = subprocess.Popen(
                command, env=self.environment, stdout=out, stderr=subprocess.PIPE, start_new_session=True
            )
        assert process.stderr
        self.parts[name] = Part(
            command, process, said, Complaints(process.stderr, said.with_suffix(".complaint"))
        )

    def kill(self, name: str) -> None:
        self.kills[name] += self.parts[name].kill()
        self.bury(name)
        self.start(name)

    def bury(self, name: str) -> None:
        """Remember how a process ended that nobody killed."""
        if death := self.parts[name].death(name):
            self.deaths.append(death)

    def expect_only_our_deaths(self) -> None:
        """No process died of an exception, but of the database's own death."""
        was_away = self.server is not None and self.kills["database"] > 0
        faults = [death for death in self.deaths if not (was_away and death.is_of_the_database)]
        assert not faults, "\n".join(map(str, faults))

    def kill_the_database(self) -> None:
        self.kills["database"] += 1
        began = time.monotonic()
        before = self.answers()
        if self.server is not None:
            self.server.kill()
            time.sleep(random.Random(self.seed + self.kills["database"]).uniform(0, 0.5))
            self.server.start()
        else:
            for part in self.parts.values():
                part.kill()
        while self.answers() == before:
            self.revive()
            assert time.monotonic() - began < 300, "nobody is served after the database came back"
            time.sleep(0.05)
        self.back_after.append(time.monotonic() - began)

    def revive(self) -> None:
        """Start whoever has ended: a teller whose database died notices it when its turn on the processor comes."""
        for name, part in list(self.parts.items()):
            if part.process.poll() is not None:
                self.bury(name)
                self.start(name)

    def answers(self) -> int:
        """Bytes said by tellers: it grows when somebody is answered."""
        return sum(path.stat().st_size for path in self.home.glob("teller*.said"))

    def kill_everything(self) -> None:
        for name, part in list(self.parts.items()):
            part.kill()
            self.bury(name)
            del self.parts[name]

    def run(self, *verb: str, told: str = "") -> str:
        """A part that ends by itself, of what it is told on standard input; what it said."""
        done = subprocess.run([*SALE, *verb], env=self.environment, input=told, stdout=subprocess.PIPE, text=True, timeout=600, check=True)  # fmt: skip
        return done.stdout

    def said(self) -> list[list[str]]:
        """Every acknowledgement of every process, but for lines that death cut short."""
        told = []
        for path in self.home.glob("*.said"):
            lines = path.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
            told += [line.split(" ") for line in lines if line]
        return told


@contextmanager
def a_day(home: Path, database: str, units: int = ASIDE) -> Iterator[Day]:
    """A mall that is prepared and not running yet, on "sqlite" or on a "postgresql" of its own."""
    environment = {
        **os.environ,
        "FERIA_HOME": str(home),
        "FERIA_DEMO": "1",
        "FERIA_THREADS": "3",
        "PYTHONPATH": os.pathsep.join(["src", "."]),
        "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
    }
    environment.pop("FERIA_DATABASE_URL", None)
    with a_server(database) as server:
        if server is not None:
            environment["FERIA_DATABASE_URL"] = server.address
        day = Day(home, environment, server, free_port(), SEED)
        day.run("prepare", str(units))
        try:
            yield day
        finally:
            day.kill_everything()
        day.expect_only_our_deaths()


@contextmanager
def a_server(database: str) -> Iterator[Server | None]:
    """None for SQLite. Skips the test where no PostgreSQL can be started."""
    if database == "sqlite":
        yield None
        return
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_server(durable=True))
        except PostgresUnavailable as missing:
            pytest.skip(str(missing))
        yield server


def publish_row(row: dict[str, Any]) -> None:
    """For docs/explanation/reliability.md, where FERIA_CHAOS_REPORT names a file."""
    if path := os.environ.get("FERIA_CHAOS_REPORT"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
