"""From the search field to the paid order, as a person does it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from feria.mall.kit.api import database_now
from feria.mall.members.api import Member
from feria.mall.orders import api as orders
from feria.mall.stock import api as stock
from tests.journeys.conftest import Walk
from tests.mall.web.malls import Mall

pytestmark = pytest.mark.journey
on_a_phone = pytest.mark.parametrize("walk", ["phone"], indirect=True)


def put_into_cart(walk: Walk, sku: str, times: int = 1) -> None:
    walk.go(f"/p/{sku}/")
    for _more in range(times - 1):
        walk.page.get_by_role("button", name="One more").click()
    walk.page.get_by_role("button", name="Add to cart", exact=True).click()
    expect(walk.page.locator(".toast")).to_contain_text("is in your cart")


def order(walk: Walk) -> None:
    walk.go("/checkout/")
    walk.page.get_by_role("button", name="Order and pay").click()
    walk.page.wait_for_url("**/pay/dummy/**")


def test_find_a_product_see_why_it_costs_that_earn_a_tier_use_a_coupon_and_pay(
    walk: Walk, ana: Member
) -> None:
    page = walk.page
    walk.sign_in()
    search = page.get_by_role("searchbox", name="Search the mall")
    search.press_sequentially("col")
    page.locator("#suggestions").get_by_role("link", name="cola").click()
    walk.sees("Results for “cola”")
    page.get_by_role("link", name="Cola", exact=True).click()

    walk.sees("Why this price")
    walk.sees("Cola at 20% off")
    expect(page.locator(".product-main .price-now")).to_contain_text("$8.00")
    page.get_by_text("What did not apply, and why").click()
    walk.sees("5 off 30: needs $30.00, has $8.00")

    put_into_cart(walk, "cola", times=3)
    walk.go("/cart/")
    walk.sees("Add $6.00 more and save $5.00")
    page.get_by_role("button", name="Claim").first.click()
    expect(page.locator("#cart aside .receipt")).to_contain_text("2 off 20")
    line = page.locator("#line-cola")
    line.get_by_role("button", name="One more").click()
    expect(page.locator("#cart aside .receipt")).to_contain_text("5 off 30")
    expect(page.locator("#cart aside .receipt")).to_contain_text("2 off 20")
    expect(page.locator("#cart aside .receipt-total")).to_contain_text("$25.00")
    line.get_by_text("Why this price").click()
    expect(line.locator(".receipt")).to_contain_text("paid for by")

    order(walk)
    walk.sees("$25.00")
    page.get_by_role("button", name="Pay", exact=True).click()
    walk.sees("Thank you, it is paid")
    page.get_by_role("link", name="See the order").click()
    walk.sees("5 off 30")
    bought = orders.orders_of(ana)[0]
    assert (bought.state, bought.listed, bought.payable) == ("paid", 4_000, 2_500)
    walk.go("/orders/")
    walk.sees(bought.number)


def test_a_lost_redirect_leaves_the_order_to_be_paid_again(walk: Walk, ana: Member) -> None:
    walk.sign_in()
    put_into_cart(walk, "cola")
    order(walk)
    walk.page.get_by_role("button", name="Lose the redirect").click()
    walk.sees("The connection was lost")
    walk.go("/orders/")
    walk.page.get_by_role("link", name=orders.orders_of(ana)[0].number).click()
    walk.sees("Not paid yet")
    expect(walk.page.locator("[data-countdown]")).to_be_visible()
    walk.page.get_by_role("button", name="Pay now").click()
    walk.page.get_by_role("button", name="Pay", exact=True).click()
    walk.sees("Thank you, it is paid")
    assert [one.state for one in orders.orders_of(ana)] == ["paid"]


def test_stock_runs_out_at_checkout_and_the_rest_is_kept(walk: Walk, ana: Member, mall: Mall) -> None:
    walk.expected.append("409")
    walk.sign_in()
    put_into_cart(walk, "cola")
    put_into_cart(walk, "bread", times=2)
    walk.go("/checkout/")
    stock.hold("somebody-else", {"bread": 1}, database_now() + timedelta(minutes=5))
    walk.page.get_by_role("button", name="Order and pay").click()
    walk.sees("Bread: only 1 is left, you asked for 2.")
    walk.sees("The rest of your order is kept as it was")
    assert not orders.orders_of(ana).exists()
    walk.page.get_by_role("button", name="Take what is left and go on").click()
    walk.page.get_by_role("button", name="Order and pay").click()
    walk.page.wait_for_url("**/pay/dummy/**")
    lines = {line.product.sku: line.quantity for line in orders.orders_of(ana)[0].lines.all()}
    assert lines == {"cola": 1, "bread": 1}


@on_a_phone
def test_a_guests_cart_comes_along_when_they_sign_in(walk: Walk, ana: Member) -> None:
    put_into_cart(walk, "cola", times=2)
    walk.sign_in()
    walk.go("/cart/")
    expect(walk.page.get_by_label("Quantity of Cola")).to_have_value("2")


@on_a_phone
def test_a_bad_quantity_is_answered_beside_its_line(walk: Walk, ana: Member) -> None:
    walk.expected.append("422")
    walk.sign_in()
    put_into_cart(walk, "cola")
    walk.go("/cart/")
    field = walk.page.get_by_label("Quantity of Cola")
    field.fill("-3")
    field.press("Tab")
    expect(walk.page.locator("#line-cola")).to_contain_text("The quantity is at least")
    field = walk.page.get_by_label("Quantity of Cola")
    field.fill("2")
    field.press("Enter")
    expect(walk.page.locator("#cart aside .receipt-total")).to_contain_text("$16.00")


@on_a_phone
def test_without_script_the_way_to_an_order_is_the_same(walk: Walk, ana: Member) -> None:
    context = walk.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = Walk(context.new_page(), walk.address)
    plain.sign_in()
    plain.go("/p/cola/")
    plain.page.get_by_label("Quantity of Cola").fill("2")
    plain.page.get_by_role("button", name="Add to cart", exact=True).click()
    plain.go("/cart/")
    plain.page.get_by_label("Quantity of Cola").fill("4")
    plain.page.get_by_label("Quantity of Cola").press("Enter")
    plain.sees("$27.00")
    order(plain)
    plain.page.get_by_role("button", name="Pay", exact=True).click()
    plain.sees("Thank you, it is paid")
    context.close()
