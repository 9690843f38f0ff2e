"""What of a browser's and an app's requests counts as a visit (R8.8)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feria.mall.members import api as members
from feria.mall.orders.models import Order
from feria.mall.traffic import api as traffic
from feria.mall.traffic.tally import Seen
from tests.mall.web.conftest import HTMX, Visitor

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _nothing_seen_yet() -> Iterator[None]:
    traffic.tally.take()
    yield
    traffic.tally.take()


def seen() -> list[Seen]:
    return traffic.tally.take()[1]


def test_pages_are_counted_with_what_they_are_of(guest: Visitor) -> None:
    for path in ("/", "/p/cola/", "/shops/grocery/", "/c/grocery/", "/search/?q=cola"):
        assert guest.get(path).status_code == 200

    assert [(each.page, each.what) for each in seen()] == [
        ("home", ""),
        ("product", "cola"),
        ("shop", "grocery"),
        ("category", "grocery"),
        ("search", ""),
    ]


def test_what_is_no_page_that_somebody_looks_at_is_not_counted(guest: Visitor, operator: Visitor) -> None:
    guest.get("/p/no-such-thing/")
    guest.get("/healthz")
    guest.get("/search/suggestions/", q="co")
    guest.client.get("/p/cola/", headers=HTMX)
    guest.client.head("/p/cola/")
    guest.client.get("/p/cola/", headers={"Sec-Purpose": "prefetch"})
    guest.client.get("/p/cola/", headers={"User-Agent": "Googlebot/2.1"})
    operator.get("/console/")

    assert seen() == []


@pytest.mark.parametrize(
    ("link", "referrer", "source"),
    [
        ("/", "", ""),
        ("/", "http://testserver/p/cola/", ""),
        ("/", "https://www.google.com/", "search"),
        ("/", "https://m.weibo.com/post/1", "social"),
        ("/", "https://t.co/abc", "social"),
        ("/", "https://pt.co/abc", "link"),
        ("/", "https://a-blog.example/best-deals", "link"),
        ("/?utm_source=Newsletter", "https://mail.example/", "newsletter"),
        ("/?utm_source=<script>", "", ""),
        ("/", "http://[broken", ""),
    ],
)
def test_a_link_says_what_brought_them(guest: Visitor, link: str, referrer: str, source: str) -> None:
    guest.client.get(link, headers={"Referer": referrer} if referrer else {})

    assert [each.source for each in seen()] == [source]


def test_one_browser_is_one_visitor_before_and_after_signing_in(guest: Visitor, shopper: Visitor) -> None:
    guest.client.get("/", headers={"User-Agent": FIREFOX})
    shopper.client.get("/", headers={"User-Agent": FIREFOX})
    guest.client.get("/", headers={"User-Agent": "Safari"})

    before, after, other = seen()
    assert before.person == after.person != other.person
    assert before.joined_at is None
    assert shopper.member is not None
    assert after.joined_at == shopper.member.joined_at


@pytest.mark.parametrize("wish", ["DNT", "Sec-GPC"])
def test_who_asks_not_to_be_tracked_has_no_key(guest: Visitor, wish: str) -> None:
    guest.client.get("/", headers={wish: "1"})

    assert [each.person for each in seen()] == [""]


def test_counting_costs_no_query_and_sets_no_cookie(guest: Visitor) -> None:
    guest.get("/healthz")
    with CaptureQueriesContext(connection) as captured:
        answer = guest.get("/p/cola/")

    assert not [query for query in captured if "traffic_" in query["sql"]]
    assert [each.page for each in seen()] == ["product"]
    assert not {name for name in answer.cookies if name not in ("csrftoken", "sessionid")}


def test_an_order_is_counted_where_it_is_placed_and_not_where_it_is_paid_again(shopper: Visitor) -> None:
    shopper.fill(cola=1)
    page = shopper.get("/checkout/")
    context = page.context
    answer = shopper.post(
        "/checkout/",
        address=context["chosen"].pk,
        key=str(context["key"]),
        expected_payable=context["quote"].payable,
    )
    assert answer.status_code == 302
    number = Order.objects.get().number
    shopper.post(f"/orders/{number}/pay/")

    orders = [each for each in seen() if each.page == traffic.ORDER]
    assert [each.what for each in orders] == [number]


def test_an_app_that_shops_for_members_is_as_many_visitors_as_they_are(shopper: Visitor) -> None:
    assert shopper.member is not None
    token = members.issue_token(shopper.member.user, name="app", may_act_for_members=True)
    headers = {"Authorization": f"Bearer {token}", "X-Feria-Member": shopper.member.code}
    guest = Visitor()
    lines = {"lines": [{"sku": "cola", "quantity": 1}]}
    guest.client.put("/api/v1/cart", lines, content_type="application/json", headers=headers)
    guest.client.get("/api/v1/products/cola", headers=headers)
    guest.client.get("/api/v1/products/none", headers=headers)

    found = seen()
    assert [(each.page, each.what, each.source) for each in found] == [
        ("cart", "", "api"),
        ("product", "cola", "api"),
    ]
    assert {each.person for each in found} == {f"member {shopper.member.code}"}
