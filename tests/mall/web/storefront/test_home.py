"""The home's look and offers follow phase and period by the mall's clock (R1.2)."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from feria.mall.kit.api import now
from tests.mall import festivals
from tests.mall.factories import at
from tests.mall.web.conftest import Visitor, be_at, text_of


def test_in_the_frenzy_the_frenzys_offer_leads_and_best_sellers_show_its_price(guest: Visitor) -> None:
    page = guest.get("/")
    assert 'data-phase="main"' in page.content.decode()
    assert 'data-period="frenzy"' in page.content.decode()
    text = text_of(page)
    assert "Double Eleven" in text
    assert "Cola at 20% off" in text
    assert "$8.00" in text  # the cola's festival price, beside its listed one
    assert "$10.00" in text


def test_when_the_frenzy_ends_its_offer_and_price_go_at_the_second(guest: Visitor) -> None:
    be_at(at(2025, 11, 11, 6, 59, 58))
    assert "$8.00" in text_of(guest.get("/"))
    be_at(at(2025, 11, 11, 7))
    page = guest.get("/")
    assert "$8.00" not in text_of(page)
    assert 'data-period="rational"' in page.content.decode()


def test_in_warm_up_coupons_come_first_and_the_days_offers_are_announced(guest: Visitor) -> None:
    be_at(festivals.WARM_UP)
    text = text_of(guest.get("/"))
    assert text.index("Coupons to claim") < text.index("Coming next") < text.index("Best sellers")
    assert "8 off 60" in text
    assert "from Nov 11, 00:00" in text


def test_the_countdown_runs_on_the_malls_clock_to_the_next_change(guest: Visitor) -> None:
    before = now()
    page = guest.get("/").content.decode()
    assert 'data-until="2025-11-11T07:00:00Z"' in page
    told = re.search(r'data-now="([^"]+)"', page)
    assert told is not None
    assert before.replace(microsecond=0) <= datetime.fromisoformat(told[1]) <= now()


@pytest.mark.parametrize("instant", [festivals.BEFORE, festivals.AFTER])
def test_outside_a_festival_the_mall_sells_at_listed_prices(guest: Visitor, instant) -> None:  # type: ignore[no-untyped-def]
    be_at(instant)
    page = guest.get("/")
    assert "data-phase" not in page.content.decode().split("<head>")[0]
    assert "Cola 2 l $10.00" in text_of(page)


def test_home_speaks_the_readers_language(guest: Visitor) -> None:
    guest.post("/language/", language="zh-hans", next="/")
    page = guest.get("/")
    assert 'lang="zh-hans"' in page.content.decode()
    assert "双十一" in text_of(page)
    assert "可乐八折" in text_of(page)


def test_the_language_form_leads_nowhere_else(guest: Visitor) -> None:
    assert (
        guest.post("/language/", language="es", next="https://elsewhere.example/").headers["Location"] == "/"
    )
