"""Bundles with more ways to group their units than can be looked at."""

from __future__ import annotations

import random

import pytest

from feria.pricing import Cart, Lane, Promotion, Quote, compile_plan, walk
from tests.pricing.compiled import swaps_a_function
from tests.pricing.large_carts import crossing_cart
from tests.strategies import NOW

BUDGETS = (200, 3_000)


def bundles_off(quoted: Quote) -> int:
    return -sum(each.amount for each in quoted.adjustments if each.lane is Lane.BUNDLE)


def cases() -> list[tuple[Cart, list[Promotion]]]:
    return [crossing_cart(random.Random(seed), Lane.BUNDLE) for seed in range(30)]


@pytest.mark.many
@swaps_a_function
@pytest.mark.parametrize("budget", BUDGETS)
def test_a_budget_that_runs_out_leaves_a_good_grouping_and_an_honest_gap(
    budget: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = [(cart, compile_plan(promotions)) for cart, promotions in cases()]
    wholly = [plan.quote(cart, NOW) for cart, plan in plans]
    monkeypatch.setattr(walk, "BUDGET", budget)
    partly = [plan.quote(cart, NOW) for cart, plan in plans]

    proven = [(most, found) for most, found in zip(wholly, partly, strict=True) if most.proven]
    assert any(not found.proven for _, found in proven)
    assert all(found.gap <= found.payable for found in partly), "nothing is cheaper than free"
    for most, found in proven:
        assert bundles_off(found) <= bundles_off(most) <= bundles_off(found) + found.gap
    assert sum(bundles_off(found) for _, found in proven) >= 0.8 * sum(
        bundles_off(most) for most, _ in proven
    )
