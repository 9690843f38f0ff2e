"""What the engine can do, a document can say."""

from __future__ import annotations

import typing
from datetime import time
from typing import NamedTuple

import pytest

from feria.festival import load
from feria.festival.grammar import LANES, PROMOTION
from feria.festival.notation import scopes
from feria.festival.notation.after import What
from feria.festival.notation.benefits import KINDS, kind_of
from feria.festival.notation.conditions import NOTATIONS as CONDITION_NOTATIONS
from feria.festival.notation.stacking import RECORD as STACKING_RECORD
from feria.pricing import (
    AddOn,
    AllOf,
    AnyOf,
    Benefit,
    BirthYear,
    Both,
    BundlePrice,
    BuyersOrder,
    BuyXGetY,
    Categories,
    Channel,
    ChoiceTier,
    ChoiceTiers,
    Combo,
    ComboPart,
    Condition,
    DailyHours,
    Everything,
    FirstOrders,
    FreeShipping,
    Grant,
    GroupSize,
    Lane,
    MinQuantity,
    MinSpend,
    Not,
    PaymentMethod,
    PayWithPoints,
    Promotion,
    Scope,
    Shops,
    SpendTier,
    SpendTiers,
    Stacking,
    Tags,
    Voucher,
)
from feria.pricing import conditions as engine_conditions
from feria.pricing.benefits import Gift
from tests.festival.documents import SOUND, coupon, promotion

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


AFTER_THE_GOODS = [
    Written("{pay_with_points: {worth: 0.01, at_most: 30%}}", PayWithPoints(worth=1, cap_bps=3_000)),
    Written("{pay_with_points: {worth: 0.05}}", PayWithPoints(worth=5)),
    Written("{free_shipping: true}", FreeShipping()),
    Written("{free_shipping: true, at_most: 4.90}", FreeShipping(cap=490)),
    Written(
        "{earn_points: {points: 3, every: 2.00, at_most: 500}}",
        Grant(what="points", amount=3, every=200, most=500),
    ),
    Written("{rebate: {amount: 5.00}}", Grant(what="rebate", amount=500)),
    Written("{next_coupon: {coupon: come-back}}", Grant(what="coupon", of="come-back")),
    Written(
        "{draw_chances: {draw: lucky-balls, every: 38.00, at_most: 3}}",
        Grant(what="draw", of="lucky-balls", every=3_800, most=3),
    ),
    Written(
        "{free_gift: {sku: 1082185, quantity: 2, value: 5}}",
        Grant(what="gift", of="1082185", amount=2, value=500),
    ),
]


@pytest.mark.parametrize("case", AFTER_THE_GOODS, ids=lambda case: case.written)
def test_the_lanes_after_the_goods_are_read_as_meant(case: Written) -> None:
    lane = next(iter(case.meant.lanes)).value
    coupon_to_come_back = coupon(id="come-back")

    assert read(promotion(lane=lane, benefit=case.written) + coupon_to_come_back).benefit == case.meant


def test_money_or_a_gift() -> None:
    """R2.9."""
    written = "{choice_tiers: [{spend: 400, off: 20}, {spend: 600, off: 30, gifts: [{sku: 77, value: 35}, {sku: 78}]}]}"

    assert read(promotion(lane="mall", benefit=written)).benefit == ChoiceTiers(
        tiers=(
            ChoiceTier(spend=40_000, off=2_000),
            ChoiceTier(spend=60_000, off=3_000, gifts=(Gift(sku="77", value=3_500), Gift(sku="78"))),
        )
    )


def test_tiers_that_repeat() -> None:
    """R2.3: unless the promotion says `every`."""
    written = "{spend_tiers: [{spend: 100, off: 5}, {spend: 200, off: 12}], every: true, at_most: 40}"

    assert read(promotion(lane="shop", benefit=written)).benefit == SpendTiers(
        tiers=(SpendTier(spend=10_000, off=500), SpendTier(spend=20_000, off=1_200)),
        every=True,
        cap=4_000,
    )


class Asked(NamedTuple):
    """Conditions as written, and as the engine has them."""

    written: str
    meant: tuple[Condition, ...]


NEW_YORK = "America/New_York"
EVENINGS = DailyHours(start=time(22), end=time(2), time_zone=NEW_YORK)
ASKED = [
    Asked("{payment_method: [feria-card, wallet]}", (PaymentMethod(methods=("feria-card", "wallet")),)),
    Asked("{daily_hours: 22:00 to 02:00}", (EVENINGS,)),
    Asked(
        "{daily_hours: 18:00 to 24:00}",
        (DailyHours(start=time(18), end=time(0), time_zone=NEW_YORK),),
    ),
    Asked("{first_orders: 50}", (FirstOrders(count=50),)),
    Asked("{buyers_order: 2}", (BuyersOrder(number=2),)),
    Asked("{group_size: 10}", (GroupSize(at_least=10),)),
    Asked("{min_spend: 30.00}", (MinSpend(amount=3_000),)),
    Asked(
        "{min_spend: {amount: 30.00, goods: {category: grocery/coffee}}}",
        (MinSpend(amount=3_000, scope=COFFEE),),
    ),
    Asked(
        "{min_quantity: {quantity: 2, goods: {category: grocery/butter}}}",
        (MinQuantity(quantity=2, scope=BUTTER),),
    ),
    Asked(
        "{all_of: [{not: {channel: app}}, {not: {group_size: 2, first_orders: 3}}]}",
        (
            AllOf(
                conditions=(
                    Not(condition=Channel(channels=("app",))),
                    Not(condition=AllOf(conditions=(FirstOrders(count=3), GroupSize(at_least=2)))),
                )
            ),
        ),
    ),
    Asked(
        "{any_of: [{daily_hours: 22:00 to 02:00}, {buyers_order: 1}]}",
        (AnyOf(conditions=(EVENINGS, BuyersOrder(number=1))),),
    ),
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.written)
def test_conditions_are_read_as_meant(asked: Asked) -> None:
    assert read(promotion(conditions=asked.written)).conditions == asked.meant


