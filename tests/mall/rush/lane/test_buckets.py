"""How often one may ask: a burst, then a steady rate; and memory has an end."""

from __future__ import annotations

import pytest

from feria.mall.rush.lane.buckets import Buckets, Rate


def test_a_burst_is_let_through_then_a_steady_rate() -> None:
    buckets = Buckets(Rate(burst=3, per_second=2))
    assert [buckets.take("ana", 100.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert buckets.take("ana", 100.0) == pytest.approx(0.5)
    assert buckets.take("ben", 100.0) == 0.0  # one's haste is not another's
    assert buckets.take("ana", 100.4) == pytest.approx(0.1)
    assert buckets.take("ana", 100.5) == 0.0
    assert buckets.take("ana", 100.5) > 0


def test_over_a_long_time_the_rate_holds() -> None:
    buckets = Buckets(Rate(burst=5, per_second=2))
    let_in = sum(buckets.take("ana", second / 100) == 0.0 for second in range(10_000))
    assert 200 <= let_in <= 206


def test_what_was_taken_elsewhere_counts_here() -> None:
    buckets = Buckets(Rate(burst=4, per_second=1))
    assert buckets.take("ana", 10.0) == 0.0
    buckets.charge("ana", 3, 10.0)
    assert buckets.take("ana", 10.0) == pytest.approx(1.0)
    buckets.charge("ana", 10_000, 10.0)  # a debt has an end
    assert buckets.take("ana", 10.0) < 10


def test_only_who_asks_again_is_told_of() -> None:
    buckets = Buckets(Rate(burst=9, per_second=1), is_shared=True)
    for name in ("once", "twice", "twice"):
        buckets.take(name, 1.0)
    assert buckets.taken() == {"twice": 2}
    assert buckets.taken() == {}


def test_a_million_names_do_not_fill_the_memory_and_the_busiest_is_not_forgotten() -> None:
    buckets = Buckets(Rate(burst=5, per_second=1), most=1_000)
    for _ in range(5):
        buckets.take("busy", 1.0)
    for number in range(20_000):
        buckets.take(f"n{number}", 1.0 + number / 100_000)
    assert len(buckets) <= 1_000
    assert buckets.take("busy", 1.2) > 0


@pytest.mark.parametrize("rate", [(0, 1), (1, 0), (1, -1)])
def test_a_rate_that_lets_nobody_in_is_refused(rate: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Rate(*rate)
