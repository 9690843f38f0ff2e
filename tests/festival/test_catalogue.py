"""Names in a festival that the catalogue does not have."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from feria.festival import KnownCatalogue, load
from tests.festival.documents import SOUND, promotion

CATALOGUE = KnownCatalogue(
    currency="USD",
    shops=frozenset({"grocery", "produce"}),
    categories=frozenset({"grocery/soft-drinks/cola", "produce/berries"}),
    brands=frozenset({"House brand"}),
    skus=frozenset({"1082185"}),
    tags=frozenset({"organic"}),
)


class Strange(NamedTuple):
    scope: str
    code: str
    meant: str


STRANGE = [
    Strange("{category: grocery/soft-drink}", "catalogue-category", "grocery/soft-drinks"),
    Strange("{brand: house brand}", "catalogue-brand", "House brand"),
    Strange("{sku: 1082186}", "catalogue-sku", "1082185"),
    Strange("{tag: organik}", "catalogue-tag", "organic"),
]


@pytest.mark.parametrize("strange", STRANGE, ids=lambda strange: strange.code)
def test_a_name_the_catalogue_does_not_have_is_named_with_the_nearest(strange: Strange) -> None:
    loaded = load(SOUND + promotion(scope=strange.scope), catalogue=CATALOGUE)

    assert [(each.code, each.suggestion) for each in loaded.problems] == [
        (strange.code, f"did you mean `{strange.meant}`?")
    ]


GIFTS = [
    promotion(lane="grant", benefit="{free_gift: {sku: 1082186}}"),
    promotion(lane="mall", benefit="{choice_tiers: [{spend: 30, off: 3, gifts: [{sku: 1082186}]}]}"),
    promotion(conditions="{min_spend: {amount: 3, goods: {sku: 1082186}}}"),
    promotion(
        conditions="{any_of: [{min_quantity: {quantity: 3, goods: {sku: 1082186}}}, {birthday: true}]}"
    ),
    promotion(scope="{tag: organic, within: {sku: 1082186}}"),
]


@pytest.mark.parametrize("text", GIFTS)
def test_gifts_and_goods_of_thresholds_must_be_there_too(text: str) -> None:
    loaded = load(SOUND + text, catalogue=CATALOGUE)

    assert [(each.code, each.suggestion) for each in loaded.problems] == [
        ("catalogue-sku", "did you mean `1082185`?")
    ]


def test_categories_above_those_listed_are_known() -> None:
    assert load(SOUND + promotion(scope="{category: grocery}"), catalogue=CATALOGUE).problems == ()


def test_what_the_catalogue_does_not_tell_is_not_checked() -> None:
    anything = promotion(scope="{brand: X, tag: y, sku: z, category: a/b}")

    assert load(SOUND + anything, catalogue=KnownCatalogue()).problems == ()


def test_venues_and_shops_and_currency_are_checked_too() -> None:
    venue = "venues:\n  - {id: home, name: Home, shows: {categories: [grocery/soda], skus: ['1']}}\n"
    text = (SOUND + venue).replace("USD", "EUR").replace("produce]", "flowers]")

    codes = [each.code for each in load(text, catalogue=CATALOGUE).problems]

    assert codes == ["catalogue-currency", "catalogue-shop", "catalogue-category", "catalogue-sku"]
