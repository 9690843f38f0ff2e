"""How long an ordinary checkout takes, from the cart to the ledger: ours beside django-oscar's, on both databases.

    python -m bench.checkout                   # medians and ratios; fetches django-oscar into .feria/rivals, once
    python -m bench.checkout --on sqlite --rounds 3
    python -m bench.checkout --smoke           # ours alone, a few orders on SQLite: does it run?

Both order the same basket of ten lines, once under the twenty offers of ``bench/data/cart-10x20.json`` and once under
none, each through its own code: ours through the verbs that the page calls, django-oscar's through the basket, the
Applicator and OrderPlacementMixin, with its stock allocated, as its documentation has it. Nothing goes over HTTP. The
two take turns in processes of their own, on the same kind of database with every commit on disk; then four clients
of each order at the same time. What counts is the wall's clock: waiting for the disk is part of a checkout.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.rivals.entrants import HERE, OSCAR
from bench.rivals.expected import from_listed_prices, lane_by_lane
from bench.rivals.homes import Home, Unavailable
from bench.rivals.report import machine
from bench.rivals.talking import Talk
from bench.rivals.workload import Workload, load

CLIENTS = 4
PATIENCE = 600.0
"""Seconds that a shop may take for an answer; its first includes making its tables."""
WARMING_UP = 2
"""Orders that each client makes before any is timed."""

Makers = dict[str, Callable[[str], str]]


@dataclass
class Shop:
    """One shop on one database, and what it has shown; times in seconds, one for each round."""

    name: str
    home: Home
    engine: str
    expected: int  # what the basket costs by its own rules, in cents
    workload: Workload
    clients: list[Talk] = field(default_factory=list)
    version: str = ""
    queries_to_place: int = 0
    queries: int = 0
    placed: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    orders: int = 0
    sold: int = 0

    def open(self, database: str) -> None:
        """Let one more client in; the first makes the shop. Unavailable says why there is none."""
        client = Talk.start(self.home, self.engine, patience=PATIENCE)
        self.clients.append(client)
        is_new = len(self.clients) == 1
        told = client.ask(**self.workload._asdict(), database=database, is_new=is_new)
        self.version, self.orders = told["version"], self.orders + WARMING_UP
        self.queries_to_place, self.queries = told["queries_to_place"], told["queries"]
        if abs(told["payable"] - self.expected) >= 0.5:
            raise Unavailable(f"it asks {told['payable']} cents for a basket of {self.expected}.")

    def order(self, orders: int) -> None:
        """One round of the first client."""
        told = self.clients[0].ask(orders=orders)
        self.placed.append(statistics.median(told["placed"]))
        self.settled.append(statistics.median(told["settled"]))
        self.processor.append(told["processor"] / orders)
        self.orders, self.sold = self.orders + orders, told["sold"]

    def order_at_once(self, orders: int) -> float:
        """So many of each client, all at the same time; checkouts a second."""
        for client in self.clients:
            client.ask(fill=orders)
        began = time.perf_counter()
        for client in self.clients:
            client.say(orders=orders)
        told = [client.hear() for client in self.clients]
        taken = time.perf_counter() - began
        self.orders += orders * len(self.clients)
        self.sold = max(each["sold"] for each in told)
        return orders * len(self.clients) / taken

    def check(self) -> None:
        """Raises SystemExit unless its books have sold what was ordered."""
        units = self.orders * sum(line.quantity for line in self.workload.lines)
        if self.sold != units:
            raise SystemExit(f"{self.name} sold {self.sold} units of {units} that were ordered.")

    def close(self) -> None:
        for client in self.clients:
            client.stop()


def shops(workload: Workload, *, alone: bool) -> list[Shop]:
    ours = Shop("Feria", HERE, "feria_checkout", lane_by_lane(workload), workload)
    rival = Shop("django-oscar", OSCAR, "oscar_checkout", from_listed_prices(workload), workload)
    return [ours] if alone else [ours, rival]


@contextmanager
def databases(kinds: Sequence[str]) -> Iterator[Makers]:
    """For each kind what makes an empty database of a name, and answers its address."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feria-bench-")))
        makers: Makers = {}
        if "sqlite" in kinds:
            makers["sqlite"] = lambda name: f"sqlite:///{folder / name}.sqlite3"
        if "postgresql" in kinds:
            from tools.with_postgres import running_postgres

            address = stack.enter_context(running_postgres(durable=True))
            makers["postgresql"] = lambda name: made_beside(address, name)
        yield makers


