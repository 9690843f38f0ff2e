"""A plan is shared: by threads, by processes, by a thousand promotions that do not matter."""

from __future__ import annotations

import pickle
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import msgspec

from feria.pricing import (
    Cart,
    Categories,
    Goods,
    Lane,
    Percent,
    Plan,
    Price,
    Promotion,
    Quote,
    Shelf,
    Window,
    compile_plan,
    take_from,
)
from tests.strategies import NOW, made_up, made_up_company


def test_threads_price_alike() -> None:
    cases = [made_up(random.Random(seed)) for seed in range(20)]
    plans = [(compile_plan(promotions), cart) for cart, promotions in cases]
    alone = [compile_plan(promotions).quote(cart, NOW) for cart, promotions in cases]

    with ThreadPoolExecutor(8) as threads:
        rounds = [list(threads.map(lambda case: case[0].quote(case[1], NOW), plans)) for _ in range(5)]

    assert all(quotes == alone for quotes in rounds)


def test_one_plan_and_its_shelf_price_alike_by_turns_and_by_several_threads_at_once() -> None:
    """The plan is used before, while others use it, and as others got it through a pickle."""
    promotions = made_up_company(random.Random(11))[1]
    carts = [made_up_company(random.Random(seed))[0] for seed in range(24)]
    shelf = Shelf()
    filled = [on_shelf(shelf, number, cart) for number, cart in enumerate(carts)]
    alone = [
        asked(compile_plan(promotions), cart, bare, goods)
        for cart, (bare, goods) in zip(carts, filled, strict=True)
    ]
    plan = compile_plan(promotions)
    copied = pickle.loads(pickle.dumps(plan))  # noqa: S301
    barrier = threading.Barrier(6, timeout=60)

    def price_all(thread: int) -> list[tuple[Quote, Price, Price]]:
        """Each begins elsewhere, so that the memory of the plan is filled from all sides."""
        barrier.wait()
        order = [*range(thread * 4, len(carts)), *range(thread * 4)]
        mine = copied if thread % 3 == 2 else plan
        found = {n: asked(mine, carts[n], *filled[n]) for n in order}
        return [found[n] for n in range(len(carts))]

    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(price_all, range(6)))

    assert all(found == alone for found in together)
    assert price_again(plan, carts, filled) == price_again(copied, carts, filled) == alone


def on_shelf(shelf: Shelf, number: int, cart: Cart) -> tuple[Cart, Goods]:
    """The cart without its lines, and its goods from the shelf, under names of this cart's."""
    places = [
        shelf.add(msgspec.structs.replace(line, id=f"{number}/{line.id}", quantity=1, unit_price=0))
        for line in cart.lines
    ]
    goods = take_from(
        shelf, places, [line.quantity for line in cart.lines], [line.unit_price for line in cart.lines]
    )
    return msgspec.structs.replace(cart, lines=()), goods


def asked(plan: Plan, cart: Cart, bare: Cart, goods: Goods) -> tuple[Quote, Price, Price]:
    """Everything a plan says of a cart."""
    return plan.quote(cart, NOW), plan.price(cart, NOW), plan.price(bare, NOW, goods)


def price_again(
    plan: Plan, carts: list[Cart], filled: list[tuple[Cart, Goods]]
) -> list[tuple[Quote, Price, Price]]:
    return [asked(plan, cart, bare, goods) for cart, (bare, goods) in zip(carts, filled, strict=True)]


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
