"""A past year under a festival: the same prices as ``quote`` gives basket by basket, and sums that agree to the cent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from feria.festival import CouponDesign, Document, Phase
from feria.pricing import (
    Amount,
    Cart,
    Categories,
    Funder,
    HeldCoupon,
    Lane,
    MemberLevel,
    MinSpend,
    Percent,
    Promotion,
    SpendTier,
    SpendTiers,
    Window,
    quote,
)
from feria.review.past import building, warehouse
from feria.review.past.baskets import Basket, Past, Span
from feria.review.past.bucket import CURRENCY
from feria.review.past.replay import (
    NoBaskets,
    OtherCurrency,
    ReplayResult,
    coupons_held,
    main_day,
    replay,
)
from tests.review.sources import FUEL, NOON, Article, Receipt, write_source

MIDNIGHT = datetime(2026, 11, 11, 5, tzinfo=UTC)  # in New York
DAY = Window(start_at=MIDNIGHT, end_at=MIDNIGHT + timedelta(days=1))
MORNING = Window(start_at=MIDNIGHT, end_at=MIDNIGHT + timedelta(hours=12))
BREAD = Article(
    product_id=303, department="PASTRY", product_category="BREAD", product_type="BREAD:LOAF/SNACK"
)

SOUP_OFF = Promotion(
    id="soup", name="Soup", lane=Lane.ITEM, benefit=Percent(bps=2_500), scope=Categories(paths=("grocery/soup",)),
    windows=(MORNING,), funders=(Funder(who="shop", bps=6_000), Funder(who="brand", bps=4_000)),
)  # fmt: skip
TIERS = Promotion(
    id="tiers", name="Tiers", lane=Lane.MALL, benefit=SpendTiers(tiers=(SpendTier(spend=2_000, off=333),)), windows=(DAY,)
)  # fmt: skip
GOLD = Promotion(
    id="gold", name="Gold", lane=Lane.SHOP, benefit=Percent(bps=700), conditions=(MemberLevel(at_least=2),), windows=(DAY,)
)  # fmt: skip
NEVER = Promotion(
    id="never", name="Never", lane=Lane.MALL, benefit=SpendTiers(tiers=(SpendTier(spend=10**9, off=1),))
)
COUPON = CouponDesign(
    code="five", names={"en": "Five"}, stock=10, claim=DAY, use=DAY,
    promotion=Promotion(
        id="five", name="Five", lane=Lane.MALL_COUPON, benefit=Amount(amount=500), conditions=(MinSpend(amount=1_000),),
        windows=(DAY,), coupon="five",
    ),
)  # fmt: skip


def festival(
    *promotions: Promotion, coupons: tuple[CouponDesign, ...] = (), currency: str = "USD"
) -> Document:
    main = Phase(id="day", kind="main", names={}, start_at=DAY.start_at, end_at=DAY.end_at)
    return Document(
        id="little", names={"en": "Little"}, currency=currency, time_zone="America/New_York",
        starts_at=DAY.start_at, ends_at=DAY.end_at, phases=(main,), promotions=promotions, coupons=coupons,
    )  # fmt: skip


def store(tmp_path: Path, *receipts: Receipt) -> Path:
    source = write_source(tmp_path / "source", list(receipts), [Article(), FUEL, BREAD])
    building.build(source, tmp_path / "warehouse")
    return tmp_path / "warehouse"


def payables(document: Document, baskets: Iterable[Basket]) -> list[int]:
    """What ``quote`` makes of each basket, with the document's promotions as they stand and coupons spent in turn."""
    pockets: dict[str, tuple[HeldCoupon, ...]] = {}
    paid = []
    for basket in baskets:
        pocket = pockets.get(basket.household, coupons_held(document, main_day(document)))
        cart = Cart(
            currency=CURRENCY, lines=tuple(basket.goods.lines), buyer=basket.cart.buyer, coupons=pocket
        )
        priced = quote(cart, document.all_promotions, basket.now)
        pockets[basket.household] = tuple(one for one in pocket if one.id not in priced.coupons)
        paid.append(priced.payable)
    return paid


