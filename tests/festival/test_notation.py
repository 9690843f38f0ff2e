"""What the engine can do, a document can say."""

from __future__ import annotations

import typing
from typing import NamedTuple

import pytest

from feria.festival import load
from feria.festival.notation.benefits import kind_of
from feria.pricing import (
    AddOn,
    Benefit,
    BirthYear,
    Both,
    BundlePrice,
    BuyXGetY,
    Categories,
    Combo,
    ComboPart,
    Condition,
    Everything,
    Promotion,
    Shops,
)
from feria.pricing import conditions as engine_conditions
from tests.festival.documents import SOUND, promotion

COFFEE, BUTTER = Categories(paths=("grocery/coffee",)), Categories(paths=("grocery/butter",))


class Written(NamedTuple):
    """A benefit as written, and as the engine has it."""

    written: str
    meant: Benefit


WRITTEN = [
    Written("{buy_x_get_y: {goods: {category: grocery/butter}}}", BuyXGetY(goods=BUTTER)),
    Written(
        "{buy_x_get_y: {buy: 2, get: 3, goods: all, off: 50%, times: 4}}",
        BuyXGetY(goods=Everything(), buy=2, get=3, off_bps=5_000, limit=4),
    ),
    Written("{bundle_price: {of: 3, price: 5.00}}", BundlePrice(size=3, price=500)),
    Written(
        "{combo: {price: 4, times: 1, parts: [{goods: {category: grocery/coffee}, quantity: 2}, {goods: {category: grocery/butter}}]}}",
        Combo(parts=(ComboPart(scope=COFFEE, quantity=2), ComboPart(scope=BUTTER)), price=400, limit=1),
    ),
    Written(
        "{add_on: {goods: {category: grocery/butter}, price: 0.37, below: 1.00}}",
        AddOn(goods=BUTTER, price=37, below=100),
    ),
]


def read(text: str) -> Promotion:
    loaded = load(SOUND + text)
    assert loaded.document is not None, loaded.problems
    return loaded.document.promotions[0]


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: kind_of(case.meant))
def test_bundles_are_read_as_meant(case: Written) -> None:
    assert read(promotion(lane="bundle", benefit=case.written)).benefit == case.meant


def test_a_shop_gives_away_its_own_goods_only() -> None:
    written = "{buy_x_get_y: {goods: {category: grocery/butter}}}"

    benefit = read(promotion(lane="bundle", shop="produce", benefit=written)).benefit

    assert benefit == BuyXGetY(goods=Both(scopes=(Shops(shops=("produce",)), BUTTER)))


def test_years_of_birth() -> None:
    """R2.10."""
    offer = read(promotion(conditions="{birth_year: {from: 1980, to: 1989}}"))

    assert offer.conditions == (BirthYear(first=1980, last=1989),)


def test_every_benefit_of_the_engine_can_be_written() -> None:
    from feria.festival.notation.benefits import KINDS

    words = {
        {"percent": "percent_off", "amount": "amount_off"}.get(tag, tag)
        for benefit in typing.get_args(Benefit)
        if (tag := benefit.__struct_config__.tag) not in LATER_BENEFITS
    }

    assert words == set(KINDS)


LATER_BENEFITS = {"pay_with_points", "free_shipping", "grant", "choice_tiers"}
"""Benefits of the lanes after the goods, and gifts to pick, which a document cannot say yet."""

NOT_WRITTEN = {
    "all_of",  # several fields of `conditions` all hold
    "daily_hours",  # `when: {hours: ...}`
    "first_orders",  # the mall does not rank orders yet
    "buyers_order",  # nor count a member's orders of a festival
    "payment_method",  # nor know before paying how one pays
    "group_size",  # nor sell to groups
}


def test_every_condition_of_the_engine_can_be_written_or_is_named_here() -> None:
    from feria.festival.notation.conditions import NOTATIONS

    def tag_of(kind: type) -> str:
        return str(kind.__struct_config__.tag)  # type: ignore[attr-defined]

    engine = {tag_of(kind) for kind in typing.get_args(engine_conditions.Condition)}
    spelt_otherwise = {"member_tags": "member_tag"}
    written = {each.field.name for each in NOTATIONS} - {"region_outside"}

    assert {spelt_otherwise.get(tag, tag) for tag in engine - NOT_WRITTEN} == written
    assert engine >= NOT_WRITTEN


def test_conditions_and_benefits_are_the_engines_own() -> None:
    assert Condition is engine_conditions.Condition
