"""The frame around the desk's pages: its sections, and who may look at which shop."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from feria.mall.catalog import api as catalog
from feria.mall.members import api as members
from feria.mall.web.access import role_required
from feria.mall.web.parts import Link
from feria.mall.web.work.frame import frame

View = Callable[..., HttpResponse]


def of_a_shop(view: View) -> View:
    """Hand the view its shop; 404 for a shop the user does not work for (that it exists is nobody's business)."""

    @role_required("merchant", "operator")
    @wraps(view)
    def checked(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        shop = catalog.shop(code)
        if shop is None or shop not in open_to(request):
            raise Http404
        return view(request, shop, **kwargs)

    return checked


def open_to(request: HttpRequest) -> list[catalog.Shop]:
    """The shops this user may look at."""
    if "operator" in members.roles_of(request.user):
        return list(catalog.shops())
    return list(members.shops_of(request.user))


def page(
    request: HttpRequest,
    shop: catalog.Shop,
    name: str,
    context: dict[str, Any],
    template: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page of that section of the shop's desk; ``template`` where it is not the section's own."""
    sections = {
        "today": (_("Today"), "chart"),
        "products": (_("Products"), "grid"),
        "stock": (_("Stock"), "stock"),
        "rush": (_("Rush sessions"), "bolt"),
        "groups": (_("Group buys"), "users"),
        "orders": (_("Orders"), "list"),
        "promotions": (_("Promotions"), "tag"),
    }
    links = [
        Link(text=text, url=reverse(f"desk:{key}", args=[shop.code]), icon=icon, current=key == name)
        for key, (text, icon) in sections.items()
    ]
    shared = {
        "shop": shop,
        "title": sections[name][0],
        "currency": settings.CURRENCY,
        "work": frame(request, _("Merchant desk"), reverse("desk:home"), [(shop.name, links)]),
    }
    return render(request, f"desk/{template or name}.html", shared | context, status=status)
