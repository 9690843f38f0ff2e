"""Promotions that make no sense are refused when compiled, with the place and the mend."""

import pickle
from datetime import UTC, datetime

import msgspec
import pytest

from feria.pricing import (
    AllOf,
    Amount,
    Besides,
    Birthday,
    BuyGet,
    Categories,
    EverySpend,
    Everything,
    FixedPrice,
    Funder,
    Lane,
    MinQuantity,
    MinSpend,
    Percent,
    Promotion,
    PromotionProblem,
    QuantityTier,
    QuantityTiers,
    Skus,
    SpendTier,
    SpendTiers,
    Stacking,
    Voucher,
    Window,
    compile_plan,
)

SOUND = Promotion(id="sound", name="Sound", lane=Lane.SHOP, benefit=Percent(bps=1000))
ONE, TWO = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
VOUCHER = Voucher(spend=100, off=10)
COUPON = {"lane": Lane.MALL_COUPON, "coupon": "template"}
HIGH_THEN_LOW = (SpendTier(spend=200, off=10), SpendTier(spend=100, off=20))
LESS_ABOVE = (SpendTier(spend=100, off=20), SpendTier(spend=200, off=10))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id": ""}, "id"),
        ({"benefit": Percent(bps=0)}, "benefit.bps"),
        ({"benefit": Percent(bps=10_001)}, "benefit.bps"),
        ({"benefit": Amount(amount=-5)}, "benefit.amount"),
        ({"benefit": FixedPrice(unit_price=-1), "lane": Lane.ITEM}, "benefit.unit_price"),
        ({"benefit": SpendTiers(tiers=())}, "benefit.tiers"),
        ({"benefit": SpendTiers(tiers=HIGH_THEN_LOW)}, "benefit.tiers[1].spend"),
        ({"benefit": SpendTiers(tiers=LESS_ABOVE)}, "benefit.tiers[1].off"),
        ({"benefit": SpendTiers(tiers=(SpendTier(spend=100),))}, "benefit.tiers[0].off"),
        (
            {"benefit": SpendTiers(tiers=(SpendTier(spend=100, off_bps=10),), every=True)},
            "benefit.tiers[0].off_bps",
        ),
        ({"benefit": QuantityTiers(tiers=(QuantityTier(quantity=0, off=1),))}, "benefit.tiers[0].quantity"),
        ({"benefit": EverySpend(spend=0, off=1)}, "benefit.spend"),
        ({"benefit": EverySpend(spend=1, off=1, cap=-1)}, "benefit.cap"),
        ({"benefit": BuyGet(size=2, cheapest=3), "lane": Lane.BUNDLE}, "benefit.cheapest"),
        ({"benefit": BuyGet(size=2)}, "lane"),
        ({"scope": Skus(skus=())}, "scope.skus"),
        ({"scope": Categories(paths=("/tea/",))}, "scope.paths[0]"),
        ({"scope": Besides(scope=Everything(), without=Everything())}, "scope.without"),
        ({"scope": Besides(scope=Everything(), without=Skus(skus=()))}, "scope.without.skus"),
        ({"conditions": (MinSpend(amount=-1),)}, "conditions[0].amount"),
        (
            {"conditions": (AllOf(conditions=(MinQuantity(quantity=0),)),)},
            "conditions[0].conditions[0].quantity",
        ),
        ({"conditions": (Birthday(time_zone="Moon/Base"),)}, "conditions[0].time_zone"),
        ({"windows": (Window(start_at=TWO, end_at=ONE),)}, "windows[0]"),
        ({"windows": (Window(start_at=ONE.replace(tzinfo=None), end_at=TWO),)}, "windows[0]"),
        ({"funders": (Funder(who="mall", bps=5000),)}, "funders"),
        ({"coupon": "template"}, "coupon"),
        ({"benefit": VOUCHER, "lane": Lane.MALL}, "coupon"),
        ({"benefit": VOUCHER, "lane": Lane.MALL_COUPON, "coupon": "v"}, "lane"),
        ({"benefit": Voucher(spend=0, off=1), "lane": Lane.MALL, "coupon": "v"}, "benefit.spend"),
        ({"benefit": Voucher(spend=100, off=101), "lane": Lane.MALL, "coupon": "v"}, "benefit.off"),
        (COUPON | {"stacking": Stacking(per_order=-1)}, "stacking.per_order"),
        ({"stacking": Stacking(per_order=2)}, "stacking.per_order"),
        ({"stacking": Stacking(joins=("*",))}, "stacking.joins"),
        (COUPON | {"stacking": Stacking(joins=("nobody",))}, "stacking.joins[0]"),
        (COUPON | {"stacking": Stacking(joins=("*", "sound"))}, "stacking.joins[1]"),
        ({"stacking": Stacking(excludes=("nobody",))}, "stacking.excludes[0]"),
        ({"stacking": Stacking(excludes=("sound", "odd"))}, "stacking.excludes[1]"),
        ({"lane": Lane.ITEM, "stacking": Stacking(full_price_only=True)}, "stacking.full_price_only"),
    ],
)
def test_what_makes_no_sense_is_placed(change: dict[str, object], place: str) -> None:
    with pytest.raises(PromotionProblem) as caught:
        compile_plan([SOUND, msgspec.structs.replace(SOUND, **{"id": "odd"} | change)])

    assert caught.value.path == f"promotions[1].{place}"
    assert caught.value.mend.endswith(".")


def test_an_id_is_used_once() -> None:
    with pytest.raises(PromotionProblem, match="twice"):
        compile_plan([SOUND, SOUND])


def excluding(name: str, *others: str, lane: Lane = Lane.SHOP) -> Promotion:
    return msgspec.structs.replace(SOUND, id=name, lane=lane, stacking=Stacking(excludes=others))


def test_exclusions_in_a_ring_are_refused_with_the_ring() -> None:
    with pytest.raises(PromotionProblem, match="a, b, c, a") as caught:
        compile_plan([excluding("z", "a"), excluding("a", "b"), excluding("b", "c"), excluding("c", "a")])

    assert caught.value.path == "promotions[1].stacking.excludes"


def test_exclusions_that_meet_again_without_a_ring_are_fine() -> None:
    plan = compile_plan([excluding("a", "b", "c"), excluding("b", "c"), excluding("c"), excluding("d", "*")])

    assert pickle.loads(pickle.dumps(plan)).promotions == plan.promotions  # noqa: S301


def test_offers_that_compete_for_every_unit_cannot_exclude_each_other() -> None:
    with pytest.raises(PromotionProblem, match="where each unit takes one"):
        compile_plan([excluding("a", "b", lane=Lane.ITEM), excluding("b", lane=Lane.ITEM)])


def test_one_currency_for_all() -> None:
    other = msgspec.structs.replace(SOUND, id="other", currency="EUR")
    with pytest.raises(PromotionProblem, match="CNY and EUR"):
        compile_plan([msgspec.structs.replace(SOUND, currency="CNY"), other])
