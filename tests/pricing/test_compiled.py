"""The engine as machine code: the rest of the tests say that it prices alike; these that it is what runs."""

from __future__ import annotations

import importlib
import os
import pickle
import random

import pytest

from feria.pricing import CartProblem, Line, compile_plan
from tests.pricing.compiled import IS_COMPILED
from tests.strategies import NOW, made_up
from tools.with_compiled import PRICING


def test_what_is_tested_is_what_was_asked_for() -> None:
    assert (os.environ.get("FERIA_COMPILED") == "1") == IS_COMPILED


@pytest.mark.skipif(not IS_COMPILED, reason="runs with the compiled engine")
@pytest.mark.parametrize("name", PRICING)
def test_every_module_on_the_way_of_a_price_is_compiled(name: str) -> None:
    assert not str(importlib.import_module(f"feria.pricing.{name}").__file__).endswith(".py")


def test_a_plan_that_was_pickled_prices_alike() -> None:
    for seed in range(50):
        cart, promotions = made_up(random.Random(seed))
        plan = compile_plan(promotions)

        again = pickle.loads(pickle.dumps(plan))  # noqa: S301 - our own

        assert again.quote(cart, NOW) == plan.quote(cart, NOW)


def test_a_fraction_of_a_cent_is_refused_by_name_before_anything_is_priced() -> None:
    """Machine code would raise a TypeError where it first meets one."""
    cart, promotions = made_up(random.Random(1))
    bad = Line(id="bad", sku="x", quantity=1, unit_price=9.99, shop="s")  # type: ignore[arg-type]

    with pytest.raises(CartProblem, match="whole minor units"):
        compile_plan(promotions).quote(type(cart)(currency="CNY", lines=(*cart.lines, bad)), NOW)
