"""Shares and splits: whole minor units, and parts that sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feria.pricing.money import share_of, split


@pytest.mark.parametrize(
    ("amount", "bps", "share"),
    [
        (0, 5_000, 0),
        (1, 5_000, 1),
        (1, 4_999, 0),
        (3, 5_000, 2),
        (999, 1_000, 100),
        (995, 1_000, 100),
        (994, 1_000, 99),
        (12_345, 10_000, 12_345),
        (10_000, 1, 1),
        (4_999, 1, 0),
        (5_000, 1, 1),
        (10**20 + 5, 1_000, 10**19 + 1),
    ],
)
def test_a_share_is_rounded_to_the_nearest_and_halves_up(amount: int, bps: int, share: int) -> None:
    assert share_of(amount, bps) == share
    assert type(share_of(amount, bps)) is int


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (0, [1, 1], [0, 0]),
        (100, [1], [100]),
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (5, [5_000, 5_000], [3, 2]),
        (10, [3_333, 6_667], [3, 7]),
        (5, [6_667, 3_333], [3, 2]),
        (7, [1, 2, 3, 0], [1, 2, 4, 0]),
        (1, [1, 1, 2], [0, 0, 1]),
        (2, [1, 1, 2], [1, 0, 1]),
        (100, [1, 2, 4], [14, 29, 57]),
    ],
)
def test_parts_go_by_largest_remainder_then_to_the_earlier(
    amount: int, weights: list[int], parts: list[int]
) -> None:
    assert split(amount, weights) == parts


@given(
    st.integers(min_value=0, max_value=10**12),
    st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=8).filter(any),
)
def test_parts_sum_and_none_is_a_unit_off_its_exact_share(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)

    assert sum(parts) == amount
    whole = sum(weights)
    assert all(
        abs(part * whole - amount * weight) < whole for part, weight in zip(parts, weights, strict=True)
    )