def sums_agree(result: ReplayResult) -> None:
    assert result.listed - result.payable == result.reduction
    assert sum(cost.amount for cost in result.promotions) == result.reduction
    assert sum(result.funders.values()) == result.reduction
    for cost in result.promotions:
        assert sum(cost.funders.values()) == cost.amount
    assert 0 <= result.touched_units <= result.units
    assert 0 <= result.no_effect_bps <= 10_000


def test_a_replay_is_every_basket_s_quote_added_up(tmp_path: Path) -> None:
    later = NOON + timedelta(hours=3)
    directory = store(
        tmp_path,
        Receipt(basket_id=1, quantity=3, sales_value=11.00, retail_disc=1.00),
        Receipt(basket_id=1, product_id=303, quantity=2, sales_value=12.01),
        Receipt(basket_id=2, quantity=7, sales_value=9.99, transaction_timestamp=later),
        Receipt(basket_id=3, household_id=7, product_id=303, sales_value=31.00, coupon_disc=2.00),
        Receipt(basket_id=4, household_id=8, quantity=2, sales_value=3.33, transaction_timestamp=NOON - timedelta(hours=1)),
    )  # fmt: skip
    document = festival(SOUP_OFF, TIERS, GOLD, NEVER, coupons=(COUPON,))

    result = replay(document, directory, workers=1)

    past = Past(directory, CURRENCY, main_day(document))
    assert result.payable == sum(payables(document, past.baskets()))
    assert (result.baskets, result.listed, result.charged) == (4, 6_833, 6_533)
    sums_agree(result)


def test_workers_change_nothing_but_the_time_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feria.review.past.replay.BUCKET", 5)  # several buckets, as in a real year
    monkeypatch.setattr("feria.review.past.replay.FEWEST", 5)
    receipts = [
        Receipt(basket_id=n, household_id=n % 7, quantity=n, sales_value=3.0 * n) for n in range(1, 40)
    ]
    directory = store(tmp_path, *receipts)
    document = festival(TIERS, GOLD, coupons=(COUPON,))

    alone, together = (replay(document, directory, workers=hands) for hands in (1, 2))

    def told(result: ReplayResult) -> dict[str, object]:
        names = [name for name in result.__struct_fields__ if name not in ("workers", "seconds")]
        return {name: getattr(result, name) for name in names}

    assert together.workers == 2
    assert told(alone) == told(together)
    assert alone.reduction > 0


def test_an_offer_of_the_morning_is_for_what_was_bought_in_the_morning(tmp_path: Path) -> None:
    morning = Receipt(basket_id=1, sales_value=4.00, transaction_timestamp=NOON - timedelta(seconds=1))
    noon = Receipt(basket_id=2, sales_value=4.00)
    directory = store(tmp_path, morning, noon)

    result = replay(festival(SOUP_OFF), directory, workers=1)

    assert (result.baskets, result.touched_baskets, result.reduction) == (2, 1, 100)
    assert result.no_effect_bps == 5_000


def test_the_cost_is_told_by_promotion_and_by_funder_and_what_never_applied_is_named(tmp_path: Path) -> None:
    morning = NOON - timedelta(hours=2)
    directory = store(tmp_path, Receipt(quantity=2, sales_value=8.00, transaction_timestamp=morning))

    result = replay(festival(NEVER, SOUP_OFF), directory, workers=1)

    soup, never = result.promotions
    assert (soup.promotion, soup.baskets, soup.units, soup.amount) == ("soup", 1, 2, 200)
    assert result.funders == {"brand": 80, "shop": 120}
    assert (never.promotion, never.baskets, never.amount) == ("never", 0, 0)


def test_a_household_spends_a_coupon_once_in_its_first_basket_that_can(tmp_path: Path) -> None:
    directory = store(
        tmp_path,
        Receipt(basket_id=1, sales_value=9.99),
        Receipt(basket_id=2, sales_value=10.00, transaction_timestamp=NOON + timedelta(days=1)),
        Receipt(basket_id=3, sales_value=50.00, transaction_timestamp=NOON + timedelta(days=2)),
        Receipt(basket_id=4, household_id=7, sales_value=50.00),
    )
    result = replay(festival(coupons=(COUPON,)), directory, workers=1)

    (five,) = result.promotions
    assert (five.baskets, five.amount) == (2, 1_000)
    assert five.coupon == "five"


