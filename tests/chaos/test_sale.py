"""The day itself, killed again and again: web, tellers, payers, sweeper, and the database under them (P1, P2, P3, P6, P7).

A thousand members want a hundred units of a session while carts buy the same product over HTTP. Everything is a real
process; at random moments one gets SIGKILL and starts again. On PostgreSQL the server itself is killed too, on SQLite
everything at once, which is the nearest a database inside its users can come to that.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.buyers import Heard, WebBuyers
from tests.chaos.sale import ASIDE, FREE, TOKEN_FILE
from tools.with_postgres import PostgresUnavailable, Server, running_server

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("FERIA_CHAOS_KILLS", "6"))
DATABASE_KILLS = max(KILLS // 5, 2)
SEED = int(os.environ.get("FERIA_CHAOS_SEED", "11"))

SALE = (sys.executable, "-m", "tests.chaos.sale")
VICTIMS = ("teller one", "teller two", "payer", "web", "sweeper")


@dataclass
class Part:
    """A process of the mall, in a group of its own so that nothing of it survives; what it says goes to a file."""

    command: tuple[str, ...]
    process: subprocess.Popen[bytes]
    said: Path

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Day:
    """The running mall."""

    home: Path
    environment: dict[str, str]
    server: Server | None
    port: int
    seed: int
    parts: dict[str, Part] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
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
            "web": (sys.executable, *granian, *quiet, "feria.mall.site.serve:app"),
            "sweeper": (sys.executable, "-m", "feria.cli.work"),
        }

    def start(self, name: str) -> None:
        said = self.home / f"{name}-{sum(self.kills.values())}-{time.monotonic_ns()}.said"
        command = self.commands()[name]
        with said.open("wb") as out:
            process = subprocess.Popen(
                command, env=self.environment, stdout=out, stderr=subprocess.DEVNULL, start_new_session=True
            )
        self.parts[name] = Part(command, process, said)

    def kill(self, name: str) -> None:
        self.parts[name].kill()
        self.kills[name] += 1
        self.start(name)

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
        for name, part in self.parts.items():
            if part.process.poll() is not None:
                self.start(name)
        while self.answers() == before:
            assert time.monotonic() - began < 90, "nobody is served after the database came back"
            time.sleep(0.05)
        self.back_after.append(time.monotonic() - began)

    def answers(self) -> int:
        """Bytes said by tellers: it grows when somebody is answered."""
        return sum(path.stat().st_size for path in self.home.glob("teller*.said"))

    def kill_everything(self) -> None:
        for part in self.parts.values():
            if part.process.poll() is None:
                part.kill()

    def run(self, *verb: str) -> str:
        """A part that ends by itself; what it said."""
        done = subprocess.run([*SALE, *verb], env=self.environment, stdout=subprocess.PIPE, text=True, timeout=600, check=True)  # fmt: skip
        return done.stdout

    def said(self) -> list[list[str]]:
        """Every acknowledgement of every process, but for lines that death cut short."""
        told = []
        for path in self.home.glob("*.said"):
            lines = path.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
            told += [line.split(" ") for line in lines if line]
        return told


@pytest.fixture(params=["sqlite", "postgresql"])
def day(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Day]:
    environment = {
        **os.environ,
        "FERIA_HOME": str(tmp_path),
        "FERIA_DEMO": "1",
        "FERIA_THREADS": "3",
        "PYTHONPATH": os.pathsep.join(["src", "."]),
        "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
    }
    environment.pop("FERIA_DATABASE_URL", None)
    if request.param == "sqlite":
        yield from opened(Day(tmp_path, environment, None, free_port(), SEED))
        return
    try:
        with running_server(durable=True) as server:
            environment["FERIA_DATABASE_URL"] = server.address
            yield from opened(Day(tmp_path, environment, server, free_port(), SEED))
    except PostgresUnavailable as missing:
        pytest.skip(str(missing))


def opened(day: Day) -> Iterator[Day]:
    day.run("prepare")
    try:
        yield day
    finally:
        day.kill_everything()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_day_of_kills_sells_exactly_the_stock(day: Day, record_property: Any) -> None:
    chance = random.Random(day.seed)
    token = (day.home / TOKEN_FILE).read_text(encoding="ascii")
    for name in VICTIMS:
        day.start(name)
    wait_until(lambda: day.answers() > 0, "no teller answers")
    fates = ["database"] * DATABASE_KILLS + list(VICTIMS) * (KILLS // len(VICTIMS) + 1)
    fates = fates[: DATABASE_KILLS + max(KILLS, len(VICTIMS))]
    chance.shuffle(fates)
    with WebBuyers(f"http://127.0.0.1:{day.port}", token, day.seed) as buyers:
        wait_until(lambda: bool(buyers.heard.placed), "the web takes no order")
        for fate in fates:
            time.sleep(chance.uniform(0.05, 1.2))
            day.kill_the_database() if fate == "database" else day.kill(fate)
        wait_until(lambda: bool(buyers.heard.paid), "nobody has paid over HTTP")
    day.kill_everything()
    (*last, books) = day.run("settle").splitlines()
    told = [*day.said(), *(line.split(" ") for line in last)]
    expect_exactly_the_stock(told, buyers.heard, json.loads(books))
    publish(day, told, buyers.heard, json.loads(books))


def expect_exactly_the_stock(told: list[list[str]], heard: Heard, books: dict[str, Any]) -> None:
    # P1: exactly what was set aside is sold, carts had no more than the rest, nothing is stuck, the counters agree.
    assert (books["sold"], books["stuck"]) == (ASIDE, 0)
    assert books["sold_to_carts"] <= FREE
    assert books["counted"] == [ASIDE, ASIDE, 0, ASIDE + books["sold_to_carts"], 0, 0]
    # P6: nobody has more than one.
    assert books["most_by_one_member"] == 1
    # P2, P5, P17: every book agrees with every other, and with the gateway's.
    assert books["differences"] == []
    # P7: what was acknowledged stands.
    for word, subject, *_ in told:
        if word == "held":
            assert subject in books["claims"], f"{subject} was held and is lost"
        elif word == "placed":
            assert subject in books["states"], f"{subject} was placed and is lost"
        elif word == "paid":
            assert books["states"][subject] == "paid"
    assert heard.placed <= books["states"].keys()
    assert {books["states"][number] for number in heard.paid} <= {"paid"}
    # P3: a key has one answer, in whatever process it was asked, and a checkout's key one order.
    answers = defaultdict(set)
    for word, subject, *rest in told:
        if rest:
            answers[subject].add(word)
    assert {len(different) for different in answers.values()} == {1}
    assert heard.differing == 0


def wait_until(happens: Any, otherwise: str, seconds: float = 90) -> None:
    give_up_at = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < give_up_at, otherwise
        time.sleep(0.05)


def publish(day: Day, told: list[list[str]], heard: Heard, books: dict[str, Any]) -> None:
    """A row for docs/explanation/reliability.md, where FERIA_CHAOS_REPORT names a file."""
    if not (path := os.environ.get("FERIA_CHAOS_REPORT")):
        return
    words = Counter(word for word, *_ in told)
    row = {
        "database": "PostgreSQL" if day.server else "SQLite",
        "seed": day.seed,
        "kills": sum(day.kills.values()) - day.kills["database"],
        "database kills": day.kills["database"],
        "claims answered": sum(words[word] for word in ("held", "sold_out", "limit")),
        "held": words["held"],
        "orders": len(books["states"]),
        "paid": Counter(books["states"].values())["paid"],
        "lost": 0,
        "sold": f"{books['sold']} of {ASIDE}",
        "connections that died": heard.broken,
        "back after, worst s": round(max(day.back_after), 1),
    }
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