def made_beside(address: str, name: str) -> str:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{address.rpartition('/')[0]}/{name}"


def compare(
    title: str, contenders: list[Shop], make: Callable[[str], str], chosen: argparse.Namespace
) -> None:
    """Open them, let them take turns, then let all clients in, and print."""
    try:
        addresses = {shop.name: make(f"{shop.engine}-{len(shop.workload.offers)}") for shop in contenders}
        for shop in contenders:
            shop.open(addresses[shop.name])
        for number in range(chosen.rounds):
            for shop in contenders if number % 2 else reversed(contenders):
                shop.order(chosen.orders)
        print(
            f"\n{title}: {chosen.rounds} rounds of {chosen.orders} orders in turns, one client, every commit on disk"
        )
        for shop in contenders:
            print(as_line(shop, contenders[0]))
        if chosen.clients > 1:
            print(f"  {chosen.clients} clients: {', '.join(all_at_once(contenders, addresses, chosen))}")
        for shop in contenders:
            shop.check()
    finally:
        for shop in contenders:
            shop.close()


def as_line(shop: Shop, ours: Shop) -> str:
    placed, settled, processor = (
        statistics.median(of) * 1000 for of in (shop.placed, shop.settled, shop.processor)
    )
    said = (
        f"  {shop.name:<13}{placed:8.1f} ms to the order, {settled:8.1f} ms to the ledger"
        f"   processor {processor:7.1f} ms   {shop.queries_to_place:5} + {shop.queries - shop.queries_to_place} queries"
    )
    if shop is ours:
        return said
    return f"{said}   {spread(shop.placed, ours.placed)}, {spread(shop.settled, ours.settled)} times ours"


def spread(theirs: list[float], ours: list[float]) -> str:
    """The median ratio of the rounds, and the least and the most."""
    ratios = [their / our for their, our in zip(theirs, ours, strict=True)]
    return f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"


def all_at_once(contenders: list[Shop], addresses: dict[str, str], chosen: argparse.Namespace) -> list[str]:
    """Checkouts a second of each with all its clients; in turns, the better of two."""
    for shop in contenders:
        while len(shop.clients) < chosen.clients:
            shop.open(addresses[shop.name])
    best = dict.fromkeys(addresses, 0.0)
    for _ in range(2):
        for shop in contenders:
            best[shop.name] = max(best[shop.name], shop.order_at_once(chosen.orders))
    ours = best[contenders[0].name]
    return [
        f"{name} {speed:.1f} checkouts/s"
        + ("" if name == contenders[0].name else f" (ours {ours / speed:.1f} times)")
        for name, speed in best.items()
    ]


def main(given: list[str] | None = None) -> int:
    """Run and print; 1 where somebody could not take part."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="ours alone, one small round on SQLite")
    parser.add_argument("--alone", action="store_true", help="ours alone")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], action="append", help="by default both")
    parser.add_argument("--offers", choices=["twenty", "none"], action="append", help="by default both")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--orders", type=int, default=5, help="a round")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    chosen = parser.parse_args(given)
    if chosen.smoke:
        chosen.on, chosen.rounds, chosen.orders, chosen.clients, chosen.alone = ["sqlite"], 1, 2, 2, True
    twenty = load()
    workloads = {"twenty": ("20 offers", twenty), "none": ("no offers", twenty._replace(offers=[]))}
    versions: dict[str, None] = {}
    try:
        with databases(chosen.on or ["sqlite", "postgresql"]) as makers:
            for kind, make in makers.items():
                for name in chosen.offers or workloads:
                    title, workload = workloads[name]
                    contenders = shops(workload, alone=chosen.alone)
                    compare(f"{kind}, {title}", contenders, make, chosen)
                    versions |= dict.fromkeys(shop.version for shop in contenders)
    except Unavailable as why:
        print(f"Not measured: {why}", file=sys.stderr)
        return 1
    print(f"\n{machine()}. {'; '.join(versions)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
