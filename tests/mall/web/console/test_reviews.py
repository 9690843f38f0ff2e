"""An operator or an analyst reviews a festival: the verdict, each part, the report as files, in the reader's language (R8)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from pytest_django import Settings

from feria.mall.books import api as books
from feria.mall.books import runs
from feria.mall.members import api as members
from feria.mall.orders import api as orders
from feria.review.past import building
from tests.mall import factories, racing
from tests.mall.festivals import CODE
from tests.mall.web.conftest import Visitor, text_of
from tests.review.sources import NOON, Receipt, write_source

PARTS = (
    "profit", "effect", "offers", "goods", "related", "campaigns", "replay", "audiences", "regions", "shown", "traffic", "lost", "logistics", "comparison",
    "checklist", "read",
)  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def sold(shopper: Visitor) -> None:
    """One paid order of the frenzy."""
    shopper.fill(cola=2, bread=1)
    assert shopper.member is not None
    address = factories.make_address(shopper.member)
    order = orders.checkout(shopper.member, orders.cart_for(shopper.member), address, "one")
    redirect = orders.start_payment(order, "/pay/return/{reference}/")
    orders.dummy.decide(redirect.reference, "captured")


def ask(visitor: Visitor, **told: str) -> str:
    """Where the review will be that was asked for."""
    return visitor.post("/console/review/make/", **told).headers["Location"]


def review(visitor: Visitor, **told: str) -> str:
    """Where the review is that was asked for, once a worker has been through."""
    place = ask(visitor, **told)
    while books.reckon_next(django_settings.HOME):
        pass
    return place


def test_a_mall_that_sold_nothing_says_so(operator: Visitor) -> None:
    place = review(operator, festival=CODE)

    for page in (place, "/console/review/"):
        said = text_of(operator.get(page))
        assert "Nothing has been sold yet" in said
        assert "Try again" in said


def test_a_review_asked_for_is_reckoned_beside_the_page(operator: Visitor, sold: None) -> None:
    place = ask(operator, festival=CODE)

    said = text_of(operator.get(place))
    assert "Double Eleven is being reckoned." in said
    assert "Waiting for its turn" in said
    assert "being reckoned" in text_of(operator.get("/console/review/"))
    assert "HX-Refresh" not in operator.get(f"{place}progress/").headers

    assert books.reckon_next(django_settings.HOME)

    assert operator.get(f"{place}progress/").headers["HX-Refresh"] == "true"
    assert "being reckoned" not in text_of(operator.get(place))


def test_asking_again_reckons_again_only_when_facts_have_changed(
    operator: Visitor, shopper: Visitor, sold: None
) -> None:
    place = review(operator, festival=CODE)

    ask(operator, festival=CODE)
    assert not books.has_work(), "nothing was sold since"

    shopper.fill(cola=1)
    assert shopper.member is not None
    orders.checkout(shopper.member, orders.cart_for(shopper.member), shopper.member.addresses.first(), "two")
    assert "has gone on since" in text_of(operator.get(place))
    operator.post(f"{place}again/")
    assert books.has_work()
    page = text_of(operator.get(place))
    assert "is being reckoned" in page
    assert "cannot be said from this input" in page, "what is kept is shown meanwhile"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_it_at_once_ask_for_one_review(home: Path) -> None:
    first, last = date(2025, 11, 1), date(2025, 11, 11)
    with racing.beside() as start:
        with transaction.atomic():
            mine = books.ask_past(home, first, last, None)
            theirs = start(lambda: books.ask_past(home, first, last, None).pk)
            racing.wait_until_somebody_waits()
        assert theirs.result(racing.LONG) == mine.pk
    assert [run.state for run in books.open_runs()] == ["waiting"]


def test_a_review_whose_worker_died_is_taken_up_again_and_given_up_at_last(
    operator: Visitor, sold: None
) -> None:
    place = ask(operator, festival=CODE)
    for _attempt in range(3):
        assert runs.take() is not None
        assert runs.take() is None, "it is worked on"
        assert books.give_back() == 1

    assert runs.take() is None
    assert "cut short several times" in text_of(operator.get(place))


def test_a_review_that_breaks_says_so_and_nothing_of_its_inside(
    operator: Visitor, sold: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_told: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("feria.mall.books.jobs.review_festival", broken)

    said = text_of(operator.get(review(operator, festival=CODE)))

    assert "Something went wrong" in said
    assert "secret inside" not in said


def test_a_review_of_what_was_sold_has_its_verdict_and_every_part(operator: Visitor, sold: None) -> None:
    assert review(operator, festival=CODE) == f"/console/review/{CODE}/"

    said = text_of(operator.get(f"/console/review/{CODE}/"))
    assert "cannot be said from this input" in said, "a single day has no usual ones"
    for part in PARTS:
        page = operator.get(f"/console/review/{CODE}/{part}/")
        assert page.status_code == 200, part
    goods = text_of(operator.get(f"/console/review/{CODE}/goods/"))
    assert "Best sellers" in goods
    assert "Cola" in goods
    listed = text_of(operator.get("/console/review/"))
    assert "Double Eleven" in listed
    assert CODE not in listed, "people read names"


def test_each_part_leads_on_to_the_next_and_the_last_to_none(operator: Visitor, sold: None) -> None:
    review(operator, festival=CODE)
    pages = [operator.get(f"/console/review/{CODE}/{part}/") for part in PARTS]
    assert [page.context["next"] and page.context["next"][0] for page in pages] == [*PARTS[1:], None]
    assert f'class="review-next"><a href="/console/review/{CODE}/{PARTS[1]}/"' in pages[0].content.decode()
    assert "review-next" not in pages[-1].content.decode()


def test_the_parts_are_all_there_are(operator: Visitor, sold: None) -> None:
    page = operator.get(review(operator, festival=CODE))

    assert tuple(part["code"] for part in page.context["parts"]) == PARTS


@pytest.mark.parametrize(
    ("ending", "kind"), [("html", "text/html"), ("json", "application/json"), ("xlsx", "sheet")]
)
def test_the_report_comes_as_a_file(operator: Visitor, sold: None, ending: str, kind: str) -> None:
    place = review(operator, festival=CODE)

    answer = operator.get(f"{place}report.{ending}")

    assert kind in answer.headers["Content-Type"]
    assert len(answer.content) > 1_000


def test_days_of_the_past_year_are_reviewed_from_the_warehouse(operator: Visitor, home: Path) -> None:
    receipts = [
        Receipt(
            basket_id=n,
            sales_value=100.0 if n == 70 else 10.0,
            transaction_timestamp=NOON - timedelta(days=70 - n),
        )
        for n in range(90)
    ]
    building.build(write_source(home / "source", receipts), home / "warehouse")
    day = NOON.date().isoformat()

    place = review(operator, first=day, last=day)

    assert place == f"/console/review/past-{day}/"
    assert "above ordinary days" in text_of(operator.get(place)) or "more than would have been" in text_of(
        operator.get(place)
    )


def test_days_in_the_wrong_order_are_said_so(operator: Visitor, home: Path) -> None:
    building.build(write_source(home / "source", [Receipt()]), home / "warehouse")

    answer = operator.post("/console/review/make/", first="2017-11-12", last="2017-11-11")

    assert answer.status_code == 422
    assert "The last day is before the first." in text_of(answer)


def test_days_without_receipts_are_said_so_and_which_there_are(operator: Visitor, home: Path) -> None:
    receipts = [Receipt(basket_id=n, transaction_timestamp=NOON + timedelta(days=n)) for n in range(3)]
    building.build(write_source(home / "source", receipts), home / "warehouse")
    first, after = NOON.date(), NOON.date() + timedelta(days=3)

    answer = operator.post("/console/review/make/", first=first.isoformat(), last=after.isoformat())

    assert answer.status_code == 422
    assert "Choose days that there are receipts for." in text_of(answer)
    assert f'min="{first}" max="{after - timedelta(days=1)}"' in answer.content.decode()
    assert "There are receipts from " in text_of(operator.get("/console/review/"))


@pytest.mark.parametrize(
    "path",
    ["nothing/", f"{CODE}/nothing/", "..%2fdemo/", f"{CODE}/report.doc"],
)
def test_what_is_not_there_is_not_found(operator: Visitor, sold: None, path: str) -> None:
    review(operator, festival=CODE)

    assert operator.get(f"/console/review/{path}").status_code == 404
    assert operator.post("/console/review/make/", festival="nobody").status_code == 404


def test_analysts_review_and_shoppers_do_not(shopper: Visitor, guest: Visitor, sold: None) -> None:
    user = factories.make_user("abe", "long-enough-secret")
    members.grant_role(user, "analyst")
    analyst = Visitor()
    analyst.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert review(analyst, festival=CODE) == f"/console/review/{CODE}/"
    for path in ("", f"{CODE}/", f"{CODE}/goods/", f"{CODE}/report.json"):
        assert shopper.get(f"/console/review/{path}").status_code == 403
        assert guest.get(f"/console/review/{path}").status_code == 302
    assert shopper.post("/console/review/make/", festival=CODE).status_code == 403


def test_a_review_speaks_the_reader_s_language(operator: Visitor, sold: None) -> None:
    place = review(operator, festival=CODE)

    said = operator.client.get(f"{place}goods/", headers={"Accept-Language": "es"}).content.decode()

    assert "Más vendidos" in said
