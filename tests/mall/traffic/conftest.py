"""A tally of one's own, with a clock that stands until it is moved."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from feria.mall.traffic.tally import Tally


@dataclass
class Clock:
    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def held(clock: Clock) -> Tally:
    return Tally(clock)
