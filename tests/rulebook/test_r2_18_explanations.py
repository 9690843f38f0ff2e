"""R2.18: a quote explains itself: every step and who bears it, why not, and the next thing worth doing."""

import pytest

from feria.pricing import (
    Amount,
    Benefit,
    BuyGet,
    Everything,
    Funder,
    Lane,
    MinSpend,
    Percent,
    SpendTier,
    SpendTiers,
    Tags,
    compile_plan,
)
from tests.rulebook.pricing_desk import THE_DAY, cart, goods, priced, promotion, yuan

FIFTY_FROM_200 = promotion(
    "fifty", Lane.SHOP, SpendTiers(tiers=(SpendTier(spend=yuan(200), off=yuan(50)),)), shop="north"
)


def test_it_needs_200_has_188_and_12_more_earn_50() -> None:
    quoted = priced(cart(goods(188)), FIFTY_FROM_200)

    [refusal] = quoted.refusals
    assert (refusal.code, refusal.needs, refusal.has, refusal.shortfall) == (
        "needs-spend",
        yuan(200),
        yuan(188),
        yuan(12),
    )
    [nudge] = quoted.nudges
    assert (nudge.code, nudge.shortfall, nudge.gain, nudge.line) == (
        "spend-more",
        yuan(12),
        yuan(50),
        "sku-188",
    )


def test_the_nudge_comes_true() -> None:
    plan = compile_plan([FIFTY_FROM_200])
    before, after = (plan.quote(cart(goods(188), *more), THE_DAY) for more in ((), (goods(12),)))

    assert before.payable + yuan(12) - after.payable == yuan(50)


def test_every_step_is_told_and_who_bears_it() -> None:
    shared = (Funder(who="shop", bps=3000), Funder(who="brand", bps=7000))
    quoted = priced(
        cart(goods(100, quantity=2)),
        promotion("tenth", Lane.ITEM, Percent(bps=1000)),
        promotion("off-25", Lane.SHOP, Amount(amount=yuan(25)), funders=shared),
    )

    assert [(step.promotion, step.before, step.after) for step in quoted.lines[0].steps] == [
        ("tenth", yuan(200), yuan(180)),
        ("off-25", yuan(180), yuan(155)),
    ]
    assert [[(part.who, part.amount) for part in one.funders] for one in quoted.adjustments] == [
        [("mall", -yuan(20))],
        [("shop", -yuan("7.50")), ("brand", -yuan("17.50"))],
    ]


def test_what_a_direct_price_would_gain_is_told_too() -> None:
    tenth = promotion(
        "tenth", Lane.ITEM, Percent(bps=1000), conditions=(MinSpend(amount=yuan(100), scope=Everything()),)
    )

    [nudge] = priced(cart(goods(95)), tenth).nudges

    assert (nudge.promotion, nudge.shortfall, nudge.gain) == ("tenth", yuan(5), yuan("9.50"))


@pytest.mark.parametrize(
    ("lane", "benefit", "gain"),
    [(Lane.ITEM, Percent(bps=2000), "37.60"), (Lane.BUNDLE, BuyGet(size=2), "94")],
)
def test_so_is_what_a_direct_price_or_a_bundle_would_gain_that_measures_its_own_goods(
    lane: Lane, benefit: Benefit, gain: str
) -> None:
    """From 200 of tea a fifth off it, or the second one free: twice 94 is 188, and 12 more of tea earn that."""
    of_tea = promotion(
        "of-tea", lane, benefit, scope=Tags(tags=("tea",)), conditions=(MinSpend(amount=yuan(200)),)
    )
    tea = goods(94, quantity=2, name="tea", tags=("tea",))
    more = goods(12, name="more", tags=("tea",))

    [nudge] = priced(cart(tea, goods(500, name="pot")), of_tea).nudges
    followed = priced(cart(tea, goods(500, name="pot"), more), of_tea)

    assert (nudge.code, nudge.line, nudge.shortfall, nudge.gain) == (
        "spend-more",
        "tea",
        yuan(12),
        yuan(gain),
    )
    assert followed.reduction >= nudge.gain


def test_of_coupons_that_can_be_claimed_the_one_that_saves_most_comes_first() -> None:
    offers = [
        promotion(f"{off}-off", Lane.MALL_COUPON, Amount(amount=yuan(off)), coupon=f"{off}-off")
        for off in (1, 3, 2)
    ]

    assert [nudge.gain for nudge in priced(cart(goods(95)), *offers).nudges] == [yuan(3), yuan(2), yuan(1)]
