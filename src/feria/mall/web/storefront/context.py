"""What every page's frame needs: the visit, and the shell's links and figures. Read only when a template asks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from feria.mall.web import parts, switches
from feria.mall.web.storefront.links import departments, home_link
from feria.mall.web.storefront.nudges import headline
from feria.mall.web.storefront.time_machine import time_machine
from feria.mall.web.storefront.visit import Visit, visit
from feria.mall.web.storefront.words import worded


def storefront(request: HttpRequest) -> dict[str, Any]:
    """``visit``, ``shell`` (parts.Shell) and ``time_machine``; each costs nothing until it is looked at."""
    here = visit(request)
    return {
        "visit": here,
        "shell": SimpleLazyObject(lambda: shell_of(request)),
        "time_machine": SimpleLazyObject(lambda: time_machine(here)),
    }


def shell_of(request: HttpRequest) -> parts.Shell:
    """The storefront's frame for this request."""
    here = visit(request)
    quote = here.cart_quote if switches.is_on(switches.CART_TOTAL) else None
    signed_in = request.user.is_authenticated
    return parts.Shell(
        home_url=reverse("storefront:home"),
        search_url=reverse("storefront:search"),
        suggest_url=reverse("storefront:suggestions") if switches.is_on(switches.SUGGESTIONS) else "",
        search_text=request.GET.get("q", "")[:80],
        cart_url=reverse("storefront:cart"),
        cart_count=here.cart_units,
        cart_total=quote.payable if quote else None,
        currency=settings.CURRENCY,
        nudge=headline(quote) if quote else "",
        favourites_url=reverse("storefront:favourites"),
        account_url=reverse("storefront:account") if signed_in else "",
        account_name=_account_name(request) if signed_in else "",
        sign_in_url=reverse("account_login"),
        orders_url=reverse("storefront:orders") if here.member else "",
        sign_out_url=reverse("account_logout") if signed_in else "",
        desk_url="/desk/" if "merchant" in here.roles else "",
        console_url="/console/" if "operator" in here.roles else "",
        language_url=reverse("storefront:language"),
        festival_title=_festival_title(here),
        phase=here.phase,
        period=here.period,
        nav=_nav(request),
        footer=_footer(),
    )


def _account_name(request: HttpRequest) -> str:
    user = request.user
    return user.first_name or user.email.split("@")[0] or user.get_username()  # type: ignore[union-attr]


def _festival_title(here: Visit) -> str:
    return worded(here.current.document.names) if here.current else ""


def _nav(request: HttpRequest) -> list[parts.Link]:
    links = [
        home_link(),
        *([parts.Link(text=_("Rush"), url=reverse("storefront:rush"))] if visit(request).has_rush else []),
        parts.Link(text=_("Coupons"), url=reverse("storefront:coupons")),
        parts.Link(text=_("Shops"), url=reverse("storefront:shops")),
    ]
    return [replace(link, current=_leads_here(link.url, request.path)) for link in (*links, *departments())]


def _leads_here(url: str, path: str) -> bool:
    """Whether the page is that one, or below it: a session under Rush, a shelf under its department."""
    return path == url or (url != reverse("storefront:home") and path.startswith(url))


def _footer() -> list[tuple[str, list[parts.Link]]]:
    return [
        (
            _("Shop"),
            [
                parts.Link(text=_("All shops"), url=reverse("storefront:shops")),
                parts.Link(text=_("Coupon centre"), url=reverse("storefront:coupons")),
                parts.Link(text=_("Favourites"), url=reverse("storefront:favourites")),
            ],
        ),
        (
            _("You"),
            [
                parts.Link(text=_("Your account"), url=reverse("storefront:account")),
                parts.Link(text=_("Your orders"), url=reverse("storefront:orders")),
                parts.Link(text=_("Cart"), url=reverse("storefront:cart")),
            ],
        ),
    ]
