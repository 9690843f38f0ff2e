"""An operator turns parts of the mall off and on; every page obeys, and says nothing ugly (R3.6)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feria.mall.kit import api as kit
from feria.mall.kit.switches import forget
from feria.mall.members import api as members
from feria.mall.web.board.projection import BoardProjection
from feria.mall.web.switches import SWITCHES
from tests.mall import factories
from tests.mall.web.conftest import Mall, Visitor, text_of

NAMES = [plan.name for plan in SWITCHES]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    forget()
    yield
    forget()


def turn(operator: Visitor, name: str, to: str) -> None:
    assert operator.post(f"/console/switches/{name}/", to=to).status_code == 302


@pytest.mark.parametrize("name", NAMES)
def test_an_operator_turns_it_off_and_on_again_and_both_are_written_down(
    operator: Visitor, name: str
) -> None:
    turn(operator, name, "off")
    assert not kit.is_on(name)
    page = operator.get("/console/switches/")
    assert [row.name for row in page.context["off"]] == [name]
    turn(operator, name, "on")
    assert kit.is_on(name)
    assert [(entry.actor.username, entry.detail) for entry in kit.trail(name)] == [  # type: ignore[union-attr]
        ("olga", {"on": True}),
        ("olga", {"on": False}),
    ]


def test_an_analyst_sees_the_switches_and_turns_none(mall: Mall) -> None:
    user = factories.make_user("abe", "long-enough-secret")
    members.grant_role(user, "analyst")
    analyst = Visitor()
    analyst.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = analyst.get("/console/switches/")
    assert page.status_code == 200
    assert "Turn off</button>" not in page.content.decode()
    assert analyst.post("/console/switches/board/", to="off").status_code == 403
    assert kit.is_on("board")


def test_shoppers_have_no_switches(shopper: Visitor, guest: Visitor) -> None:
    assert shopper.get("/console/switches/").status_code == 403
    assert shopper.post("/console/switches/board/", to="off").status_code == 403
    assert guest.get("/console/switches/").headers["Location"].startswith("/accounts/login/")


def test_there_is_no_switch_of_another_name(operator: Visitor) -> None:
    assert operator.post("/console/switches/checkout/", to="off").status_code == 404
    assert not kit.switches().exists()


@pytest.mark.parametrize("name", NAMES)
def test_with_any_one_off_every_page_still_opens_and_goods_can_be_put_in_the_cart(
    shopper: Visitor, operator: Visitor, name: str
) -> None:
    turn(operator, name, "off")
    shopper.fill(cola=3)
    for path in (
        "/",
        "/shops/grocery/",
        "/c/grocery/",
        "/p/cola/",
        "/search/?q=zeppelin",
        "/cart/",
        "/favourites/",
    ):
        page = shopper.get(path)
        assert page.status_code == 200
        assert "None" not in text_of(page)
    assert shopper.get("/checkout/").status_code == 200


def test_without_recommendations_nothing_is_offered_that_was_not_asked_for(
    shopper: Visitor, operator: Visitor
) -> None:
    assert "More like this" in text_of(shopper.get("/p/cola/"))
    assert "What others buy" in text_of(shopper.get("/search/?q=zeppelin"))
    turn(operator, "recommendations", "off")
    assert "More like this" not in text_of(shopper.get("/p/cola/"))
    assert "What others buy" not in text_of(shopper.get("/search/?q=zeppelin"))


def test_without_suggestions_the_search_box_asks_for_none(guest: Visitor, operator: Visitor) -> None:
    assert "hx-get" in guest.get("/").content.decode()
    assert guest.get("/search/suggestions/", q="col").context["suggestions"]
    turn(operator, "suggestions", "off")
    assert "/search/suggestions/" not in guest.get("/").content.decode()
    # a page opened before the switch was turned asks on, and is told nothing
    assert guest.get("/search/suggestions/", q="col").context["suggestions"] == []
    assert "cola" in text_of(guest.get("/search/", q="cola")).casefold()


def test_without_coupon_tips_and_nudges_the_cart_costs_the_same(shopper: Visitor, operator: Visitor) -> None:
    shopper.fill(cola=3)
    before = shopper.get("/cart/").context["cart"]
    assert before.tickets
    assert before.prompts
    turn(operator, "coupon-tips", "off")
    turn(operator, "nudges", "off")
    after = shopper.get("/cart/").context["cart"]
    assert (after.tickets, after.prompts) == ([], [])
    assert after.quote.payable == before.quote.payable


def bar_note(visitor: Visitor, path: str) -> str:
    """What the phone's bar says beside the sum."""
    page = visitor.get(path).content.decode()
    return page.partition('<div class="bottom-bar-note">')[2].partition("</div>")[0].strip()


@pytest.mark.parametrize("path", ["/cart/", "/shops/"])
def test_the_phones_bar_says_nothing_of_what_is_turned_off(
    shopper: Visitor, operator: Visitor, path: str
) -> None:
    shopper.fill(cola=3)
    assert bar_note(shopper, path).startswith("Claim the coupon")
    turn(operator, "coupon-tips", "off")
    assert bar_note(shopper, path).startswith("Add ")
    turn(operator, "nudges", "off")
    assert not bar_note(shopper, path).startswith(("Add ", "Claim the coupon"))
    turn(operator, "coupon-tips", "on")
    assert bar_note(shopper, path).startswith("Claim the coupon")


def test_without_hearts_cards_show_none_and_favourites_are_kept(shopper: Visitor, operator: Visitor) -> None:
    shopper.htmx("/p/cola/favourite/")
    assert "Keep Cola as a favourite" in shopper.get("/c/grocery/").content.decode()
    turn(operator, "favourites", "off")
    assert "as a favourite" not in shopper.get("/c/grocery/").content.decode()
    assert "Cola" in text_of(shopper.get("/favourites/"))


def test_without_the_cart_total_other_pages_price_no_cart(shopper: Visitor, operator: Visitor) -> None:
    shopper.fill(cola=3)
    bar = '<div class="bottom-bar-sum">'
    assert bar in shopper.get("/shops/").content.decode()
    turn(operator, "cart-total", "off")
    page = shopper.get("/shops/").content.decode()
    assert bar not in page
    assert "3 items" in page
    assert bar in shopper.get("/cart/").content.decode()


def test_without_figures_desk_and_console_say_so(operator: Visitor) -> None:
    turn(operator, "desk-figures", "off")
    assert "Figures are paused" in text_of(operator.get("/desk/grocery/"))
    assert operator.get("/desk/grocery/stock/").status_code == 200


def test_a_board_that_is_off_reads_nothing_and_is_complete_when_it_is_back(operator: Visitor) -> None:
    projection = BoardProjection()
    projection.advance()
    assert projection.snapshot()["orders"] == 0
    turn(operator, "board", "off")
    projection.advance()
    assert projection.snapshot() == {"resting": True}
    assert operator.get("/board/").status_code == 200
    assert operator.get("/api/v1/board").status_code == 503
    turn(operator, "board", "on")
    projection.advance()
    assert projection.snapshot()["orders"] == 0
    assert operator.get("/api/v1/board").status_code == 200