def test_vouchers_are_held_and_work_among_the_malls_reductions() -> None:
    loaded = load(SOUND + coupon(benefit="{voucher: {spend: 300, off: 50}}", per_member="3"))
    assert loaded.document is not None, loaded.problems

    promotion_of_it = loaded.document.coupons[0].promotion
    assert promotion_of_it.benefit == Voucher(spend=30_000, off=5_000)
    assert (promotion_of_it.lane, promotion_of_it.coupon) == (Lane.MALL, "one-off-ten")


class Beside(NamedTuple):
    """Stacking as written, and as the engine has it."""

    written: str
    meant: Stacking


BESIDE = [
    Beside("{per_order: 3}", Stacking(per_order=3)),
    Beside("{joins: any, full_price_only: true}", Stacking(joins=("*",), full_price_only=True)),
    Beside("{joins: other, excludes: [offer]}", Stacking(joins=("other",), excludes=("offer",))),
]


@pytest.mark.parametrize("beside", BESIDE, ids=lambda beside: beside.written)
def test_stacking_is_read_as_meant(beside: Beside) -> None:
    """R2.2: unless a coupon says otherwise."""
    another = coupon(id="other").removeprefix("coupons:\n")
    loaded = load(SOUND + promotion() + coupon(stacking=beside.written) + another)
    assert loaded.document is not None, loaded.problems

    assert loaded.document.coupons[0].promotion.stacking == beside.meant


def test_every_word_of_stacking_can_be_written() -> None:
    assert set(STACKING_RECORD.fields) == set(Stacking.__struct_fields__)


def test_goods_that_bear_two_tags() -> None:
    scope = read(promotion(scope="{tag: new, within: {tag: organic}}")).scope

    assert scope == Both(scopes=(Tags(tags=("new",)), Tags(tags=("organic",))))


def test_what_staff_ask_to_see() -> None:
    """R2.10."""
    assert read(promotion(proof="identity card")).proof == "identity card"


@pytest.mark.parametrize("lane", [Lane.SHOP_COUPON, Lane.MALL_COUPON])
def test_an_offer_may_stand_in_for_a_coupon_that_nobody_claims(lane: Lane) -> None:
    offer = read(promotion(lane=lane.value))

    assert (offer.lane, offer.coupon) == (lane, "")


def test_a_coupon_of_the_mall_for_each_shop() -> None:
    loaded = load(SOUND + coupon(lane="shop_coupon"))
    assert loaded.document is not None

    assert loaded.document.coupons[0].promotion.lane is Lane.SHOP_COUPON


def test_every_benefit_of_the_engine_can_be_written() -> None:
    """The words are those of the engine, or a word of their own for each thing that is granted."""
    engine = {kind.__struct_config__.tag for kind in typing.get_args(Benefit)}
    granted = {"earn_points", "rebate", "next_coupon", "draw_chances", "free_gift"}
    otherwise = {"percent": "percent_off", "amount": "amount_off"}

    assert {otherwise.get(tag, tag) for tag in engine - {"grant"}} | granted == set(KINDS)
    assert {kind_of(Grant(what=what)) for what in typing.get_args(What)} == granted


def test_every_condition_of_the_engine_can_be_written() -> None:
    engine = {kind.__struct_config__.tag for kind in typing.get_args(engine_conditions.Condition)}
    written = {each.field.name for each in CONDITION_NOTATIONS}

    of_ladders = {"first_units"}  # written as a ladder's days
    assert engine - of_ladders - {"member_tags"} | {"member_tag", "region_outside"} == written


def test_every_lane_of_the_engine_can_be_written() -> None:
    assert set(LANES) == {lane.value for lane in Lane}


def test_every_scope_of_the_engine_can_be_written() -> None:
    """Fields for what goods are; `both` is several fields or `within`, `either` a list, `besides` `except`."""
    fields = {"skus": "sku", "categories": "category", "brands": "brand", "shops": "shop", "tags": "tag"}
    otherwise = {"everything": "all", "both": "within", "either": "a list", "besides": "except"}
    engine = {kind.__struct_config__.tag for kind in typing.get_args(Scope)}

    assert engine == fields.keys() | otherwise.keys()
    assert {*fields.values(), "within", "except"} == set(scopes.RECORD.fields)


OF_THE_BUILD = {"names", "windows", "coupon", "currency"}
"""Fields of a promotion that come of others: the name, `when`, the coupon it is written as, the festival's currency."""


def test_every_field_of_a_promotion_can_be_written() -> None:
    not_yet = {"stacking"}

    assert set(Promotion.__struct_fields__) - OF_THE_BUILD - not_yet <= set(PROMOTION.fields)


def test_conditions_and_benefits_are_the_engines_own() -> None:
    assert Condition is engine_conditions.Condition
