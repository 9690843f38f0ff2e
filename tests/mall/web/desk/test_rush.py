"""The merchant's rush sessions: planned by a form, watched, steered; one's own shop and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feria.mall.kit import api as kit
from feria.mall.members import api as members
from feria.mall.rush import api as rush
from feria.mall.rush.turned_away import note_turned_away
from feria.mall.stock import api as stock
from feria.mall.stock.models import RefusedClaim
from feria.mall.web.work.rush import live
from tests.mall import factories, festivals
from tests.mall.web.conftest import Mall, Visitor, text_of

FORM = {
    "name": "Two o’clock rush",
    "opens_at": "2025-11-11T02:00",
    "closes_at": "2025-11-11T03:00",
    "pay_within": "15",
    "per_member": "2",
    "early_level": "gold",
    "early_minutes": "5",
    "goods-TOTAL_FORMS": "5",
    "goods-INITIAL_FORMS": "0",
    "goods-0-sku": "cola",
    "goods-0-price": "5.00",
    "goods-0-units": "12",
    "goods-0-per_member": "1",
}


def visitor(name: str, shop: str) -> Visitor:
    user = factories.make_user(name, "long-enough-secret")
    members.post_to_shop(user, factories.make_shop(shop))
    made = Visitor()
    made.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return made


@pytest.fixture
def merchant(mall: Mall) -> Visitor:
    return visitor("marta", "grocery")


@pytest.fixture
def baker(mall: Mall) -> Visitor:
    return visitor("bruno", "bakery")


@pytest.fixture
def code(merchant: Visitor) -> str:
    """A session that the merchant planned, now open."""
    answer = merchant.post("/desk/grocery/rush/plan/", **FORM)
    assert answer.status_code == 302, answer.context["form"].errors
    factories.set_clock(festivals.FRENZY + timedelta(hours=1, minutes=5))
    return str(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def claim(code: str, key: str, member: str, state: str = "held") -> None:
    """A unit as the teller stores it."""
    session = stock.RushSession.objects.get(code=code)
    row, now = session.items.get(), kit.database_now()
    row.taken, row.remaining = row.taken + 1, row.remaining - 1
    row.sold += state == "allocated"
    row.save()
    stock.StockItem.objects.filter(pk=row.item_id).update(
        set_aside=row.remaining, held=row.taken - row.sold, sold=row.sold
    )
    stock.Hold.objects.create(
        item=row.item,
        claimant=f"{code}/{key}",
        quantity=1,
        state=state,
        held_at=now,
        held_until=now + timedelta(minutes=15),
        session=session,
        member=member,
    )


def test_the_form_plans_the_session_as_it_says(merchant: Visitor, code: str) -> None:
    found = rush.plan_of_session(code)
    assert found is not None
    design = found.design
    assert (design.opens_at, design.closes_at) == (
        factories.at(2025, 11, 11, 7),
        factories.at(2025, 11, 11, 8),
    )
    assert (design.per_member, design.early_level, design.early_minutes) == (2, 2, 5)
    assert [(good.sku, good.price, good.units, good.per_member) for good in design.products] == [
        ("cola", 500, 12, 1)
    ]
    assert "Two o’clock rush" in text_of(merchant.get("/desk/grocery/rush/"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"goods-0-sku": "pretzel"}, "Your shop has no product with this SKU."),
        ({"goods-0-units": "51"}, "51 units are to be set aside, and 50 are free."),
        ({"goods-0-price": ""}, "Say this too."),
        ({"goods-0-price": "-1"}, "greater than or equal to"),
        (
            {"goods-0-sku": "", "goods-0-price": "", "goods-0-units": "", "goods-0-per_member": ""},
            "Please look again Name at least one product.",
        ),
        (
            {"goods-1-sku": "cola", "goods-1-price": "4", "goods-1-units": "1"},
            "This product stands in an earlier row.",
        ),
        ({"closes_at": "2025-11-11T01:00"}, "A session ends after it starts."),
        (
            {"opens_at": "2025-12-24T01:00", "closes_at": "2025-12-24T02:00"},
            "No festival is in force at that time",
        ),
        ({"early_minutes": ""}, "Early access needs a level and minutes, or neither."),
        ({"goods-TOTAL_FORMS": "x"}, "Name at least one product."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_planned(
    merchant: Visitor, change: dict[str, str], said: str
) -> None:
    page = merchant.post("/desk/grocery/rush/plan/", **FORM | change)
    assert page.status_code == 422
    assert said in text_of(page)
    assert not stock.sessions().exists()


def test_another_shops_goods_cannot_be_planned(merchant: Visitor) -> None:
    factories.make_product("pretzel", shop="bakery", category="bakery/bread")
    page = merchant.post("/desk/grocery/rush/plan/", **FORM | {"goods-0-sku": "pretzel"})
    assert "Your shop has no product with this SKU." in text_of(page)


def test_the_live_view_tells_claims_as_they_stand(merchant: Visitor, code: str) -> None:
    claim(code, "k-1", "hh-1")
    claim(code, "k-2", "hh-2", state="allocated")
    page = merchant.get(f"/desk/grocery/rush/{code}/live/")
    shown = page.context["live"]
    assert (shown.state, shown.held, shown.sold, shown.left, shown.units) == ("open", 1, 1, 10, 12)
    assert shown.revenue == 500
    assert f"{shown.trail}" in page.content.decode()


def test_refusals_of_teller_and_lanes_are_told_together_by_reason(merchant: Visitor, code: str) -> None:
    note_turned_away({(code, "sold_out"): 1_600, (code, "too_often"): 3})
    note_turned_away({(code, "sold_out"): 20, ("another", "sold_out"): 5})
    RefusedClaim.objects.create(
        claimant=f"{code}/k-1", body="", answer='{"outcome":"sold_out"}', refused_at=kit.database_now()
    )
    page = merchant.get(f"/desk/grocery/rush/{code}/live/")
    assert page.context["live"].refused == [
        ("nothing left", 1_621),
        ("over the limit per member", 0),
        ("asked too often", 3),
    ]


def test_units_a_second_are_reckoned_from_what_the_page_was_told_before(merchant: Visitor, code: str) -> None:
    now = kit.database_now().timestamp()
    for number in range(4):
        claim(code, f"k-{number}", f"hh-{number}")
    shown = live(code, trail=f"{now - 4:.1f}:0,{now - 2:.1f}:2")
    assert shown is not None
    assert shown.rate == pytest.approx(1.0, abs=0.3)
    assert len(shown.bars) == 2
    assert shown.trail.count(":") == 3


@pytest.mark.parametrize(
    "trail", ["nonsense", "9999999999.9:1", "1.0:5", "1700000000.0:999999999999999", "x" * 9_000]
)
def test_a_trail_that_nobody_told_is_passed_over(merchant: Visitor, code: str, trail: str) -> None:
    page = merchant.get(f"/desk/grocery/rush/{code}/live/", trail=trail)
    assert (page.status_code, page.context["live"].rate, page.context["live"].bars) == (200, 0.0, [])


def test_stop_extend_and_add_at_once(merchant: Visitor, code: str) -> None:
    merchant.post(f"/desk/grocery/rush/{code}/add/", sku="cola", units="8")
    assert stock.rush_figures(code).goods[0].units == 20
    merchant.post(f"/desk/grocery/rush/{code}/stop/")
    assert merchant.get(f"/desk/grocery/rush/{code}/").context["live"].state == "over"
    merchant.post(f"/desk/grocery/rush/{code}/extend/", closes_at="2025-11-11T05:00")
    assert merchant.get(f"/desk/grocery/rush/{code}/").context["live"].state == "open"
    assert {entry.actor.username for entry in kit.trail(code)} == {"marta"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("deed", "data", "said"),
    [
        ("add", {"sku": "cola", "units": "500"}, "Not so many are free."),
        ("add", {"sku": "cola", "units": "0"}, "Say how many units more"),
        ("extend", {"closes_at": "2025-11-11T00:30"}, "It can only be extended to a time to come"),
        ("extend", {"closes_at": "soon"}, "Say until when"),
    ],
)
def test_a_deed_that_cannot_be_done_says_why(
    merchant: Visitor, code: str, deed: str, data: dict[str, str], said: str
) -> None:
    before = stock.rush_figures(code)
    merchant.post(f"/desk/grocery/rush/{code}/{deed}/", **data)
    assert said in text_of(merchant.get(f"/desk/grocery/rush/{code}/"))
    assert stock.rush_figures(code) == before


def test_another_merchant_sees_nothing_of_it_and_steers_nothing(baker: Visitor, code: str) -> None:
    for shop in ("grocery", "bakery"):
        for path in ("", "live/"):
            assert baker.get(f"/desk/{shop}/rush/{code}/{path}").status_code == 404
        for deed in ("stop", "extend", "add"):
            assert baker.post(f"/desk/{shop}/rush/{code}/{deed}/", sku="cola", units="1").status_code == 404
    assert baker.get("/desk/grocery/rush/plan/").status_code == 404
    assert baker.get("/desk/bakery/rush/").context["sessions"] == []
    assert stock.rush_figures(code).goods[0].units == 12


def test_in_a_session_of_several_shops_each_sees_its_own_goods_and_stops_nothing(
    merchant: Visitor, baker: Visitor
) -> None:
    stock.receive(factories.make_product("pretzel", shop="bakery", category="bakery/bread"), 9, "delivery")
    text = (
        festivals.TEXT.replace("shops: [grocery]", "shops: [grocery, bakery]")
        + """
