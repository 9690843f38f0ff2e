"""Counting visits (R8.8): who came, from where, which pages they saw and whether they ordered, without knowing anybody.

No cookie is set and nothing is written while a page is made. A visitor is an address and a browser, told apart by a key that
is another one each day and leads to nobody once its day is over. Whoever's browser asks not to be tracked is no visitor:
only their views are counted. Robots that say so, pages fetched ahead and parts of a page are not counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from feria.mall.rush import api as rush
from feria.mall.traffic import api as traffic
from feria.mall.web.storefront.visit import visit

WHAT = {
    "product": "sku",
    "presale": "sku",
    "shop": "code",
    "category": "path",
    "venue": "venue_id",
    "rush-session": "code",
}
"""Pages that are of something, and which part of the address names it."""

NO_PAGES = ("suggestions", "rush-room", "gateway")
"""A list under the search box, a line that loads itself again and again, and the bank's page."""

API_PAGES = {
    "products": "category",
    "product": "product",
    "shops": "shops",
    "categories": "category",
    "festival": "home",
    "cart": "cart",
    "set_line": "cart",
    "quote": "cart",
    "wallet": "coupons",
    "checkout": "checkout",
    "order_ahead": "presale",
    "start": "group",
    "join": "group",
    "order_claim": "rush-claim",
}
"""What a shopper's app asks of the API, as the page that it shows them then."""

ROBOT = re.compile(r"bot\b|crawl|spider|slurp|preview|monitor", re.IGNORECASE)
SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
SENT_BY = {
    "search": ("google.", "bing.", "baidu.", "duckduckgo.", "yandex.", "sogou.", "so.com", "yahoo.", "ecosia."),
    "social": ("facebook.", "instagram.", "t.co", "x.com", "weibo.", "tiktok.", "pinterest.", "reddit.", "xiaohongshu."),
}  # fmt: skip
"""Hosts whose visitors are counted together."""
LINK, API = "link", "api"


def ordered(request: HttpRequest, number: str) -> None:
    """This request has placed an order."""
    request._feria_ordered = number  # type: ignore[attr-defined]  # noqa: SLF001 - kept on the request it belongs to


def counted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count what was answered, after it was made."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        page, what = page_of(request, response)
        number = getattr(request, "_feria_ordered", "")
        if page or number:
            _count(request, page, what, number)
        return response

    return answer


def _count(request: HttpRequest, page: str, what: str, number: str) -> None:
    agent = request.headers.get("User-Agent", "")
    if ROBOT.search(agent):
        return
    person, source, joined_at = _person(request, agent), source_of(request), _joined_at(request)
    if page:
        traffic.tally.note(person, page, what=what, source=source, joined_at=joined_at)
    if number:
        traffic.tally.note(person, traffic.ORDER, what=number, source=source, joined_at=joined_at)


def page_of(request: HttpRequest, response: HttpResponse) -> tuple[str, str]:
    """The page that was seen and what it is of; nothing where the answer is none that somebody looks at."""
    match = request.resolver_match
    if match is None:
        return "", ""
    if match.namespace == "api":
        page = API_PAGES.get(match.url_name or "", "") if response.status_code < 300 else ""
        return page, str(match.kwargs.get("sku", "")) if page == traffic.PRODUCT else ""
    is_page = (
        match.namespace == "storefront"
        and match.url_name not in NO_PAGES
        and request.method == "GET"
        and response.status_code == 200
        and response.get("Content-Type", "").startswith("text/html")
        and "HX-Request" not in request.headers
        and "prefetch" not in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    )
    if not is_page:
        return "", ""
    page = match.url_name or ""
    return page, str(match.kwargs.get(WHAT.get(page, ""), ""))


def source_of(request: HttpRequest) -> str:
    """What brought them here: what the link says of itself, else whose page it stood on; nothing for our own pages."""
    if request.path.startswith("/api/"):
        return API
    said = request.GET.get("utm_source", "").strip().lower()
    if SOURCE.fullmatch(said):
        return said
    try:
        host = (urlsplit(request.headers.get("Referer", "")).hostname or "").lower()
    except ValueError:  # an address that is none
        host = ""
    if not host:
        return ""
    if host == request.get_host().partition(":")[0]:
        return ""
    return next(
        (kind for kind, names in SENT_BY.items() if any(name in f".{host}." for name in _dotted(names))), LINK
    )


def _dotted(names: tuple[str, ...]) -> list[str]:
    return [f".{name}" if name.endswith(".") else f".{name}." for name in names]


def _person(request: HttpRequest, agent: str) -> str:
    """Whoever it is, for today: told apart and not told who. Kept in memory until the next writing, and no longer."""
    if request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1":
        return ""
    if request.path.startswith("/api/") and (code := request.headers.get("X-Feria-Member")):
        return f"member {code}"  # of an app that shops for many: the address is its own
    forwarded = request.headers.get("X-Forwarded-For", "").encode("latin-1", "replace")
    address = rush.address_of(
        request.META.get("REMOTE_ADDR", ""), forwarded, frozenset(cast("list[str]", settings.LANE["proxies"]))
    )
    return f"{address} {agent}"


def _joined_at(request: HttpRequest) -> datetime | None:
    """Since when they have their account, where this request has read that anyway."""
    member = getattr(request, "acting_for", None) or vars(visit(request)).get("member")
    return member.joined_at if member else None
