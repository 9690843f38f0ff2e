"""Buying together in a real browser (R2.14): start, share, join by the link, full; and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from feria.mall.members.api import Member
from feria.mall.orders import api as orders
from feria.mall.orders.models import Group
from feria.mall.rush import api as rush
from tests.journeys.conftest import WIDTHS, Walk
from tests.journeys.test_looks import grave_faults, look_at
from tests.mall import festivals
from tests.mall.factories import make_address, make_member, make_user, set_clock
from tests.mall.web.grouping import CODE, TEXT, opened, pay
from tests.mall.web.malls import SECRET, Mall

pytestmark = pytest.mark.journey
on_a_phone = pytest.mark.parametrize("walk", ["phone"], indirect=True)


@pytest.fixture(autouse=True)
def together(mall: Mall) -> None:
    rush.open_festival(TEXT, by=None)
    set_clock(festivals.RATIONAL)


def pay_at_the_bank(walk: Walk) -> None:
    walk.page.wait_for_url("**/pay/dummy/**")
    walk.page.get_by_role("button", name="Pay", exact=False).first.click()
    walk.page.wait_for_url("**/pay/return/**")


def test_a_group_is_started_shared_joined_by_its_link_and_full(
    walk: Walk, ana: Member, browser: Browser
) -> None:
    page = walk.page
    walk.sign_in()
    walk.go("/p/cola/")
    walk.sees("By yourself, now")
    page.get_by_role("link", name="Start a group").click()
    page.get_by_role("button", name="Start the group and pay").click()
    pay_at_the_bank(walk)
    walk.sees("Thank you, your place in the group is paid")
    page.get_by_role("link", name="See the group and share it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 more people needed")
    expect(page.locator("[data-countdown]")).to_contain_text("05")
    link = page.locator("#link").input_value()
    group = Group.objects.get()
    assert link == f"{walk.address}/groups/{group.key}/"
    assert grave_faults(walk) == []
    assert walk.overflow() == 0

    bea = make_member(user=make_user("bea", SECRET))
    make_address(bea)
    other = browser.new_context(viewport=dict(zip(("width", "height"), WIDTHS["phone"], strict=True)))
    friend = Walk(other.new_page(), walk.address)
    friend.page.goto(link)
    friend.page.get_by_role("link", name="Join for $6.00").click()
    friend.page.get_by_label("Email").fill("bea@example.test")
    friend.page.get_by_label("Password").fill(SECRET)
    friend.page.get_by_role("button", name="Sign in").click()
    friend.page.get_by_role("button", name="Join and pay").click()
    pay_at_the_bank(friend)
    friend.page.get_by_role("link", name="See the group and share it").click()
    expect(friend.page.get_by_role("heading", level=1)).to_have_text("1 more person needed")
    other.close()

    cyd = make_member()
    pay(orders.join_group(cyd, group.key, 1, make_address(cyd), "k"))
    expect(page.get_by_role("heading", level=1)).to_have_text("The group is full")
    walk.go("/orders/")
    walk.sees("Paid")
    assert set(group.orders.values_list("state", "payable")) == {("paid", 600)}
    assert orders.reconcile().is_clean


@on_a_phone
def test_the_pages_of_groups_stand_the_looks(walk: Walk, ana: Member) -> None:
    walk.sign_in()
    keys = [opened(people).key for people in (1, 2, 3)]
    paths = [f"/groups/{key}/" for key in keys] + [
        f"/groups/{keys[0]}/join/",
        f"/groups/start/{CODE}/",
        "/p/cola/",
    ]
    assert look_at(walk, paths) == []


def test_without_script_it_is_all_there(browser: Browser, ana: Member, live_server) -> None:  # type: ignore[no-untyped-def]
    group = opened(2)
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    context.set_default_timeout(60_000)
    walk = Walk(context.new_page(), live_server.url)
    walk.sign_in()
    walk.go("/p/cola/")
    walk.page.get_by_role("link", name="Join", exact=True).click()
    expect(walk.page.locator("#link")).to_be_visible()
    walk.page.get_by_role("link", name="Join for $6.00").click()
    walk.page.get_by_role("button", name="Join and pay").click()
    pay_at_the_bank(walk)
    walk.sees("Thank you, it is paid")
    walk.go(f"/groups/{group.key}/")
    walk.sees("The group is full")
    context.close()
