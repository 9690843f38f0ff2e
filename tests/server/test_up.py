"""``feria up`` as a person runs it: one port, the board in time, and nothing lost when it is shut down in the middle."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tools.ports import free_port

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parent.parent.parent
HOME_ADDRESS = {
    "recipient": "Ana Li",
    "phone": "614 555 0142",
    "street": "12 Elm Street",
    "city": "Columbus",
    "region": "OH",
    "postcode": "43004",
}
LONG = 120.0
"""Seconds: however busy the machine, what has not come to pass by then never will."""
SHOWN_WITHIN = 2.0
"""R3.7: seconds from the payment until the board shows it, on a machine that is not busy with other things."""


@dataclass
class Town:
    """A mall in a folder of its own, with a token to shop by and a board ticket to look by."""

    home: Path
    port: int
    token: str = ""
    ticket: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, script: str) -> str:
        """Run a script inside the mall, and answer what it prints."""
        prelude = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", prelude + textwrap.dedent(script)],
            env=self.environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        who = {"Authorization": f"Bearer {self.token}", "X-Feria-Member": "hh-1"}
        answer = httpx.request(
            method, f"{self.url}/api/v1{path}", json=body, headers=who | headers, timeout=LONG
        )
        answer.raise_for_status()
        return answer

    def order(self, key: str) -> str:
        """Order one cola; the order's number."""
        self.call("PUT", "/cart", {"lines": [{"sku": "cola", "quantity": 1}]})
        placed = self.call("POST", "/checkout", {"address": HOME_ADDRESS}, **{"Idempotency-Key": key})
        return str(placed.json()["number"])

    def pay(self, number: str) -> None:
        started = self.call("POST", f"/orders/{number}/pay", {}).json()
        self.call("POST", f"/gateways/dummy/{started['reference']}", {"outcome": "paid"})

    def state(self, number: str) -> str:
        return str(self.call("GET", f"/orders/{number}").json()["state"])

    def free_cola(self) -> int:
        return int(self.call("GET", "/products/cola").json()["available"])

    @contextmanager
    def open(self) -> Iterator[subprocess.Popen[str]]:
        """Serve the mall; it ends, gently, with the block."""
        command = [
            sys.executable,
            "-m",
            "feria.cli.main",
            "up",
            "--home",
            str(self.home),
            "--port",
            str(self.port),
        ]
        server = subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        try:
            assert server.stdout is not None
            assert "is open" in server.stdout.readline()
            yield server
        finally:
            server.terminate()
            server.wait(LONG)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key != "FERIA_DATABASE_URL"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
        "FERIA_HOME": str(tmp_path),
        "FERIA_DEMO": "1",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    made = Town(tmp_path, port, environment=environment)
    made.token, made.ticket = made.run(
        """
        from django.core.management import call_command
        call_command("migrate", verbosity=0)
        from feria.mall.members import api as members
        from feria.mall.web.board.tickets import ticket_for
        from tests.mall.web.malls import make_shopper, open_mall
        from tests.mall.factories import make_user
        open_mall(), make_shopper()
        print(members.issue_token(make_user("driver"), "driver", may_act_for_members=True), ticket_for(1))
        """
    ).split()
    return made


def first(lines: Iterator[str], orders: int) -> float:
    """Seconds until the stream tells of so many paid orders."""
    started = time.monotonic()
    for line in lines:
        if line.startswith("data:") and json.loads(line[5:])["orders"] == orders:
            return time.monotonic() - started
        assert time.monotonic() - started < LONG
    raise AssertionError("the stream ended")


def test_a_paid_order_shows_on_the_board_within_two_seconds(town: Town) -> None:
    with (
        town.open(),
        httpx.stream("GET", f"{town.url}/lane/board?ticket={town.ticket}", timeout=LONG) as stream,
    ):
        lines = stream.iter_lines()
        first(lines, orders=0)
        # What the mall itself lets pass comes with every order, what a busy machine adds does not: the quickest tells. Nor is
        # it held against the board that the machine took its time over the payment, which is a blink on one at rest.
        for number in range(1, 11):
            order = town.order(f"key-{number:05}")
            began = time.monotonic()
            town.pay(order)
            paying = time.monotonic() - began
            if first(lines, orders=number) < SHOWN_WITHIN + 4 * paying:
                break
        else:
            raise AssertionError("not one of ten orders was shown in time")


def test_a_lane_by_itself_tells_the_board_as_well(town: Town) -> None:
    # given a mall, and a lane on another port that knows no more of it than database and keys
    port = free_port()
    command = [sys.executable, "-m", "feria.cli.main", "lane", "--home", str(town.home), "--port", str(port)]
    with town.open():
        lane = subprocess.Popen(
            command, env=town.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        try:
            url = f"http://127.0.0.1:{port}/lane/board?ticket={town.ticket}"
            wait_for(port)
            with httpx.stream("GET", url, timeout=LONG) as stream:
                lines = stream.iter_lines()
                first(lines, orders=0)
                # when an order is paid at the mall
                town.pay(town.order("key-00001"))
                # then the lane tells of it
                first(lines, orders=1)
            assert httpx.get(url.replace("ticket=", "ticket=x")).status_code == 403
        finally:
            lane.terminate()
            lane.wait(LONG)
    assert lane.returncode == 0


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    give_up_at = time.monotonic() + LONG
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), LONG).close()
        except OSError:
            assert time.monotonic() < give_up_at
            time.sleep(0.1)
        else:
            return


def test_the_stream_is_closed_to_strangers(town: Town) -> None:
    with town.open():
        assert httpx.get(f"{town.url}/lane/board?ticket=made-up").status_code == 403


def test_killed_in_the_middle_it_loses_no_order_and_leaves_no_stuck_hold(town: Town) -> None:
    # given a paid and an unpaid order, and a server that is killed, not closed
    with town.open() as server:
        paid, unpaid = town.order("key-00001"), town.order("key-00002")
        town.pay(paid)
        assert town.free_cola() == 48
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(LONG)
    # when it is opened again after the unpaid order's deadline
    town.run(
        """
        from datetime import timedelta
        from django.db.models import F
        from feria.mall.orders.models import Order
        from feria.mall.stock.models import Hold
        Order.objects.update(pay_until=F("pay_until") - timedelta(hours=1))
        Hold.objects.update(held_until=F("held_until") - timedelta(hours=1))
        """
    )
    with town.open():
        # then both orders are there, the unpaid one lapses and its stock is free again
        assert town.state(paid) == "paid"
        patience = time.monotonic() + LONG
        while town.state(unpaid) != "lapsed":
            assert time.monotonic() < patience
            time.sleep(0.2)
        assert town.free_cola() == 49
    verdict = subprocess.run(
        [sys.executable, "-m", "feria.cli.main", "reconcile", "--home", str(town.home)],
        env=town.environment,
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "everything agrees" in verdict.stdout, verdict.stdout


def test_a_taken_port_is_one_clear_sentence(town: Town) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", town.port))
        other.listen()
        refused = subprocess.run(
            [
                sys.executable,
                "-m",
                "feria.cli.main",
                "up",
                "--home",
                str(town.home),
                "--port",
                str(town.port),
            ],
            env=town.environment,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
    assert refused.returncode == 1
    assert refused.stderr.strip().count("\n") == 0
    assert f"Port {town.port}" in refused.stderr
