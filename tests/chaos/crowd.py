"""People who claim over HTTP, and the lanes that they ask: `feria lane`, with the server that users run."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx

from feria.mall.rush.lane.tokens import Signer
from tests.chaos.day import Day
from tests.chaos.sale import SESSION, SKU
from tests.chaos.web import Line, Told
from tools.ports import free_port

SECRET = "chaos" * 10


class Poll(NamedTuple):
    """Somebody in the waiting room asked how it stands."""

    sent_at: float
    state: str


@dataclass
class Crowd:
    """Claims at whichever lane answers, until they are answered."""

    ports: list[int]
    signer: Signer = field(default_factory=lambda: Signer(SECRET))
    told: list[list[str]] = field(default_factory=list)  # outcome, claimant, member
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    waits: list[float] = field(default_factory=list)  # of claims that were answered for good
    polls: list[Poll] = field(default_factory=list)
    let_in_at: list[float] = field(default_factory=list)  # answers to who came through the room, or holds
    admitted: dict[str, str] = field(default_factory=dict)  # a member's token, good for ten minutes
    is_over: bool = False

    def token(self, member: str) -> str:
        return self.signer.sign(member, 0, datetime.now(UTC) + timedelta(hours=2))

    async def ask(
        self, lines: list[Line], verb: str, path: str, token: str = "", body: object = None
    ) -> Told | None:
        """At any lane that lives. None when it is over."""
        while not self.is_over:
            try:
                told = await random.choice(lines).ask(verb, path, token, body)
            except (OSError, EOFError):
                self.broken += 1
            else:
                self.statuses[told.status] += 1
                if told.status != 503 and told.body.get("outcome") not in ("busy", "too_often"):
                    return told
            await asyncio.sleep(0.3)
        return None

    async def link(self) -> str:
        lines = [Line(port) for port in self.ports]
        while True:
            told = await self.ask(lines, "GET", f"/lane/sessions/{SESSION}")
            assert told is not None
            if told.status == 200 and "link" in told.body:
                return str(told.body["link"])
            await asyncio.sleep(0.2)

    async def claim(self, lines: list[Line], link: str, member: str, key: str) -> Told | None:
        """Through the waiting room when told to; the answer, or None when it is over."""
        token = self.admitted.get(member) or self.token(member)
        body = {"key": key, "lines": [{"sku": SKU, "units": 1}]}
        while not self.is_over:
            began = time.monotonic()
            told = await self.ask(lines, "POST", f"/lane/claims/{SESSION}/{link}", token, body)
            if told is None:
                return None
            if told.status == 429:
                admission = await self.wait_in_the_room(lines, token)
                if admission is None:
                    return None
                if admission == "sold_out":
                    return Told(409, {"outcome": "sold_out"})
                token = self.admitted[member] = admission
                continue
            self.waits.append(time.monotonic() - began)
            if member in self.admitted or told.body["outcome"] == "held":
                self.let_in_at.append(time.monotonic())
            self.told.append([str(told.body["outcome"]), f"{SESSION}/{key}", member])
            return told
        return None

    async def wait_in_the_room(self, lines: list[Line], token: str) -> str | None:
        """The token that admits; "sold_out"; None when it is over."""
        room = f"/lane/room/{SESSION}"
        path, verb = room, "POST"
        while True:
            sent_at = time.monotonic()
            told = await self.ask(lines, verb, path, token if verb == "POST" else "")
            if told is None:
                return None
            state = told.body.get("state")
            self.polls.append(Poll(sent_at, str(state)))
            if state == "admitted":
                return str(told.body["admission"])
            if state in ("sold_out", "over"):
                return "sold_out"
            if state is None:  # away too long, or asked too often: it begins again
                path, verb = room, "POST"
                await asyncio.sleep(0.5)
            else:
                path, verb = f"{room}?ticket={told.body['ticket']}", "GET"
                await asyncio.sleep(told.body["ask_again_in"])


@contextmanager
def with_lanes(day: Day, number: int, workers: int = 1, **settings: str) -> Iterator[list[int]]:
    """So many lanes on the day's database, each of so many processes on one port; their ports."""
    day.environment.update(
        FERIA_SECRET_KEY=SECRET, FERIA_LANE_MEMBER_RATE="1000,1000", FERIA_LANE_ADDRESS_RATE="9999,9999"
    )
    day.environment.update(settings)
    ports = [free_port() for _ in range(number)]
    for n, port in enumerate(ports):
        command = (sys.executable, "-m", "feria.cli.main", "lane", "--home", str(day.home), "--port")
        day.more[f"lane {n}"] = (*command, str(port), "--workers", str(workers))
        day.start(f"lane {n}")
    for port in ports:
        wait_for(port)
    yield ports


def wait_for(port: int) -> None:
    give_up_at = time.monotonic() + 300
    while True:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/lane/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            assert time.monotonic() < give_up_at, "a lane does not open"
            time.sleep(0.1)


def remaining(day: Day) -> int:
    """What the database says is left of the session."""
    query = "SELECT remaining FROM stock_rushitem"
    if day.server is None:
        with closing(sqlite3.connect(day.home / "mall.sqlite3", timeout=30)) as connection:
            return int(connection.execute(query).fetchone()[0])
    import psycopg

    with psycopg.connect(day.server.address) as connection:
        return int(connection.execute(query).fetchone()[0])  # type: ignore[index]


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def kill_lane(day: Day, port: int) -> None:
    day.kills["lane 0"] += day.parts["lane 0"].kill()
    give_up_at = time.monotonic() + 300
    while is_open(port):  # its workers, which die with it, have let go of the port
        assert time.monotonic() < give_up_at
        time.sleep(0.01)
    day.start("lane 0")
    wait_for(port)


def kill_a_worker(day: Day, port: int) -> None:
    keeper = day.parts["lane 0"].process.pid
    workers = Path(f"/proc/{keeper}/task/{keeper}/children").read_text(encoding="ascii").split()
    os.kill(int(workers[0]), signal.SIGKILL)
    day.kills["worker"] += 1
    wait_for(port)
