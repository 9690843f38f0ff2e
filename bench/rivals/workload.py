"""The cart and the offers, as every engine is told them: amounts in cents, priority by position."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

WORKLOAD = Path(__file__).parents[1] / "data" / "cart-10x20.json"
EVERYWHERE = "*"


class Form(StrEnum):
    """What an offer may still touch after those before it."""

    STACKING = "stacking"
    """Everything: each offer works on what is left to pay."""
    CONSUMING = "consuming"
    """What no earlier offer has used: each unit serves one offer."""


class Line(NamedTuple):
    """So many units of one article; ``price`` of one."""

    number: int
    category: str
    price: int
    quantity: int


class Offer(NamedTuple):
    """``need``: units of a multibuy, per cent of a percent or coupon, cents spent for a threshold; ``off`` in cents."""

    kind: str
    category: str
    need: int
    off: int

    @property
    def everywhere(self) -> bool:
        return self.category == EVERYWHERE

    def holds(self, line: Line) -> bool:
        return self.everywhere or line.category == self.category


class Workload(NamedTuple):
    """One cart and the offers it is priced under."""

    lines: list[Line]
    offers: list[Offer]


def workload_of(told: dict[str, list[list[object]]]) -> Workload:
    return Workload(
        [Line(*line) for line in told["lines"]],  # type: ignore[arg-type]  # as the file has them
        [Offer(*offer) for offer in told["offers"]],  # type: ignore[arg-type]
    )


def load(path: Path = WORKLOAD) -> Workload:
    return workload_of(json.loads(path.read_text(encoding="utf-8")))
