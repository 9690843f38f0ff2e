"""Shops, categories, search and venues: ways to a list of products."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feria.mall.catalog import api as catalog
from feria.mall.web import parts, switches
from feria.mall.web.storefront.browse import shelf
from feria.mall.web.storefront.cards import product_cards
from feria.mall.web.storefront.deals import deals
from feria.mall.web.storefront.links import category_links, departments, here_link, home_link
from feria.mall.web.storefront.stage import goods_of, offers_for, offers_named
from feria.mall.web.storefront.tickets import tickets
from feria.mall.web.storefront.visit import visit
from feria.mall.web.storefront.words import worded
from feria.pricing.scope import Shops

SUGGESTIONS = 8


@require_safe
def shops(request: HttpRequest) -> HttpResponse:
    return render(request, "storefront/shops.html", {"shops": visit(request).shops})


@require_safe
def shop(request: HttpRequest, code: str) -> HttpResponse:
    here, found = visit(request), catalog.shop(code)
    if found is None:
        raise Http404
    context = {
        "shop": found,
        "offers": offers_for(here, {"", code}),
        "deals": deals(here, Shops(shops=(code,))),
        "tickets": tickets(here, shop=code)[:3],
        "shelf": shelf(request, shop=code),
        "crumbs": [
            home_link(),
            parts.Link(text=_("Shops"), url=reverse("storefront:shops")),
            here_link(found.title),
        ],
    }
    return render(request, "storefront/shop.html", context)


@require_safe
def category(request: HttpRequest, path: str) -> HttpResponse:
    found = catalog.category(path.strip("/"))
    if found is None:
        raise Http404
    context = {
        "category": found,
        "children": [
            parts.Link(
                text=child.title,
                url=reverse("storefront:category", args=[child.path]),
                count=child.products_count,
            )
            for child in catalog.categories(found.path)
        ],
        "shelf": shelf(request, category=found.path),
        "crumbs": [home_link(), *category_links(found.path)[:-1], here_link(found.title)],
    }
    return render(request, "storefront/category.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    here = visit(request)
    words = request.GET.get("q", "").strip()[:80]
    found = shelf(request, query=words) if words else None
    meant = " ".join(catalog.understood(words))
    context: dict[str, Any] = {
        "words": words,
        "shelf": found,
        "meant": meant if meant != words.casefold() else "",
    }
    if found is None or not found.total:
        if switches.is_on(switches.RECOMMENDATIONS):
            context["instead"] = product_cards(here, catalog.products(sort="popular")[:6])
        context["departments"] = departments()
    return render(request, "storefront/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Words and products to choose from while typing (htmx)."""
    words = request.GET.get("q", "").strip()[:80]
    asked = len(words) >= 2 and switches.is_on(switches.SUGGESTIONS)
    found = catalog.suggestions(words, SUGGESTIONS) if asked else []
    return render(request, "storefront/parts/suggestions.html", {"words": words, "suggestions": found})


@require_safe
def venue(request: HttpRequest, venue_id: str) -> HttpResponse:
    here = visit(request)
    venues = here.current.document.venues if here.current else ()
    found = next((one for one in venues if one.id == venue_id), None)
    if found is None or here.current is None:
        raise Http404
    name, goods = worded(found.names, found.id), goods_of(found, here.current.document)
    context = {
        "venue": found,
        "name": name,
        "intro": worded(found.intro),
        "offers": offers_named(here, found.promotions),
        "deals": deals(here, goods),
        "shelf": shelf(request, scope=goods),
        "crumbs": [home_link(), here_link(name)],
    }
    return render(request, "storefront/venue.html", context)
