"""Promotions in a person's words."""

import pytest

from feria import pricing
from feria.mall.web.offers import grants, reach

TEA = pricing.Categories(paths=("grocery/tea",))
MUG = pricing.Skus(skus=("mug",))


def dollars(amount: int) -> str:
    return f"${amount / 100:.2f}"


@pytest.mark.parametrize(
    ("benefit", "said"),
    [
        (pricing.Percent(bps=1250), "12.5% off"),
        (pricing.EverySpend(spend=30_000, off=5_000), "every $300.00 less $50.00"),
        (pricing.BuyGet(size=2, cheapest=1), "of each 2 units the cheapest 1: free"),
        (pricing.BuyXGetY(goods=MUG, buy=3, get=1), "for each 3 bought, 1 of 1 product: free"),
        (pricing.BuyXGetY(goods=MUG, off_bps=5_000), "for each 1 bought, 1 of 1 product: 50% off"),
        (pricing.BundlePrice(size=3, price=500), "any 3 for $5.00"),
        (
            pricing.Combo(parts=(pricing.ComboPart(scope=TEA, quantity=2), pricing.ComboPart(scope=MUG)), price=999),
            "the set of 2 × grocery/tea + 1 × 1 product for $9.99",
        ),
        (pricing.AddOn(price=3_700, goods=TEA), "add grocery/tea for $37.00 each"),
        (pricing.AddOn(price=3_700, goods=TEA, below=10_000), "add grocery/tea listed under $100.00 for $37.00 each"),
        (pricing.PayWithPoints(worth=1, cap_bps=5_000), "each point pays $0.01, up to 50% of the price"),
        (pricing.FreeShipping(), "free shipping"),
        (pricing.FreeShipping(cap=500), "up to $5.00 off shipping"),
        (pricing.Grant(what="points", amount=2, every=100), "2 points for every $1.00"),
        (pricing.Grant(what="rebate", amount=500), "$5.00 back after the order"),
        (pricing.Grant(what="coupon"), "1 coupon for next time"),
        (pricing.Grant(what="draw", amount=3, every=3_800), "3 chances in the draw for every $38.00"),
        (pricing.Grant(what="gift"), "1 gift"),
    ],
)  # fmt: skip
def test_a_benefit_says_what_it_grants(benefit: pricing.Benefit, said: str) -> None:
    assert grants(benefit, dollars) == said


def test_a_scope_says_what_it_covers_and_what_not() -> None:
    assert reach(pricing.Besides(scope=pricing.Everything(), without=TEA)) == "everything, except grocery/tea"


GROCERY = pricing.Shops(shops=("grocery",))


@pytest.mark.parametrize(
    ("scopes", "said"),
    [
        ((GROCERY, TEA), "grocery/tea, within shops: grocery"),
        ((GROCERY, pricing.Everything()), "shops: grocery"),
        (
            (GROCERY, pricing.Besides(scope=pricing.Everything(), without=TEA)),
            "shops: grocery, except grocery/tea",
        ),
    ],
)
def test_what_lies_in_two_scopes_does_not_read_as_if_it_lay_in_either(
    scopes: tuple[pricing.Scope, ...], said: str
) -> None:
    assert reach(pricing.Both(scopes=scopes)) == said
