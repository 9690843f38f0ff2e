"""A plan is shared: by threads, by processes, by a thousand promotions that do not matter."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from feria.pricing import Categories, Lane, Percent, Promotion, Window, compile_plan
from tests.strategies import NOW, made_up


def test_threads_price_alike() -> None:
    cases = [made_up(random.Random(seed)) for seed in range(20)]
    plans = [(compile_plan(promotions), cart) for cart, promotions in cases]
    alone = [compile_plan(promotions).quote(cart, NOW) for cart, promotions in cases]

    with ThreadPoolExecutor(8) as threads:
        rounds = [list(threads.map(lambda case: case[0].quote(case[1], NOW), plans)) for _ in range(5)]

    assert all(quotes == alone for quotes in rounds)


def test_promotions_that_cannot_match_change_nothing_but_their_refusals() -> None:
    cart, promotions = made_up(random.Random(7))
    far = [
        Promotion(
            id=f"zz-{n}",
            name="Far",
            lane=Lane.SHOP,
            benefit=Percent(bps=500),
            scope=Categories(paths=(f"far/{n}",)),
        )
        for n in range(1_000)
    ]

    near, crowded = (
        compile_plan(promotions).quote(cart, NOW),
        compile_plan([*promotions, *far]).quote(cart, NOW),
    )

    assert crowded.payable == near.payable
    assert crowded.adjustments == near.adjustments
    assert [refusal for refusal in crowded.refusals if not refusal.promotion.startswith("zz-")] == list(
        near.refusals
    )
    assert sum(refusal.code == "no-items" for refusal in crowded.refusals) >= 1_000


def test_each_span_between_windows_has_its_own_promotions() -> None:
    cart, _ = made_up(random.Random(3))
    hours = [
        Promotion(
            id=f"hour-{n}",
            name="Hour",
            lane=Lane.ITEM,
            benefit=Percent(bps=1000 * (n + 1)),
            windows=(Window(start_at=NOW + timedelta(hours=n), end_at=NOW + timedelta(hours=n + 1)),),
        )
        for n in range(3)
    ]
    plan = compile_plan(hours)

    in_force = [
        {each.promotion for each in plan.quote(cart, NOW + timedelta(hours=n)).adjustments}
        for n in (2, 0, 1, 3, -1)
    ]

    assert in_force == [{"hour-2"}, {"hour-0"}, {"hour-1"}, set(), set()]