rush:
  - id: both
    name: {en: Both, zh-hans: 两家, es: Ambas}
    from: 2025-11-11 01:00
    to: 2025-11-11 02:00
    products:
      - {sku: cola, price: "5.00", units: 3}
      - {sku: pretzel, price: "1.00", units: 4}
"""
    )
    rush.open_festival(text, None)
    code = f"{festivals.CODE}.both"
    page = baker.get(f"/desk/bakery/rush/{code}/")
    assert [good.sku for good in page.context["live"].goods] == ["pretzel"]
    assert not page.context["may_steer"]
    assert baker.post(f"/desk/bakery/rush/{code}/stop/").status_code == 404
    assert baker.post(f"/desk/bakery/rush/{code}/add/", sku="cola", units="1").status_code == 404
    assert baker.post(f"/desk/bakery/rush/{code}/add/", sku="pretzel", units="1").status_code == 302
    assert [good.units for good in stock.rush_figures(code).goods] == [3, 5]


def test_shoppers_and_strangers_are_kept_out(shopper: Visitor, guest: Visitor, code: str) -> None:
    assert shopper.get("/desk/grocery/rush/").status_code == 403
    assert shopper.post(f"/desk/grocery/rush/{code}/stop/").status_code == 403
    assert guest.get("/desk/grocery/rush/").status_code == 302
    assert shopper.get(f"/console/rush/{code}/").status_code == 403


def test_operators_see_all_sessions_and_steer_them_and_analysts_only_look(
    operator: Visitor, code: str
) -> None:
    assert [one.code for one in operator.get("/console/rush/").context["sessions"]] == [code]
    assert operator.get(f"/console/rush/{code}/live/").status_code == 200
    assert operator.post(f"/console/rush/{code}/add/", sku="cola", units="1").status_code == 302
    assert operator.post(f"/console/rush/{code}/stop/").status_code == 302
    assert stock.rush_figures(code).goods[0].units == 13
    user = factories.make_user("abe", "long-enough-secret")
    members.grant_role(user, "analyst")
    analyst = Visitor()
    analyst.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert "Stop" not in text_of(analyst.get(f"/console/rush/{code}/"))
    for deed in ("stop", "extend", "add"):
        assert analyst.post(f"/console/rush/{code}/{deed}/").status_code == 403
        assert operator.get(f"/console/rush/{code}/{deed}/").status_code == 405
        assert operator.post(f"/console/rush/none/{deed}/").status_code == 404
