"""How many claims a second the lane answers over HTTP, beside an ASGI application that always says the same.

    python -m bench.lane              # SQLite and PostgreSQL, rounds in turns, medians and ratios
    python -m bench.lane --smoke      # a little of each, to see that it runs
    python -m bench.lane --on sqlite --seconds 10
    python -m bench.lane --workers 1  # each of the servers as so many processes on its port: by default one for each processor
    python -m tools.with_compiled python -m bench.lane  # the lane as machine code

The application is served twice, each time in as many processes as the lane: by granian (*bare*, the quickest of the ASGI servers that were
tried, with its quickest loop) and by the lane's own server (*bare here*), which the lane itself is served by, without
ASGI for claims. The generator (`wrk` where it is installed) runs on the same machine and takes its share of it. Every claim is a member's with a token of its own and a key of its own, every limit is set and
generous, every commit is on disk. *sold out* asks for what is all claimed. The last line is loads of 70 % of what the
lane had done at most just before.
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.lane_load import Load, Target, load
from bench.teller import SESSION, SKU, databases
from tools.ports import free_port

SECRET = "the bench signs with this"  # noqa: S105 - nobody's
MEMBERS = 400_000
GONE, GONE_SKU = "gone", "gone-one"

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "feria.mall.site.settings",
    "FERIA_SECRET_KEY": SECRET,
    "FERIA_LANE_MEMBER_RATE": "100000,100000",
    "FERIA_LANE_ADDRESS_RATE": "10000000,10000000",
    "FERIA_LANE_UNLIMITED": "",
    "FERIA_LANE_ROOM": "off",  # what is measured is claims, not how they are kept away
}


@dataclass
class Rounds:
    """What one contender did, round by round, and the processor's seconds that its server spent on it."""

    done: list[Load] = field(default_factory=list)
    worked: float = 0.0
    answered: float = 0.0

    def add(self, load: Load, worked: float, seconds: int) -> None:
        self.done.append(load)
        self.worked += worked
        self.answered += load.per_second * seconds

    @property
    def micros_each(self) -> float:
        return self.worked / self.answered * 1e6

    @property
    def per_second(self) -> float:
        return statistics.median(one.per_second for one in self.done)


def prepare(folder: Path) -> None:
    """Beside the teller's open session, one that is sold out; and the members' tokens."""
    import django

    django.setup()
    from datetime import timedelta

    from feria.mall.catalog.api import Category, Product, Shop
    from feria.mall.kit.api import database_now
    from feria.mall.rush.api import Signer
    from feria.mall.stock.api import RushTerms, plan_rush

    now = database_now()
    if not Product.objects.filter(sku=GONE_SKU).exists():
        shop, category = Shop.objects.get(), Category.objects.get()
        gone = Product.objects.create(
            sku=GONE_SKU, shop=shop, category=category, name=GONE_SKU, listed_price=100
        )
        plan_rush(GONE, now - timedelta(hours=1), now + timedelta(days=1), {gone: RushTerms(units=0)})
    signer = Signer(SECRET)
    tokens = (signer.sign(f"m{number}", 0, now + timedelta(days=1)) for number in range(MEMBERS))
    (folder / "tokens").write_text("\n".join(tokens))
    for session in (SESSION, GONE):
        (folder / session).write_text(f"/lane/claims/{session}/{signer.link(session)}")


def granian(port: int, workers: int) -> list[str]:
    return [
        *("granian", "--interface", "asgi", "--no-ws", "--loop", "uvloop", "--log-level", "warning"),
        *("--host", "127.0.0.1", "--port", str(port), "--backlog", "16384", "--backpressure", "16384"),
        *("--workers", str(workers), "bench.lane_bare:app"),
    ]


def bare_here(port: int, workers: int) -> list[str]:
    return ["bench.lane_bare", str(port), str(workers)]


def lane(home: str, port: int, workers: int) -> list[str]:
    return ["feria.cli.main", "lane", *("--port", str(port), "--workers", str(workers), "--home", home)]


@contextmanager
def serving(
    command: Callable[[int, int], list[str]], workers: int, environment: dict[str, str], wait_for: str
) -> Iterator[tuple[int, int]]:
    """The program on a free port, as soon as it answers: the port, and the process."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", *command(port, workers)], env={**os.environ, **environment}
    )
    try:
        _wait(port, wait_for, workers)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _listening(port: int) -> int:
    """Sockets that connections to the port are spread over."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A" for line in lines)


