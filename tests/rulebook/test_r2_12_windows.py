"""R2.12: a ladder of prices by day. R2.17: what is off on the main day."""

from datetime import UTC, datetime, timedelta

from feria.pricing import FixedPrice, Lane, Percent, Window, compile_plan
from tests.rulebook.pricing_desk import cart, goods, promotion, yuan

FIRST_DAY = datetime(2026, 11, 1, tzinfo=UTC)
A_DAY, A_MOMENT = timedelta(days=1), timedelta(microseconds=1)
LADDER = [
    promotion(
        f"day-{day}",
        Lane.ITEM,
        Percent(bps=1000 * day),
        windows=(Window(start_at=FIRST_DAY + (day - 1) * A_DAY, end_at=FIRST_DAY + day * A_DAY),),
    )
    for day in range(1, 11)
]


def test_day_1_at_90_percent_day_2_at_80_and_so_on_to_nothing() -> None:
    plan = compile_plan(LADDER)

    starts = [plan.quote(cart(goods(100)), FIRST_DAY + day * A_DAY).payable for day in range(11)]
    ends = [
        plan.quote(cart(goods(100)), FIRST_DAY + (day + 1) * A_DAY - A_MOMENT).payable for day in range(10)
    ]

    assert starts == [yuan(price) for price in (90, 80, 70, 60, 50, 40, 30, 20, 10, 0, 100)]
    assert ends == starts[:-1]


def test_r2_17_an_everyday_promotion_whose_windows_leave_the_day_out_is_off_on_it() -> None:
    the_day = datetime(2026, 11, 11, tzinfo=UTC)
    everyday = promotion(
        "everyday",
        Lane.ITEM,
        Percent(bps=1000),
        windows=(
            Window(start_at=the_day - 300 * A_DAY, end_at=the_day),
            Window(start_at=the_day + A_DAY, end_at=the_day + 60 * A_DAY),
        ),
    )
    plan = compile_plan([everyday, promotion("festival", Lane.ITEM, FixedPrice(unit_price=yuan(95)))])

    def pays(at: datetime) -> int:
        return plan.quote(cart(goods(100)), at).payable

    assert [
        pays(the_day - A_MOMENT),
        pays(the_day),
        pays(the_day + A_DAY - A_MOMENT),
        pays(the_day + A_DAY),
    ] == [
        yuan(90),
        yuan(95),
        yuan(95),
        yuan(90),
    ]
