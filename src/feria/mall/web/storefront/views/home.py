"""The festival's home: it follows the phase and the period by itself (R1.2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feria.mall.campaigns import api as campaigns
from feria.mall.catalog import api as catalog
from feria.mall.web.storefront.cards import product_cards
from feria.mall.web.storefront.deals import deals
from feria.mall.web.storefront.links import department_tiles
from feria.mall.web.storefront.rush_stage import running_or_next
from feria.mall.web.storefront.stage import stage
from feria.mall.web.storefront.tickets import tickets
from feria.mall.web.storefront.visit import Visit, visit
from feria.mall.web.storefront.words import worded
from feria.mall.web.templatetags.storefront import when

BEST_SELLERS = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    here = visit(request)
    return render(
        request,
        "storefront/home.html",
        {
            "stage": stage(here.current, here.now, here.shop_names) if here.current else None,
            "tickets": tickets(here)[:3],
            "best_sellers": product_cards(here, catalog.products(sort="popular")[:BEST_SELLERS]),
            "department_tiles": department_tiles(),
            "rush": running_or_next(here),
            "deals": deals(here),
            "next_festival": "" if here.current else _next_festival(here),
        },
    )


def _next_festival(here: Visit) -> str:
    """A word about the festival to come, if one is in force."""
    document = campaigns.upcoming(here.now)
    if document is None:
        return ""
    return _("%(name)s begins on %(at)s. The shops are open.") % {
        "name": worded(document.names, document.id),
        "at": when(document.starts_at),
    }
