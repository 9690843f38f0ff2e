"""What a drive counted: orders, times taken, refusals by reason, and whether the mall counted the same."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec


class Times(msgspec.Struct, frozen=True):
    """How long requests of one kind took, milliseconds."""

    count: int
    p50: float
    p95: float
    p99: float
    most: float


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A drive, told in numbers. Money in minor units."""

    day: str
    url: str
    speed: float
    visits: int  # that came to the mall
    for_nothing: int  # visits of which the mall sells nothing: not made
    not_sold: int  # articles left out of the others, since the mall does not sell them
    orders: int
    paid: int
    left_unpaid: int  # by the shopper's choice
    payable: int  # of paid orders
    listed: int
    refusals: dict[str, int]
    errors: dict[str, int]  # answers that should never come: 5xx, none at all
    times: dict[str, Times]
    seconds: float
    orders_per_second: float
    latest: float  # how many seconds behind its time the latest visit began
    stopped: bool
    known_to_mall: int  # of our orders
    paid_at_mall: int  # of our paid orders

    @property
    def agrees(self) -> bool:
        """Whether the mall knows every order we were told of, and as paid what we were told is paid."""
        return self.known_to_mall == self.orders and self.paid_at_mall == self.paid


class Figures:
    """What is counted while the drive runs."""

    def __init__(self) -> None:
        self.visits = self.not_sold = self.left_unpaid = self.payable = self.listed = 0
        self.orders: dict[str, str] = {}  # number -> member
        self.paid: set[str] = set()
        self.refusals: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.latest = 0.0
        self._times: defaultdict[str, list[float]] = defaultdict(list)

    def took(self, kind: str, seconds: float) -> None:
        """Note how long a request took."""
        self._times[kind].append(seconds)

    def times(self) -> dict[str, Times]:
        """The times by kind, and over all."""
        kinds = dict(self._times)
        whole = [seconds for each in kinds.values() for seconds in each]
        return {kind: summary(each) for kind, each in sorted(kinds.items())} | {"all": summary(whole)}


def summary(seconds: Sequence[float]) -> Times:
    """Percentiles by nearest rank."""
    ordered = sorted(seconds)

    def rank(share: float) -> float:
        return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)] * 1_000, 1) if ordered else 0.0

    return Times(count=len(ordered), p50=rank(0.50), p95=rank(0.95), p99=rank(0.99), most=rank(1.0))