def test_a_coupon_that_is_claimed_after_the_day_is_held_by_nobody(tmp_path: Path) -> None:
    after = Window(start_at=DAY.end_at, end_at=DAY.end_at + timedelta(days=1))
    late = CouponDesign(code="late", names={}, stock=1, claim=after, use=after, promotion=COUPON.promotion)
    directory = store(tmp_path, Receipt(sales_value=50.00))

    assert replay(festival(coupons=(late,)), directory, workers=1).reduction == 0


def test_winners_paid_more_then_and_losers_less(tmp_path: Path) -> None:
    directory = store(
        tmp_path,
        Receipt(basket_id=1, household_id=1, sales_value=20.00),
        Receipt(basket_id=2, household_id=2, sales_value=1.00, retail_disc=0.50),
        Receipt(basket_id=3, household_id=3, sales_value=1.00),
    )
    result = replay(festival(TIERS), directory, workers=1)

    assert [(one.household, one.gain) for one in result.winners] == [("hh-1", 333)]
    assert [(one.household, one.gain) for one in result.losers] == [("hh-2", -50)]


def test_fuel_is_priced_and_no_promotion_touches_or_counts_it(tmp_path: Path) -> None:
    directory = store(
        tmp_path,
        Receipt(basket_id=1, sales_value=4.00),
        Receipt(basket_id=1, product_id=FUEL.product_id, quantity=9_000, sales_value=30.00),
        Receipt(basket_id=2, product_id=FUEL.product_id, quantity=9_000, sales_value=30.00),
        Receipt(basket_id=3, quantity=0, sales_value=0.00),
    )
    result = replay(festival(TIERS), directory, workers=1)

    assert (result.baskets, result.baskets_outside, result.baskets_empty) == (3, 1, 1)
    assert (result.lines_outside, result.charged_outside) == (2, 6_000)
    assert (result.listed, result.charged, result.payable) == (6_400, 6_400, 6_400)
    assert result.no_effect_bps == 10_000


def test_a_span_is_half_open_and_in_days_of_the_shops(tmp_path: Path) -> None:
    directory = store(
        tmp_path, *(Receipt(basket_id=n, transaction_timestamp=NOON + timedelta(days=n)) for n in range(4))
    )

    result = replay(festival(TIERS), directory, Span(date(2017, 11, 23), date(2017, 11, 25)), workers=1)

    assert (result.baskets, result.first_day, result.last_day) == (2, date(2017, 11, 23), date(2017, 11, 24))


def test_an_empty_span_says_what_there_is(tmp_path: Path) -> None:
    directory = store(tmp_path, Receipt())

    with pytest.raises(NoBaskets) as caught:
        replay(festival(TIERS), directory, Span(date(2019, 1, 1), date(2019, 2, 1)))
    assert (caught.value.first, caught.value.last) == (date(2017, 11, 22), date(2017, 11, 22))


def test_a_festival_in_another_currency_is_refused(tmp_path: Path) -> None:
    directory = store(tmp_path, Receipt())
    with pytest.raises(OtherCurrency):
        replay(festival(currency="CNY"), directory)


def test_without_a_warehouse_there_is_nothing_to_replay(tmp_path: Path) -> None:
    with pytest.raises(warehouse.WarehouseMissing):
        replay(festival(TIERS), tmp_path)


@pytest.mark.long
def test_the_real_year_is_whole_and_a_sample_of_it_agrees_with_quote(real_warehouse: Path) -> None:
    made = warehouse.opened(real_warehouse)
    assert (made.account.read.rows, made.account.baskets, made.account.households) == (
        1_469_307,
        155_848,
        2_469,
    )
    assert made.account.gaps() == []
    document = festival(TIERS, GOLD, coupons=(COUPON,))
    span = Span(date(2017, 11, 22), date(2017, 11, 23))

    result = replay(document, real_warehouse, span)

    sums_agree(result)
    past = Past(real_warehouse, CURRENCY, main_day(document), span)
    assert result.payable == sum(payables(document, past.baskets()))
    (day,) = [one for one in warehouse.days(real_warehouse) if one.day == span.from_day]
    assert result.baskets == day.baskets + day.empty_baskets
    assert result.baskets_empty == day.empty_baskets