def _wait(port: int, path: str, sockets: int) -> None:
    give_up_at = time.monotonic() + 300
    while _listening(port) < sockets:
        time.sleep(0.1)
        assert time.monotonic() < give_up_at, f"nobody, or not everybody, listens on port {port}"
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
        assert time.monotonic() < give_up_at, f"nothing answers on port {port}"


def worked(server: int) -> float:
    """Seconds of processor that the server and its workers have spent."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if server in (int(stat.parent.name), int(fields[1])):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def compare(name: str, url: str, rounds: int, seconds: int, connections: int, workers: int) -> None:
    with tempfile.TemporaryDirectory(prefix="feria-lane-") as home:
        folder = Path(home)
        environment = {**ENVIRONMENT, "FERIA_DATABASE_URL": url, "FERIA_HOME": home}
        subprocess.run(
            [sys.executable, "-m", "bench.lane", "--prepare", home],
            env={**os.environ, **environment},
            check=True,
        )
        with (
            serving(granian, workers, environment, "/") as (bare, bare_pid),
            serving(bare_here, workers, environment, "/") as (here, here_pid),
            serving(partial(lane, home), workers, environment, "/lane/health") as (port, lane_pid),
        ):
            claims = (folder / SESSION).read_text()
            targets = {
                "bare": Target(bare, claims, SKU, folder / "tokens"),
                "bare here": Target(here, claims, SKU, folder / "tokens"),
                "claims": Target(port, claims, SKU, folder / "tokens"),
                "sold out": Target(port, (folder / GONE).read_text(), GONE_SKU, folder / "tokens"),
            }
            servers = {"bare": bare_pid, "bare here": here_pid}
            results = {contender: Rounds() for contender in targets}
            steady = []
            for number in range(rounds):
                turn = list(targets.items())
                for contender, target in turn if number % 2 else reversed(turn):
                    pid = servers.get(contender, lane_pid)
                    before = worked(pid)
                    done = load(target, seconds, connections)
                    results[contender].add(done, worked(pid) - before, seconds)
                    if contender == "claims":  # at once: a minute later the machine may be another
                        steady.append(at_rate(0.7 * done.per_second, target, seconds, connections))
    print(
        f"\n{name}: {rounds} rounds in turns, {workers} process(es) each, {connections} connections, fsync on"
    )
    _tell(results, steady)


def at_rate(rate: float, target: Target, seconds: int, connections: int) -> Load:
    """A load of so many claims a second. Who waits for an answer does not pause meanwhile: so the pauses are made shorter
    by the wait, as the load before showed it.
    """
    wait = 0.0
    for _ in range(4):
        done = load(
            target, seconds, connections, 1 / (1 / rate - min(wait, 0.9 * connections / rate) / connections)
        )
        if done.per_second > 0.97 * rate:
            break
        wait += connections / done.per_second - connections / rate
    return done


def _tell(results: dict[str, Rounds], steady: list[Load]) -> None:
    bare = results["bare"].done
    for contender, of in results.items():
        ratios = [one.per_second / base.per_second for one, base in zip(of.done, bare, strict=True)]
        p99 = statistics.median(one.p99_ms for one in of.done)
        print(
            f"  {contender:<10}{of.per_second:10,.0f} a second   p99 {p99:7.1f} ms"
            f"   of bare: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
            f"   processor {of.micros_each:6.1f} us each, bare / this: "
            f"{results['bare'].micros_each / of.micros_each:.2f}"
        )
        refused = sum(one.errors for one in of.done)
        if contender == "claims" and refused:
            print(f"  ... of which {refused:,} were not held")
    p99s = [one.p99_ms for one in steady]
    print(
        f"  claims at 70 %: {statistics.median(one.per_second for one in steady):,.0f} a second, "
        f"p50 {statistics.median(one.p50_ms for one in steady):.1f} ms, "
        f"p99 {statistics.median(p99s):.1f} ms ({min(p99s):.1f} to {max(p99s):.1f}), "
        f"{sum(one.errors for one in steady)} not held"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="one short round of each, on SQLite")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], action="append", help="by default both")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--connections", type=int, default=1_024)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.prepare:
        prepare(chosen.prepare)
        return
    rounds, seconds = (1, 1) if chosen.smoke else (chosen.rounds, chosen.seconds)
    with databases(chosen.on or (["sqlite"] if chosen.smoke else ["sqlite", "postgresql"])) as urls:
        for name, url in urls.items():
            compare(name, url, rounds, seconds, chosen.connections, chosen.workers)


if __name__ == "__main__":
    main()
