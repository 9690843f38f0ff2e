"""Counters of the live board: by name, by second; an order taken back is counted off again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate


@dataclass(frozen=True, kw_only=True)
class Part:
    """A shop's, category's, product's, region's or channel's part; of a product, ``units`` and ``name`` too."""

    key: str
    amount: int
    orders: int
    units: int = 0
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Minute:
    """One minute of the curve."""

    minute_at: datetime
    orders: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Second:
    """One second of the day."""

    second_at: datetime
    orders: int
    amount: int


@dataclass
class Tally:
    """Money, orders and units by a key."""

    amount: Counter[str] = field(default_factory=Counter)
    orders: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)

    def add(self, key: str, amount: int, orders: int, units: int = 0) -> None:
        self.amount[key] += amount
        self.orders[key] += orders
        self.units[key] += units

    def top(self, limit: int | None, names: dict[str, str] | None = None) -> tuple[Part, ...]:
        """The parts with any order left, most money first."""
        live = [key for key, orders in self.orders.items() if orders]
        first = sorted(live, key=lambda key: (-self.amount[key], key))[:limit]
        return tuple(
            Part(
                key=key,
                amount=self.amount[key],
                orders=self.orders[key],
                units=self.units[key],
                name=(names or {}).get(key, ""),
            )
            for key in first
        )

    def amounts_by_time(self) -> Iterator[tuple[float, int]]:
        """(seconds of the epoch, money) where the keys are instants."""
        for instant, amount in self.amount.items():
            yield datetime.fromisoformat(instant).timestamp(), amount


class Seconds:
    """Orders and money by second of the epoch, and the busiest second."""

    def __init__(self) -> None:
        self._orders: Counter[int] = Counter()
        self._amounts: Counter[int] = Counter()
        self._peak: int | None = None  # the first of several equals

    def add(self, second: int, orders: int, amount: int) -> None:
        """Count an order of that second, or off again with minus signs."""
        self._orders[second] += orders
        self._amounts[second] += amount
        if orders < 0:
            if self._peak == second:
                self._peak = max(self._orders, key=self._height)
        elif self._peak is None or self._height(second) > self._height(self._peak):
            self._peak = second

    def peak(self) -> Second | None:
        """The second with the most orders; None where there is none."""
        return self._second(self._peak) if self._peak is not None and self._orders[self._peak] else None

    def since(self, instant: datetime) -> tuple[Second, ...]:
        """The seconds with orders from that instant on, in order of time."""
        first = int(instant.timestamp())
        found = []
        # Sorting costs next to nothing: they came in order, but for a few.
        for second in sorted(self._orders, reverse=True):
            if second < first:
                break
            if self._orders[second]:
                found.append(self._second(second))
        return tuple(reversed(found))

    def amounts(self) -> Iterable[tuple[float, int]]:
        """(seconds of the epoch, money) of each second."""
        return self._amounts.items()

    def _height(self, second: int) -> tuple[int, int]:
        return self._orders[second], -second

    def _second(self, second: int) -> Second:
        at = datetime.fromtimestamp(second, UTC)
        return Second(second_at=at, orders=self._orders[second], amount=self._amounts[second])


def running_total(
    amounts: Iterable[tuple[float, int]], since_at: datetime, step: int, points: int
) -> list[int]:
    """What the amounts add up to after each of ``points`` steps of so many seconds; later ones are left out."""
    first = since_at.timestamp()
    gained = [0] * points
    for at, amount in amounts:
        place = max(0, int((at - first) // step))
        if place < points:
            gained[place] += amount
    return list(accumulate(gained))
