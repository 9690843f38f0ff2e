"""Every main page reads well in its language and phase, at both widths, for everyone (WCAG AA)."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from feria.mall.members.api import Member
from feria.mall.orders import api as orders
from tests.journeys.conftest import Walk
from tests.journeys.test_buying import order, put_into_cart
from tests.mall import factories, festivals

pytestmark = pytest.mark.journey

OPEN_PAGES = [
    "/",
    "/shops/",
    "/shops/grocery/",
    "/c/grocery/",
    "/search/?q=cola",
    "/search/?q=zeppelin",
    "/p/cola/",
    "/p/gone/",
    "/coupons/",
    "/accounts/login/",
    "/accounts/signup/",
    "/nowhere/",
]
MEMBER_PAGES = ["/cart/", "/checkout/", "/favourites/", "/orders/", "/account/", "/account/addresses/new/"]
GRAVE = ("serious", "critical")


def grave_faults(walk: Walk) -> list[str]:
    """axe's serious and critical findings, each with the first place it was found at."""
    found = Axe().run(walk.page).response["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:160]} ({walk.page.url})"
        for fault in found
        if fault["impact"] in GRAVE
    ]


def look_at(walk: Walk, paths: list[str]) -> list[str]:
    faults = []
    for path in paths:
        walk.go(path)
        faults += grave_faults(walk)
        if walk.overflow() > 0:
            faults.append(f"{path} is {walk.overflow()} px too wide")
    return faults


def test_pages_anyone_sees_are_sound(walk: Walk) -> None:
    walk.expected.append("404")
    assert look_at(walk, OPEN_PAGES) == []


def test_a_members_pages_are_sound(walk: Walk, ana: Member) -> None:
    walk.sign_in()
    put_into_cart(walk, "cola", times=4)
    put_into_cart(walk, "bread")
    assert look_at(walk, MEMBER_PAGES) == []
    order(walk)
    assert look_at(walk, [f"/orders/{orders.orders_of(ana)[0].number}/"]) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_warm_up_is_sound_in_both_themes(walk: Walk, scheme: str) -> None:
    factories.set_clock(festivals.WARM_UP)
    walk.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert look_at(walk, ["/", "/coupons/", "/p/cola/"]) == []


def test_the_language_switch_changes_words_money_and_times(walk: Walk) -> None:
    walk.go("/p/cola/")
    walk.page.get_by_label("Language").click()
    walk.page.get_by_role("button", name="简体中文").click()
    walk.sees("可乐八折")
    assert walk.page.url.endswith("/p/cola/")
    expect(walk.page.locator("html")).to_have_attribute("lang", "zh-hans")
    walk.sees("US$8.00")
    assert walk.overflow() == 0
    walk.page.locator("details.menu summary").first.click()
    walk.page.get_by_role("button", name="Español").click()
    walk.sees("Cola con 20 %")
    walk.sees("8,00")


@pytest.mark.parametrize("walk", ["desk"], indirect=True)
def test_the_theme_is_kept(walk: Walk, ana: Member) -> None:
    walk.sign_in()
    walk.page.get_by_label("Your account").click()
    walk.page.get_by_role("button", name="Dark").click()
    expect(walk.page.locator("html")).to_have_attribute("data-theme", "dark")
    walk.go("/cart/")
    expect(walk.page.locator("html")).to_have_attribute("data-theme", "dark")


def test_staff_try_the_phases_with_the_time_machine(walk: Walk, olga: None) -> None:
    walk.sign_in("olga")
    bar = walk.page.get_by_role("complementary", name="Time machine")
    expect(walk.page.locator("html")).to_have_attribute("data-period", "frenzy")
    bar.get_by_role("button", name="Warm-up").click()
    expect(walk.page.locator("html")).to_have_attribute("data-phase", "warm-up")
    walk.page.get_by_label("Any instant").fill("2025-11-11T22:00")
    walk.page.get_by_role("button", name="Go there").click()
    expect(walk.page.locator("html")).to_have_attribute("data-period", "closing")
    assert look_at(walk, ["/"]) == []
