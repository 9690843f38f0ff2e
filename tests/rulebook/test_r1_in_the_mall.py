"""R1: a festival, its phases and its day, as the mall runs the document that is shipped with it."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feria.mall.campaigns import api as campaigns
from feria.mall.coupons import api as coupons
from feria.mall.kit import api as kit
from feria.mall.rush import api as rush
from tests.mall.factories import set_clock

pytestmark = pytest.mark.django_db

SHIPPED = (Path(__file__).parents[2] / "examples/festivals/double-eleven.yaml").read_text(encoding="utf-8")
TEXT = re.sub(r"^rush:\n(?:[ #].*\n|\n)*", "", SHIPPED, flags=re.MULTILINE)
"""Without its rush sessions: they set goods aside, and this mall has none."""
NEW_YORK = ZoneInfo("America/New_York")
AN_INSTANT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def version():
    return rush.open_festival(TEXT, by=None)


def local(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=NEW_YORK)


def shown(now: datetime) -> tuple[str, str] | None:
    """The phase and the period that the storefront dresses for."""
    current = campaigns.current(now)
    if current is None or current.moment.phase is None:
        return None
    return current.moment.phase.kind, current.moment.period.kind if current.moment.period else ""


@pytest.mark.parametrize(
    ("phase", "first_day", "day_after"),
    [
        ("build-up", (9, 1), (10, 21)),
        ("presale", (10, 21), (11, 1)),
        ("warm-up", (11, 1), (11, 11)),
        ("main", (11, 11), (11, 12)),
        ("encore", (11, 12), (11, 15)),
    ],
)
def test_r1_1_the_five_phases_follow_the_reference_calendar(phase, first_day, day_after):
    assert shown(local(*first_day))[0] == phase
    assert shown(local(*day_after) - AN_INSTANT)[0] == phase
    assert shown(local(*first_day) - AN_INSTANT) is None or shown(local(*first_day) - AN_INSTANT)[0] != phase


@pytest.mark.parametrize(
    ("period", "from_hour", "to_hour"), [("frenzy", 0, 2), ("rational", 2, 21), ("closing", 21, 24)]
)
def test_r1_2_the_day_has_its_periods_and_they_switch_by_themselves(period, from_hour, to_hour):
    start, end = local(11, 11) + timedelta(hours=from_hour), local(11, 11) + timedelta(hours=to_hour)
    assert shown(start) == ("main", period)
    assert shown(end - AN_INSTANT) == ("main", period)
    assert shown(start - AN_INSTANT) != ("main", period) != shown(end)


def test_r1_2_an_operator_overrides_at_once():
    main = next(phase for phase in campaigns.current(local(11, 5)).document.phases if phase.kind == "main")
    closing = next(period for period in main.periods if period.kind == "closing")
    campaigns.override_phase("double-eleven-2026", main.id, closing.id, by=None)
    assert shown(local(11, 5)) == ("main", "closing")


def test_r1_2_what_shows_next_is_known_to_the_second():
    moment = campaigns.current(local(11, 10, 23)).moment
    assert moment.next_change_at == local(11, 11)


def test_r1_3_the_mall_asks_the_databases_clock_and_nothing_else():
    set_clock(local(11, 11) - timedelta(seconds=30))
    assert shown(kit.now()) == ("warm-up", "")
    set_clock(local(11, 11))
    assert shown(kit.now()) == ("main", "frenzy")


def test_r1_5_the_document_is_kept_as_it_was_written_and_applying_it_twice_changes_nothing(version):
    assert rush.open_festival(TEXT, by=None) == version
    assert campaigns.document_of("double-eleven-2026")[1] == TEXT
    assert campaigns.versions_of("double-eleven-2026").count() == 1
    assert len(kit.events_after(0, ["campaigns.festival_applied"])) == 1


def test_r1_5_what_the_mall_prices_with_is_what_the_document_says():
    document, _text = campaigns.document_of("double-eleven-2026")
    planned = {promotion.id: promotion for promotion in campaigns.plan(local(11, 5)).promotions}
    assert planned == {promotion.id: promotion for promotion in document.all_promotions}
    assert {template.code for template in coupons.templates("double-eleven-2026")} == {
        c.code for c in document.coupons
    }
