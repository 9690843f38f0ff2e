"""What a document says once it is read: amounts, instants, windows, phases, coupons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feria.festival import Document, check, load, parse_instant
from feria.pricing import (
    AnyOf,
    Besides,
    Birthday,
    Both,
    Brands,
    BuyGet,
    Categories,
    Either,
    EverySpend,
    Everything,
    Funder,
    Lane,
    MemberLevel,
    MinSpend,
    Percent,
    Promotion,
    Scope,
    Shops,
    SpendTier,
    SpendTiers,
    Tags,
    Window,
)
from tests.festival.documents import HEAD, SOUND, coupon, phases, promotion

EXAMPLES = Path(__file__).parents[2] / "examples" / "festivals"
DOUBLE_ELEVEN = load((EXAMPLES / "double-eleven.yaml").read_text("utf-8")).document
assert DOUBLE_ELEVEN is not None


def read(text: str) -> Document:
    loaded = load(text)
    assert loaded.document is not None, loaded.problems
    return loaded.document


def only_promotion(text: str) -> Promotion:
    return read(SOUND + text).promotions[0]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Scoped(NamedTuple):
    """A scope as written and as the engine has it."""

    written: str
    meant: Scope


SCOPES = [
    Scoped("all", Everything()),
    Scoped("{category: grocery/soft-drinks}", Categories(paths=("grocery/soft-drinks",))),
    Scoped("{brand: [House brand, Brand 2]}", Brands(brands=("House brand", "Brand 2"))),
    Scoped(
        "{tag: organic, shop: produce}", Both(scopes=(Shops(shops=("produce",)), Tags(tags=("organic",))))
    ),
    Scoped(
        "[{tag: organic}, {shop: produce}]",
        Either(scopes=(Tags(tags=("organic",)), Shops(shops=("produce",)))),
    ),
    Scoped("{except: {tag: beer}}", Besides(scope=Everything(), without=Tags(tags=("beer",)))),
]


@pytest.mark.parametrize("case", SCOPES, ids=lambda case: case.written)
def test_scopes_narrow_by_field_and_widen_by_list(case: Scoped) -> None:
    assert only_promotion(promotion(scope=case.written)).scope == case.meant


def test_a_shops_promotion_never_leaves_its_shop() -> None:
    everything = only_promotion(promotion(shop="produce"))
    some = only_promotion(promotion(shop="produce", scope="{tag: organic}"))

    assert everything.scope == Shops(shops=("produce",))
    assert some.scope == Both(scopes=(Shops(shops=("produce",)), Tags(tags=("organic",))))


def test_amounts_become_minor_units_and_rates_basis_points() -> None:
    written = "{spend_tiers: [{spend: 100, off: 5.5}, {spend: USD 200.00, off: 12.5%}], at_most: 30}"

    benefit = only_promotion(promotion(lane="shop", benefit=written)).benefit

    steps = (SpendTier(spend=10_000, off=550), SpendTier(spend=20_000, off_bps=1_250))
    assert benefit == SpendTiers(tiers=steps, cap=3_000)


def test_amounts_follow_the_currencys_decimals() -> None:
    yen = SOUND.replace("USD", "JPY") + promotion(benefit="{amount_off: 150}")
    dinar = SOUND.replace("USD", "KWD") + promotion(benefit="{amount_off: 1.250}")

    assert read(yen).promotions[0].benefit.amount == 150  # type: ignore[union-attr]
    assert read(dinar).promotions[0].benefit.amount == 1_250  # type: ignore[union-attr]


def test_conditions_are_read_with_the_festivals_calendar() -> None:
    written = "{min_spend: 30, any_of: [{birthday: true}, {member_level: gold}]}"

    conditions = only_promotion(promotion(conditions=written)).conditions

    birthday = Birthday(time_zone="America/New_York")
    assert conditions == (MinSpend(amount=3_000), AnyOf(conditions=(birthday, MemberLevel(at_least=2))))


def test_a_multibuy_and_a_repeating_reduction() -> None:
    three_for_two = only_promotion(promotion(lane="bundle", benefit="{buy_get: {of: 3, times: 2}}"))
    every = only_promotion(
        promotion(lane="mall", benefit="{every_spend: {spend: 300, off: 50}, at_most: 100}")
    )

    assert three_for_two.benefit == BuyGet(size=3, cheapest=1, off_bps=10_000, limit=2)
    assert every.benefit == EverySpend(spend=30_000, off=5_000, cap=10_000)


def test_a_coupon_opens_a_promotion_in_its_lane() -> None:
    document = read(SOUND + coupon() + coupon(id="of-shop", shop="produce").removeprefix("coupons:\n"))

    mall, shop = document.coupons
    assert (mall.promotion.lane, shop.promotion.lane) == (Lane.MALL_COUPON, Lane.SHOP_COUPON)
    assert (mall.promotion.coupon, mall.promotion.id, mall.code) == ("one-off-ten",) * 3
    assert mall.promotion.windows == (mall.use,)
    assert document.all_promotions == (mall.promotion, shop.promotion)


def test_promotions_carry_funders_and_the_festivals_currency() -> None:
    offer = only_promotion(promotion(funders="{brand: 60%, shop: 40%}"))

    assert offer.funders == (Funder(who="brand", bps=6_000), Funder(who="shop", bps=4_000))
    assert offer.currency == "USD"


def test_local_times_become_utc_windows() -> None:
    """R1.3: New York is five hours behind in November."""
    frenzy = only_promotion(promotion(when="{phase: main, period: frenzy}"))

    assert frenzy.windows == (Window(start_at=utc("2026-11-11 05:00"), end_at=utc("2026-11-11 07:00")),)


def test_hours_repeat_on_each_day_and_days_that_touch_become_one() -> None:
    head = HEAD + phases("{id: main, name: A, days: 2026-11-11 to 2026-11-13}")

    daily = read(head + promotion(when="{phase: main, hours: 18:00 to 20:00}")).promotions[0].windows
    joined = read(head + promotion(when="[{days: 2026-11-12}, {days: 2026-11-11}]")).promotions[0].windows

    assert [window.start_at.day for window in daily] == [11, 12, 13]
    assert joined == (Window(start_at=utc("2026-11-11 05:00"), end_at=utc("2026-11-13 05:00")),)


def test_a_period_of_a_phase_of_days_comes_each_day() -> None:
    head = HEAD + phases(
        "{id: encore, name: A, days: 2026-11-12 to 2026-11-14, periods: [{id: closing, hours: 21:00 to 24:00}]}"
    )

    document = read(head + promotion(when="{phase: encore, period: closing}"))

    assert [each.id for each in document.phases[0].periods] == ["closing"] * 3
    assert len(document.promotions[0].windows) == 3


def test_a_day_on_which_clocks_go_back_lasts_twenty_five_hours() -> None:
    document = read(HEAD + phases("{id: main, name: A, days: 2026-11-01}"))

    assert document.ends_at - document.starts_at == timedelta(hours=25)


def test_an_offset_tells_the_two_hours_apart() -> None:
    first = read(HEAD + phases("{id: main, name: A, from: 2026-11-01 01:30 -04:00, until: 2026-11-02 00:00}"))
    second = read(
        HEAD + phases("{id: main, name: A, from: 2026-11-01 01:30 -05:00, until: 2026-11-02 00:00}")
    )

    assert second.starts_at - first.starts_at == timedelta(hours=1)


def test_without_a_when_a_promotion_holds_for_the_whole_festival() -> None:
    document = read(SOUND + promotion())

    whole = Window(start_at=document.starts_at, end_at=document.ends_at)
    assert document.promotions[0].windows == (whole,)


# where in the festival an instant falls

INSTANTS = st.integers(-15 * 86_400, 80 * 86_400).map(
    lambda second: utc("2026-09-01 00:00") + timedelta(seconds=second)
)
BOUNDARIES = sorted(
    {
        each
        for phase in DOUBLE_ELEVEN.phases
        for span in (phase, *phase.periods)
        for each in (span.start_at, span.end_at)
    }
)


@settings(deadline=None)
@given(now=INSTANTS | st.sampled_from(BOUNDARIES))
def test_a_moment_lies_inside_its_phase_and_period(now: datetime) -> None:
    moment = DOUBLE_ELEVEN.phase_at(now)

    assert (moment.phase is not None) == (DOUBLE_ELEVEN.starts_at <= now < DOUBLE_ELEVEN.ends_at)
    for span in filter(None, (moment.phase, moment.period)):
        assert span.start_at <= now < span.end_at
    if moment.period is not None and moment.phase is not None:
        assert moment.period in moment.phase.periods


@settings(deadline=None)
@given(now=INSTANTS | st.sampled_from(BOUNDARIES))
def test_nothing_changes_before_the_next_change_and_something_does_at_it(now: datetime) -> None:
    moment = DOUBLE_ELEVEN.phase_at(now)
    change = moment.next_change_at
    if change is None:
        assert now >= DOUBLE_ELEVEN.ends_at
        return

    assert change > now
    just_before = DOUBLE_ELEVEN.phase_at(change - timedelta(microseconds=1))
    at_change = DOUBLE_ELEVEN.phase_at(change)
    assert (just_before.phase, just_before.period) == (moment.phase, moment.period)
    assert (at_change.phase, at_change.period) != (moment.phase, moment.period)


@settings(deadline=None)
@given(now=INSTANTS | st.sampled_from(BOUNDARIES))
def test_promotions_at_a_moment_are_those_whose_window_is_open(now: datetime) -> None:
    running = DOUBLE_ELEVEN.promotions_at(now)

    for each in DOUBLE_ELEVEN.all_promotions:
        is_open = any(window.start_at <= now < window.end_at for window in each.windows)
        assert (each in running) == is_open


def test_periods_switch_at_the_second() -> None:
    """R1.2: frenzy ends and the rational hours begin at 02:00:00 in New York."""
    before, after = (DOUBLE_ELEVEN.phase_at(utc(f"2026-11-11 {clock}")) for clock in ("06:59:59", "07:00:00"))

    assert (before.period.id, after.period.id) == ("frenzy", "rational")  # type: ignore[union-attr]


def test_the_reference_calendar_is_that_of_the_rulebook() -> None:
    """R1.1."""
    spans = {phase.kind: (phase.start_at, phase.end_at) for phase in DOUBLE_ELEVEN.phases}

    assert list(spans) == ["build-up", "presale", "warm-up", "main", "encore"]
    assert spans["build-up"] == (utc("2026-09-01 04:00"), utc("2026-10-21 04:00"))
    assert spans["presale"] == (utc("2026-10-21 04:00"), utc("2026-11-01 04:00"))
    assert spans["warm-up"] == (utc("2026-11-01 04:00"), utc("2026-11-11 05:00"))  # clocks go back in it
    assert spans["main"] == (utc("2026-11-11 05:00"), utc("2026-11-12 05:00"))
    assert spans["encore"] == (utc("2026-11-12 05:00"), utc("2026-11-15 05:00"))


# as values


def test_a_document_survives_encoding() -> None:
    encoded = msgspec.json.encode(DOUBLE_ELEVEN)

    assert msgspec.json.decode(encoded, type=Document) == DOUBLE_ELEVEN


def test_reading_twice_gives_the_same_document() -> None:
    """R1.5: applying twice can only change nothing if reading twice does."""
    text = (EXAMPLES / "double-eleven.yaml").read_text("utf-8")

    assert load(text).document == load(text).document


def test_a_document_as_values_is_checked_like_its_text() -> None:
    offer = msgspec.structs.replace(DOUBLE_ELEVEN.promotions[0], shop="bakeri")
    changed = msgspec.structs.replace(DOUBLE_ELEVEN, promotions=(offer,))

    assert check(DOUBLE_ELEVEN) == ()
    assert {"unknown-shop", "unknown-promotion"} == {problem.code for problem in check(changed)}


def test_checked_values_name_their_lines_when_the_places_are_known() -> None:
    text = SOUND + promotion() + coupon()
    loaded = load(text)
    assert loaded.document is not None
    late = Window(start_at=utc("2027-01-01 00:00"), end_at=utc("2027-01-02 00:00"))
    offer = msgspec.structs.replace(loaded.document.promotions[0], windows=(late,))
    changed = msgspec.structs.replace(loaded.document, promotions=(offer,))

    problem = check(changed, places=loaded.places)[0]

    assert (problem.code, text.splitlines()[problem.line - 1].strip()) == ("outside-festival", "- id: offer")


def test_what_only_the_engine_knows_is_still_found() -> None:
    """A benefit that no shape let through: the engine's own check is the last one."""
    offer = msgspec.structs.replace(DOUBLE_ELEVEN.promotions[0], benefit=Percent(bps=20_000))
    changed = msgspec.structs.replace(DOUBLE_ELEVEN, promotions=(offer,), venues=(), exclusives={})

    assert [problem.code for problem in check(changed)] == ["engine-refuses"]


def test_an_instant_on_the_command_line_is_read_on_the_festivals_clocks() -> None:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("America/New_York")

    assert parse_instant("2026-11-11 00:30", zone) == utc("2026-11-11 05:30")
    assert parse_instant("2026-11-11T05:30Z", zone) == utc("2026-11-11 05:30")
    assert parse_instant("tomorrow", zone) is None


def test_a_period_without_a_name_bears_that_of_its_kind_in_each_language() -> None:
    document = read(
        SOUND.replace("name: Trial", "languages: [en, es]\nname: {en: Trial, es: Prueba}").replace(
            "name: The day", "name: {en: The day, es: El día}"
        )
    )

    assert document.phases[0].periods[1].names == {"en": "Last call", "es": "Última llamada"}
