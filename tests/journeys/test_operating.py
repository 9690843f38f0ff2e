"""Operating the mall in a browser: the live board, the switches, a merchant's rush session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from feria.mall.kit.switches import forget
from feria.mall.members import api as members
from feria.mall.members.api import Member
from feria.mall.orders import api as orders
from feria.mall.orders.models import Order
from feria.mall.rush.api import Health
from feria.mall.rush.processes import report_in
from tests.journeys.conftest import Walk
from tests.journeys.test_looks import grave_faults, look_at
from tests.mall import factories, festivals
from tests.mall.web.malls import SECRET, Mall

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def every_switch_is_on() -> None:
    forget()


def sell(member: Member, key: str, units: int) -> Order:
    cart = orders.cart_for(member)
    orders.fill(cart, [("cola", units)])
    order = orders.checkout(member, cart, member.addresses.get(), key)
    orders.dummy.decide(orders.start_payment(order, "/pay/return/{reference}/").reference, "captured")
    return order


@pytest.fixture
def two_days(ana: Member, olga: None) -> None:
    """An hour after midnight: two orders today, one yesterday at the same time."""
    factories.set_clock(festivals.FRENZY - timedelta(days=1, minutes=5))
    sell(ana, "yesterday", 1)
    factories.set_clock(festivals.FRENZY)
    sell(ana, "today-1", 2)
    sell(ana, "today-2", 3)


def test_the_board_tells_today_beside_yesterday_in_both_themes(walk: Walk, two_days: None) -> None:
    walk.expected += ["404", "EventSource"]  # the stream is served beside Django, and not here
    walk.sign_in("olga")
    walk.go("/board/")
    page = walk.page
    expect(page.locator("[data-total]")).to_have_text("$40.00")
    expect(page.locator("[data-figure=orders]")).to_have_text("2")
    expect(page.locator("[data-verdict]")).to_contain_text("300% ahead of Nov 10, 2025")
    page.get_by_label("Against").select_option("")
    expect(page.locator("[data-compared]")).to_be_hidden()
    page.get_by_label("Against").select_option("day:2025-11-10")
    expect(page.locator("[data-then]")).to_contain_text("$10 by then · orders: 1")
    assert "with=day" in page.url
    assert look_at(walk, ["/board/"]) == []
    page.get_by_role("button", name="Light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert look_at(walk, ["/board/"]) == []


def test_an_operator_turns_recommendations_off_and_shoppers_see_none(walk: Walk, olga: None) -> None:
    walk.sign_in("olga")
    walk.go("/p/cola/")
    walk.sees("More like this")
    assert look_at(walk, ["/console/switches/"]) == []
    walk.page.get_by_role("button", name="Turn off: Recommendations").click()
    walk.sees("1 part of the mall is off.")
    walk.go("/p/cola/")
    expect(walk.page.locator("body")).not_to_contain_text("More like this")
    walk.go("/console/switches/")
    walk.page.get_by_role("button", name="Turn on: Recommendations").click()
    walk.sees("Everything is on.")


@pytest.fixture
def marta(mall: Mall) -> None:
    """A merchant of the grocery."""
    members.post_to_shop(factories.make_user("marta", SECRET), factories.make_shop("grocery"))


def test_a_merchant_plans_a_session_watches_it_gives_it_more_and_stops_it(walk: Walk, marta: None) -> None:
    walk.sign_in("marta")
    walk.go("/desk/grocery/rush/")
    page = walk.page
    page.get_by_role("link", name="Plan a session").click()
    page.get_by_label("Name").fill("Night owls")
    page.get_by_label("From", exact=True).fill("2025-11-11T00:30")
    page.get_by_label("Until").fill("2025-11-11T03:00")
    row = page.get_by_role("group", name="Product 1")
    row.get_by_label("SKU").fill("cola")
    row.get_by_label("Rush price").fill("5")
    row.get_by_label("Units", exact=True).fill("500")
    assert look_at_here(walk) == []
    walk.expected.append("422")
    page.get_by_role("button", name="Check and plan").click()
    walk.sees("500 units are to be set aside, and 50 are free.")
    page.get_by_role("group", name="Product 1").get_by_label("Units", exact=True).fill("12")
    page.get_by_role("button", name="Check and plan").click()
    walk.sees("Night owls")
    expect(page.locator("#live")).to_contain_text("open")
    page.get_by_role("button", name="Add units").click()
    page.get_by_role("dialog").get_by_label("Units more").fill("3")
    page.get_by_role("button", name="Set them aside").click()
    expect(page.locator("#live")).to_contain_text("of 15 set aside")
    with page.expect_response("**/live/?trail=*"):  # it asks for itself
        pass
    assert look_at_here(walk) == []
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Stop at once").click()
    expect(page.locator("#live")).to_contain_text("over")


def test_an_operator_sees_every_session_and_how_each_process_of_the_lane_is(walk: Walk, olga: None) -> None:
    walk.expected.append("404")  # the lane is served beside Django, and not here
    walk.sign_in("olga")
    walk.go("/console/rush/")
    walk.sees("The lane gives no answer at this address.")
    walk.sees("No process that takes claims has said anything lately.")
    walk.sees("No festival in force plans a rush session.")
    for name in ("mall-1/4711-0a1b2c3d", "mall-2/815-4e5f6a7b"):
        report_in(name, Health(waiting=3, pace_ms=2.5, served=1_204))
    expect(walk.page.locator("#lanes")).to_contain_text("mall-2/815-4e5f6a7b")  # it asks for itself
    expect(walk.page.locator("#lane-word")).to_have_text("Claims are taken; nobody waits long.")
    assert look_at_here(walk) == []
    assert look_at(walk, ["/console/rush/"]) == []


def look_at_here(walk: Walk) -> list[str]:
    """What is wrong with the page as it stands."""
    wide = [f"{walk.overflow()} px too wide"] if walk.overflow() > 0 else []
    return grave_faults(walk) + wide
