"""R2.21: no line below its floor; what stands in its way is cut back, refused, or granted with a warning."""

import pytest

from feria.pricing import (
    Amount,
    BelowFloor,
    BuyGet,
    Cart,
    Floors,
    HeldCoupon,
    Lane,
    Percent,
    Promotion,
    Stacking,
)
from tests.rulebook.pricing_desk import cart, goods, priced, promotion, yuan


def of(policy: Floors, **more: object) -> Cart:
    """A kettle at 100 that may not go under 80, under a policy."""
    return cart(goods(100, name="kettle", floor=yuan(80)), floors=policy, **more)


THIRTY_OFF = [
    promotion("item", Lane.ITEM, Amount(amount=yuan(30))),
    promotion("share", Lane.ITEM, Percent(bps=3000)),
    promotion("shop", Lane.SHOP, Amount(amount=yuan(30))),
    promotion("mall", Lane.MALL, Percent(bps=3000)),
    promotion("coupon", Lane.MALL_COUPON, Amount(amount=yuan(30))),
]


@pytest.mark.parametrize("thirty_off", THIRTY_OFF, ids=lambda one: one.id)
def test_clamped_the_reduction_stops_at_the_floor(thirty_off: Promotion) -> None:
    assert priced(of(Floors.CLAMP), thirty_off).payable == yuan(80)


@pytest.mark.parametrize("thirty_off", THIRTY_OFF, ids=lambda one: one.id)
def test_refused_it_takes_nothing_and_says_why(thirty_off: Promotion) -> None:
    quoted = priced(of(Floors.REFUSE), thirty_off)

    assert quoted.payable == yuan(100)
    assert [refusal.code for refusal in quoted.refusals] == ["below-floor"]


@pytest.mark.parametrize("thirty_off", THIRTY_OFF, ids=lambda one: one.id)
def test_warned_it_is_granted_and_the_line_is_named(thirty_off: Promotion) -> None:
    quoted = priced(of(Floors.WARN), thirty_off)

    assert quoted.payable == yuan(70)
    assert quoted.below_floor == (BelowFloor("kettle", yuan(80), yuan(70), 1),)


@pytest.mark.parametrize("lane", [Lane.ITEM, Lane.SHOP, Lane.MALL_COUPON])
@pytest.mark.parametrize("policy", Floors)
def test_down_to_the_floor_itself_is_free(policy: Floors, lane: Lane) -> None:
    quoted = priced(of(policy), promotion("twenty", lane, Amount(amount=yuan(20))))

    assert quoted.payable == yuan(80)
    assert quoted.below_floor == ()


def test_a_refused_bundle_leaves_its_units_to_the_next_best() -> None:
    free = promotion("free", Lane.BUNDLE, BuyGet(size=2))
    tenth = promotion("tenth", Lane.BUNDLE, BuyGet(size=2, off_bps=1000))
    basket = cart(goods(100, name="tea", quantity=2, floor=yuan(80)), floors=Floors.REFUSE)

    quoted = priced(basket, free, tenth)

    assert quoted.payable == yuan(190)
    assert [(refusal.promotion, refusal.code) for refusal in quoted.refusals] == [("free", "below-floor")]


def test_of_coupons_that_may_join_only_those_are_spent_that_fit_above_the_floor() -> None:
    ten = promotion(
        "ten", Lane.MALL_COUPON, Amount(amount=yuan(10)), coupon="ten", stacking=Stacking(per_order=3)
    )
    held = tuple(HeldCoupon(id=str(number), template="ten") for number in range(3))
    basket = Cart(currency="CNY", lines=of(Floors.REFUSE).lines, coupons=held, floors=Floors.REFUSE)

    quoted = priced(basket, ten)

    assert quoted.payable == yuan(80)
    assert quoted.coupons == ("0", "1")


def test_a_line_listed_below_its_own_floor_is_left_alone() -> None:
    basket = cart(goods(60, name="cup", floor=yuan(80)), goods(100, name="kettle"))

    quoted = priced(basket, promotion("ten", Lane.SHOP, Amount(amount=yuan(16))))

    assert [line.payable for line in quoted.lines] == [yuan(60), yuan(84)]
