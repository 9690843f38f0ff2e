"""Edges: a threshold is met from its own amount on, to the minor unit; a window from its start on (R2.5, R1.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feria.pricing import (
    Amount,
    Benefit,
    Birthday,
    Buyer,
    Cart,
    ChoiceTier,
    ChoiceTiers,
    Condition,
    DailyHours,
    EveryQuantity,
    EverySpend,
    FreeShipping,
    Grant,
    HeldCoupon,
    Lane,
    Line,
    MinQuantity,
    MinSpend,
    Not,
    Percent,
    Promotion,
    QuantityTier,
    QuantityTiers,
    Quote,
    SpendTier,
    SpendTiers,
    quote,
)
from tests.strategies import NOW

reaches = st.integers(min_value=2, max_value=10_000_000)


def cart_of(unit_price: int, quantity: int = 1, **more: object) -> Cart:
    line = Line(id="tea", sku="tea", quantity=quantity, unit_price=unit_price, shop="north")
    return Cart(currency="CNY", lines=(line,), **more)  # type: ignore[arg-type]


def offer(lane: Lane, benefit: Benefit, *conditions: Condition, coupon: str = "") -> Promotion:
    return Promotion(
        id="offer", name="Offer", lane=lane, benefit=benefit, conditions=conditions, coupon=coupon
    )


def gives(quoted: Quote) -> bool:
    """Whether the one promotion applied."""
    assert bool(quoted.adjustments or quoted.grants) != bool(quoted.refusals)
    return not quoted.refusals


BY_SPEND: dict[str, Callable[[int], Promotion]] = {
    "a condition": lambda reach: offer(Lane.MALL, Amount(amount=1), MinSpend(amount=reach)),
    "a condition of an item price": lambda reach: offer(Lane.ITEM, Amount(amount=1), MinSpend(amount=reach)),
    "a tier": lambda reach: offer(Lane.SHOP, SpendTiers(tiers=(SpendTier(spend=reach, off=1),))),
    "a tier that repeats": lambda reach: offer(
        Lane.MALL, SpendTiers(tiers=(SpendTier(spend=reach, off=1),), every=True)
    ),
    "every so much": lambda reach: offer(Lane.MALL, EverySpend(spend=reach, off=1)),
    "a choice tier": lambda reach: offer(Lane.SHOP, ChoiceTiers(tiers=(ChoiceTier(spend=reach, off=1),))),
    "free shipping": lambda reach: offer(Lane.SHIPPING, FreeShipping(), MinSpend(amount=reach)),
    "a grant": lambda reach: offer(Lane.GRANT, Grant(what="points", every=reach)),
}


@pytest.mark.parametrize("kind", BY_SPEND)
@given(reach=reaches)
def test_a_threshold_is_missed_by_one_minor_unit_and_met_to_the_minor_unit(kind: str, reach: int) -> None:
    promotion = BY_SPEND[kind](reach)

    just_below, reached, just_above = (
        quote(cart_of(spend, shipping_fee=5), [promotion], NOW) for spend in (reach - 1, reach, reach + 1)
    )

    assert [gives(quoted) for quoted in (just_below, reached, just_above)] == [False, True, True]
    assert just_below.refusals[0].shortfall == 1


@given(reach=reaches)
def test_a_threshold_turned_round_ends_where_the_threshold_begins(reach: int) -> None:
    below_only = offer(Lane.MALL, Amount(amount=1), Not(condition=MinSpend(amount=reach)))

    assert [gives(quote(cart_of(spend), [below_only], NOW)) for spend in (reach - 1, reach)] == [True, False]


@given(reach=st.integers(min_value=2, max_value=1000))
def test_a_number_of_units_is_missed_by_one_unit(reach: int) -> None:
    for promotion in (
        offer(Lane.MALL, Amount(amount=1), MinQuantity(quantity=reach)),
        offer(Lane.SHOP, QuantityTiers(tiers=(QuantityTier(quantity=reach, off=1),))),
        offer(Lane.MALL, EveryQuantity(quantity=reach, off=1)),
    ):
        quotes = [quote(cart_of(100, units), [promotion], NOW) for units in (reach - 1, reach, reach + 1)]
        assert [gives(quoted) for quoted in quotes] == [False, True, True]
        assert quotes[0].refusals[0].shortfall == 1


@given(step=st.integers(min_value=2, max_value=100_000), times=st.integers(min_value=1, max_value=50))
def test_what_repeats_does_so_at_each_full_step(step: int, times: int) -> None:
    every = offer(Lane.MALL, EverySpend(spend=step, off=1))

    before, at = (quote(cart_of(spend), [every], NOW) for spend in (step * times - 1, step * times))

    assert (before.reduction, at.reduction) == (times - 1, times)


@pytest.mark.parametrize(
    ("spent", "payable"), [(99_00, 99_00), (99_01, 99_01), (99_99, 99_99), (100_00, 90_00), (100_01, 90_01)]
)
def test_99_01_does_not_meet_a_threshold_of_100(spent: int, payable: int) -> None:
    """Who compares rounded amounts lets 99.01 through."""
    ten_from_100 = offer(Lane.MALL_COUPON, Amount(amount=10_00), MinSpend(amount=100_00), coupon="ten")
    holder = {"coupons": (HeldCoupon(id="1", template="ten"),)}

    assert quote(cart_of(spent, **holder), [ten_from_100], NOW).payable == payable


@pytest.mark.parametrize(
    "prices", [(100_00,), (33_33, 66_68), (50_00, 25_00, 25_00), (0, 100_00), (1, 99_99)]
)
def test_a_coupon_of_10_takes_10_whole(prices: tuple[int, ...]) -> None:
    """Who spreads it by rounded shares takes 9.90."""
    ten = offer(Lane.MALL_COUPON, Amount(amount=10_00), coupon="ten")
    lines = tuple(
        Line(id=f"{number}", sku=f"{number}", quantity=1, unit_price=price, shop="north")
        for number, price in enumerate(prices)
    )
    cart = Cart(currency="CNY", lines=lines, coupons=(HeldCoupon(id="1", template="ten"),))

    quoted = quote(cart, [ten], NOW)

    assert quoted.listed - quoted.payable == 10_00
    assert sum(share.amount for share in quoted.adjustments[0].shares) == -10_00


@given(
    start=st.times(),
    end=st.times(),
    moment=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)),  # noqa: DTZ001
)
def test_hours_of_the_day_are_half_open(start: time, end: time, moment: datetime) -> None:
    """From the start on, until just before the end, also over midnight."""
    if start == end:
        return
    hours = offer(Lane.MALL, Percent(bps=1000), DailyHours(start=start, end=end, time_zone="UTC"))

    def open_at(at: time) -> bool:
        return gives(quote(cart_of(100), [hours], datetime.combine(moment, at, UTC)))

    a_moment = timedelta(microseconds=1)
    before_end = (datetime.combine(moment, end, UTC) - a_moment).time()
    before_start = (datetime.combine(moment, start, UTC) - a_moment).time()
    assert open_at(start)
    assert not open_at(end)
    assert open_at(before_end)
    assert not open_at(before_start)


def test_a_birthday_is_one_day_of_the_malls_calendar() -> None:
    party = offer(Lane.MALL, Percent(bps=1000), Birthday(time_zone="Asia/Shanghai"))
    buyer = Buyer(birthday=date(1990, 11, 11))
    midnight = datetime(2026, 11, 10, 16, tzinfo=UTC)
    moments = [midnight - timedelta(microseconds=1), midnight, midnight + timedelta(days=1)]

    given = [gives(quote(cart_of(100, buyer=buyer), [party], moment)) for moment in moments]

    assert given == [False, True, False]
