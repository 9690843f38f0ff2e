"""Articles offered with a nudge: each was tried in the cart and earns what the nudge promises (R2.18)."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings

from feria.pricing import (
    Amount,
    Cart,
    Categories,
    Lane,
    Line,
    Percent,
    Promotion,
    QuantityTier,
    QuantityTiers,
    Skus,
    SpendTier,
    SpendTiers,
    compile_plan,
    fitting,
)
from tests.strategies import NOW, articles, carts, promotion_sets

TIERS = Promotion(
    id="tiers", name="Tiers", lane=Lane.MALL, benefit=SpendTiers(tiers=(SpendTier(spend=10_000, off=1_000),)),
    scope=Categories(paths=("food",)),
)  # fmt: skip


def article(sku: str, price: int, left: int = 10, category: str = "food") -> Line:
    return Line(id=sku, sku=sku, quantity=left, unit_price=price, shop="corner", category=category)


def cart_of(*lines: Line) -> Cart:
    return Cart(currency="CNY", lines=lines)


def offered(cart: Cart, promotions: list[Promotion], catalogue: list[Line]) -> list[tuple[str, int, int]]:
    plan = compile_plan(promotions)
    (nudge,) = plan.quote(cart, NOW).nudges
    found = fitting(plan, cart, NOW, nudge, catalogue, limit=9)
    return [(fit.line.sku, fit.line.quantity, fit.extra) for fit in found]


def test_for_money_short_the_article_that_costs_least_comes_first_a_few_of_one_if_need_be() -> None:
    catalogue = [
        article("jam", 2_500),
        article("tea", 1_100),
        article("gum", 100),
        article("pan", 2_000, category="home"),
    ]

    found = offered(cart_of(article("rice", 4_000, left=2)), [TIERS], catalogue)

    # 20.00 are short: two teas make 22.00 and cost 12.00 more, the jam 15.00; twenty gums nobody wants, a pan is no food.
    assert found == [("tea", 2, 1_200), ("jam", 1, 1_500)]


def test_for_units_short_so_many_must_be_to_be_had() -> None:
    three = Promotion(
        id="three", name="Three", lane=Lane.MALL, benefit=QuantityTiers(tiers=(QuantityTier(quantity=3, off=500),))
    )  # fmt: skip

    found = offered(
        cart_of(article("rice", 4_000, left=1)),
        [three],
        [article("jam", 900, left=1), article("tea", 700, left=2)],
    )

    assert found == [("tea", 2, 900)]


def test_an_article_whose_own_price_cut_leaves_the_step_out_of_reach_is_not_offered() -> None:
    half = Promotion(
        id="half", name="Half", lane=Lane.ITEM, benefit=Percent(bps=5_000), scope=Skus(skus=("jam",))
    )
    found = offered(
        cart_of(article("rice", 8_000, left=1)), [TIERS, half], [article("jam", 2_100), article("oil", 2_200)]
    )

    assert found == [("oil", 1, 1_200)]


def test_what_is_in_the_cart_what_is_not_discountable_and_what_is_free_is_passed_over() -> None:
    rice = article("rice", 8_000, left=1)
    card = msgspec.structs.replace(article("card", 2_000), is_discountable=False)

    assert offered(cart_of(rice), [TIERS], [rice, card, article("leaflet", 0)]) == []


def test_a_coupon_to_be_claimed_takes_no_article() -> None:
    coupon = Promotion(
        id="ten", name="Ten", lane=Lane.MALL_COUPON, benefit=Amount(amount=1_000), coupon="ten"
    )
    assert offered(cart_of(article("rice", 4_000, left=1)), [coupon], [article("jam", 900)]) == []


@settings(max_examples=40, deadline=None)
@given(carts(), promotion_sets(), articles())
def test_following_an_offer_does_what_it_says(
    cart: Cart, promotions: list[Promotion], catalogue: list[Line]
) -> None:
    plan = compile_plan(promotions)
    shelf = [msgspec.structs.replace(line, sku=f"new-{line.sku}", quantity=5) for line in catalogue]
    before = plan.quote(cart, NOW)
    for nudge in before.nudges:
        for fit in fitting(plan, cart, NOW, nudge, shelf):
            added = msgspec.structs.replace(fit.line, id="added")
            after = plan.quote(msgspec.structs.replace(cart, lines=(*cart.lines, added)), NOW)
            assert after.payable == before.payable + fit.extra
