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
    ],
)  # fmt: skip
def test_a_benefit_says_what_it_grants(benefit: pricing.Benefit, said: str) -> None:
    assert grants(benefit, dollars) == said


def test_a_scope_says_what_it_covers_and_what_not() -> None:
    assert reach(pricing.Besides(scope=pricing.Everything(), without=TEA)) == "everything, except grocery/tea"
