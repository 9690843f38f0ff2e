"""R2.10: audience conditions. R2.11: the first orders. R1.2: hours of the day."""

from datetime import UTC, date, datetime, time

import pytest

from feria.pricing import (
    AnyOf,
    Birthday,
    BirthYear,
    Buyer,
    BuyersOrder,
    Channel,
    Condition,
    DailyHours,
    FirstOrders,
    FixedPrice,
    Gender,
    GroupSize,
    Lane,
    MemberLevel,
    MemberTags,
    NewMember,
    Not,
    PaymentMethod,
    Percent,
    Region,
)
from tests.rulebook.pricing_desk import THE_DAY, cart, goods, priced, promotion, yuan

WOMENS_DAY_IN_SHANGHAI = datetime(2026, 3, 7, 16, 0, tzinfo=UTC)


def fifth_off(*conditions: Condition, proof: str = ""):
    return promotion("fifth-off", Lane.MALL, Percent(bps=2000), conditions=conditions, proof=proof)


def test_born_on_8_march_20_percent_off_the_whole_order_on_the_day() -> None:
    birthday = fifth_off(Birthday(time_zone="Asia/Shanghai"))
    born_then = cart(goods(60), goods(40), buyer=Buyer(birthday=date(1988, 3, 8)))

    assert priced(born_then, birthday, at=WOMENS_DAY_IN_SHANGHAI).payable == yuan(80)
    assert priced(born_then, birthday, at=THE_DAY).payable == yuan(100)


def test_born_on_29_february_celebrates_on_the_28th_in_common_years() -> None:
    leap = cart(goods(100), buyer=Buyer(birthday=date(2000, 2, 29)))

    assert priced(leap, fifth_off(Birthday()), at=datetime(2027, 2, 28, tzinfo=UTC)).payable == yuan(80)
    assert priced(leap, fifth_off(Birthday()), at=datetime(2028, 2, 28, tzinfo=UTC)).payable == yuan(100)
    assert priced(leap, fifth_off(Birthday()), at=datetime(2028, 2, 29, tzinfo=UTC)).payable == yuan(80)


def test_a_womens_group_of_1_000() -> None:
    group = fifth_off(Gender(gender="female"), GroupSize(at_least=1000))
    buyer = Buyer(gender="female")

    assert priced(cart(goods(100), buyer=buyer, group=1000), group).payable == yuan(80)
    short = priced(cart(goods(100), buyer=buyer, group=999), group).refusals[0]
    assert (short.code, short.needs, short.has, short.shortfall) == ("needs-group", 1000, 999, 1)


@pytest.mark.parametrize(
    ("condition", "fits", "does_not", "code"),
    [
        (MemberLevel(at_least=3), {"buyer": Buyer(level=3)}, {"buyer": Buyer(level=2)}, "needs-level"),
        (NewMember(), {"buyer": Buyer(is_new=True)}, {}, "needs-new-member"),
        (NewMember(new=False), {}, {"buyer": Buyer(is_new=True)}, "needs-returning-member"),
        (
            BirthYear(first=1988, last=1988),
            {"buyer": Buyer(birthday=date(1988, 7, 1))},
            {},
            "needs-birth-year",
        ),
        (MemberTags(tags=("vip",)), {"buyer": Buyer(tags=("vip", "tea"))}, {}, "needs-membership"),
        (Region(regions=("Zhejiang",)), {"region": "Zhejiang"}, {"region": "Tibet"}, "needs-region"),
        (Region(regions=("Tibet",), outside=True), {}, {"buyer": Buyer(region="Tibet")}, "excluded-region"),
        (Channel(channels=("app",)), {"channel": "app"}, {"channel": "web"}, "needs-channel"),
        (PaymentMethod(methods=("card",)), {"payment": "card"}, {}, "needs-payment"),
        (BuyersOrder(number=2), {"buyer": Buyer(orders=1)}, {}, "needs-order-number"),
        (FirstOrders(count=50), {"rank": 50}, {"rank": 51}, "needs-rank"),
        (FirstOrders(count=3), {"rank": 3}, {"rank": 0}, "needs-rank"),
        (Not(condition=NewMember()), {}, {"buyer": Buyer(is_new=True)}, "excluded"),
        (
            AnyOf(conditions=(MemberLevel(at_least=3), NewMember())),
            {"buyer": Buyer(is_new=True)},
            {"buyer": Buyer(level=2)},
            "needs-level",
        ),
    ],
)
def test_who_fits_gets_it_and_who_does_not_is_told(condition, fits, does_not, code) -> None:
    offer = fifth_off(condition)

    assert priced(cart(goods(100), **fits), offer).payable == yuan(80)
    refused = priced(cart(goods(100), **does_not), offer)
    assert (refused.payable, refused.refusals[0].code) == (yuan(100), code)


@pytest.mark.parametrize(
    ("start", "end", "at", "open_"),
    [
        (time(0), time(2), datetime(2026, 11, 10, 16, 0, tzinfo=UTC), True),
        (time(0), time(2), datetime(2026, 11, 10, 18, 0, tzinfo=UTC), False),
        (time(22), time(2), datetime(2026, 11, 10, 15, 0, tzinfo=UTC), True),
        (time(22), time(2), datetime(2026, 11, 10, 13, 59, tzinfo=UTC), False),
    ],
)
def test_hours_of_the_day_by_the_malls_clock(start: time, end: time, at: datetime, open_: bool) -> None:
    hours = fifth_off(DailyHours(start=start, end=end, time_zone="Asia/Shanghai"))

    assert priced(cart(goods(100)), hours, at=at).payable == (yuan(80) if open_ else yuan(100))


def test_what_staff_must_check_is_marked() -> None:
    quoted = priced(
        cart(goods(100), buyer=Buyer(gender="female")),
        fifth_off(Gender(gender="female"), proof="identity card"),
    )

    assert quoted.adjustments[0].proof == "identity card"


def test_r2_11_the_first_50_orders_at_half_price() -> None:
    half = promotion("first-50", Lane.MALL, Percent(bps=5000), conditions=(FirstOrders(count=50),))

    assert priced(cart(goods(100), rank=50), half).payable == yuan(50)
    assert priced(cart(goods(100), rank=51), half).payable == yuan(100)


def test_r2_11_the_first_three_paid_orders_are_free() -> None:
    free = promotion("first-3", Lane.MALL, Percent(bps=10_000), conditions=(FirstOrders(count=3),))

    assert [priced(cart(goods(100), rank=rank), free).payable for rank in (1, 2, 3, 4)] == [
        0,
        0,
        0,
        yuan(100),
    ]


def test_r2_14_the_group_price_is_for_so_many_together() -> None:
    group = promotion(
        "group", Lane.ITEM, FixedPrice(unit_price=yuan(80)), conditions=(GroupSize(at_least=3),)
    )

    alone, two, three = (priced(cart(goods(100), group=people), group) for people in (1, 2, 3))

    assert [quoted.payable for quoted in (alone, two, three)] == [yuan(100), yuan(100), yuan(80)]
    assert two.refusals[0].shortfall == 1
