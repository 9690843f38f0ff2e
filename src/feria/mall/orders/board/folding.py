"""The live board's figures, folded from the facts in the outbox (R3.7).

The same facts in the same order always give the same board: after a restart it is told anew from the first one.
A paid order that is cancelled is taken out of every figure again; a milestone, once it fell, has fallen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from feria.mall.kit.api import OutboxEvent, events_after
from feria.mall.orders.board.tallies import Minute, Part, Second, Seconds, Tally, running_total

TOPICS = ("orders.order_paid", "orders.order_cancelled")
BATCH = 1_000
MINUTE = 60

Measure = Literal["sales", "orders"]


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A total that fell at an instant, or has yet to fall: of sales (minor units) or of paid orders."""

    amount: int
    measure: Measure = "sales"
    fell_at: datetime | None = None
    order: str = ""  # the number of the order that felled it


class _Sale:
    """An order that was paid, or its cancellation."""

    def __init__(self, body: dict[str, Any], sign: int) -> None:
        self.body, self.sign = body, sign
        self.paid_at = datetime.fromisoformat(body["paid_at"]).astimezone(UTC)


class BoardState:
    """The board as of the last fact read. ``advance()`` reads what came since; keep one per process.

    Counts orders paid in [since_at, until_at) by the mall's clock; None leaves that side open. What was paid after the
    instant it is advanced to (the clock was moved back since) waits until that comes.
    ``milestones`` are totals in minor units, ``order_milestones`` numbers of paid orders. Categories are counted by their first two parts ("grocery/soft-drinks").
    """

    def __init__(
        self,
        since_at: datetime | None = None,
        until_at: datetime | None = None,
        milestones: Sequence[int] = (),
        order_milestones: Sequence[int] = (),
    ) -> None:
        self.since_at, self.until_at = since_at, until_at
        self.last_id = 0
        self.amount = self.listed = self.orders = self.units = 0
        self.milestones = [
            *(Milestone(amount=amount) for amount in sorted(milestones)),
            *(Milestone(amount=orders, measure="orders") for orders in sorted(order_milestones)),
        ]
        self._waiting: list[_Sale] = []
        self._payers: Counter[str] = Counter()
        self._minutes, self._seconds = Tally(), Seconds()
        self._shops, self._categories, self._products = Tally(), Tally(), Tally()
        self._regions, self._channels = Tally(), Tally()
        self._names: dict[str, str] = {}

    def advance(self, now: datetime | None = None) -> list[dict[str, Any]]:
        """Read and count every fact that came since; answers the bodies of the orders paid, oldest first."""
        paid = self.fold((), now)
        while events := events_after(self.last_id, TOPICS, BATCH):
            paid += self.fold(events, now)
        return paid

    def fold(self, events: Iterable[OutboxEvent], now: datetime | None = None) -> list[dict[str, Any]]:
        """Count these facts, in order of id; those counted already are passed over, those after ``now`` wait."""
        for event in events:
            if event.id <= self.last_id:
                continue
            self.last_id = event.id
            if event.topic == "orders.order_paid":
                self._waiting.append(_Sale(event.body, +1))
            elif event.topic == "orders.order_cancelled" and event.body.get("sale"):
                self._waiting.append(_Sale(event.body["sale"], -1))
        due = [sale for sale in self._waiting if now is None or sale.paid_at <= now]
        self._waiting = [sale for sale in self._waiting if now is not None and sale.paid_at > now]
        return [sale.body for sale in due if self._count(sale) and sale.sign > 0]

    def _count(self, counted: _Sale) -> bool:
        sale, sign, paid_at = counted.body, counted.sign, counted.paid_at
        if (self.since_at and paid_at < self.since_at) or (self.until_at and paid_at >= self.until_at):
            return False
        amount = sign * sale["payable"]
        self.amount += amount
        self.listed += sign * sale["listed"]
        self.orders += sign
        self._payers[sale["member"]] += sign
        self._minutes.add(paid_at.replace(second=0, microsecond=0).isoformat(), amount, sign)
        self._seconds.add(int(paid_at.timestamp()), sign, amount)
        self._regions.add(sale["region"], amount, sign)
        self._channels.add(sale["channel"], amount, sign)
        self._count_lines(sale["lines"], sign)
        if sign > 0:
            self._fell(paid_at, sale["number"])
        return True

    def _count_lines(self, lines: list[dict[str, Any]], sign: int) -> None:
        # An order counts once for a shop, however many of its lines are there.
        seen: set[tuple[int, str]] = set()
        for line in lines:
            amount, units = sign * line["payable"], sign * line["quantity"]
            self.units += units
            self._names[line["sku"]] = line["name"]
            aisle = "/".join(line["category"].split("/")[:2])
            for tally, key in (
                (self._shops, line["shop"]),
                (self._categories, aisle),
                (self._products, line["sku"]),
            ):
                once = (id(tally), key)
                tally.add(key, amount, 0 if once in seen else sign, units)
                seen.add(once)

    def _fell(self, paid_at: datetime, number: str) -> None:
        reached = {"sales": self.amount, "orders": self.orders}
        for place, milestone in enumerate(self.milestones):
            if milestone.fell_at is None and reached[milestone.measure] >= milestone.amount:
                self.milestones[place] = replace(milestone, fell_at=paid_at, order=number)

    @property
    def payers(self) -> int:
        """Members with at least one paid order."""
        return sum(1 for orders in self._payers.values() if orders)

    def curve(self) -> tuple[Minute, ...]:
        """Orders and money by minute, in order of time; minutes without orders are left out."""
        return tuple(
            Minute(minute_at=datetime.fromisoformat(part.key), orders=part.orders, amount=part.amount)
            for part in sorted(self._minutes.top(None), key=lambda part: part.key)
        )

    def peak(self) -> Second | None:
        """The second with the most orders so far; None before the first."""
        return self._seconds.peak()

    def latest(self, since_at: datetime) -> tuple[Second, ...]:
        """Every second with orders from ``since_at`` on, in order of time."""
        return self._seconds.since(since_at)

    def growth(self, since_at: datetime, step: int, points: int) -> list[int]:
        """The running total of sales after each of ``points`` steps of so many seconds; later sales are left out.

        Steps of a minute and more are added up from whole minutes.
        """
        fine = self._seconds.amounts() if step < MINUTE else self._minutes.amounts_by_time()
        return running_total(fine, since_at, step, points)

    def shops(self, limit: int | None = None) -> tuple[Part, ...]:
        """By shop's code, most money first."""
        return self._shops.top(limit)

    def categories(self, limit: int | None = None) -> tuple[Part, ...]:
        """By the first two parts of the category's path."""
        return self._categories.top(limit)

    def products(self, limit: int | None = 10) -> tuple[Part, ...]:
        """By SKU, with the name it was last sold under."""
        return self._products.top(limit, self._names)

    def regions(self, limit: int | None = None) -> tuple[Part, ...]:
        """By where the goods go."""
        return self._regions.top(limit)

    def channels(self) -> tuple[Part, ...]:
        """By where orders come from."""
        return self._channels.top(None)


@dataclass(frozen=True, kw_only=True)
class BoardSnapshot:
    """Everything the board shows at one moment; ``last_id`` is the last fact in it. Minor units."""

    last_id: int
    amount: int
    listed: int
    orders: int
    units: int
    payers: int
    curve: tuple[Minute, ...]
    shops: tuple[Part, ...]
    categories: tuple[Part, ...]
    products: tuple[Part, ...]
    regions: tuple[Part, ...]
    channels: tuple[Part, ...]
    milestones: tuple[Milestone, ...]


def board_snapshot(state: BoardState, top: int = 10) -> BoardSnapshot:
    """The state as plain values, the first ``top`` of each list."""
    return BoardSnapshot(
        last_id=state.last_id,
        amount=state.amount,
        listed=state.listed,
        orders=state.orders,
        units=state.units,
        payers=state.payers,
        curve=state.curve(),
        shops=state.shops(top),
        categories=state.categories(top),
        products=state.products(top),
        regions=state.regions(top),
        channels=state.channels(),
        milestones=tuple(state.milestones),
    )


def board_events_after(last_id: int, limit: int = 200) -> list[OutboxEvent]:
    """The next facts the board moves by, for a reader that keeps its own place."""
    return events_after(last_id, TOPICS, limit)
