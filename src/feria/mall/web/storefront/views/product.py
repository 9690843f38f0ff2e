"""A product: its price, why it is that, what would lower it; and keeping it as a favourite."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feria.mall.catalog import api as catalog
from feria.mall.members import api as members
from feria.mall.stock import api as stock
from feria.mall.web import parts, switches
from feria.mall.web.storefront.cards import art_of, badges_of, price_of, product_cards
from feria.mall.web.storefront.group_page import together_offers
from feria.mall.web.storefront.ladder_page import ladder_notes
from feria.mall.web.storefront.links import category_links, here_link, home_link
from feria.mall.web.storefront.nudges import nudge_words
from feria.mall.web.storefront.places import race_notes
from feria.mall.web.storefront.presale_page import ahead_offers
from feria.mall.web.storefront.receipts import line_receipt, refusals
from feria.mall.web.storefront.rush_stage import rush_nudges
from feria.mall.web.storefront.stage import price_ends_at
from feria.mall.web.storefront.tickets import tickets
from feria.mall.web.storefront.visit import Visit, visit
from feria.mall.web.storefront.ways import way_back
from feria.pricing import Quote

ALIKE = 5


@require_safe
def product(request: HttpRequest, sku: str) -> HttpResponse:
    here, found = visit(request), _find(sku)
    quote = here.shelf.price([found], nudges=True)[sku]
    level, price = stock.levels([found])[found.sku], price_of(quote)
    context = {
        "product": found,
        "art": art_of(found),
        "price": price,
        "receipt": line_receipt(quote, quote.lines[0]),
        "refusals": refusals(quote),
        "places": race_notes(quote, here.now),
        "ladders": ladder_notes(found, here.now, here.in_force),
        "ahead_offers": ahead_offers(found.sku, here.now, level.free, here.in_force),
        "together_offers": together_offers(here, found.sku, level.free, price.amount),
        "nudges": [
            *rush_nudges(here, found.sku),
            *(nudge_words(one, quote) for one in quote.nudges if one.code != "claim-coupon"),
        ][:3],
        "tickets": [ticket for ticket in tickets(here, shop=found.shop.code) if ticket.claim_url][:2],
        "level": level,
        "badges": badges_of(quote),
        "ends_soon_at": _ends_soon_at(here, quote),
        "few_left": 0 < level.free <= 5,
        "is_favourite": found.sku in here.favourites,
        "alike": product_cards(here, _alike(found)) if switches.is_on(switches.RECOMMENDATIONS) else [],
        "crumbs": [home_link(), *category_links(found.category.path), here_link(found.name)],
    }
    return render(request, "storefront/product.html", context)


@require_POST
def favourite(request: HttpRequest, sku: str) -> HttpResponse:
    """Mark the product, or unmark it when it is marked; answers with the button's form."""
    here, found = visit(request), _find(sku)
    if here.member is None:
        return redirect_to_login(reverse("storefront:product", args=[sku]))
    is_marked = sku in here.favourites
    if is_marked:
        members.unmark_favourite(here.member, found)
    else:
        members.mark_favourite(here.member, found)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "storefront/parts/favourite.html", {"product": found, "on": not is_marked})
    return HttpResponseRedirect(way_back(request, reverse("storefront:product", args=[sku])))


@require_safe
def favourites(request: HttpRequest) -> HttpResponse:
    here = visit(request)
    if here.member is None:
        return redirect_to_login(request.get_full_path())
    kept = [row.product for row in members.favourites(here.member)]
    return render(
        request, "storefront/favourites.html", {"cards": product_cards(here, kept), "empty": _no_favourites()}
    )


def _ends_soon_at(here: Visit, quote: Quote) -> datetime | None:
    """When this price ends, if that is within a day; further away it hurries nobody."""
    ends_at = price_ends_at(quote, here.current.document, here.now) if here.current else None
    return ends_at if ends_at and ends_at - here.now <= timedelta(days=1) else None


def _alike(found: catalog.Product) -> list[catalog.Product]:
    """Best sellers of the same category; of the one above it where that has too few."""
    near = list(catalog.products(category=found.category.path).exclude(pk=found.pk)[:ALIKE])
    above = found.category.path.rpartition("/")[0]
    if len(near) < ALIKE and above:
        known = [found.pk, *(one.pk for one in near)]
        near += catalog.products(category=above).exclude(pk__in=known)[: ALIKE - len(near)]
    return near


def _no_favourites() -> parts.Empty:
    return parts.Empty(
        title=_("Nothing kept yet"),
        text=_("Press the heart on a product to find it here again when its price falls."),
        action=parts.Link(text=_("Look around"), url=reverse("storefront:home")),
    )


def _find(sku: str) -> catalog.Product:
    found = catalog.product(sku)
    if found is None:
        raise Http404
    return found
